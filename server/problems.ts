/** One table from a refusal's reason to its HTTP status, and one way to answer: RFC 9457, in the reader's language. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import {
  chooseLocale,
  LOCALES,
  type Locale,
  type MessageKey,
  type MessageValues,
  translate,
} from '../messages/index.ts'
import { DatabaseError } from './database/index.ts'
import type { Problem } from './problem-schema.ts'
import { WorkerFailure } from './workers/ask.ts'

const STATUS = {
  'bad-request': 400,
  'invalid-field': 400,
  'invalid-json': 400,
  'sign-in-needed': 401,
  'sign-in-failed': 401,
  'second-factor-needed': 401,
  'passkey-refused': 401,
  'not-allowed': 403,
  'foreign-page': 403,
  'beyond-your-roles': 403,
  'sign-in-not-recent': 403,
  'not-found': 404,
  'commune-not-found': 404,
  'council-not-found': 404,
  'link-not-found': 404,
  'exchange-record-not-found': 404,
  'body-not-found': 404,
  'import-not-found': 404,
  'change-not-found': 404,
  'scenario-not-found': 404,
  'overlap-not-found': 404,
  'layer-not-found': 404,
  'calendar-feed-not-found': 404,
  'land-unit-not-found': 404,
  'evidence-not-found': 404,
  'upload-not-found': 404,
  'account-not-found': 404,
  'invitation-not-found': 404,
  'passkey-not-found': 404,
  'device-not-found': 404,
  'land-extent-not-found': 404,
  'party-not-found': 404,
  'land-source-not-found': 404,
  'assertion-not-found': 404,
  'land-case-not-found': 404,
  'land-event-not-found': 404,
  'land-use-not-found': 404,
  'method-not-allowed': 405,
  'request-timeout': 408,
  'commune-changed-by-another': 409,
  'changed-by-another': 409,
  'changed-since': 409,
  'drawing-changed-by-another': 409,
  'scenario-not-open': 409,
  'overlap-ended': 409,
  'import-in-use': 409,
  'upload-offset-differs': 409,
  'evidence-consent-withdrawn': 409,
  'territory-not-empty': 409,
  'import-not-ready': 409,
  'import-undecided': 409,
  'import-empty': 409,
  'import-finished': 409,
  'name-taken': 409,
  'last-administrator': 409,
  'account-closed': 409,
  'second-factor-on': 409,
  'second-factor-off': 409,
  'passkey-known': 409,
  'revision-needed': 428,
  'too-many-attempts': 429,
  'asked-too-often': 429,
  'evidence-limit-reached': 429,
  'decision-not-offered': 422,
  'field-not-in-file': 422,
  'password-too-easy': 422,
  'password-wrong': 422,
  'code-wrong': 422,
  'passkey-not-added': 422,
  'not-on-oneself': 422,
  'scope-not-found': 422,
  'unknown-host': 421,
  'file-too-large': 413,
  'body-too-large': 413,
  'unsupported-media-type': 415,
  'evidence-type-not-taken': 415,
  'evidence-too-large': 413,
  'evidence-hash-differs': 422,
  'evidence-supports-unknown': 422,
  'consent-needed': 422,
  'consent-withdrawn-before': 409,
  'consent-in-the-future': 422,
  'councils-unknown': 422,
  'communes-unknown': 422,
  'edit-refused': 422,
  'drawing-too-wide': 422,
  'council-needs-name': 422,
  'effective-too-early': 422,
  'effective-in-the-future': 422,
  'council-in-two-communes': 422,
  'nothing-changed': 422,
  'link-to-itself': 422,
  'members-unknown': 422,
  'member-of-wrong-kind': 422,
  'already-a-member': 409,
  'not-a-member': 409,
  'ends-before-it-begins': 422,
  'member-of-itself': 422,
  'not-a-circuit': 422,
  'circuit-without-councils': 422,
  'link-exists': 409,
  'link-in-the-future': 422,
  'no-border-to-confirm': 422,
  'space-not-found': 404,
  'decided-in-the-future': 422,
  'nothing-to-allow': 422,
  'overlap-state-same': 422,
  'space-allowed-already': 409,
  'corridor-too-short': 422,
  'commune-twice-in-corridor': 422,
  'part-of-itself': 422,
  'part-of-a-corridor': 422,
  'flow-to-itself': 422,
  'flow-not-agreed': 409,
  'flow-decided-already': 409,
  'flow-under-way': 409,
  'delivery-does-not-add-up': 422,
  'delivery-before-it-was-sent': 422,
  'rejected-without-reason': 422,
  'flow-on-a-truck': 409,
  'run-empty': 422,
  'run-home-not-along': 422,
  'run-not-along': 422,
  'run-wrong-round': 422,
  'run-over-capacity': 422,
  'run-more-than-open': 409,
  'run-carries-twice': 422,
  'run-under-way': 409,
  'run-not-loaded': 422,
  'run-told-already': 409,
  'product-unknown': 422,
  'unit-unknown': 422,
  'measure-unknown': 422,
  'plan-not-possible': 422,
  'nothing-to-plan': 422,
  'corridor-not-proposed': 422,
  'no-lines': 422,
  'road-file-needs-crs': 422,
  'road-file-needs-layer': 422,
  'road-file-not-read': 422,
  'vote-inconsistent': 422,
  'vote-of-no-member': 422,
  'vote-twice': 422,
  'founding-day-impossible': 422,
  'charter-part-unknown': 422,
  'network-is-no-commune': 422,
  'commune-partly-seen': 403,
  'procedure-unknown': 422,
  'procedure-of-another-country': 422,
  'procedure-not-in-force': 422,
  'case-step-unknown': 422,
  'case-day-wrong': 422,
  'case-share-wrong': 422,
  'case-nothing-to-resume': 422,
  'case-nothing-to-revoke': 422,
  'use-in-the-future': 422,
  'use-yield-without-unit': 422,
  'commune-without-councils': 422,
  'share-over-one': 422,
  'group-in-itself': 422,
  'members-without-group': 422,
  'member-twice': 422,
  'party-unknown': 422,
  'commune-party-unnamed': 422,
  'other-unit': 422,
  'source-unknown': 422,
  'extent-unknown': 422,
  'assertion-unknown': 422,
  'assertion-about-itself': 422,
  'dates-reversed': 422,
  'occurrence-with-end': 422,
  'amount-missing': 422,
  'amount-without-unit': 422,
  'stance-alone': 422,
  'party-missing': 422,
  'shape-without-method': 422,
  'shape-not-valid': 422,
  'field-always-seen': 422,
  'until-without-coarseness': 422,
  'still-referred-to': 409,
  'date-not-understood': 422,
  'date-impossible': 422,
  'date-reversed': 422,
  'known-in-the-future': 422,
  'processing-incomplete': 422,
  'measure-incomplete': 422,
  'stretch-not-possible': 422,
  'measure-in-use': 409,
  'sheet-not-read': 422,
  'sheet-unresolved': 422,
  'sheet-nothing-new': 409,
  'not-a-land-file': 422,
  'unit-not-public': 422,
  'dossier-too-large': 422,
  'evidence-damaged': 500,
  'land-file-row-wrong': 422,
  'land-file-too-long': 413,
  'areas-not-read': 422,
  'areas-without-name': 422,
  'areas-without-crs': 422,
  'areas-in-layers': 422,
  'area-code-twice': 422,
  'area-edition-not-found': 404,
  'area-edition-not-last': 409,
  'file-empty': 422,
  'file-name-missing': 400,
  'upload-broken-off': 400,
  'disk-full': 507,
  'too-many-requests': 503,
  'too-many-streams': 503,
  'database-away': 503,
  'no-answer-in-time': 503,
  'took-too-long': 503,
  'needs-too-much-memory': 503,
  defect: 500,
} as const satisfies Record<string, number>

export type Reason = keyof typeof STATUS

/** A refusal on its way to the client. Thrown only by routes, caught only by the error handler. */
export class RefusedRequest extends Error {
  readonly reason: Reason
  readonly facts: Record<string, unknown>
  constructor(reason: Reason, facts: Record<string, unknown> = {}) {
    super(reason)
    this.reason = reason
    this.facts = facts
  }
}

export const refuse = (reason: Reason, facts: Record<string, unknown> = {}): never => {
  throw new RefusedRequest(reason, facts)
}

/** `?lang=` wins over Accept-Language. */
export function localeOf(request: FastifyRequest): Locale {
  const wanted = (request.query as Record<string, unknown> | undefined)?.lang
  if (typeof wanted === 'string' && (LOCALES as readonly string[]).includes(wanted)) return wanted as Locale
  return chooseLocale(request.headers['accept-language'])
}

function problemOf(reason: Reason, locale: Locale, facts: Record<string, unknown> = {}): Problem {
  const values: MessageValues = {}
  for (const [name, value] of Object.entries(facts))
    values[name] = Array.isArray(value)
      ? listed(value)
      : typeof value === 'object'
        ? ''
        : (value as string | number)
  return {
    type: `urn:toparquia:problem:${reason}`,
    title: translate(locale, `refusal.${reason}.title` as MessageKey, values),
    status: STATUS[reason],
    detail: translate(locale, `refusal.${reason}.detail` as MessageKey, values),
    ...(Object.keys(facts).length > 0 && { facts }),
  }
}

export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  reason: Reason,
  facts: Record<string, unknown> = {},
) {
  const locale = localeOf(request)
  return reply
    .code(STATUS[reason])
    .header('content-language', locale)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(problemOf(reason, locale, facts))
}

/** Errors of Fastify's own that have a reason here; everything else below 500 is a bad request, the rest a defect. */
const FASTIFY_REASONS: Record<string, Reason> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid-json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid-json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'upload-broken-off',
  FST_ERR_ROUTE_MISSING_HANDLER: 'not-found',
  FST_ERR_HANDLER_TIMEOUT: 'no-answer-in-time',
}

export function handleError(
  error: FastifyError | RefusedRequest,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  if (error instanceof RefusedRequest) return sendProblem(request, reply, error.reason, error.facts)
  if ('validation' in error && error.validation) return sendInvalidField(error, request, reply)
  const known = FASTIFY_REASONS[error.code]
  if (known) return sendProblem(request, reply, known)
  if (error instanceof DatabaseError || DATABASE_AWAY.test(error.code ?? '')) {
    request.log.error({ code: error.code, why: error.message }, 'database away')
    return sendProblem(request, reply, 'database-away')
  }
  if (error instanceof WorkerFailure && error.reason !== 'worker-ended') {
    request.log.error({ why: error.reason, ...error.facts }, 'worker')
    return sendProblem(request, reply, error.reason, error.facts)
  }
  if (DISK_FULL.has(error.code)) return sendProblem(request, reply, 'disk-full')
  if (error.statusCode && error.statusCode < 500) return sendProblem(request, reply, 'bad-request')
  request.log.error({ code: error.code, stack: error.stack }, 'defect')
  return sendProblem(request, reply, 'defect', { request: request.id })
}

/** Of this machine, and of PostgreSQL's. */
const DISK_FULL = new Set(['ENOSPC', 'EDQUOT', '53100'])

/** Connection refused, reset, unknown host, and PostgreSQL's classes 08 and 57P. */
const DATABASE_AWAY = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|08\d{3}|57P0\d)$/

function sendInvalidField(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const first = mostTelling(error.validation ?? [])
  const path = (first?.instancePath ?? '').split('/').filter(Boolean)
  const params = (first?.params ?? {}) as Record<string, unknown>
  const inner =
    params.missingProperty ??
    (params.requiredProperties as string[] | undefined)?.[0] ??
    (params.additionalProperties as string[] | undefined)?.[0]
  const field =
    [...path, ...(inner === undefined ? [] : [String(inner)])].join('.') ||
    (error.validationContext ?? 'body')
  const locale = localeOf(request)
  // What is said of a field that nobody declared: its schema is plain `false`.
  const rule = first?.keyword === 'boolean' ? 'additionalProperties' : (first?.keyword ?? 'type')
  const limit = params.limit ?? params.type ?? params.format ?? ''
  const key = `invalid.${rule}` as MessageKey
  const known = KNOWN_RULES.has(rule)
  const values = { limit: Array.isArray(limit) ? listed(limit) : String(limit) }
  const why = translate(locale, known ? key : ('invalid.other' as MessageKey), values)
  return sendProblem(request, reply, 'invalid-field', { field, why, rule })
}

const KNOWN_RULES = new Set([
  'required',
  'additionalProperties',
  'type',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'pattern',
  'format',
  'maxItems',
  'minItems',
  'anyOf',
])

/** The deepest complaint says most: `anyOf` of a union comes with one complaint per branch. */
function mostTelling(all: NonNullable<FastifyError['validation']>) {
  const depth = (path: string) => path.split('/').length
  return all.toSorted(
    (a, b) =>
      depth(b.instancePath) - depth(a.instancePath) ||
      Number(a.keyword === 'const') - Number(b.keyword === 'const'),
  )[0]
}

/** At most five of a list, so that a sentence stays one. */
const listed = (values: unknown[]): string =>
  values
    .slice(0, 5)
    .map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value)))
    .join(', ') + (values.length > 5 ? ', …' : '')
