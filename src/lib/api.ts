/** The server's answers as values: a problem (RFC 9457) is an answer like any other, and nothing here throws. */
import type { Problem } from '../../server/problem-schema.ts'

export type { Problem }
export type Answer<T> = { ok: true; value: T } | { ok: false; problem: Problem }

/** `type` of the problems that only the browser can see; the server's begin with `urn:toparquia:problem:` too. */
export const OFFLINE = 'urn:toparquia:problem:offline'
const UNREADABLE = 'urn:toparquia:problem:unreadable-answer'

type Query = Record<string, string | number | undefined>

let whenSignInNeeded = () => {}
/** Called whenever the server wants a session that this browser has not, or has no longer. */
export const onSignInNeeded = (then: () => void): void => {
  whenSignInNeeded = then
}

/** Asks `/api` + path. The language makes the server's problems readable; `signal` stops a question nobody awaits; `anonymous`: as somebody without an account would be answered. */
export async function ask<T>(
  path: string,
  options: {
    method?: string
    query?: Query
    body?: unknown
    language?: string
    signal?: AbortSignal
    anonymous?: boolean
  } = {},
): Promise<Answer<T>> {
  const query = Object.entries(options.query ?? {}).filter(([, value]) => value !== undefined && value !== '')
  const search = query.length
    ? `?${new URLSearchParams(query.map(([key, value]) => [key, String(value)]))}`
    : ''
  const raw = options.body instanceof Blob
  let response: Response
  try {
    response = await fetch(`/api${path}${search}`, {
      method: options.method ?? 'GET',
      headers: {
        accept: 'application/json, application/problem+json',
        'accept-language': options.language ?? document.documentElement.lang,
        ...(options.body === undefined || raw ? {} : { 'content-type': 'application/json' }),
      },
      body:
        options.body === undefined ? undefined : raw ? (options.body as Blob) : JSON.stringify(options.body),
      signal: options.signal,
      ...(options.anonymous && { credentials: 'omit' as const }),
    })
  } catch {
    return { ok: false, problem: { type: OFFLINE, title: '', status: 0 } }
  }
  if (response.status === 204) return { ok: true, value: undefined as T }
  try {
    const body = await response.json()
    if (response.ok) return { ok: true, value: body as T }
    const problem = body as Problem
    if (reason(problem) === 'sign-in-needed' && !options.anonymous) whenSignInNeeded()
    return { ok: false, problem }
  } catch {
    return { ok: false, problem: { type: UNREADABLE, title: response.statusText, status: response.status } }
  }
}

/** `urn:toparquia:problem:stale-revision` → `stale-revision`. */
export const reason = (problem: Problem): string => problem.type.split(':').at(-1) ?? ''
