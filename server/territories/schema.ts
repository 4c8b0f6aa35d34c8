/** The shapes of the territory API. The browser imports these types and nothing else of the server. */
import { type Static, Type } from 'typebox'
import { AUDIENCES, type Audience } from '../../domain/access/audience.ts'

export const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
export const Place = Type.Tuple([Type.Number(), Type.Number()], {
  description: 'longitude, latitude; WGS 84',
})
export const Bounds = Type.Tuple([Type.Number(), Type.Number(), Type.Number(), Type.Number()], {
  description: 'west, south, east, north',
})
export const CouncilKind = Type.Union([
  Type.Literal('urban'),
  Type.Literal('rural'),
  Type.Literal('indigenous'),
])
export type CouncilKind = Static<typeof CouncilKind>
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

/** A communal council. `approximate`: the place is known roughly, or the area is invented for demonstration. */
export const AudienceName = Type.Unsafe<Audience>(
  Type.Union(
    AUDIENCES.map((audience) => Type.Literal(audience)),
    { description: 'Who sees it: everybody, accounts, those with a role over it, its committee' },
  ),
)

export const Council = Type.Object({
  id: Id,
  code: Nullable(Type.String()),
  name: Type.String(),
  kind: Nullable(CouncilKind),
  families: Nullable(Type.Integer()),
  population: Nullable(Type.Integer()),
  areaM2: Type.Number({ description: 'On the ellipsoid' }),
  place: Place,
  bounds: Bounds,
  approximate: Type.Boolean(),
  importId: Nullable(Id),
  audience: AudienceName,
  communeIds: Type.Array(Id),
  since: Nullable(
    Type.String({ format: 'date', description: 'First day on which it is so; null where nobody said' }),
  ),
  revision: Type.Integer({
    description: 'Send it back with a drawing: a later one by somebody else answers 409',
  }),
})
export type Council = Static<typeof Council>

export const CouncilWithGeometry = Type.Intersect([
  Council,
  Type.Object({ geometry: Type.Any({ description: 'GeoJSON MultiPolygon' }) }),
])
export type CouncilWithGeometry = Council & { geometry: import('geojson').MultiPolygon }

export const CouncilQuery = Type.Object({
  q: Type.Optional(
    Type.String({ maxLength: 200, description: 'Part of a name or code; accents and case do not matter' }),
  ),
  commune: Type.Optional(Id),
  import: Type.Optional(Id),
  bbox: Type.Optional(Type.String({ description: 'west,south,east,north' })),
  ids: Type.Optional(Type.String({ description: 'comma-separated ids', maxLength: 20000 })),
  sort: Type.Optional(Type.Union([Type.Literal('name'), Type.Literal('area'), Type.Literal('families')])),
  after: Type.Optional(Type.String({ description: 'Token of the next page, from the last answer' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000, default: 100 })),
})
export const CouncilPage = Type.Object({
  items: Type.Array(Council),
  total: Type.Integer(),
  next: Nullable(Type.String()),
})
export type CouncilPage = Static<typeof CouncilPage>

/** What the browser's engine needs to judge around a commune without asking again: whole geometries. */
export const CouncilAreas = Type.Object({
  revision: Type.Integer(),
  items: Type.Array(CouncilWithGeometry),
  truncated: Type.Boolean(),
})
export type CouncilAreas = { revision: number; items: CouncilWithGeometry[]; truncated: boolean }

const RegisteredAs = Type.Union([Type.Literal('commune'), Type.Literal('network')])
const VerdictName = Type.Union([
  Type.Literal('contiguous'),
  Type.Literal('conditional'),
  Type.Literal('split'),
])

export const Commune = Type.Object({
  id: Id,
  code: Nullable(Type.String()),
  name: Type.String(),
  registeredAs: RegisteredAs,
  note: Nullable(Type.String({ description: 'What is known, and how surely' })),
  source: Nullable(Type.String()),
  approximate: Type.Boolean(),
  councilIds: Type.Array(Id),
  families: Nullable(Type.Integer()),
  familiesMissing: Type.Integer({
    description: 'Councils whose families nobody gave: with any, `families` is what there are at least',
  }),
  areaM2: Type.Number(),
  bounds: Nullable(Bounds),
  verdict: Nullable(VerdictName),
  pieces: Type.Integer(),
  audience: AudienceName,
  partial: Type.Boolean({
    description: 'It has councils that whoever asks does not see: no verdict, no outline',
  }),
  revision: Type.Integer({
    description: 'Send it back with a change: a later one by somebody else answers 409',
  }),
})
export type Commune = Static<typeof Commune>
export const CommuneList = Type.Object({ items: Type.Array(Commune) })
export type CommuneList = Static<typeof CommuneList>

/** Why: part of every request that changes something, in its body, or in the query of a DELETE. */
export const Reason = Type.String({ maxLength: 500, description: 'Why, for the log; as the person puts it' })
const Revision = Type.Integer({ description: 'The one that was seen; or send it as If-Match' })
const EffectiveOn = Type.String({
  format: 'date',
  description: 'From which day its members are these; today where nothing is said',
})
/** The body of a change that needs nothing else. */
export const OnlyReason = Type.Object({ reason: Type.Optional(Reason) }, { additionalProperties: false })
/** The query of a DELETE. */
export const Removal = Type.Object({
  revision: Type.Optional(Revision),
  reason: Type.Optional(Reason),
  lang: Type.Optional(Type.String()),
})
export const CommuneRemoval = Type.Object({
  ...Removal.properties,
  effectiveOn: Type.Optional(EffectiveOn),
})

const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })
export const NewCommune = Type.Object(
  {
    name: Name,
    registeredAs: Type.Optional(RegisteredAs),
    audience: Type.Optional(AudienceName),
    councilIds: Type.Array(Id, { maxItems: 5000 }),
    effectiveOn: Type.Optional(EffectiveOn),
    reason: Type.Optional(Reason),
  },
  { additionalProperties: false },
)
export type NewCommune = Static<typeof NewCommune>
export const CommuneEdit = Type.Object(
  {
    revision: Type.Optional(Revision),
    name: Type.Optional(Name),
    registeredAs: Type.Optional(RegisteredAs),
    councilIds: Type.Optional(Type.Array(Id, { maxItems: 5000 })),
    audience: Type.Optional(AudienceName),
    councilsToo: Type.Optional(Type.Boolean({ description: 'Its councils get the same audience' })),
    effectiveOn: Type.Optional(EffectiveOn),
    reason: Type.Optional(Reason),
  },
  { additionalProperties: false },
)
export type CommuneEdit = Static<typeof CommuneEdit>

/** Several communes in one step; with `id` and the `revision` that was seen those that exist. */
export const Recomposition = Type.Object(
  {
    communes: Type.Array(
      Type.Object(
        {
          id: Type.Optional(Id),
          revision: Type.Optional(Revision),
          name: Name,
          councilIds: Type.Array(Id, { maxItems: 5000, description: 'All that it is to have' }),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 500 },
    ),
    reason: Type.Optional(Reason),
  },
  { additionalProperties: false },
)
export type Recomposition = Static<typeof Recomposition>
export const Recomposed = Type.Object({ communes: Type.Array(Commune) })
export type Recomposed = Static<typeof Recomposed>

const LinkKind = Type.Union([
  Type.Literal('bridge'),
  Type.Literal('ferry'),
  Type.Literal('ford'),
  Type.Literal('path'),
  Type.Literal('road'),
  Type.Literal('border', {
    description: 'No way across: an assembly confirms a border that the drawing leaves in doubt',
  }),
])
export const NewLink = Type.Object(
  {
    councilA: Id,
    councilB: Id,
    kind: LinkKind,
    declaredBy: Type.String({
      minLength: 1,
      maxLength: 200,
      pattern: '\\S',
      description: 'An assembly or committee, not a private person',
    }),
    declaredOn: Type.String({ format: 'date' }),
    reason: Type.String({ minLength: 1, maxLength: 1000, pattern: '\\S' }),
  },
  { additionalProperties: false },
)
export type NewLink = Static<typeof NewLink>
export const Link = Type.Intersect([
  NewLink,
  Type.Object({ id: Id, line: Type.Tuple([Place, Place]), revision: Type.Integer() }),
])
export type Link = NewLink & { id: number; line: [[number, number], [number, number]]; revision: number }
export const LinkList = Type.Object({ items: Type.Array(Link) })
export type LinkList = { items: Link[] }

/** One undoable step. `kind` is a message key (`change.<kind>`), `facts` its values. */
export const Change = Type.Object({
  id: Id,
  kind: Type.String(),
  facts: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
  at: Type.String({ format: 'date-time' }),
  effectiveOn: Nullable(
    Type.String({ format: 'date', description: 'From which day it holds, where that was said' }),
  ),
  undone: Type.Boolean(),
})
export type Change = Static<typeof Change>

/** A step with who took it and why, as far as whoever asks may read that in the log. */
export const ChangeSet = Type.Object({
  ...Change.properties,
  communes: Type.Array(Id),
  councils: Type.Array(Id, { description: 'That it names' }),
  by: Nullable(
    Type.Object(
      { id: Nullable(Id), name: Nullable(Type.String()) },
      { description: 'Null where that is not for whoever asks; without a name: the program' },
    ),
  ),
  reason: Nullable(Type.String()),
  areas: Type.Array(
    Type.Object({
      id: Id,
      name: Type.String(),
      beforeM2: Nullable(Type.Number()),
      afterM2: Nullable(Type.Number()),
    }),
    { description: 'Councils that it drew; null where there was none before, or none after' },
  ),
})
export type ChangeSet = Static<typeof ChangeSet>
export const ChangeList = Type.Object({ items: Type.Array(ChangeSet) })
export type ChangeList = Static<typeof ChangeList>

const Day = Type.String({ format: 'date' })
const Since = Nullable(Type.String({ format: 'date', description: 'First day; null where nobody said' }))
const Until = Nullable(
  Type.String({ format: 'date', description: 'First day after it; null where it still is' }),
)
export const HistoryDay = Type.Object({ on: Day, councils: Type.Integer(), communes: Type.Integer() })
export type HistoryDay = Static<typeof HistoryDay>
export const HistoryDays = Type.Object({
  items: Type.Array(HistoryDay, { description: 'Days on which something changed, the latest first' }),
})
export type HistoryDays = Static<typeof HistoryDays>

export const CouncilHistory = Type.Object({
  versions: Type.Array(
    Type.Object({
      since: Since,
      until: Until,
      name: Type.String(),
      kind: Nullable(CouncilKind),
      families: Nullable(Type.Integer()),
      areaM2: Type.Number(),
    }),
  ),
  memberships: Type.Array(
    Type.Object({ id: Id, name: Type.String(), gone: Type.Boolean(), since: Since, until: Until }),
  ),
})
export type CouncilHistory = Static<typeof CouncilHistory>

/** A changed record and the step that undoes it. */
export const Changed = <T extends Parameters<typeof Type.Object>[0][string]>(record: T) =>
  Type.Object({ record, change: Change })
export type Changed<T> = { record: T; change: Change }

/** The server's own judgement of a commune or of any set of councils, by the same engine as the browser's. */
export const JudgeRequest = Type.Object(
  {
    councilIds: Type.Array(Id, { minItems: 1, maxItems: 5000 }),
    registeredAs: Type.Optional(RegisteredAs),
  },
  { additionalProperties: false },
)
export type JudgeRequest = Static<typeof JudgeRequest>

export const Meta = Type.Object({
  version: Type.String(),
  revision: Type.Integer({
    description: 'Grows with every change to the territory; part of every tile address',
  }),
  sight: Type.String({ description: 'What whoever asks sees, as a word: part of tile addresses' }),
  counts: Type.Object({ councils: Type.Integer(), communes: Type.Integer(), imports: Type.Integer() }),
  bounds: Nullable(Bounds),
  styleUrl: Nullable(Type.String({ description: 'Base map style, where the operator set one' })),
  dossierKey: Type.String({
    description: 'Public key, Ed25519, by which this server seals dossiers (docs/dossier.md)',
  }),
  demonstration: Type.Boolean(),
})
export type Meta = Static<typeof Meta>
