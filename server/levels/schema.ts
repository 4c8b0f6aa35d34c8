/** The shapes of the levels by HTTP. The browser imports these types and nothing else of the server. */
import { type Static, Type } from 'typebox'
import type { LevelJudgement } from '../../domain/composing/levels.ts'
import { BODY_LEVELS, type BodyLevel } from '../../domain/territory/body-record.ts'
import { AudienceName, Bounds, Id, Reason } from '../territories/schema.ts'

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const exactly = { additionalProperties: false }
const Day = (description: string) => Type.String({ format: 'date', description })

const LevelWord = Type.Unsafe<BodyLevel>(
  Type.Union(
    BODY_LEVELS.map((level) => Type.Literal(level)),
    { description: 'circuit: a commune in formation' },
  ),
)
export const Member = Type.Object(
  {
    kind: Type.Union([Type.Literal('council'), Type.Literal('commune'), Type.Literal('body')]),
    id: Id,
  },
  exactly,
)
export type Member = Static<typeof Member>

const BodyMember = Type.Object({
  member: Member,
  name: Type.String({ description: 'As it is called today' }),
  level: Nullable(Type.String({ description: 'Of a body' })),
  from: Day('First day of membership'),
  to: Nullable(Day('First day on which it is no member any more')),
})
export type BodyMember = Static<typeof BodyMember>

export const Body = Type.Object({
  id: Id,
  level: LevelWord,
  name: Type.String(),
  note: Nullable(Type.String({ description: 'What is known, and how surely' })),
  source: Nullable(Type.String()),
  approximate: Type.Boolean(),
  became: Nullable(
    Type.Object({ id: Id, name: Type.String() }, { description: 'The commune that the circuit is now' }),
  ),
  audience: AudienceName,
  partial: Type.Boolean({ description: 'It has members that whoever asks does not see: no verdict' }),
  members: Type.Array(BodyMember, { description: 'All that ever were, as far as whoever asks sees them' }),
  councilIds: Type.Array(Id, { description: 'What it comes down to today; none where it is partial' }),
  communeIds: Type.Array(Id),
  families: Nullable(Type.Integer()),
  familiesMissing: Type.Integer({ description: 'Councils whose families nobody gave' }),
  areaM2: Type.Number(),
  bounds: Nullable(Bounds),
  verdict: Nullable(
    Type.Union([Type.Literal('contiguous'), Type.Literal('conditional'), Type.Literal('split')]),
  ),
  pieces: Type.Integer(),
  revision: Type.Integer({
    description: 'Send it back with a change: a later one by somebody else answers 409',
  }),
})
export type Body = Static<typeof Body>
export const BodyList = Type.Object({ items: Type.Array(Body) })
export type BodyList = Static<typeof BodyList>

const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })
const Note = Type.String({ maxLength: 2000 })
const From = Type.Optional(Day('From which day; today where nothing is said'))

export const NewBody = Type.Object(
  {
    level: LevelWord,
    name: Name,
    note: Type.Optional(Nullable(Note)),
    audience: Type.Optional(AudienceName),
    members: Type.Array(Member, { maxItems: 500 }),
    from: From,
    reason: Type.Optional(Reason),
  },
  exactly,
)
export type NewBody = Static<typeof NewBody>

export const BodyEdit = Type.Object(
  {
    revision: Type.Optional(Type.Integer({ description: 'The one that was seen; or send it as If-Match' })),
    name: Type.Optional(Name),
    note: Type.Optional(Nullable(Note)),
    audience: Type.Optional(AudienceName),
    reason: Type.Optional(Reason),
  },
  exactly,
)
export type BodyEdit = Static<typeof BodyEdit>

export const MembershipRequest = Type.Object(
  { member: Member, from: From, reason: Type.Optional(Reason) },
  exactly,
)
export type MembershipRequest = Static<typeof MembershipRequest>

export const Founding = Type.Object(
  { name: Type.Optional(Name), revision: Type.Optional(Type.Integer()), reason: Type.Optional(Reason) },
  exactly,
)
export type Founding = Static<typeof Founding>

export const JudgementQuery = Type.Object({
  on: Type.Optional(
    Day('Members, their councils and the borders as they were on that day; today where nothing is said'),
  ),
  lang: Type.Optional(Type.String()),
})

/** Members by key: a council by its number, others as `commune 5`, `body 3` (domain/composing/body-operations.ts). */
export interface BodyJudgement {
  /** ISO date. */
  on: string
  /** Null where it has members that whoever asks does not see. */
  judgement: LevelJudgement | null
  /** Names of the members on that day, by key. */
  names: Record<string, string>
}
