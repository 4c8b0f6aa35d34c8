/** Areas that others drew: municipalities, to show a place no finer than that, and protected areas, to compare claims with. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { EVERYTHING } from '../../domain/access/index.ts'
import { type MessageKey, translate } from '../../messages/index.ts'
import { asViewer } from '../access/as-viewer.ts'
import { allow } from '../access/guard.ts'
import type { Database } from '../database/index.ts'
import { readFileInWorker, readRows, ShapeFile } from '../files/index.ts'
import { writeBody } from '../imports/receive-body.ts'
import { authorOf } from '../log/author.ts'
import { writeLog } from '../log/write.ts'
import { localeOf, refuse } from '../problems.ts'
import { readBox } from '../territories/read-box.ts'
import { Id } from '../territories/schema.ts'
import {
  bringInEdition,
  comparedWith,
  type ReadArea,
  readEditions,
  takeBackEdition,
} from './reference-editions.ts'
import * as schema from './reference-schema.ts'

const MEGABYTE = 1024 * 1024
const UPLOAD_LIMIT = 200 * MEGABYTE
/** Areas in one answer. */
const LIMIT = 2000
/** Names that a preview shows. */
const SHOWN = 5

export const referenceAreaRoutes =
  ({ db }: Database): FastifyPluginAsyncTypebox =>
  async (app) => {
    const underWay = new Set<schema.Editions['underWay'][number]>()

    app.get(
      '/land/reference-areas',
      {
        config: { action: 'see' },
        schema: { querystring: schema.AreaQuery, response: { 200: schema.ReferenceAreas } },
      },
      async (request) => {
        const { kind, bbox } = request.query
        const box = readBox(bbox)
        const shape = box ? sql`st_asgeojson(r.geom, 6)::json` : sql`null`
        const wanted = [kind ? sql`r.kind = ${kind}` : sql`true`]
        if (box) wanted.push(sql`r.geom && st_makeenvelope(${box[0]}, ${box[1]}, ${box[2]}, ${box[3]}, 4326)`)
        const { rows } = await asViewer(db, request.viewer, (visible) =>
          sql<schema.ReferenceArea>`
            select r.id, r.kind, r.code, r.name, r.state, r.source, ${shape} as geometry from reference_area r
            where ${sql.join(wanted, sql` and `)} order by r.kind, r.name, r.id limit ${LIMIT + 1}`.execute(
            visible,
          ),
        )
        return { items: rows.slice(0, LIMIT), truncated: rows.length > LIMIT }
      },
    )

    app.get(
      '/land/reference-editions',
      { config: { action: 'bring-in' }, schema: { response: { 200: schema.Editions } } },
      async (request) => {
        allow(request, 'bring-in', EVERYTHING)
        return { items: await readEditions(db), underWay: [...underWay] }
      },
    )

    app.post(
      '/land/reference-editions/:id/undo',
      {
        config: { action: 'bring-in' },
        schema: { params: Type.Object({ id: Id }), response: { 200: schema.TakenBack } },
      },
      async (request) => {
        allow(request, 'bring-in', EVERYTHING)
        return db.transaction().execute(async (transaction) => {
          const { edition, areas, units } = await takeBackEdition(transaction, request.params.id)
          await writeLog(transaction, authorOf(request), {
            action: 'areas-taken-back',
            subject: { kind: 'layer', id: null, name: edition.source },
            audience: 'committee',
            facts: { count: edition.areas, name: edition.source },
          })
          return { areas, units }
        })
      },
    )

    await app.register(async (upload) => {
      upload.removeAllContentTypeParsers()
      upload.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
      upload.post(
        '/land/reference-areas',
        {
          config: { action: 'bring-in' },
          schema: {
            querystring: schema.AreaUpload,
            response: { 200: schema.AreasBroughtIn },
            description:
              'A file of areas as the body: GeoJSON, GeoPackage, zipped shapefile, KML. Whoever hangs up before the answer has brought in nothing.',
          },
          bodyLimit: Number.MAX_SAFE_INTEGER,
        },
        async (request, reply): Promise<schema.AreasBroughtIn> => {
          // They decide how coarse a place looks, wherever it is.
          allow(request, 'bring-in', EVERYTHING)
          const query = request.query as schema.AreaUpload
          const gone = new AbortController()
          reply.raw.on('close', () => reply.raw.writableFinished || gone.abort())
          const progress = {
            fileName: query.fileName,
            stage: 'reading' as 'reading' | 'writing',
            done: 0,
            total: 1,
          }
          const directory = await mkdtemp(join(tmpdir(), 'toparquia-areas-'))
          underWay.add(progress)
          try {
            const path = join(directory, 'file')
            await writeBody((request.body as Readable | undefined) ?? request.raw, path, UPLOAD_LIMIT)
            const read = await readAreas(path, directory, request, query, {
              signal: gone.signal,
              onProgress: (done, total) => Object.assign(progress, { done, total }),
            })
            const { areas, skipped, ...fields } = read
            const { ids, gone: missing } = await comparedWith(db, query, areas)
            const added = ids.filter((id) => id === null).length
            const told = {
              areas: areas.length,
              skipped,
              kept: areas.length - added,
              added,
              gone: missing.length,
              ...fields,
              names: areas.slice(0, SHOWN).map(({ name }) => name),
            }
            if (query.preview) return { edition: null, units: 0, ...told }
            Object.assign(progress, { stage: 'writing', done: 0, total: areas.length })
            return await db.transaction().execute(async (transaction) => {
              const written = await bringInEdition(transaction, query, areas, skipped, (done) => {
                progress.done = done
                if (gone.signal.aborted) refuse('upload-broken-off')
              })
              await writeLog(transaction, authorOf(request, query.reason), {
                action: 'areas-brought-in',
                subject: { kind: 'layer', id: null, name: query.source },
                audience: 'committee',
                facts: { count: areas.length, name: query.source },
              })
              return { ...written, ...told }
            })
          } finally {
            underWay.delete(progress)
            await rm(directory, { recursive: true, force: true })
          }
        },
      )
    })
  }

/** What layers of municipalities and parks commonly call their fields. */
const NAMES = /^(name|nombre|nome|nm_mun|adm2_es|adm2_name|municipio)$/i
const STATES = /^(state|estado|uf|sigla_uf|adm1_es|adm1_name|departamento|depto)$/i
const CODES =
  /^(code|codigo|código|cod_mun|cd_mun|geocodigo|adm2_pcode|pcode|wof_id|wof:id|cod_ine|cod_wdpa|wdpaid|id)$/i

async function readAreas(
  path: string,
  directory: string,
  request: FastifyRequest,
  { fileName, layer, crs, ...given }: schema.AreaUpload,
  control: { signal: AbortSignal; onProgress: (read: number, total: number) => void },
): Promise<
  Pick<schema.AreasBroughtIn, 'fields' | 'nameField' | 'stateField' | 'codeField' | 'skipped'> & {
    areas: ReadArea[]
  }
> {
  const output = { rows: join(directory, 'rows'), shapes: join(directory, 'shapes') }
  const outcome = await readFileInWorker({ path, fileName, output, options: { layer, crs } }, control)
  if (outcome.kind === 'refused') {
    const { code, facts } = outcome.problem
    return refuse('areas-not-read', {
      why: translate(localeOf(request), `problem.${code}` as MessageKey, facts),
    })
  }
  if (outcome.kind === 'needs-crs') return refuse('areas-without-crs')
  if (outcome.kind === 'needs-layer') return refuse('areas-in-layers', { layers: outcome.report.layers })
  if (outcome.kind === 'cancelled') return refuse('upload-broken-off')
  const fields = outcome.report.fields.map(({ name }) => name)
  const oneOf = (wanted: string | undefined, usual: RegExp) =>
    wanted ?? fields.find((field) => usual.test(field))
  const nameField = oneOf(given.nameField, NAMES)
  const stateField = oneOf(given.stateField, STATES) ?? null
  const codeField = oneOf(given.codeField, CODES) ?? null
  const text = (properties: Record<string, unknown>, field: string | null | undefined) =>
    field ? String(properties[field] ?? '').trim() || null : null
  const areas: ReadArea[] = []
  let skipped = 0
  const shapes = await ShapeFile.open(output.shapes)
  try {
    for await (const rows of readRows(output.rows))
      for (const { shape, properties } of rows) {
        const name = text(properties, nameField)
        if (!shape || name === null) {
          skipped++
          continue
        }
        const [state, code] = [text(properties, stateField), text(properties, codeField)]
        areas.push({ name, state, code, wkb: await shapes.bytesAt(shape) })
      }
  } finally {
    await shapes.close()
  }
  if (nameField === undefined || areas.length === 0)
    return refuse('areas-without-name', { field: nameField ?? 'name', known: fields })
  return { areas, skipped, fields, nameField, stateField, codeField }
}
