/** The second factor: six digits of a clock that the server and the phone share (TOTP, RFC 6238), each good once. */
import { generateSecret, generateURI, verifySync } from 'otplib'
import { PROGRAM } from '../../domain/log/entry.ts'
import type { Executor } from '../executor.ts'
import type { ServerKey } from '../keys.ts'
import { writeLog } from '../log/write.ts'
import { readAccount } from './accounts.ts'
import { aboutAccount } from './events.ts'
import type { SecondFactorOffer } from './schema.ts'

/** One step of half a minute before and after: clocks of phones differ. */
const TOLERANCE_SECONDS = 30

/** A sealed secret belongs to one account and opens for no other. */
export const sealContext = (accountId: number): string => `second factor of account ${accountId}`

export function offerSecondFactor(accountName: string): SecondFactorOffer {
  const secret = generateSecret()
  return { secret, uri: generateURI({ issuer: 'Toparquía', label: accountName, secret }) }
}

/** The step of the clock that the code belongs to; null where it belongs to none near now, or is no code at all. */
export function stepOf(secret: string, code: string): number | null {
  try {
    const result = verifySync({ secret, token: code, epochTolerance: TOLERANCE_SECONDS })
    return result.valid && 'timeStep' in result ? result.timeStep : null
  } catch {
    // What is no secret or no code: the library throws.
    return null
  }
}

/** Puts it in force, unless one is. The code with which it was confirmed is used. @returns whether it did. */
export async function saveSecondFactor(
  transaction: Executor,
  key: ServerKey,
  accountId: number,
  { secret, step }: { secret: string; step: number },
): Promise<boolean> {
  const saved = await transaction
    .updateTable('account')
    .set({ totp_secret: key.seal(secret, sealContext(accountId)), totp_step: step })
    .where('id', '=', accountId)
    .where('totp_secret', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return saved !== undefined
}

/** Also takes away the recovery codes, which stand in for it. */
export async function removeSecondFactor(transaction: Executor, accountId: number): Promise<void> {
  await transaction
    .updateTable('account')
    .set({ totp_secret: null, totp_step: null })
    .where('id', '=', accountId)
    .execute()
  await transaction.deleteFrom('recovery_code').where('account_id', '=', accountId).execute()
}

/** Whether the code is right and was not used before. From then on it is used. */
export async function useCode(
  database: Executor,
  key: ServerKey,
  account: { id: number; sealedSecret: string },
  code: string,
): Promise<boolean> {
  const secret = key.open(account.sealedSecret, sealContext(account.id))
  if (secret === null)
    throw new Error(`The second factor of account ${account.id} was sealed with another key.`)
  const step = stepOf(secret, code)
  if (step === null) return false
  const used = await database
    .updateTable('account')
    .set({ totp_step: step })
    .where('id', '=', account.id)
    .where((where) => where.or([where('totp_step', 'is', null), where('totp_step', '<', step)]))
    .returning('id')
    .executeTakeFirst()
  return used !== undefined
}

/** Those of all accounts, where the key that they were sealed with is lost. @returns how many there were. */
export function dropSecondFactors(database: Executor): Promise<number> {
  return database.transaction().execute(async (transaction) => {
    const accounts = await transaction
      .selectFrom('account')
      .select('id')
      .where('totp_secret', 'is not', null)
      .orderBy('id')
      .execute()
    for (const { id } of accounts) await removeSecondFactor(transaction, id)
    for (const { id } of accounts) {
      const account = (await readAccount(transaction, id))!
      await writeLog(transaction, PROGRAM, aboutAccount('second-factor-removed', account))
    }
    return accounts.length
  })
}
