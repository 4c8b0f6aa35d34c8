/** A file of roads by HTTP: read apart from the server's own memory, saved as one step or not at all, and what became of it told. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply } from 'fastify'
import { sql } from 'kysely'
import { type Static, Type } from 'typebox'
import { EVERYTHING } from '../../domain/access/index.ts'
import { exchangeChange } from '../../domain/exchange/operations.ts'
import type { SegmentRecord } from '../../domain/exchange/records.ts'
import { summaryOf } from '../../domain/exchange/roads/index.ts'
import { allow } from '../access/guard.ts'
import type { Database } from '../database/index.ts'
import type { FileReport } from '../files/index.ts'
import { writeBody } from '../imports/receive-body.ts'
import { authorOf } from '../log/author.ts'
import { refuse } from '../problems.ts'
import { applyAndLog } from '../territories/changes.ts'
import { Reason } from '../territories/schema.ts'
import { today } from '../today.ts'
import type { Roads } from './network.ts'
import { PLAIN_ROAD } from './plain-road.ts'
import { type RoadsRead, readRoads } from './read-roads.ts'
import { nextExchangeIds } from './records.ts'
import { RoadsBrought } from './road-schema.ts'

const MEGABYTE = 1024 * 1024
/** A country's roads as OpenStreetMap has them, in a GeoPackage. */
const UPLOAD_LIMIT = 300 * MEGABYTE

const Upload = Type.Object({
  fileName: Type.String({ minLength: 1, maxLength: 255 }),
  crs: Type.Optional(Type.String({ pattern: '^EPSG:\\d{4,6}$', description: 'Where the file does not say' })),
  layer: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
  reason: Type.Optional(Reason),
  lang: Type.Optional(Type.String()),
})

export const roadFileRoutes =
  ({ db }: Database, roads: Roads): FastifyPluginAsyncTypebox =>
  async (app) => {
    // In a scope of its own: here a body of any type passes as it comes, straight to the disk.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    app.post(
      '/exchange/roads/file',
      {
        config: { action: 'coordinate' },
        schema: { querystring: Upload, response: { 201: RoadsBrought } },
        bodyLimit: Number.MAX_SAFE_INTEGER,
      },
      async (request, reply) => {
        allow(request, 'coordinate', EVERYTHING)
        const { fileName, crs, layer, reason } = request.query as Static<typeof Upload>
        const gone = whenGone(reply)
        const directory = await mkdtemp(join(tmpdir(), 'toparquia-roads-upload-'))
        try {
          const path = join(directory, 'roads')
          const body = (request.body as Readable | undefined) ?? request.raw
          if ((await writeBody(body, path, UPLOAD_LIMIT)) === 0) refuse('file-empty', { name: fileName })
          const outcome = await readRoads({ path, fileName, options: { crs, layer } }, { signal: gone })
          const read = mustBeRead(outcome, fileName)
          const geometries = await asWkb(read.roads.map(({ coordinates }) => coordinates))
          const saved = await db.transaction().execute(async (transaction) => {
            // Whoever broke it off wants nothing saved.
            if (gone.aborted) return refuse('upload-broken-off')
            const ids = await nextExchangeIds(transaction, 'segment', read.roads.length)
            const records = read.roads.map(
              ({ name, level = 0, oneWay = 0, speedKmh }, i): SegmentRecord => ({
                ...PLAIN_ROAD,
                id: ids[i],
                network: fileName,
                name,
                level,
                oneWay,
                kmPerHour: speedKmh ?? null,
                geometry: geometries[i],
              }),
            )
            const step = exchangeChange(
              'roads-imported',
              { count: records.length, name: fileName },
              records.map((after) => ({ kind: 'segment', before: null, after })),
            )
            return { ids, change: await applyAndLog(transaction, step, authorOf(request, reason)) }
          })
          const { network } = await roads(today())
          const { problems, ...made } = summaryOf(network, new Set(saved.ids.map(String)))
          const dropped = Object.entries(problems).map(([problem, count]) => ({
            code: `road-${problem}`,
            count,
            facts: { count },
          }))
          return reply.code(201).send({
            lines: read.roads.length,
            change: saved.change,
            understood: read.understood,
            leftOut: [...leftOut(read.report), ...dropped],
            ...made,
          })
        } finally {
          await rm(directory, { recursive: true, force: true })
        }
      },
    )

    async function asWkb(lines: readonly (readonly unknown[])[]): Promise<string[]> {
      const { rows } = await sql<{ geometry: string }>`
        select encode(st_asbinary(st_setsrid(st_force2d(st_geomfromgeojson(jsonb_build_object('type', 'LineString', 'coordinates', l.line))), 4326), 'NDR'), 'hex') as geometry
        from jsonb_array_elements(${JSON.stringify(lines)}::jsonb) with ordinality l (line, place) order by l.place`.execute(
        db,
      )
      return rows.map(({ geometry }) => geometry)
    }
  }

/** Aborted when whoever asked is no longer there. */
function whenGone(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort()
  })
  return gone.signal
}

/** Refuses with what is to be asked or said where the file could not be read as it is. */
function mustBeRead(outcome: RoadsRead, name: string): Extract<RoadsRead, { kind: 'read' }> {
  switch (outcome.kind) {
    case 'read':
      return outcome.roads.length > 0 ? outcome : refuse('no-lines', { name })
    case 'needs-crs':
      return refuse('road-file-needs-crs', { name })
    case 'needs-layer':
      return refuse('road-file-needs-layer', { name, layers: outcome.report.layers })
    case 'cancelled':
      return refuse('upload-broken-off')
    case 'refused': {
      const { code, facts } = outcome.problem
      return code === 'no-lines'
        ? refuse('no-lines', { name })
        : refuse('road-file-not-read', { name, code, ...facts })
    }
  }
}

/** What the reader said of rows and of the file, alike together. */
const leftOut = ({ problems }: FileReport) =>
  [...Map.groupBy(problems, ({ code }) => code)].map(([code, alike]) => ({
    code,
    count: alike.length,
    facts: alike[0].facts,
  }))
