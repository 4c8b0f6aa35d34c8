/** The form of a question to the planner: what there is, what is needed, and the ways between. Documented in docs/exchange-plan.md. */
import { type Static, Type } from 'typebox'

const exactly = { additionalProperties: false }
const Id = Type.String({ minLength: 1, maxLength: 200 })
const Amount = Type.Number({ minimum: 0, maximum: 1e9 })
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

export const PROVENANCES = ['communal', 'private-through-commune', 'state-plant', 'private-purchase'] as const
export type Provenance = (typeof PROVENANCES)[number]
const QUALITIES = ['road', 'service', 'given', 'estimate'] as const
/** How a distance is known: along the network's roads, by a routing service, told by somebody, or estimated. */
export type Quality = (typeof QUALITIES)[number]

const Commune = Type.Object(
  { id: Id, name: Type.Optional(Type.String()), node: Type.Optional(Nullable(Id)) },
  exactly,
)
const Product = Type.Object(
  {
    id: Id,
    name: Type.Optional(Type.String()),
    /** Hours from harvest until it can't be used; null or absent: it keeps. */
    shelfLifeHours: Type.Optional(Nullable(Type.Number({ exclusiveMinimum: 0 }))),
    /** Share of a stock that is still good a month later. */
    keep: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  },
  exactly,
)
const Supply = Type.Object(
  {
    id: Type.Optional(Id),
    commune: Id,
    product: Id,
    period: Type.Optional(Id),
    /** Tonnes; null: somebody produces it, nobody knows how much. */
    quantityT: Nullable(Amount),
    provenance: Type.Optional(Type.Enum(PROVENANCES)),
  },
  exactly,
)
const Need = Type.Object(
  { commune: Id, product: Id, period: Type.Optional(Id), quantityT: Nullable(Amount) },
  exactly,
)
const Road = Type.Object(
  {
    id: Id,
    a: Id,
    b: Id,
    km: Amount,
    minutes: Type.Optional(Nullable(Amount)),
    /** Tonnes that can pass each way in one period; null or absent: no limit known. */
    capacityT: Type.Optional(Nullable(Amount)),
    closed: Type.Optional(Type.Boolean()),
  },
  exactly,
)
const Distance = Type.Object(
  {
    from: Id,
    to: Id,
    km: Amount,
    minutes: Type.Optional(Nullable(Amount)),
    quality: Type.Optional(Type.Enum(QUALITIES)),
  },
  exactly,
)
const Hub = Type.Object(
  {
    id: Id,
    node: Id,
    throughputT: Type.Optional(Nullable(Amount)),
    dwellHours: Type.Optional(Amount),
  },
  exactly,
)
const Processing = Type.Object(
  {
    id: Id,
    node: Id,
    input: Id,
    output: Id,
    /** Tonnes of output from one tonne of input: never guessed, so never absent. */
    rate: Type.Number({ exclusiveMinimum: 0, maximum: 1000 }),
    /** Tonnes of input in one period. */
    capacityT: Type.Optional(Nullable(Amount)),
  },
  exactly,
)
/** What people decided of a flow: it is fixed at an amount, or it is not to be. The rest is planned around it. */
const Decision = Type.Object(
  {
    from: Id,
    to: Id,
    product: Id,
    period: Type.Optional(Id),
    via: Type.Optional(Nullable(Id)),
    decision: Type.Enum(['locked', 'refused']),
    quantityT: Type.Optional(Amount),
  },
  exactly,
)

export const FAIRNESS = ['tiers', 'efficient', 'max-min'] as const
export type Fairness = (typeof FAIRNESS)[number]
const LEVELS = ['auto', 'uncoupled', 'coupled'] as const

const Options = Type.Object(
  {
    level: Type.Optional(Type.Enum(LEVELS)),
    fairness: Type.Optional(Type.Enum(FAIRNESS)),
    /** Parts of a need whose lack weighs ever more, the last the most. */
    tiers: Type.Optional(Type.Integer({ minimum: 1, maximum: 12 })),
    /** Kilometres that a tonne not covered weighs in the first tier; absent: 6 times the longest way. */
    unmetKm: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1e7 })),
    /** Tonnes on one truck. */
    truckT: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1000 })),
    /** Truck kilometres there and back that the fleet can drive in one period. */
    fleetKm: Type.Optional(Nullable(Amount)),
    /** What a loaded kilometre costs above an empty one, as a share. */
    loadedExtra: Type.Optional(Type.Number({ minimum: 0, maximum: 10 })),
    /** Where a road tells no minutes. */
    kmPerHour: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 300 })),
    /** Without a hub no load goes farther than this. */
    maxLegKm: Type.Optional(Nullable(Amount)),
    /** Kilometres added to a tonne by its provenance: a preference, stated. */
    provenanceKm: Type.Optional(
      Type.Object(
        {
          communal: Type.Optional(Amount),
          'private-through-commune': Type.Optional(Amount),
          'state-plant': Type.Optional(Amount),
          'private-purchase': Type.Optional(Amount),
        },
        exactly,
      ),
    ),
    /** Sources looked at first for each need; more are added where they make the plan better. */
    nearest: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    /** Months planned together before the first of them is settled. */
    window: Type.Optional(Type.Integer({ minimum: 1, maximum: 12 })),
    /** Levers of a country's plan that are solved again with a tonne more: each takes about a second. */
    levers: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
    /** Whether the efficient plan is made too, to show what fairness costs. */
    price: Type.Optional(Type.Boolean()),
  },
  exactly,
)

export const ExchangeProblem = Type.Object(
  {
    communes: Type.Array(Commune, { minItems: 1 }),
    products: Type.Array(Product, { minItems: 1 }),
    /** In their order; absent: one, and no supply or need need name it. */
    periods: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 60 })),
    supplies: Type.Array(Supply),
    needs: Type.Array(Need),
    roads: Type.Optional(Type.Array(Road)),
    distances: Type.Optional(Type.Array(Distance)),
    hubs: Type.Optional(Type.Array(Hub)),
    processing: Type.Optional(Type.Array(Processing)),
    decisions: Type.Optional(Type.Array(Decision)),
    options: Type.Optional(Options),
  },
  exactly,
)
export type ExchangeProblem = Static<typeof ExchangeProblem>
export type PlanOptions = Required<Omit<Static<typeof Options>, 'unmetKm'>> & { unmetKm: number | null }
