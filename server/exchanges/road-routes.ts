/** Roads by HTTP: the network with its islands and missing links, links by hand, closures; and corridors proposed along them. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { sql } from 'kysely'
import { type Static, Type } from 'typebox'
import { proposeCorridor } from '../../domain/exchange/corridors/index.ts'
import {
  closedSegments,
  islandsOf,
  missingLinks,
  type RoadNetwork,
  segmentCoordinates,
  segmentId,
} from '../../domain/exchange/roads/index.ts'
import { asViewer } from '../access/as-viewer.ts'
import type { Database } from '../database/index.ts'
import type { Executor } from '../executor.ts'
import { refuse } from '../problems.ts'
import { Change, Id, Reason, Removal } from '../territories/schema.ts'
import { today } from '../today.ts'
import { type EditRecords, editRecords } from './edit-records.ts'
import type { Roads, RoutingService } from './network.ts'
import { placesOf } from './places.ts'
import { PLAIN_ROAD } from './plain-road.ts'
import { roadFileRoutes } from './road-file-routes.ts'
import { type RoadLine, Roads as RoadsSchema } from './road-schema.ts'

const ById = Type.Object({ id: Id })
const Day = Type.String({ format: 'date' })
/** Along the line; a stretch of it is closed, or where none is told all of it. */
const Metres = Type.Number({ minimum: 0, maximum: 1e7 })
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

export const roadRoutes =
  (
    database: Database,
    roads: Roads,
    service: RoutingService | null,
    edit: EditRecords = editRecords(database),
  ): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { db } = database

    app.get(
      '/exchange/roads',
      {
        config: { action: 'see' },
        schema: {
          description:
            'Segments between crossings as GeoJSON, lines with what is closed, islands, and links that would join them',
          response: { 200: RoadsSchema },
        },
      },
      async (request) => {
        const { network, closures, detour } = await roads(today())
        const { closed } = closedSegments(network, closures)
        const features = Array.from({ length: network.segmentCount }, (_, s) => {
          const line = network.lines[network.line[s]].source
          return {
            type: 'Feature' as const,
            geometry: {
              type: 'LineString' as const,
              coordinates: segmentCoordinates(network, s) as [number, number][],
            },
            properties: {
              id: segmentId(network, s),
              line: line.id,
              name: line.name ?? null,
              km: network.km[s],
              island: network.island[network.from[s]],
              byHand: line.drawn === true,
              closed: closed[s] === 1,
            },
          }
        })
        const lines = await asViewer(db, request.viewer, linesSeen)
        return {
          type: 'FeatureCollection' as const,
          features,
          lines,
          ...partsOf(network),
          problems: network.problems.length,
          joinedEnds: network.joinedEnds.length,
          detour,
          service: service && { id: service.provider.id, places: service.places },
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
          { ...PLAIN_ROAD, name, byHand: true, geometry: rows[0].geometry },
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
        closedFromM: Type.Optional(Nullable(Metres)),
        closedToM: Type.Optional(Nullable(Metres)),
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
        const { revision, reason, closedFromM = null, closedToM = null, ...rest } = request.body
        const stretch =
          rest.closedFrom === null ? { closedFromM: null, closedToM: null } : { closedFromM, closedToM }
        const content = { ...rest, ...stretch }
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
        const { provider, closures, detour } = await roads(today())
        const places = await asViewer(db, request.viewer, (visible) => placesOf(visible, communes))
        const proposal = await proposeCorridor(provider, { communes: places, closures })
        if ('refused' in proposal)
          return refuse('corridor-not-proposed', { why: proposal.refused.split('-')[1] })
        const { order, coordinates, km, minutes, quality, estimatedShare, drawnKm, shortest, notes } =
          proposal
        return {
          order: order.map(Number),
          coordinates,
          km,
          minutes,
          quality,
          estimatedShare,
          drawnKm,
          shortest,
          notes,
          detour,
        }
      },
    )

    await app.register(roadFileRoutes(database, roads))
  }

/** As they were brought in or drawn, the last first. */
async function linesSeen(visible: Executor): Promise<RoadLine[]> {
  const { rows } = await sql<RoadLine>`
    select id, name, network, by_hand as "byHand", one_way <> 0 as "oneWay", closed_from::text as "closedFrom",
      closed_until::text as "closedUntil", closed_why as "closedWhy",
      closed_from_m as "closedFromM", closed_to_m as "closedToM", demonstration, revision
    from road_segment order by id desc`.execute(visible)
  return rows
}

type Parts = Pick<Static<typeof RoadsSchema>, 'islands' | 'missingLinks'>
const parts = new WeakMap<RoadNetwork, Parts>()

/** Found once for a network. */
function partsOf(network: RoadNetwork): Parts {
  const known = parts.get(network)
  if (known) return known
  const found = {
    islands: islandsOf(network).map(({ island, km, segments }) => ({ island, km, segments })),
    missingLinks: missingLinks(network) as Parts['missingLinks'],
  }
  parts.set(network, found)
  return found
}
