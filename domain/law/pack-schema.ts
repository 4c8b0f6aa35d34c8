/** The form of a rule pack: law as data, with its source, how sure it is, and from when to when it holds. */
import { type Static, Type } from 'typebox'

export const IsoDate = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' })
export const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const exactly = { additionalProperties: false }

/** `unconfirmed`: nobody could say what the law in force asks; it is shown and never raises an alarm. */
export const Confidence = Type.Union([
  Type.Literal('high'),
  Type.Literal('medium'),
  Type.Literal('low'),
  Type.Literal('unconfirmed'),
])
export type Confidence = Static<typeof Confidence>

const Range = Type.Object(
  { atLeast: Type.Integer({ minimum: 1 }), atMost: Nullable(Type.Integer()) },
  exactly,
)

/** What a rule asks. Each kind is judged in its own way (judge.ts). */
export const Requirement = Type.Union([
  Type.Object({ kind: Type.Literal('council-size'), urban: Range, rural: Range, indigenous: Range }, exactly),
  Type.Object({ kind: Type.Literal('contiguity') }, exactly),
  Type.Object({ kind: Type.Literal('councils-needed'), atLeast: Nullable(Type.Integer()) }, exactly),
  Type.Object({ kind: Type.Literal('promoter-commission') }, exactly),
  Type.Object({ kind: Type.Literal('charter'), parts: Type.Array(Type.String(), { minItems: 1 }) }, exactly),
  Type.Object(
    {
      kind: Type.Literal('debate'),
      days: Type.Integer(),
      count: Type.Union([Type.Literal('continuous'), Type.Literal('working')]),
    },
    exactly,
  ),
  Type.Object(
    {
      kind: Type.Literal('referendum'),
      turnoutAtLeast: Nullable(Type.Number()),
      yesMoreThan: Nullable(Type.Number()),
    },
    exactly,
  ),
  Type.Object(
    {
      kind: Type.Literal('parliament'),
      perCouncil: Type.Integer(),
      ofEnterprises: Type.Integer(),
      ofBank: Type.Integer(),
      years: Type.Integer(),
      /** Share of the seats that must be filled for it to decide; null where no source gives one. */
      quorum: Nullable(Type.Number()),
    },
    exactly,
  ),
])
export type Requirement = Static<typeof Requirement>

export const Rule = Type.Object(
  {
    /** Names its sentences: `law.<kind>.<state>`. Several rules of a kind follow each other in time. */
    id: Type.String({ pattern: '^[a-z0-9-]+$' }),
    law: Type.String(),
    article: Nullable(Type.String()),
    confidence: Confidence,
    validFrom: IsoDate,
    /** First day on which it no longer holds; null while it does. */
    validTo: Nullable(IsoDate),
    requirement: Requirement,
    /** Where the value was found and what is doubtful about it. */
    source: Type.String({ minLength: 1 }),
  },
  exactly,
)
export type Rule = Static<typeof Rule>

/** Communes and what is made of them, from the least to the largest. */
export const LevelName = Type.Union([
  Type.Literal('circuit'),
  Type.Literal('commune'),
  Type.Literal('city'),
  Type.Literal('federation'),
  Type.Literal('confederation'),
])
export type LevelName = Static<typeof LevelName>

/** What a level asks of its members. Null where it is not known. */
export const Level = Type.Object(
  {
    level: LevelName,
    /** What it is made of. */
    membersAre: Type.Union([Type.Literal('council'), LevelName]),
    membersAtLeast: Nullable(Type.Integer({ minimum: 1 })),
    /** Whether its members together must share one space. */
    oneSpace: Nullable(Type.Boolean()),
    law: Nullable(Type.String()),
    article: Nullable(Type.String()),
    confidence: Confidence,
    source: Type.String({ minLength: 1 }),
  },
  exactly,
)
export type Level = Static<typeof Level>

export const LawPack = Type.Object(
  {
    id: Type.String(),
    country: Type.String({ pattern: '^[A-Z]{2}$' }),
    /** When the sources were last looked at. */
    reviewedOn: IsoDate,
    /** Who must confirm the values before anybody relies on them. */
    caution: Type.String(),
    laws: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          name: Type.String(),
          gazette: Nullable(Type.String()),
          /** Other dates or numbers that sources give. */
          doubt: Nullable(Type.String()),
        },
        exactly,
      ),
    ),
    rules: Type.Array(Rule),
    levels: Type.Array(Level),
  },
  exactly,
)
export type LawPack = Static<typeof LawPack>
