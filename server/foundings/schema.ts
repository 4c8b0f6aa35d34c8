/** The shapes of the founding API. The browser imports these types and nothing else of this folder. */
import { type Static, Type } from 'typebox'
import { Id, Reason } from '../territories/schema.ts'

const exactly = { additionalProperties: false }
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const Day = Type.String({ format: 'date' })
const Count = Type.Integer({ minimum: 0, maximum: 100_000_000 })
const Seats = Type.Integer({ minimum: 0, maximum: 10_000 })
const name = { minLength: 1, maxLength: 200, pattern: '\\S' }

const Vote = Type.Object({ councilId: Id, on: Day, electors: Count, voted: Count, yes: Count }, exactly)

const content = {
  beganOn: Type.String({
    format: 'date',
    description: 'The day the case began: the law that was in force then holds',
  }),
  commission: Nullable(
    Type.Object(
      {
        formedOn: Day,
        assembly: Type.String({ ...name, description: 'The assembly that formed it, not a private person' }),
        members: Type.Integer({ minimum: 1, maximum: 10_000 }),
      },
      exactly,
    ),
  ),
  charter: Type.Array(Type.Object({ part: Type.String({ maxLength: 60 }), writtenOn: Day }, exactly), {
    maxItems: 50,
  }),
  debateCalledOn: Nullable(Day),
  votes: Type.Array(Vote, { maxItems: 5000 }),
  registration: Nullable(
    Type.Object({ on: Day, office: Type.String(name), number: Type.String({ maxLength: 100 }) }, exactly),
  ),
  parliament: Nullable(Type.Object({ councils: Seats, enterprises: Seats, bank: Seats }, exactly)),
}

export const Founding = Type.Object({ communeId: Id, ...content, revision: Type.Integer() })
export type Founding = Static<typeof Founding>

export const FoundingFound = Type.Object({
  record: Type.Union([Founding, Type.Null()], { description: 'Null where nothing is written down yet' }),
})
export type FoundingFound = Static<typeof FoundingFound>

export const FoundingEdit = Type.Object(
  {
    revision: Type.Optional(
      Type.Integer({ description: 'The one that was seen, 0 where there was none; or send it as If-Match' }),
    ),
    ...content,
    reason: Type.Optional(Reason),
  },
  exactly,
)
export type FoundingEdit = Static<typeof FoundingEdit>

export const SheetQuery = Type.Object({ lang: Type.Optional(Type.String()) })
