/**
 * The one place from which the server calls another: a routing service whose address the operator set, and nobody
 * else. No request names a host; redirects are not followed, so that the service cannot send us elsewhere; time and
 * size are bounded; what comes back is believed by nobody before it is checked. Asking tells the service where the
 * places are: an operator who must not tell anybody runs it on a machine of their own.
 */
import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { ProviderNote } from '../../../domain/exchange/roads/index.ts'

export interface ServiceAddress {
  /** Ends in a slash; no credentials, no question mark. */
  base: URL
}

export interface ServiceLimits {
  /** From the call to the last byte of the answer. */
  timeoutMs: number
  answerBytes: number
}

export const USUAL_LIMITS: ServiceLimits = { timeoutMs: 10_000, answerBytes: 32 * 1024 * 1024 }

/** `status` tells an answer that says no from one that says yes; both are JSON. */
export type Answer =
  | { kind: 'answer'; status: number; body: unknown }
  | { kind: 'failed'; note: ProviderNote['note']; facts: ProviderNote['facts'] }

/** The operator's setting as an address; null where it is not one that may be asked. */
export function serviceAddress(setting: string): ServiceAddress | null {
  if (!URL.canParse(setting)) return null
  const base = new URL(setting)
  const usable =
    (base.protocol === 'http:' || base.protocol === 'https:') &&
    base.username === '' &&
    base.password === '' &&
    base.search === '' &&
    base.hash === ''
  if (!usable) return null
  if (!base.pathname.endsWith('/')) base.pathname += '/'
  return { base }
}

/**
 * @param path below the address, made of numbers and fixed words by the caller, never of what a person typed
 * @throws the signal's reason when it is aborted
 */
export async function ask(
  { base }: ServiceAddress,
  path: string,
  body: object | null,
  limits: ServiceLimits = USUAL_LIMITS,
  signal?: AbortSignal,
): Promise<Answer> {
  signal?.throwIfAborted()
  const address = new URL(path, base)
  if (address.origin !== base.origin || !address.pathname.startsWith(base.pathname))
    throw new Error('A path leads out of the routing service.')
  const answer = await send(address, body, limits, signal)
  signal?.throwIfAborted()
  return answer
}

function send(
  address: URL,
  body: object | null,
  { timeoutMs, answerBytes }: ServiceLimits,
  signal?: AbortSignal,
): Promise<Answer> {
  const content = body && JSON.stringify(body)
  const request = address.protocol === 'https:' ? secureRequest : plainRequest
  return new Promise((resolve) => {
    const fail = (note: ProviderNote['note'], facts: ProviderNote['facts'] = {}) => {
      clearTimeout(timer)
      resolve({ kind: 'failed', note, facts })
      call.destroy()
    }
    const call = request(address, {
      method: content === null ? 'GET' : 'POST',
      headers: {
        accept: 'application/json',
        ...(content !== null && {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(content),
        }),
      },
      agent: false,
      signal,
    })
    const timer = setTimeout(() => fail('timeout', { seconds: timeoutMs / 1000 }), timeoutMs)
    call.on('error', () => fail('no-connection'))
    call.on('response', (response) => {
      const status = response.statusCode ?? 0
      if (status >= 300 && status < 400) return fail('odd-answer', { status })
      const chunks: Buffer[] = []
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > answerBytes) fail('answer-too-large', { megabytes: answerBytes / 1048576 })
        else chunks.push(chunk)
      })
      response.on('error', () => fail('no-connection'))
      response.on('end', () => {
        clearTimeout(timer)
        const parsed = asJson(Buffer.concat(chunks))
        if (parsed === undefined) fail('odd-answer', { status })
        else resolve({ kind: 'answer', status, body: parsed })
      })
    })
    call.end(content ?? undefined)
  })
}

function asJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
