/**
 * Slowing down whoever guesses. An attempt counts as failed before it is judged, so that a hundred at the same moment
 * are a hundred; a good one clears the count.
 */
import { sql } from 'kysely'
import type { Executor } from '../executor.ts'
import { FORGOTTEN_SECONDS, stillToWait } from './attempt-delay.ts'

export interface Attempt {
  subject: string
  /** In a row, this one included. */
  failures: number
  /** ISO 8601; of the one before, null where this is the first. */
  lastAt: string | null
}

/** @returns the attempt to judge, or the seconds to wait before the next one is looked at. */
export function beginAttempt(database: Executor, subject: string): Promise<Attempt | { wait: number }> {
  return database.transaction().execute(async (transaction) => {
    // Made or found, the row is ours from here on: others at the same moment wait for it.
    const { rows } = await sql<{ failures: number; lastAt: string; since: number }>`
      insert into sign_in_failure as f (subject, failures) values (${subject}, 0)
      on conflict (subject) do update set failures = f.failures
      returning failures, last_at as "lastAt", extract(epoch from clock_timestamp() - last_at)::float8 as since`.execute(
      transaction,
    )
    const [{ failures, lastAt, since }] = rows
    const before = since > FORGOTTEN_SECONDS ? 0 : failures
    const wait = stillToWait(before, since)
    if (wait > 0) return { wait }
    await sql`update sign_in_failure set failures = ${before + 1}, last_at = clock_timestamp()
      where subject = ${subject}`.execute(transaction)
    return { subject, failures: before + 1, lastAt: before === 0 ? null : lastAt }
  })
}

/** It was neither right nor wrong: as if it had not been made. */
export async function takeBack(database: Executor, { subject, failures, lastAt }: Attempt): Promise<void> {
  await sql`update sign_in_failure set failures = greatest(0, failures - 1),
    last_at = case when failures = ${failures} then coalesce(${lastAt}::timestamptz, last_at) else last_at end
    where subject = ${subject}`.execute(database)
}

export async function clearFailures(database: Executor, subjects: readonly string[]): Promise<void> {
  await sql`update sign_in_failure set failures = 0 where subject = any(${[...subjects]}::text[])`.execute(
    database,
  )
}

export async function forgetOldFailures(database: Executor): Promise<void> {
  await sql`delete from sign_in_failure
    where last_at < now() - make_interval(secs => ${FORGOTTEN_SECONDS})`.execute(database)
}
