/** What authenticators are asked to sign: random, for a few minutes, and for one answer only, right or wrong. */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Executor } from '../executor.ts'

const MINUTES = 5

/** @param accountId who adds a passkey; null where somebody signs in. */
export async function issueChallenge(
  database: Executor,
  accountId: number | null,
): Promise<Uint8Array<ArrayBuffer>> {
  const challenge = new Uint8Array(randomBytes(32))
  await sql`insert into passkey_challenge (challenge, account_id, expires_at)
    values (${Buffer.from(challenge).toString('base64url')}, ${accountId}, now() + make_interval(mins => ${MINUTES}))`.execute(
    database,
  )
  return challenge
}

/** Whether it was issued for this and nobody answered it yet. */
export async function consumeChallenge(
  database: Executor,
  challenge: string,
  accountId: number | null,
): Promise<boolean> {
  const { rows } = await sql<{ good: boolean }>`
    delete from passkey_challenge where challenge = ${challenge}
    returning expires_at > now() and account_id is not distinct from ${accountId}::integer as good`.execute(
    database,
  )
  return rows[0]?.good ?? false
}

export async function forgetOldChallenges(database: Executor): Promise<void> {
  await sql`delete from passkey_challenge where expires_at < now()`.execute(database)
}
