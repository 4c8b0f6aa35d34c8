/** The shapes of the evidence API. The browser imports these types and nothing else of this folder. */
import { type Static, Type } from 'typebox'
import {
  CLOCK_DOUBTS,
  EVIDENCE_KINDS,
  EVIDENCE_STATES,
  SUPPORTED,
  USES,
} from '../../domain/evidence/index.ts'
import { AudienceName, Change, Id, Place, Reason } from '../territories/schema.ts'

const exactly = { additionalProperties: false }
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const OneOf = <T extends string>(words: readonly T[], description?: string) =>
  Type.Unsafe<T>(
    Type.Union(
      words.map((word) => Type.Literal(word)),
      description ? { description } : {},
    ),
  )
const Day = Type.String({ format: 'date' })
const Hash = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256, hexadecimal' })
const Title = Type.String({ maxLength: 200, pattern: '\\S', description: 'What it shows' })
const Supports = Type.Object(
  { kind: OneOf(SUPPORTED), id: Nullable(Id) },
  { ...exactly, description: 'What of the unit’s record it supports; of the unit itself, id is null' },
)
const UseName = OneOf(USES)
const Uses = Type.Array(UseName, { maxItems: USES.length })

const Consent = Type.Object({
  use: UseName,
  givenOn: Day,
  withdrawnOn: Nullable(Day),
})

const Capture = Type.Object(
  {
    fileName: Nullable(Type.String()),
    at: Nullable(
      Type.String({ description: 'What the device’s clock showed, with a zone where it had one' }),
    ),
    satelliteAt: Nullable(Type.String()),
    place: Nullable(Place),
    accuracyM: Nullable(Type.Number()),
    distanceM: Nullable(Type.Number({ description: 'To the shape that is claimed; 0 inside' })),
    days: Nullable(Type.Integer({ description: 'To the days that are claimed; negative before them' })),
    doubts: Type.Array(OneOf(CLOCK_DOUBTS)),
  },
  { description: 'Figures beside the claim, no verdict. For the committee alone' },
)

const Copy = Type.Object({
  role: OneOf(['view', 'thumbnail']),
  width: Type.Integer(),
  height: Type.Integer(),
})

export const Evidence = Type.Object({
  id: Id,
  unitId: Id,
  supports: Supports,
  kind: OneOf(EVIDENCE_KINDS),
  title: Nullable(Type.String()),
  sha256: Hash,
  bytes: Type.Integer(),
  mediaType: Type.String({ description: 'By its content' }),
  state: OneOf(EVIDENCE_STATES),
  why: Nullable(Type.String({ description: 'Why it is in quarantine: evidence.why.<why>' })),
  audience: AudienceName,
  consents: Type.Array(Consent),
  testimony: Nullable(
    Type.Object(
      { alias: Type.String(), text: Type.String() },
      {
        description: 'Null where it is none, and where no standing consent lets the viewer read it',
      },
    ),
  ),
  copies: Type.Array(Copy, { description: 'Those that the viewer may look at now' }),
  capture: Nullable(Capture),
  author: Nullable(Type.String()),
  receivedAt: Type.String({ format: 'date-time' }),
  revision: Type.Integer(),
})
export type Evidence = Static<typeof Evidence>

export const EvidenceQuery = Type.Object({ unit: Id, lang: Type.Optional(Type.String()) })
export const EvidenceList = Type.Object({
  items: Type.Array(Evidence),
  mayAdd: Type.Boolean({ description: 'Whether whoever asks may add to this unit' }),
  limitBytes: Type.Integer({ description: 'Of one file' }),
})
export type EvidenceList = Static<typeof EvidenceList>

const described = {
  unitId: Id,
  supports: Type.Optional(Supports),
  title: Type.Optional(Nullable(Title)),
  audience: Type.Optional(AudienceName),
  uses: Uses,
  givenOn: Type.Optional({ ...Day, description: 'When consent was given; today where nothing is said' }),
  reason: Type.Optional(Reason),
}

/** `Upload-Metadata` of an upload by tus: `details` is this as JSON, beside `sha256` and `fileName`. */
export const UploadDetails = Type.Object(described, exactly)
export type UploadDetails = Static<typeof UploadDetails>
export const UploadHash = Hash

export const NewTestimony = Type.Object(
  {
    ...described,
    alias: Type.String({
      minLength: 1,
      maxLength: 80,
      pattern: '\\S',
      description: 'Never the person’s own name',
    }),
    text: Type.String({ minLength: 1, maxLength: 20_000, pattern: '\\S' }),
  },
  exactly,
)
export type NewTestimony = Static<typeof NewTestimony>

const Revision = Type.Optional(Type.Integer({ description: 'The one that was seen; or send it as If-Match' }))
export const EvidenceEdit = Type.Object(
  {
    revision: Revision,
    unitId: Type.Optional({
      ...Id,
      description:
        'The unit to which it belongs; of another one it is for the unit itself unless `supports` says otherwise',
    }),
    title: Type.Optional(Nullable(Title)),
    audience: Type.Optional(AudienceName),
    supports: Type.Optional(Supports),
    reason: Type.Optional(Reason),
  },
  exactly,
)
export type EvidenceEdit = Static<typeof EvidenceEdit>

/** PUT /api/evidence/:id/uses: all that stand from now on; none is a withdrawal from everything. */
export const UsesEdit = Type.Object(
  {
    revision: Revision,
    uses: Uses,
    againOn: Type.Optional(
      Type.String({
        format: 'date',
        description:
          'The day on which the person gave again what they had withdrawn: without it that stays withdrawn',
      }),
    ),
    reason: Type.Optional(Reason),
  },
  exactly,
)
export type UsesEdit = Static<typeof UsesEdit>

export const EvidenceChanged = Type.Object({
  record: Evidence,
  change: Type.Union([Change, Type.Null()], {
    description: 'The step that undoes it; null where nothing does: a withdrawal is final',
  }),
})
export type EvidenceChanged = Static<typeof EvidenceChanged>

/** domain/evidence/receipt.ts */
export const Receipt = Type.Object({
  format: Type.Integer(),
  evidenceId: Id,
  sha256: Hash,
  bytes: Type.Integer(),
  receivedAt: Type.String(),
  key: Type.String(),
  signature: Type.String({ description: 'Ed25519, hexadecimal' }),
})
export type Receipt = Static<typeof Receipt>

export const ReceiptKeyShown = Type.Object({
  id: Type.String({ description: 'SHA-256 of the key, hexadecimal' }),
  publicKey: Type.String({ description: 'Ed25519, 32 bytes, hexadecimal' }),
})
export type ReceiptKeyShown = Static<typeof ReceiptKeyShown>
