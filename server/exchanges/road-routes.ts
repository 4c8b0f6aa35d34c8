/** Roads by HTTP: the network with its islands and missing links, files of roads, links by hand, closures; and corridors proposed along them. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { sql } from 'kysely'
import { type Static, Type } from 'typebox'
import { EVERYTHING } from '../../domain/access/index.ts'
import { proposeCorridor } from '../../domain/exchange/corridors/index.ts'
import { exchangeChange } from '../../domain/exchange/operations.ts'
import type { SegmentRecord } from '../../domain/exchange/records.ts'
import { islandsOf, missingLinks, segmentCoordinates, segmentId } from '../../domain/exchange/roads/index.ts'
import { asViewer } from '../access/as-viewer.ts'
import { allow } from '../access/guard.ts'
import type { Database } from '../database/index.ts'
import { writeBody } from '../imports/receive-body.ts'
import { authorOf } from '../log/author.ts'
import { refuse } from '../problems.ts'
import { applyAndLog } from '../territories/changes.ts'
import { Change, Id, Reason, Removal } from '../territories/schema.ts'
import { today } from '../today.ts'
import { type EditRecords, editRecords } from './edit-records.ts'
import type { Roads } from './network.ts'
import { placesOf } from './problem.ts'
import { readRoads } from './read-roads.ts'
import { nextExchangeIds } from './records.ts'

const ById = Type.Object({ id: Id })
const MEGABYTE = 1024 * 1024
/** A country's roads as OpenStreetMap has them, in a GeoPackage. */
const UPLOAD_LIMIT = 300 * MEGABYTE
const Day = Type.String({ format: 'date' })
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

export const roadRoutes =
  (database: Database, roads: Roads, edit: EditRecords = editRecords(database)): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { db } = database

    app.get(
      '/exchange/roads',
      {
        config: { action: 'see' },
        schema: {
          description:
            'Segments between crossings as GeoJSON, what is closed, islands, and links that would join them',
        },
      },
      async () => {
        const { network, closures } = await roads(today())
        const closed = new Set(closures.map(({ line }) => line))
        const features = Array.from({ length: network.segmentCount }, (_, s) => {
          const line = network.lines[network.line[s]].source
          return {
            type: 'Feature' as const,
            geometry: { type: 'LineString' as const, coordinates: segmentCoordinates(network, s) },
            properties: {
              id: segmentId(network, s),
              line: line.id,
              name: line.name ?? null,
              km: network.km[s],
              island: network.island[network.from[s]],
              byHand: line.drawn === true,
              closed: closed.has(line.id),
            },
          }
        })
        return {
          type: 'FeatureCollection' as const,
          features,
          islands: islandsOf(network).map(({ island, km, segments }) => ({ island, km, segments })),
          missingLinks: missingLinks(network),
          problems: network.problems.length,
          joinedEnds: network.joinedEnds.length,
        }
      },
    )

    const Drawn = Type.Object(
      {
        coordinates: Type.Array(
          Type.Tuple([
            Type.Number({ minimum: -180, maximum: 180 }),
            Type.Number({ minimum: -90, maximum: 90 }),
          ]),
          { minItems: 2, maxItems: 10_000 },
        ),
        name: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }))),
        reason: Type.Optional(Reason),
      },
      { additionalProperties: false },
    )
    // A link by hand. Roads are everybody's: a role over everything, as for files.
    app.post(
      '/exchange/roads',
      {
        config: { action: 'coordinate' },
        schema: { body: Drawn, response: { 201: Type.Object({ id: Id, change: Change }) } },
      },
      async (request, reply) => {
        const { coordinates, name = null, reason } = request.body
        const { rows } = await sql<{ geometry: string }>`
          select encode(st_asbinary(st_setsrid(st_geomfromgeojson(${JSON.stringify({ type: 'LineString', coordinates })}), 4326), 'NDR'), 'hex') as geometry`.execute(
          db,
        )
        const added = await edit.add(
          request,
          'segment',
          { ...PLAIN, name, byHand: true, geometry: rows[0].geometry },
          reason,
        )
        return reply.code(201).send(added)
      },
    )

    const Closing = Type.Object(
      {
        closedFrom: Nullable(Day),
        closedUntil: Nullable(Day),
        closedWhy: Nullable(Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' })),
        capacityKg: Type.Optional(Nullable(Type.Number({ exclusiveMinimum: 0, maximum: 1e12 }))),
        revision: Type.Optional(Type.Integer()),
        reason: Type.Optional(Reason),
      },
      { additionalProperties: false },
    )
    app.get(
      '/exchange/roads/:id',
      { config: { action: 'see' }, schema: { params: ById } },
      async (request) => {
        const { geometry: _, ...line } = await edit.seen(request, 'segment', request.params.id)
        return line
      },
    )
    app.patch(
      '/exchange/roads/:id',
      {
        config: { action: 'coordinate' },
        schema: { params: ById, body: Closing, response: { 200: Type.Object({ change: Change }) } },
      },
      async (request) => {
        const { revision, reason, ...content } = request.body
        return {
          change: await edit.alter(request, 'segment', request.params.id, content, { revision, reason }),
        }
      },
    )
    app.delete(
      '/exchange/roads/:id',
      { config: { action: 'coordinate' }, schema: { params: ById, querystring: Removal } },
      async (request) => ({
        change: await edit.remove(request, 'segment', request.params.id, request.query),
      }),
    )

    app.post(
      '/corridors/propose',
      {
        config: { action: 'see' },
        schema: {
          body: Type.Object(
            { communes: Type.Array(Id, { minItems: 2, maxItems: 60 }) },
            { additionalProperties: false },
          ),
        },
      },
      async (request) => {
        const { communes } = request.body
        await edit.communesMustBeSeen(request, communes)
        const { provider, closures } = await roads(today())
        const places = await asViewer(db, request.viewer, (visible) => placesOf(visible, communes))
        const proposal = await proposeCorridor(provider, { communes: places, closures })
        if ('refused' in proposal)
          return refuse('corridor-not-proposed', { why: proposal.refused.split('-')[1] })
        const { order, coordinates, km, minutes, quality, estimatedShare, shortest } = proposal
        return { order: order.map(Number), coordinates, km, minutes, quality, estimatedShare, shortest }
      },
    )

    // In a scope of its own: here a body of any type passes as it comes, straight to the disk.
    await app.register(async (upload) => {
      upload.removeAllContentTypeParsers()
      upload.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
      const Upload = Type.Object({
        fileName: Type.String({ minLength: 1, maxLength: 255 }),
        reason: Type.Optional(Reason),
        lang: Type.Optional(Type.String()),
      })
      upload.post(
        '/exchange/roads/file',
        {
          config: { action: 'coordinate' },
          schema: {
            querystring: Upload,
            response: { 201: Type.Object({ lines: Type.Integer(), change: Change }) },
          },
          bodyLimit: Number.MAX_SAFE_INTEGER,
        },
        async (request, reply) => {
          allow(request, 'coordinate', EVERYTHING)
          const { fileName, reason } = request.query as Static<typeof Upload>
          const directory = await mkdtemp(join(tmpdir(), 'toparquia-roads-upload-'))
          try {
            const path = join(directory, 'roads')
            const body = (request.body as Readable | undefined) ?? request.raw
            if ((await writeBody(body, path, UPLOAD_LIMIT)) === 0) refuse('file-empty', { name: fileName })
            const read = await readRoads({ path, fileName })
            if (read.kind !== 'read' || read.roads.length === 0) return refuse('no-lines', { name: fileName })
            const geometries = await asWkb(read.roads.map(({ coordinates }) => coordinates))
            const change = await db.transaction().execute(async (transaction) => {
              const ids = await nextExchangeIds(transaction, 'segment', read.roads.length)
              const records = read.roads.map(
                ({ name, level = 0, oneWay = 0, speedKmh }, i): SegmentRecord => ({
                  ...PLAIN,
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
              return applyAndLog(transaction, step, authorOf(request, reason))
            })
            return reply.code(201).send({ lines: read.roads.length, change })
          } finally {
            await rm(directory, { recursive: true, force: true })
          }
        },
      )
    })

    async function asWkb(lines: readonly (readonly unknown[])[]): Promise<string[]> {
      const { rows } = await sql<{ geometry: string }>`
        select encode(st_asbinary(st_setsrid(st_force2d(st_geomfromgeojson(jsonb_build_object('type', 'LineString', 'coordinates', l.line))), 4326), 'NDR'), 'hex') as geometry
        from jsonb_array_elements(${JSON.stringify(lines)}::jsonb) with ordinality l (line, place) order by l.place`.execute(
        db,
      )
      return rows.map(({ geometry }) => geometry)
    }
  }

const PLAIN: Omit<SegmentRecord, 'geometry'> = {
  id: 0,
  network: 'own',
  name: null,
  level: 0,
  oneWay: 0,
  byHand: false,
  kmPerHour: null,
  capacityKg: null,
  closedFrom: null,
  closedUntil: null,
  closedWhy: null,
  demonstration: false,
  revision: 1,
}
