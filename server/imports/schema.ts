/** The life of an import: received, read, looked at, decided, saved whole or not at all, undone whole. */
import { type Static, Type } from 'typebox'
import { AudienceName, Bounds, Id, Place } from '../territories/schema.ts'

export const ImportStatus = Type.Union([
  Type.Literal('reading'),
  Type.Literal('needs-crs'),
  Type.Literal('needs-layer'),
  Type.Literal('ready'),
  Type.Literal('refused'),
  Type.Literal('saving'),
  Type.Literal('saved'),
  Type.Literal('cancelled'),
  Type.Literal('undone'),
])
export type ImportStatus = Static<typeof ImportStatus>

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

/** Which column of the file says what. Null: the file does not say. */
export const Mapping = Type.Object(
  {
    name: Nullable(Type.String()),
    code: Nullable(Type.String()),
    kind: Nullable(Type.String()),
    families: Nullable(Type.String()),
    population: Nullable(Type.String()),
    commune: Nullable(
      Type.String({ description: 'Councils with the same value become members of the commune of that name' }),
    ),
  },
  { additionalProperties: false },
)
export type Mapping = Static<typeof Mapping>

export const ImportProblem = Type.Object({
  code: Type.String(),
  severity: Type.Union([Type.Literal('stop'), Type.Literal('decide'), Type.Literal('note')]),
  feature: Nullable(Type.Integer()),
  featureName: Nullable(Type.String()),
  place: Nullable(Place),
  facts: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
  /** For `decide`: what the person chose. */
  decision: Nullable(Type.Union([Type.Literal('repair'), Type.Literal('leave-out'), Type.Literal('keep')])),
  decisions: Type.Array(
    Type.Union([Type.Literal('repair'), Type.Literal('leave-out'), Type.Literal('keep')]),
  ),
})
export type ImportProblem = Static<typeof ImportProblem>

export const Import = Type.Object({
  id: Id,
  fileName: Type.String(),
  status: ImportStatus,
  /** 0 to 1 within the present status. */
  progress: Type.Number(),
  format: Nullable(Type.String()),
  layers: Type.Array(Type.String()),
  layer: Nullable(Type.String()),
  declaredCrs: Nullable(Type.String()),
  crs: Nullable(Type.String()),
  swapAxes: Type.Boolean(),
  fields: Type.Array(
    Type.Object({ name: Type.String(), kind: Type.String(), samples: Type.Array(Type.String()) }),
  ),
  mapping: Mapping,
  featureCount: Type.Integer(),
  /** Features that would be saved as things stand. */
  acceptedCount: Type.Integer(),
  bounds: Nullable(Bounds),
  problems: Type.Array(ImportProblem),
  /** All of them; `problems` holds at most 500. */
  problemCount: Type.Integer(),
  undecidedCount: Type.Integer(),
  communesFound: Type.Integer(),
  audience: AudienceName,
  createdAt: Type.String({ format: 'date-time' }),
  changeId: Nullable(Id),
  revision: Type.Integer({
    description: 'Send it back with a decision: a later one by somebody else answers 409',
  }),
})
export type Import = Static<typeof Import>
export const ImportList = Type.Object({ items: Type.Array(Import) })
export type ImportList = Static<typeof ImportList>

/** Any part may be sent. crs, layer and swapAxes read the file again; the others do not. */
export const ImportEdit = Type.Object(
  {
    revision: Type.Optional(Type.Integer({ description: 'The one that was seen; or send it as If-Match' })),
    crs: Type.Optional(Type.String({ pattern: '^EPSG:[0-9]{4,6}$' })),
    layer: Type.Optional(Type.String()),
    swapAxes: Type.Optional(Type.Boolean()),
    mapping: Type.Optional(Mapping),
    audience: Type.Optional(AudienceName),
    /** One decision for a feature's problem, or for all problems of that code. */
    decisions: Type.Optional(
      Type.Array(
        Type.Object(
          {
            code: Type.String(),
            feature: Type.Optional(Nullable(Type.Integer())),
            decision: Type.Union([Type.Literal('repair'), Type.Literal('leave-out'), Type.Literal('keep')]),
          },
          { additionalProperties: false },
        ),
        { maxItems: 10000 },
      ),
    ),
  },
  { additionalProperties: false },
)
export type ImportEdit = Static<typeof ImportEdit>
