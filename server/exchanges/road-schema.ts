/** The shapes of roads by HTTP. The browser imports these types and nothing else of this folder. */
import { type Static, Type } from 'typebox'
import { Change, Id } from '../territories/schema.ts'

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const Day = Nullable(Type.String({ format: 'date' }))
const Count = Type.Integer({ minimum: 0 })
const Place = Type.Tuple([Type.Number(), Type.Number()])

/** A line as it was brought in or drawn; its segments between crossings name it. */
const RoadLine = Type.Object({
  id: Id,
  name: Nullable(Type.String()),
  network: Type.String({ description: 'The file that it came with' }),
  byHand: Type.Boolean(),
  oneWay: Type.Boolean(),
  closedFrom: Day,
  closedUntil: Day,
  closedWhy: Nullable(Type.String()),
  closedFromM: Nullable(
    Type.Number({ description: 'Metres along it between which it is closed; null: all of it' }),
  ),
  closedToM: Nullable(Type.Number()),
  demonstration: Type.Boolean(),
  revision: Type.Integer(),
})
export type RoadLine = Static<typeof RoadLine>

const RoadFeature = Type.Object({
  type: Type.Literal('Feature'),
  geometry: Type.Object({ type: Type.Literal('LineString'), coordinates: Type.Array(Place) }),
  properties: Type.Object({
    id: Type.String({ description: 'Its line, and metres along it' }),
    line: Type.String(),
    name: Nullable(Type.String()),
    km: Type.Number(),
    island: Count,
    byHand: Type.Boolean(),
    closed: Type.Boolean({ description: 'Today' }),
  }),
})
export type RoadFeature = Static<typeof RoadFeature>

export const Roads = Type.Object({
  type: Type.Literal('FeatureCollection'),
  features: Type.Array(RoadFeature),
  lines: Type.Array(RoadLine),
  islands: Type.Array(Type.Object({ island: Count, km: Type.Number(), segments: Count })),
  missingLinks: Type.Array(
    Type.Object({
      from: Place,
      to: Place,
      gapM: Type.Number(),
      islands: Type.Tuple([Count, Count]),
      joinsKm: Type.Number({ description: 'Of road of the smaller side' }),
    }),
  ),
  problems: Count,
  joinedEnds: Count,
  detour: Type.Object(
    {
      factor: Type.Number(),
      pairs: Count,
      of: Type.Union([Type.Literal('usual'), Type.Literal('communes'), Type.Literal('crossings')]),
    },
    { description: 'By which straight lines are estimated to be longer by road' },
  ),
  service: Nullable(
    Type.Object({
      id: Type.String(),
      places: Type.Union([Type.Literal('public'), Type.Literal('all')], {
        description: 'What it is told: communes as the public sees them, or every place asked for',
      }),
    }),
  ),
})
export type Roads = Static<typeof Roads>

export const RoadsBrought = Type.Object({
  lines: Count,
  change: Change,
  understood: Type.Record(Type.String(), Count, { description: 'Rows in which each column said something' }),
  leftOut: Type.Array(
    Type.Object({
      code: Type.String({ description: 'Key of a message: problem.<code>' }),
      count: Count,
      facts: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
    }),
  ),
  km: Type.Number(),
  crossings: Count,
  joinedEnds: Count,
  longestGapM: Type.Number(),
  passedOver: Count,
  oneWay: Count,
  islands: Count,
})
export type RoadsBrought = Static<typeof RoadsBrought>
