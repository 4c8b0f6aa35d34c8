/**
 * Passkeys (WebAuthn level 3) by @simplewebauthn/server. They are discoverable and verify the person by themselves, so
 * that signing in takes neither a name nor a second factor.
 */
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { sql } from 'kysely'
import type { Executor } from '../executor.ts'
import { consumeChallenge, issueChallenge } from './challenges.ts'

/** EdDSA, ES256 and RS256 (IANA COSE algorithms): what every authenticator has one of. */
const ALGORITHMS = [-8, -7, -257]

/** This server as browsers know it. */
export interface RelyingParty {
  /** `https://toparquia.example` */
  origin: string
  /** Its host without the port: what passkeys are bound to. */
  id: string
}

export const relyingParty = (origin: string): RelyingParty => ({ origin, id: new URL(origin).hostname })

export async function askToSignIn(database: Executor, { id }: RelyingParty) {
  return generateAuthenticationOptions({
    rpID: id,
    challenge: await issueChallenge(database, null),
    userVerification: 'required',
  })
}

export async function askForPasskey(database: Executor, { id }: RelyingParty, accountId: number) {
  const { rows } = await sql<{
    name: string
    handle: string
    passkeys: { id: string; transports: string[] }[]
  }>`
    select a.name, a.handle, coalesce((select json_agg(json_build_object('id', p.id, 'transports', p.transports))
      from passkey p where p.account_id = a.id), '[]'::json) as passkeys
    from account a where a.id = ${accountId}`.execute(database)
  const [{ name, handle, passkeys }] = rows
  return generateRegistrationOptions({
    rpName: 'Toparquía',
    rpID: id,
    userName: name,
    userDisplayName: name,
    userID: new Uint8Array(Buffer.from(handle.replaceAll('-', ''), 'hex')),
    challenge: await issueChallenge(database, accountId),
    attestationType: 'none',
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: passkeys,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

const BASE64URL = /^[A-Za-z0-9_-]{1,2000}$/

/** The challenge that an answer says it answers; null where it is no such answer. */
function challengeIn(answer: unknown): string | null {
  try {
    const { clientDataJSON } = (answer as { response: { clientDataJSON: string } }).response
    const { challenge } = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'))
    return typeof challenge === 'string' && BASE64URL.test(challenge) ? challenge : null
  } catch {
    return null
  }
}

interface PasskeyRow {
  id: string
  accountId: number
  publicKey: Uint8Array
  counter: number
  handle: string
}

/** @returns the account that signed; null for a wrong, foreign, stale or repeated answer, or a copied authenticator. */
export async function acceptSignIn(
  database: Executor,
  party: RelyingParty,
  answer: unknown,
): Promise<number | null> {
  const challenge = challengeIn(answer)
  if (challenge === null || !(await consumeChallenge(database, challenge, null))) return null
  const response = answer as AuthenticationResponseJSON
  if (typeof response.id !== 'string' || !BASE64URL.test(response.id)) return null
  const { rows } = await sql<PasskeyRow>`
    select p.id, p.account_id as "accountId", p.public_key as "publicKey", p.counter, a.handle
    from passkey p join account a on a.id = p.account_id
    where p.id = ${response.id} and not a.disabled`.execute(database)
  if (rows.length === 0) return null
  const [{ id, accountId, publicKey, counter, handle }] = rows
  const userHandle = Buffer.from(handle.replaceAll('-', ''), 'hex').toString('base64url')
  if (response.response.userHandle !== userHandle) return null
  const verified = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
    credential: { id, publicKey: new Uint8Array(publicKey), counter },
  }).catch(() => null) // It throws whatever is wrong with the answer, a counter that goes back included.
  if (!verified?.verified) return null
  const { newCounter } = verified.authenticationInfo
  const { rows: counted } = await sql`update passkey set counter = ${newCounter}, used_at = now()
    where id = ${id} and counter = ${counter} returning 1`.execute(database)
  return counted.length > 0 ? accountId : null
}

export interface NewPasskey {
  id: string
  publicKey: Uint8Array
  counter: number
  transports: string[]
}

/** @returns the passkey to save; null for a wrong, foreign, stale or repeated answer. */
export async function acceptPasskey(
  database: Executor,
  party: RelyingParty,
  accountId: number,
  answer: unknown,
): Promise<NewPasskey | null> {
  const challenge = challengeIn(answer)
  if (challenge === null || !(await consumeChallenge(database, challenge, accountId))) return null
  const verified = await verifyRegistrationResponse({
    response: answer as RegistrationResponseJSON,
    supportedAlgorithmIDs: ALGORITHMS,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
  }).catch(() => null)
  if (!verified?.verified) return null
  const { id, publicKey, counter, transports = [] } = verified.registrationInfo.credential
  return {
    id,
    publicKey,
    counter,
    transports: transports.filter((one) => /^[a-z-]{1,20}$/.test(String(one))),
  }
}

/** @returns false where an account has it already. */
export async function insertPasskey(
  transaction: Executor,
  accountId: number,
  name: string,
  { id, publicKey, counter, transports }: NewPasskey,
): Promise<boolean> {
  const { rows } = await sql`
    insert into passkey (id, account_id, public_key, counter, transports, name)
    values (${id}, ${accountId}, ${publicKey}, ${counter}, ${transports}::text[], ${name})
    on conflict (id) do nothing returning 1`.execute(transaction)
  return rows.length > 0
}

export interface PasskeyEntry {
  id: string
  name: string
  createdAt: string
  usedAt: string | null
}

export async function listPasskeys(database: Executor, accountId: number): Promise<PasskeyEntry[]> {
  const { rows } = await sql<PasskeyEntry>`
    select id, name, created_at as "createdAt", used_at as "usedAt" from passkey
    where account_id = ${accountId} order by created_at, id`.execute(database)
  return rows
}

/** One of an account's, or all. @returns how many there were. */
export async function removePasskeys(transaction: Executor, accountId: number, id?: string): Promise<number> {
  const { rows } = await sql`delete from passkey where account_id = ${accountId}
    and ${id === undefined ? sql`true` : sql`id = ${id}`} returning 1`.execute(transaction)
  return rows.length
}
