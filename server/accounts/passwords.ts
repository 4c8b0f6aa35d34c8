/**
 * Passwords as Argon2id (RFC 9106) by OpenSSL, kept in PHC form so that the cost can be raised: an older one is hashed
 * anew when its owner next signs in.
 */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { refuse } from '../problems.ts'

/** Above the 19 MiB and two passes that the OWASP Password Storage Cheat Sheet asks for; about a tenth of a second. */
const COST = { memory: 32_768, passes: 2, parallelism: 1 }
const TAG_BYTES = 32

/** At most so many at once: each takes its memory, and a thread that files need too. */
const AT_ONCE = 2
const WAITING = 40

type Cost = typeof COST

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  return phc(COST, salt, await derive(password, salt, TAG_BYTES, COST))
}

/** The same work whether or not there is anything to compare with. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const { cost, salt, tag } = readPhc(stored ?? NOBODY)
  const derived = await derive(password, salt, tag.length, cost)
  return timingSafeEqual(derived, tag) && stored !== null
}

/** Whether it was hashed at another cost than today's. */
export const isOutdated = (stored: string): boolean => !stored.startsWith(prefix(COST))

const prefix = ({ memory, passes, parallelism }: Cost) =>
  `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$`

const unpadded = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/=+$/, '')

const phc = (cost: Cost, salt: Uint8Array, tag: Uint8Array) =>
  `${prefix(cost)}${unpadded(salt)}$${unpadded(tag)}`

const NOBODY = phc(COST, randomBytes(16), randomBytes(TAG_BYTES))

function readPhc(stored: string): { cost: Cost; salt: Buffer; tag: Buffer } {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(stored)
  if (!parts) throw new Error('A password in the database is not Argon2id in PHC form.')
  const [memory, passes, parallelism] = parts.slice(1, 4).map(Number)
  const [salt, tag] = parts.slice(4).map((text) => Buffer.from(text, 'base64'))
  return { cost: { memory, passes, parallelism }, salt, tag }
}

let running = 0
const waiting: (() => void)[] = []

async function derive(password: string, nonce: Uint8Array, tagLength: number, cost: Cost): Promise<Buffer> {
  if (waiting.length >= WAITING) refuse('too-many-requests')
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
  else running++
  try {
    return await new Promise((resolve, reject) => {
      // The same word typed on another keyboard may come with its accents apart.
      const message = password.normalize('NFKC')
      argon2('argon2id', { message, nonce, tagLength, ...cost }, (error, tag) =>
        error ? reject(error) : resolve(tag),
      )
    })
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}
