/** Quantities from a spreadsheet or a CSV: read, shown as understood, and saved in one step. Nothing is kept between. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { type Static, Type } from 'typebox'
import { exchangeChange } from '../../../domain/exchange/operations.ts'
import { ProductCatalogue } from '../../../domain/exchange/products/index.ts'
import {
  guessColumns,
  guessHeader,
  interpret,
  lengthened,
  SHEET_LIMITS,
  type World,
} from '../../../domain/exchange/quantity-files/index.ts'
import type { QuantityRecord } from '../../../domain/exchange/records.ts'
import { localCatalogue } from '../../../domain/exchange/units/index.ts'
import { type Locale, type MessageKey, translate } from '../../../messages/index.ts'
import { asViewer } from '../../access/as-viewer.ts'
import { allow } from '../../access/guard.ts'
import type { Database } from '../../database/index.ts'
import { logTakenAway } from '../../exports/log.ts'
import type { SheetsRead } from '../../files/index.ts'
import { writeBody } from '../../imports/receive-body.ts'
import { authorOf } from '../../log/author.ts'
import { localeOf, refuse } from '../../problems.ts'
import { Id, Reason } from '../../territories/schema.ts'
import { readApart } from '../../workers/read-apart.ts'
import { type EditRecords, editRecords, over } from '../edit-records.ts'
import { lockExchange, nextExchangeIds, readExchange } from '../records.ts'
import type { SheetQuestion } from './reader-process.ts'
import * as schema from './schema.ts'
import { quantityTable } from './table.ts'

const MEGABYTE = 1024 * 1024
const UPLOAD_LIMIT = 20 * MEGABYTE
const reader = fileURLToPath(new URL('./reader-process.ts', import.meta.url))
const products = new ProductCatalogue()

export const quantityFileRoutes =
  (database: Database, edit: EditRecords = editRecords(database)): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { db } = database

    app.get(
      '/exchange/quantity-files/template.csv',
      {
        config: { action: 'see' },
        schema: {
          querystring: Type.Object({ lang: Type.Optional(Type.String()) }),
          description: 'A header in the language of whoever asks, to be filled in',
        },
      },
      async (request, reply) => {
        const locale = localeOf(request)
        const name = translate(locale, 'quantity-file.template-name')
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="${name}.csv"`)
          .send(quantityTable(locale, [], { commune: String, producer: String }))
      },
    )

    app.get(
      '/exchange/quantity-files/quantities.csv',
      {
        config: { action: 'take-away' },
        schema: {
          querystring: Type.Object({
            commune: Type.Optional(Id),
            reason: Type.Optional(Reason),
            lang: Type.Optional(Type.String()),
          }),
          description: 'What was told, as a table that is understood when it is brought in again',
        },
      },
      async (request, reply) => {
        const { commune, reason } = request.query
        const { world, there } = await worldOf(request)
        const wanted = there.filter(({ communeId }) => commune === undefined || communeId === commune)
        const nameOf = (all: readonly { id: number; name: string }[]) => {
          const names = new Map(all.map(({ id, name }) => [id, name]))
          return (id: number) => names.get(id) ?? ''
        }
        const names = { commune: nameOf(world.communes), producer: nameOf(world.producers) }
        // Without an account one takes away only what everybody sees, and could fill the log with it.
        if (request.viewer.account) {
          const taken = { layer: 'quantities', format: 'csv', count: wanted.length }
          await logTakenAway(db, authorOf(request, reason), taken)
        }
        const locale = localeOf(request)
        return reply
          .type('text/csv; charset=utf-8')
          .header(
            'content-disposition',
            `attachment; filename="${translate(locale, 'quantity-file.template-name')}.csv"`,
          )
          .header('cache-control', 'no-store')
          .send(quantityTable(locale, wanted, names))
      },
    )

    app.post(
      '/exchange/quantity-files',
      {
        config: { action: 'coordinate' },
        schema: {
          body: schema.SheetReading,
          response: { 200: schema.SheetUnderstood },
          description: 'All rows that are not left out are saved in one step, or none',
        },
      },
      async (request): Promise<schema.SheetUnderstood> => {
        const { preview = false, reason, audience, ...reading } = request.body
        const { world, there } = await worldOf(request)
        const { wanted, ...understood } = interpret(reading, world, there)
        if (preview) return { understood, change: null }
        const waiting = understood.counts.waiting
        if (waiting > 0) return refuse('sheet-unresolved', { count: waiting, name: reading.fileName })
        if (wanted.length === 0) return refuse('sheet-nothing-new', { name: reading.fileName })
        const before = new Map(there.map((one) => [one.id, one.communeId]))
        const communes = wanted.flatMap(({ told, replaces }) => [
          told.communeId,
          ...(replaces === null ? [] : [before.get(replaces)!]),
        ])
        allow(request, 'coordinate', over([...new Set(communes)]))
        const { change } = await edit.carryOut(request, reason, async (transaction) => {
          const replaced = await lockExchange(
            transaction,
            wanted.flatMap(({ replaces }) => (replaces === null ? [] : [{ kind: 'quantity', id: replaces }])),
          )
          const ids = await nextExchangeIds(
            transaction,
            'quantity',
            wanted.filter(({ replaces }) => replaces === null).length,
          )
          const alterations = wanted.map(({ told, replaces }) => {
            if (replaces === null)
              return {
                kind: 'quantity' as const,
                before: null,
                after: { ...told, id: ids.shift()!, revision: 1, demonstration: false, audience },
              }
            const before = replaced.get(`quantity ${replaces}`) as QuantityRecord | undefined
            if (!before) return refuse('exchange-record-not-found', { kind: 'quantity', id: replaces })
            return { kind: 'quantity' as const, before, after: { ...before, ...told } }
          })
          const facts = { count: alterations.length, name: reading.fileName }
          return exchangeChange('quantities-imported', facts, alterations)
        })
        return { understood, change }
      },
    )

    // In a scope of its own: here a body of any type passes as it comes, straight to the disk.
    await app.register(async (upload) => {
      upload.removeAllContentTypeParsers()
      upload.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
      upload.post(
        '/exchange/quantity-files/read',
        {
          config: { action: 'coordinate' },
          schema: {
            querystring: schema.Upload,
            response: { 200: schema.SheetFile },
            description: 'The cells of a CSV, XLSX or ODS, which is the body. Nothing is kept.',
          },
          bodyLimit: Number.MAX_SAFE_INTEGER,
        },
        async (request): Promise<schema.SheetFile> => {
          const { fileName } = request.query as Static<typeof schema.Upload>
          const directory = await mkdtemp(join(tmpdir(), 'toparquia-sheet-'))
          try {
            const path = join(directory, 'file')
            const body = (request.body as Readable | undefined) ?? request.raw
            if ((await writeBody(body, path, UPLOAD_LIMIT)) === 0) refuse('file-empty', { name: fileName })
            const read = await readApart<SheetQuestion, SheetsRead>(reader, { path, fileName, directory })
            if (!('refused' in read))
              return {
                sheets: read.sheets.map((sheet) => asUnderstood(sheet, localeOf(request))),
              }
            if (read.refused !== 'file') return refuse(read.refused, read.facts)
            const { code, facts } = read.problem
            const why = translate(localeOf(request), `problem.${code}` as MessageKey, facts)
            return refuse('sheet-not-read', { name: fileName, code, why })
          } finally {
            await rm(directory, { recursive: true, force: true })
          }
        },
      )
    })

    /** What whoever asks sees; words are held against nothing else. */
    async function worldOf(request: FastifyRequest): Promise<{ world: World; there: QuantityRecord[] }> {
      return asViewer(db, request.viewer, async (visible) => {
        const { rows: communes } = await sql<World['communes'][number]>`
          select id, name, code from present_commune order by id`.execute(visible)
        const producers = await readExchange(visible, 'producer')
        const units = localCatalogue(await readExchange(visible, 'measure'))
        const there = await readExchange(visible, 'quantity')
        return { world: { communes, producers, products, units }, there }
      })
    }
  }

/** With a row for each month where it has columns of them; as it is where nothing of that can be told. */
function asUnderstood(
  sheet: Extract<SheetsRead, { sheets: unknown }>['sheets'][number],
  locale: Locale,
): schema.SheetFile['sheets'][number] {
  const words = {
    period: translate(locale, 'quantity-file.header.period'),
    amount: translate(locale, 'quantity-file.header.amount'),
  }
  const long = sheet.tooLong ? null : lengthened(sheet, words)
  const { rows } = long?.sheet ?? sheet
  const tooLong = sheet.tooLong || rows.length > SHEET_LIMITS.rows + 1
  const header = long?.header ?? guessHeader(sheet)
  return {
    name: sheet.name,
    tooLong,
    rows: tooLong ? [] : rows,
    header: tooLong ? 0 : header,
    columns: tooLong ? {} : guessColumns(rows[header]?.cells ?? []),
    periods: long?.periods ?? 0,
  }
}
