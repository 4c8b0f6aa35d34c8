/** Areas that others drew: municipalities, to show a place no finer than that, and protected areas, to compare claims with. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { sql } from 'kysely'
import type { Static } from 'typebox'
import { EVERYTHING } from '../../domain/access/index.ts'
import { type MessageKey, translate } from '../../messages/index.ts'
import { asViewer } from '../access/as-viewer.ts'
import { allow } from '../access/guard.ts'
import type { Database } from '../database/index.ts'
import type { Executor } from '../executor.ts'
import { readFileInWorker, readRows, ShapeFile } from '../files/index.ts'
import { writeBody } from '../imports/receive-body.ts'
import { authorOf } from '../log/author.ts'
import { writeLog } from '../log/write.ts'
import { localeOf, refuse } from '../problems.ts'
import { raiseRevisions } from '../territories/layers.ts'
import { readBox } from '../territories/read-box.ts'
import { claimLand } from './records.ts'
import * as schema from './schema.ts'

const MEGABYTE = 1024 * 1024
const UPLOAD_LIMIT = 200 * MEGABYTE
/** Areas in one answer. */
const LIMIT = 2000

interface ReadArea {
  name: string
  state: string | null
  wkb: Uint8Array
}

export const referenceAreaRoutes =
  ({ db }: Database): FastifyPluginAsyncTypebox =>
  async (app) => {
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
            select r.id, r.kind, r.name, r.state, r.source, ${shape} as geometry from reference_area r
            where ${sql.join(wanted, sql` and `)} order by r.kind, r.name, r.id limit ${LIMIT + 1}`.execute(
            visible,
          ),
        )
        return { items: rows.slice(0, LIMIT), truncated: rows.length > LIMIT }
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
            description: 'A file of areas as the body: GeoJSON, GeoPackage, zipped shapefile, KML.',
          },
          bodyLimit: Number.MAX_SAFE_INTEGER,
        },
        async (request): Promise<schema.AreasBroughtIn> => {
          // They decide how coarse a place looks, wherever it is.
          allow(request, 'bring-in', EVERYTHING)
          const query = request.query as Static<typeof schema.AreaUpload>
          const directory = await mkdtemp(join(tmpdir(), 'toparquia-areas-'))
          try {
            const path = join(directory, 'file')
            await writeBody((request.body as Readable | undefined) ?? request.raw, path, UPLOAD_LIMIT)
            const explain = (code: string, facts: Record<string, string | number>) =>
              translate(localeOf(request), `problem.${code}` as MessageKey, facts)
            const { areas, skipped } = await readAreas(path, directory, query, explain)
            return await db.transaction().execute(async (transaction) => {
              const units = await replaceAreas(transaction, query, areas)
              await writeLog(transaction, authorOf(request, query.reason), {
                action: 'areas-brought-in',
                subject: { kind: 'layer', id: null, name: query.source },
                audience: 'committee',
                facts: { count: areas.length, name: query.source },
              })
              return { areas: areas.length, skipped, units }
            })
          } finally {
            await rm(directory, { recursive: true, force: true })
          }
        },
      )
    })
  }

async function readAreas(
  path: string,
  directory: string,
  { fileName, layer, nameField, stateField }: Static<typeof schema.AreaUpload>,
  explain: (code: string, facts: Record<string, string | number>) => string,
): Promise<{ areas: ReadArea[]; skipped: number }> {
  const output = { rows: join(directory, 'rows'), shapes: join(directory, 'shapes') }
  const outcome = await readFileInWorker({ path, fileName, output, options: { layer } })
  if (outcome.kind === 'refused')
    return refuse('areas-not-read', { why: explain(outcome.problem.code, outcome.problem.facts) })
  if (outcome.kind === 'needs-crs') return refuse('areas-not-read', { why: 'EPSG?' })
  if (outcome.kind === 'needs-layer')
    return refuse('areas-not-read', { why: outcome.report.layers.join(', ') })
  if (outcome.kind === 'cancelled') return refuse('upload-broken-off')
  const fields = outcome.report.fields.map(({ name }) => name)
  const named = nameField ?? fields.find((field) => /^(name|nombre|nome|adm2_es|municipio)$/i.test(field))
  const areas: ReadArea[] = []
  let skipped = 0
  const shapes = await ShapeFile.open(output.shapes)
  try {
    for await (const rows of readRows(output.rows))
      for (const { shape, properties } of rows) {
        const name = named === undefined ? '' : String(properties[named] ?? '').trim()
        if (!shape || name === '') {
          skipped++
          continue
        }
        const state = stateField ? String(properties[stateField] ?? '').trim() || null : null
        areas.push({ name, state, wkb: await shapes.bytesAt(shape) })
      }
  } finally {
    await shapes.close()
  }
  if (areas.length === 0) return refuse('areas-without-name', { field: named ?? 'name', known: fields })
  return { areas, skipped }
}

/**
 * In place of those that came before from the same source; places that are shown as municipalities are made anew.
 * @returns how many units look different for it.
 */
async function replaceAreas(
  transaction: Executor,
  { kind, source }: Static<typeof schema.AreaUpload>,
  areas: readonly ReadArea[],
): Promise<number> {
  await claimLand(transaction)
  await sql`delete from reference_area where kind = ${kind} and source = ${source}`.execute(transaction)
  for (const { name, state, wkb } of areas)
    await sql`insert into reference_area (kind, name, state, source, geom)
      values (${kind}, ${name}, ${state}, ${source}, st_multi(st_geomfromewkb(decode(${Buffer.from(wkb).toString('hex')}, 'hex'))))`.execute(
      transaction,
    )
  await raiseRevisions(transaction, ['land'])
  if (kind !== 'municipality') return 0
  const { rows } = await sql<{ id: number }>`
    select u.id from (select distinct on (id) id, place_precision from land_unit order by id, version desc) u
    where u.place_precision = 'municipality'`.execute(transaction)
  for (const { id } of rows) await sql`select place_extents(${id}::integer)`.execute(transaction)
  return rows.length
}
