/** The shapes of the overlaps' API. The browser imports these types and nothing else of this folder. */
import { type Static, Type } from 'typebox'
import { CAUSES, OVERLAP_STATES, STATED } from '../../domain/overlaps/record.ts'
import { Changed, Id } from '../territories/schema.ts'

const exactly = { additionalProperties: false }
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const words = <W extends string>(...names: W[]) => Type.Unsafe<W>(Type.Enum(names))

const Stated = words(...STATED)
const State = Type.Unsafe<(typeof OVERLAP_STATES)[number]>(
  Type.Enum([...OVERLAP_STATES], {
    description:
      'tolerated: narrower than two people who draw one border leave; no-longer: a later shape does not overlap',
  }),
)
const Kind = words('claim-claim', 'claim-council', 'claim-protected-area')
const Cause = words(...CAUSES)
const Moment = Type.String({ format: 'date-time' })

const Side = Type.Object({
  kind: words('claim', 'council', 'protected-area'),
  id: Type.Integer({ description: 'Of the extent, the council or the protected area' }),
  unitId: Nullable(Type.Integer()),
  name: Nullable(Type.String()),
})

export const Overlap = Type.Object({
  id: Id,
  revision: Type.Integer(),
  kind: Kind,
  a: Side,
  b: Side,
  areaM2: Type.Number({
    description: 'Square metres on the ellipsoid; as it was last, where it no longer is',
  }),
  widthM: Type.Number({ description: 'Mean width of its widest piece, metres' }),
  shareOfA: Type.Number(),
  shareOfB: Type.Number(),
  since: Nullable(
    Type.String({ format: 'date', description: 'Since when both hold; null where neither says' }),
  ),
  foundAt: Moment,
  recordedAt: Moment,
  state: State,
  cause: Cause,
  reason: Nullable(Type.String()),
})
export type Overlap = Static<typeof Overlap>

export const OverlapFilter = Type.Object(
  {
    state: Type.Optional(State),
    kind: Type.Optional(Kind),
    minArea: Type.Optional(Type.Number({ minimum: 0, description: 'Square metres' })),
    after: Type.Optional(
      Type.String({ pattern: '^[0-9.e+-]{1,30}_[0-9]{1,10}$', description: 'next of the page before' }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    lang: Type.Optional(Type.String()),
  },
  exactly,
)
export type OverlapFilter = Omit<Static<typeof OverlapFilter>, 'lang'>

export const OverlapPage = Type.Object({
  items: Type.Array(Overlap),
  next: Nullable(Type.String({ description: 'Ask for it as after; null where this is the last page' })),
})
export type OverlapPage = Static<typeof OverlapPage>

export const UnitOverlaps = Type.Object({
  items: Type.Array(Overlap),
  notCompared: Type.Array(
    Type.Object({
      extentId: Id,
      why: words('empty', 'malformed', 'outside', 'wide'),
    }),
    { description: 'Extents with a shape that can not be compared' },
  ),
})
export type UnitOverlaps = Static<typeof UnitOverlaps>

const OverlapVersion = Type.Object({
  revision: Type.Integer(),
  recordedAt: Moment,
  state: State,
  cause: Cause,
  reason: Nullable(Type.String()),
  areaM2: Type.Number(),
  geometry: Type.Unsafe<GeoJSON.MultiPolygon>(
    Type.Object({ type: Type.Literal('MultiPolygon'), coordinates: Type.Array(Type.Any()) }),
  ),
})
export type OverlapVersion = Static<typeof OverlapVersion>

export const OverlapFound = Type.Object({
  record: Overlap,
  versions: Type.Array(OverlapVersion, { description: 'The newest first' }),
})
export type OverlapFound = Static<typeof OverlapFound>

export const StateEdit = Type.Object(
  {
    state: Stated,
    reason: Type.String({
      minLength: 1,
      maxLength: 500,
      pattern: '\\S',
      description: 'Kept with the record and in the log',
    }),
    revision: Type.Optional(Type.Integer({ description: 'The one that was seen; or send it as If-Match' })),
  },
  exactly,
)
export type StateEdit = Static<typeof StateEdit>
export const OverlapChanged = Changed(Overlap)
