/**
 * The form of a procedure: the steps of a kind of case as the law orders them, each with its term, its article and how
 * sure it is. A version holds for cases that began while it was in force; a step without a source is `unconfirmed`.
 */
import { type Static, Type } from 'typebox'
import { Confidence, IsoDate, Nullable } from './pack-schema.ts'

const exactly = { additionalProperties: false }
const Name = Type.String({ pattern: '^[a-z0-9-]+$' })

/** What can become of a step. */
export const OUTCOMES = [
  'done',
  'challenged',
  'suspended',
  'resumed',
  'revoked',
  'partly-granted',
  'split',
] as const
export type Outcome = (typeof OUTCOMES)[number]
export const Outcome = Type.Unsafe<Outcome>(Type.Union(OUTCOMES.map((outcome) => Type.Literal(outcome))))

/** How a term is counted. Hours are shown as the days that they fill, since a record knows no hour. */
export const TermCount = Type.Union([
  Type.Literal('working'),
  Type.Literal('continuous'),
  Type.Literal('years'),
  Type.Literal('hours'),
])
export type TermCount = Static<typeof TermCount>

export const Term = Type.Object(
  {
    length: Type.Integer({ minimum: 1 }),
    count: TermCount,
    /** `latest`: to be done by the last day. `earliest`: barred until the last day has passed. */
    bound: Type.Union([Type.Literal('latest'), Type.Literal('earliest')]),
    /** Of the term, which may be less sure than the step. */
    confidence: Confidence,
    /** The step from which it runs, where that is not the one that the step starts from. */
    runsFrom: Type.Optional(Name),
    /** Twice as long from the second time on that its beginning is recorded. */
    doubledWhenRepeated: Type.Optional(Type.Boolean()),
  },
  exactly,
)
export type Term = Static<typeof Term>

export const ProcedureStep = Type.Object(
  {
    /** Names its sentence: `procedure.step.<id>`. */
    id: Name,
    law: Nullable(Name),
    article: Nullable(Type.String()),
    /** Who does it: `procedure.actor.<actor>`. */
    actor: Name,
    confidence: Confidence,
    /** The earlier step after which it can come, and from which its term runs. Null: the case can begin with it. */
    startsFrom: Nullable(Name),
    term: Nullable(Term),
    /** Steps of two ways exclude each other: once one way is taken the other is not. */
    way: Nullable(Name),
    /** Whether it gives a right or a title: done, the case stands. */
    grants: Type.Boolean(),
    /** Where it was found and what is doubtful about it. */
    source: Type.String({ minLength: 1 }),
  },
  exactly,
)
export type ProcedureStep = Static<typeof ProcedureStep>

export const ProcedureVersion = Type.Object(
  {
    /** Kept by each case: `land-2010`. Never given to another text. */
    id: Name,
    /** Null: as long as anybody can say. */
    validFrom: Nullable(IsoDate),
    /** First day on which it no longer holds for new cases; null while it does. */
    validTo: Nullable(IsoDate),
    steps: Type.Array(ProcedureStep, { minItems: 1 }),
  },
  exactly,
)
export type ProcedureVersion = Static<typeof ProcedureVersion>

export const Procedure = Type.Object(
  {
    id: Name,
    country: Type.String({ pattern: '^[A-Z]{2}$' }),
    /** Names its sentence: `procedure.kind.<kind>`. */
    kind: Name,
    reviewedOn: IsoDate,
    caution: Type.String(),
    laws: Type.Array(
      Type.Object(
        {
          id: Name,
          name: Type.String(),
          gazette: Nullable(Type.String()),
          /** Other dates or numbers that sources give. */
          doubt: Nullable(Type.String()),
        },
        exactly,
      ),
    ),
    /** What can become of its steps. */
    outcomes: Type.Array(Outcome, { minItems: 1 }),
    /** In time, without gaps between them. */
    versions: Type.Array(ProcedureVersion, { minItems: 1 }),
  },
  exactly,
)
export type Procedure = Static<typeof Procedure>
