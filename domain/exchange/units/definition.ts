/** The form of a unit: what one of it weighs, of what, where, since when, and who says so. */
import { type Static, Type } from 'typebox'

const exactly = { additionalProperties: false }
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const Positive = Type.Number({ exclusiveMinimum: 0 })

/** One value where the unit is fixed; ends where it is not, as with a bunch. */
const Kilograms = Type.Union([
  Positive,
  Type.Object({ min: Positive, likely: Positive, max: Positive }, exactly),
])

export const UnitDefinition = Type.Object(
  {
    /** Names it in records, for good: an answer to "which pound?" is kept as this. */
    id: Type.String({ pattern: '^[a-z0-9.-]+$' }),
    /** As people write it, the first one foremost; several units may share a name, which is why there are questions. */
    names: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
    /** UNECE Recommendation 20 (measures) or 21 (packages, prefixed X); null where it has none. */
    unece: Nullable(Type.String({ pattern: '^[A-Z0-9]{2,3}$' })),
    /** `standard` holds everywhere and of everything, unless it is a volume; `local` where it says. */
    kind: Type.Union([Type.Literal('standard'), Type.Literal('local')]),
    /** Null: of any product, of any form. */
    product: Nullable(Type.String()),
    form: Nullable(Type.String()),
    kilograms: Kilograms,
    /** Country (`VE`) or a place within it (`VE-Lara`); null where it is not bound to one. */
    place: Nullable(Type.String({ pattern: '^[A-Z]{2}(-.+)?$' })),
    confidence: Type.Union([
      Type.Literal('definition'),
      Type.Literal('documented'),
      Type.Literal('unconfirmed'),
    ]),
    source: Type.String({ minLength: 1 }),
    /** First and last month in which it holds, `YYYY-MM`; null where open. */
    validFrom: Nullable(Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' })),
    validTo: Nullable(Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' })),
  },
  exactly,
)
export type UnitDefinition = Static<typeof UnitDefinition>

/** An amount as somebody stated it. */
export interface Quantity {
  amount: number
  /** Id of a definition, or a name as written, which may mean several. */
  unit: string
  product: string
  form: string | null
  /** Where the unit is used: a country or a place within it, as in a definition; null where nobody said. */
  place: string | null
  /** Who says so. */
  source: string
  /** See period.ts. */
  period: string
}
