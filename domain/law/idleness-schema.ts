/** The form of the rules that say from when on land is idle, or a property productive. */
import { type Static, Type } from 'typebox'
import { Confidence, IsoDate, Nullable } from './pack-schema.ts'

const exactly = { additionalProperties: false }
/** Of 1. */
const Share = Type.Number({ exclusiveMinimum: 0, maximum: 2 })

export const IdlenessRule = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9-]+$' }),
    country: Type.String({ pattern: '^[A-Z]{2}$' }),
    law: Type.String({ minLength: 1 }),
    article: Nullable(Type.String()),
    confidence: Confidence,
    validFrom: IsoDate,
    /** First day on which it no longer holds; null while it does. */
    validTo: Nullable(IsoDate),
    /** Share of the usable area that must be in use; null where the law asks for none. */
    useAtLeast: Nullable(Share),
    /** Share of the ideal yield that must be reached; null where no number was found. */
    yieldAtLeast: Nullable(Share),
    /** Over which area: all that can be used, where idle land yields nothing, or what is in use. */
    yieldOver: Type.Union([Type.Literal('usable'), Type.Literal('used')]),
    source: Type.String({ minLength: 1 }),
  },
  exactly,
)
export type IdlenessRule = Static<typeof IdlenessRule>

export const IdlenessPack = Type.Object(
  { reviewedOn: IsoDate, caution: Type.String(), rules: Type.Array(IdlenessRule, { minItems: 1 }) },
  exactly,
)
