/** The land record to take away as a file, and such a file brought in. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import { allow } from '../../access/guard.ts'
import type { Database } from '../../database/index.ts'
import { writeBody } from '../../imports/receive-body.ts'
import { authorOf } from '../../log/author.ts'
import { writeLog } from '../../log/write.ts'
import { refuse } from '../../problems.ts'
import { applyAndLog } from '../../territories/changes.ts'
import { Change, Reason } from '../../territories/schema.ts'
import { askedTimes, asking } from '../asking.ts'
import { claimLand } from '../records.ts'
import { seenTables } from './export.ts'
import { type ImportCounts, planImport } from './import.ts'
import { readTablesApart } from './read-in-process.ts'
import { TABLE_NAMES } from './tables.ts'
import { LAND_FORMATS, type LandFormat, writeTables } from './write.ts'

const MEGABYTE = 1024 * 1024
const UPLOAD_LIMIT = 100 * MEGABYTE

const Count = Type.Integer()
export const LandImported = Type.Object({
  counts: Type.Unsafe<ImportCounts>(
    Type.Object({
      units: Count,
      extents: Count,
      parties: Count,
      sources: Count,
      assertions: Count,
      cases: Count,
      events: Count,
      uses: Count,
      coarse: Type.Integer({ description: 'Places that came as a cell: kept without a shape' }),
      communesUnknown: Type.Integer({ description: 'Communes that are not here, or not by that name' }),
    }),
  ),
  change: Type.Union([Change, Type.Null()], { description: 'Null where it was only tried' }),
})
export type LandImported = Static<typeof LandImported>

export const landFileRoutes =
  ({ db }: Database): FastifyPluginAsyncTypebox =>
  async (app) => {
    const Format = Type.Object({ format: Type.String({ maxLength: 20 }) })
    const Query = Type.Object({
      known: Type.Optional(Type.String({ format: 'date-time' })),
      reason: Type.Optional(Reason),
      lang: Type.Optional(Type.String()),
    })
    app.get(
      '/land/export/:format',
      { config: { action: 'take-away' }, schema: { params: Format, querystring: Query } },
      async (request, reply) => {
        const { format } = request.params
        if (!Object.hasOwn(LAND_FORMATS, format))
          return refuse('layer-not-found', { layer: format, known: Object.keys(LAND_FORMATS) })
        const { known } = askedTimes(request.query)
        const tables = await asking(db, request, known, (visible) => seenTables(visible, known))
        const { ending, type } = LAND_FORMATS[format as LandFormat]
        // Whole on disk first: a GeoPackage is written in no order.
        const directory = await mkdtemp(join(tmpdir(), 'toparquia-land-'))
        try {
          const path = join(directory, `land.${ending}`)
          await writeTables(format as LandFormat, tables, path)
          const count = tables[TABLE_NAMES.unit].length
          if (request.viewer.account)
            await db.transaction().execute((transaction) =>
              writeLog(transaction, authorOf(request, request.query.reason), {
                action: 'land-taken-away',
                subject: { kind: 'layer', id: null, name: 'land' },
                audience: 'administrators',
                facts: { format, count },
              }),
            )
          return reply
            .type(type)
            .header('content-disposition', `attachment; filename="land.${ending}"`)
            .header('cache-control', 'no-store')
            .send(await readFile(path))
        } finally {
          await rm(directory, { recursive: true, force: true })
        }
      },
    )

    // In a scope of its own: here a body of any type passes as it comes, straight to the disk.
    await app.register(async (upload) => {
      upload.removeAllContentTypeParsers()
      upload.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
      const Upload = Type.Object({
        fileName: Type.String({ minLength: 1, maxLength: 255, pattern: '\\S' }),
        preview: Type.Optional(Type.Boolean({ description: 'Only try: counts, and nothing is written' })),
        communes: Type.Optional(
          Type.String({
            pattern: '^\\d{1,9}(,\\d{1,9})*$',
            description:
              'Whose committees all of it becomes; without it as the file says, by number and name',
          }),
        ),
        reason: Type.Optional(Reason),
        lang: Type.Optional(Type.String()),
      })
      upload.post(
        '/land/import',
        {
          config: { action: 'document' },
          schema: {
            querystring: Upload,
            response: { 200: LandImported },
            description: 'A file as GET /api/land/export gives it, as the body.',
          },
          bodyLimit: Number.MAX_SAFE_INTEGER,
        },
        async (request): Promise<LandImported> => {
          const { fileName, preview = false, communes, reason } = request.query as Static<typeof Upload>
          const directory = await mkdtemp(join(tmpdir(), 'toparquia-land-'))
          try {
            const path = join(directory, 'file')
            await writeBody((request.body as Readable | undefined) ?? request.raw, path, UPLOAD_LIMIT)
            const read = await readTablesApart(path)
            if ('refused' in read) return refuse(read.refused, read.facts)
            const of = communes === undefined ? null : communes.split(',').map(Number)
            return await db.transaction().execute(async (transaction) => {
              await claimLand(transaction)
              const file = fileName.trim()
              const planned = await planImport(transaction, read.tables, { file, of })
              if ('refused' in planned) return refuse(planned.refused, planned.facts)
              for (const ids of planned.communes) allow(request, 'document', { kind: 'communes', ids })
              const { counts, step } = planned
              if (preview) return { counts, change: null }
              return { counts, change: await applyAndLog(transaction, step, authorOf(request, reason)) }
            })
          } finally {
            await rm(directory, { recursive: true, force: true })
          }
        },
      )
    })
  }
