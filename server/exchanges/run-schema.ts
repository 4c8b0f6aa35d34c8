/** The shapes of truck runs. The browser imports these types. */
import { type Static, Type } from 'typebox'
import { Id, Reason } from '../territories/schema.ts'
import { Audience, Day, Delivery, exactly, Kilograms, kept, Name, Nullable, OneOf, sent } from './schema.ts'

const Weight = Type.Number({ exclusiveMinimum: 0, maximum: 1e9 })
const FirstWay = OneOf(['on', 'back'] as const)
const Loads = Type.Array(Type.Object({ flowId: Id, kg: Weight }, exactly), { maxItems: 500 })

/** The line that runs of a corridor go along. */
export const Line = Type.Object({
  communes: Type.Array(Type.Object({ id: Id, name: Type.String() })),
  km: Type.Array(Type.Number(), { description: 'How far each lies from the first' }),
  estimatedKm: Type.Number({ description: 'Of these, on no known road' }),
  closed: Type.Array(Type.Tuple([Id, Id]), {
    description: 'Between these no way is open today; straight with a detour',
  }),
})
export type Line = Static<typeof Line>

export const Run = Type.Object({
  ...kept,
  corridorId: Id,
  day: Day,
  name: Name,
  capacityKg: Weight,
  home: Id,
  first: FirstWay,
  communes: Type.Array(Id),
  lineKm: Type.Array(Type.Number()),
  estimated: Type.Boolean(),
  audience: Audience,
  loads: Type.Array(
    Type.Object({
      flowId: Id,
      kg: Type.Number(),
      from: Id,
      to: Id,
      product: Type.String(),
      form: Type.String(),
      delivery: Nullable(Delivery),
    }),
    { description: 'What it is to carry, with what is told of it' },
  ),
})
export type Run = Static<typeof Run>

const made = { name: Name, capacityKg: Weight, home: Id, first: FirstWay, loads: Loads }
export const RunsMade = Type.Object(
  {
    corridor: Id,
    day: Day,
    audience: Type.Optional(Audience),
    runs: Type.Array(Type.Object(made, exactly), { minItems: 1, maxItems: 100 }),
    reason: Type.Optional(Reason),
  },
  exactly,
)
export type RunsMade = Static<typeof RunsMade>

export const RunsAltered = Type.Object(
  {
    runs: Type.Array(Type.Object({ id: Id, revision: Type.Integer(), ...made, day: Day }, exactly), {
      minItems: 1,
      maxItems: 100,
    }),
    added: Type.Optional(
      Type.Array(Type.Object(made, exactly), {
        maxItems: 100,
        description: 'Further ones along the same line and on the same day as the first of the others',
      }),
    ),
    reason: Type.Optional(Reason),
  },
  exactly,
)
export type RunsAltered = Static<typeof RunsAltered>

/** What is said at a stop. */
export const RunTold = Type.Object(
  {
    on: Day,
    sent: Type.Array(Type.Object({ flowId: Id, kg: Weight }, exactly), { maxItems: 500 }),
    received: Type.Array(
      Type.Object(
        {
          flowId: Id,
          acceptedKg: Kilograms,
          rejectedKg: Kilograms,
          rejectedWhy: Nullable(Name),
          lostKg: Kilograms,
        },
        exactly,
      ),
      { maxItems: 500 },
    ),
    reason: sent.reason,
  },
  exactly,
)
export type RunTold = Static<typeof RunTold>
