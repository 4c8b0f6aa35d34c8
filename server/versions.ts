/**
 * Versions of records: an answer carries `ETag: "<revision>"`, a change says which one it was made against, as
 * `If-Match` or as `revision` in its body or query. The tag names the record's version, not the bytes of an answer.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ExchangeKind } from '../domain/exchange/records.ts'
import { refuse } from './problems.ts'

/** `W/` is put in front by proxies that compress. */
const TAG = /^(?:W\/)?"(\d{1,10})"$/

/**
 * The revision that the person saw; undefined where the request does not say. Refuses a tag that is none of ours
 * (`*` included: whatever is there is what nobody has looked at) and one that contradicts the body.
 * @param given of the body or the query.
 */
export function expectedRevision(request: FastifyRequest, given?: number): number | undefined {
  const tag = request.headers['if-match']
  if (tag === undefined) return given
  const revision = Number(TAG.exec(tag.trim())?.[1])
  if (Number.isNaN(revision) || (given !== undefined && given !== revision))
    return refuse('invalid-field', { field: 'if-match', why: '"7"', rule: 'format' })
  return revision
}

/** The same where a change without it would overwrite what somebody else did meanwhile: 428. */
export const neededRevision = (request: FastifyRequest, given?: number): number =>
  expectedRevision(request, given) ?? refuse('revision-needed')

/** Puts the record's version on the answer, and gives the record back. */
export function tagged<R extends { revision: number }>(reply: FastifyReply, record: R): R {
  reply.header('etag', `"${record.revision}"`)
  return record
}

/**
 * Refuses a change that was made against another version than the one that is there, with both of them.
 * @param name of the record, for the sentence; @param yours what was asked for.
 */
export function mustBeSeen(
  expected: number | undefined,
  record: {
    kind:
      | 'link'
      | 'space'
      | 'import'
      | 'account'
      | 'body'
      | 'founding'
      | 'scenario'
      | 'land'
      | 'overlap'
      | 'evidence'
      | ExchangeKind
    name: string
    theirs: { revision: number }
  },
  yours: object,
): void {
  const { kind, name, theirs } = record
  if (expected === undefined || expected === theirs.revision) return
  refuse('changed-by-another', { kind, name, yours: { ...yours, revision: expected }, theirs })
}
