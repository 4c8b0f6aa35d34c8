/** Codes on paper that stand in for the second factor when the phone is gone: ten, shown once, each good once. */
import { createHash, randomBytes } from 'node:crypto'
import type { Executor } from '../executor.ts'

const COUNT = 10
const RANDOM_BYTES = 10
/** Crockford's base 32: no letter that is mistaken for a digit. */
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'

/** 80 random bits as `k7q2-9xv0-…`: four groups of four. */
export function newRecoveryCode(): string {
  let bits = BigInt(`0x${randomBytes(RANDOM_BYTES).toString('hex')}`)
  let text = ''
  for (let i = 0; i < (RANDOM_BYTES * 8) / 5; i++) {
    text = DIGITS[Number(bits & 31n)] + text
    bits >>= 5n
  }
  return text.replace(/(.{4})(?=.)/g, '$1-')
}

/** However it was copied from the paper. */
export function hashRecoveryCode(code: string): Buffer {
  const plain = code
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replaceAll('o', '0')
    .replace(/[il]/g, '1')
  return createHash('sha256').update(plain).digest()
}

/** Replaces all earlier ones. @returns the codes, which are kept nowhere. */
export async function makeRecoveryCodes(transaction: Executor, accountId: number): Promise<string[]> {
  const codes = Array.from({ length: COUNT }, newRecoveryCode)
  await transaction.deleteFrom('recovery_code').where('account_id', '=', accountId).execute()
  await transaction
    .insertInto('recovery_code')
    .values(codes.map((code) => ({ account_id: accountId, code_hash: hashRecoveryCode(code) })))
    .execute()
  return codes
}

export async function useRecoveryCode(database: Executor, accountId: number, code: string): Promise<boolean> {
  const used = await database
    .updateTable('recovery_code')
    .set({ used_at: new Date().toISOString() })
    .where('account_id', '=', accountId)
    .where('code_hash', '=', hashRecoveryCode(code))
    .where('used_at', 'is', null)
    .returning('account_id')
    .executeTakeFirst()
  return used !== undefined
}
