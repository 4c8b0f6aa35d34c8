/** The shapes of the log by HTTP. The browser imports these types and nothing else of the server. */
import { type Static, Type } from 'typebox'
import { LOG_ACTIONS, LOG_AUDIENCES, SUBJECT_KINDS } from '../../domain/log/entry.ts'
import { Id } from '../territories/schema.ts'

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const OneOf = <T extends string>(words: readonly T[]) =>
  Type.Unsafe<T>(Type.Union(words.map((word) => Type.Literal(word))))
const Seq = (description: string) => Type.Integer({ minimum: 1, maximum: 2147483647, description })
const Hash = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256, hexadecimal' })

const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])
const FieldValue = Type.Union([Scalar, Type.Array(Type.Union([Type.String(), Type.Number()]))])
const FieldChange = Type.Object(
  {
    field: Type.String(),
    before: FieldValue,
    after: FieldValue,
    councils: Type.Optional(Type.Array(Id, { description: 'Whose field it is, where not the subject’s' })),
    commune: Type.Optional(Type.Integer({ description: 'Whose field it is, where a step changes several' })),
  },
  { description: 'Of a set, `before` holds what left it and `after` what came' },
)

/** domain/log/entry.ts, LogEntry; the sentence that describes one is messages/describe-entry.ts. */
export const LogEntry = Type.Object({
  format: Type.Integer(),
  seq: Id,
  at: Type.String({ format: 'date-time' }),
  account: Nullable(Type.Object({ id: Id, name: Type.String({ description: 'As it was then' }) })),
  action: Type.String(),
  subject: Type.Object({
    kind: OneOf(SUBJECT_KINDS),
    id: Nullable(Id),
    name: Nullable(Type.String({ description: 'As it was then' })),
  }),
  reason: Nullable(Type.String()),
  audience: OneOf(LOG_AUDIENCES),
  communes: Type.Array(Id),
  councils: Type.Array(Id),
  detail: Type.Object({
    facts: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
    fields: Type.Array(FieldChange),
    step: Type.Optional(Type.Object({ id: Id, kind: Type.String() })),
  }),
  salt: Type.String(),
  previous: Hash,
  hash: Hash,
})
export type LogEntry = Static<typeof LogEntry>

const Moment = Type.Union([Type.String({ format: 'date-time' }), Type.String({ format: 'date' })], {
  description: 'ISO 8601; a day begins at midnight UTC',
})

/** GET /api/log */
export const LogQuery = Type.Object({
  account: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 2147483647, description: 'Who; 0: the command line or the program' }),
  ),
  subjectKind: Type.Optional(OneOf(SUBJECT_KINDS)),
  subjectId: Type.Optional(Id),
  action: Type.Optional(OneOf(LOG_ACTIONS)),
  from: Type.Optional(Moment),
  to: Type.Optional(Moment),
  before: Type.Optional(Seq('Entries with a lower number: `next` of the last page')),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  lang: Type.Optional(Type.String()),
})
export type LogQuery = Static<typeof LogQuery>

/** Newest first. A page may be short, or empty, and still have a next one: nobody is kept waiting for entries they don't see. */
export const LogPage = Type.Object({
  items: Type.Array(LogEntry),
  next: Nullable(Seq('Send as `before`; null where nothing older is left')),
  hidden: Nullable(
    Type.Integer({
      description: 'Entries of this stretch that whoever asks does not see; null with a filter',
    }),
  ),
})
export type LogPage = Static<typeof LogPage>

/** GET /api/log/head: for writing down elsewhere. */
export const LogHead = Type.Object({ seq: Type.Integer({ minimum: 0 }), hash: Hash })
export type LogHead = Static<typeof LogHead>

/** GET /api/log/verification: with `seq` and `hash`, also against a fingerprint that somebody wrote down. */
export const VerificationQuery = Type.Object({
  seq: Type.Optional(Type.Integer({ minimum: 0, maximum: 2147483647 })),
  hash: Type.Optional(Hash),
  lang: Type.Optional(Type.String()),
})
/** `broken.why` is a message key: `log.broken.<why>`, with `seq`. */
export const Verification = Type.Object({
  entries: Type.Integer(),
  head: LogHead,
  broken: Nullable(Type.Object({ seq: Type.Integer(), why: Type.String() })),
})
export type Verification = Static<typeof Verification>
