/** The words of the log: who did what to what and why. Nothing here holds a place, a secret or an address. */
import type { Audience } from '../access/audience.ts'
import { type ChangeKind, EXCHANGE_CHANGE_KINDS, LAND_CHANGE_KINDS } from '../steps/kinds.ts'

/** What is done with accounts; the sentence is `log.<action>`. */
export const ACCOUNT_ACTIONS = [
  'account-created',
  'account-disabled',
  'account-enabled',
  'grants-changed',
  'invitation-made',
  'invitation-withdrawn',
  'way-in-made',
  'signed-in',
  'signed-out',
  'session-ended',
  'sign-in-locked',
  'password-changed',
  'second-factor-added',
  'second-factor-removed',
  'recovery-codes-made',
  'passkey-added',
  'passkey-removed',
  'calendar-feed-made',
  'calendar-feed-withdrawn',
] as const
export type AccountAction = (typeof ACCOUNT_ACTIONS)[number]

/** Everything else that is no step of the territory; the sentence is `log.<action>`. */
const OTHER_ACTIONS = [
  'change-undone',
  'change-redone',
  'import-received',
  'import-cancelled',
  'layer-taken-away',
  'scenario-proposed',
  'scenario-changed',
  'scenario-dropped',
  'scenario-taken-up',
  'evidence-added',
  // As it was written before it became a step that can be undone.
  'evidence-changed',
  'evidence-uses-changed',
  'demonstration-loaded',
  'backup-restored',
  'dossier-sealed',
  'land-taken-away',
  'areas-brought-in',
  'areas-taken-back',
] as const

/** A step of the territory keeps its own word; the sentence is `change.<action>`. */
const STEP_ACTIONS = [
  'commune-created',
  'commune-renamed',
  'commune-registered',
  'commune-recomposed',
  'communes-recomposed',
  'commune-disclosed',
  'commune-deleted',
  'link-declared',
  'link-withdrawn',
  'import-saved',
  'territory-drawn',
  'space-allowed',
  'space-minded',
  'body-created',
  'body-altered',
  'body-disclosed',
  'body-joined',
  'body-left',
  'body-deleted',
  'circuit-founded',
  'founding-begun',
  'founding-recorded',
  'scenario-applied',
  ...LAND_CHANGE_KINDS,
  ...EXCHANGE_CHANGE_KINDS,
  'overlap-stated',
  'evidence-altered',
  'evidence-moved',
  'evidence-uses-given',
] as const satisfies readonly ChangeKind[]

export const LOG_ACTIONS = [...STEP_ACTIONS, ...OTHER_ACTIONS, ...ACCOUNT_ACTIONS] as const
export type LogAction = (typeof LOG_ACTIONS)[number]

export const SUBJECT_KINDS = [
  'territory',
  'commune',
  'body',
  'link',
  'space',
  'import',
  'layer',
  'account',
  'invitation',
  'scenario',
  'land',
  'land-unit',
  'party',
  'land-source',
  'exchange',
  'corridor',
  'producer',
  'measure',
  'quantity',
  'segment',
  'plan',
  'flow',
  'delivery',
  'run',
  'overlap',
  'evidence',
] as const
export type SubjectKind = (typeof SUBJECT_KINDS)[number]

/** What it was done to, under the name it bore then. */
export interface LogSubject {
  kind: SubjectKind
  /** Null where there is but one, or where it has only a name. */
  id: number | null
  name: string | null
}

/** As a record's, and one narrower: only administrators of the communes named, or of everything. */
export const LOG_AUDIENCES = ['public', 'accounts', 'scope', 'committee', 'administrators'] as const
export type LogAudience = Audience | 'administrators'

export type FieldValue = string | number | boolean | null | (string | number)[]

/**
 * A field before and after; null where the record did not exist. Of a set (`councils`, `grants`) `before` holds only
 * what left it and `after` what came: ids of councils, roles as `organiser over commune 5` (`roleText`).
 */
export interface FieldChange {
  field: string
  before: FieldValue
  after: FieldValue
  /** The councils whose field it is; where missing, the subject's own. */
  councils?: number[]
  /** The commune whose field it is, where a step changes several. */
  commune?: number
}

export interface LogDetail {
  /** Names and figures for the sentence. */
  facts: Record<string, string | number>
  fields: FieldChange[]
  /** The step of GET /api/changes by which it can be undone; of an undoing, the step that was undone. */
  step?: { id: number; kind: ChangeKind }
}

/** Who does it, and why if they say. Without an account: the command line, or the program by itself. */
export interface Author {
  account: { id: number; name: string } | null
  reason: string | null
}

export const PROGRAM: Author = { account: null, reason: null }

/** What is to be written down. */
export interface LogEvent {
  action: LogAction
  subject: LogSubject
  audience: LogAudience
  /** Communes and councils that it touches or names: who does not see one of them does not see the entry. */
  communes?: readonly number[]
  councils?: readonly number[]
  facts?: LogDetail['facts']
  fields?: FieldChange[]
  step?: LogDetail['step']
}

/** As it stands in the log. */
export interface LogEntry {
  /** Of the canonical text that is hashed (canonical-text.ts). */
  format: number
  /** From 1, without gaps. */
  seq: number
  /** ISO 8601 in UTC, with milliseconds. */
  at: string
  account: { id: number; name: string } | null
  action: string
  subject: LogSubject
  reason: string | null
  audience: LogAudience
  /** Ascending. */
  communes: number[]
  councils: number[]
  detail: LogDetail
  /** 128 random bits, hexadecimal: the hash of an entry that somebody doesn't see can't be guessed from likely contents. */
  salt: string
  /** Hash of the entry before; of the first, `ORIGIN`. */
  previous: string
  /** SHA-256 of the canonical text, hexadecimal. */
  hash: string
}

/** An entry's number and hash: who wrote them down elsewhere can tell whether anything up to there was rewritten. */
export interface Fingerprint {
  seq: number
  hash: string
}

/** What the first entry follows. */
export const ORIGIN: Fingerprint = { seq: 0, hash: '0'.repeat(64) }
