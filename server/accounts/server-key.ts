/** The key with which second factors are sealed: found, made at the first start, or missed in one sentence. */
import type { Executor } from '../executor.ts'
import { keyPath, makeKey, readKey, type ServerKey, serverKey } from '../keys.ts'
import { sealContext } from './second-factor.ts'

const NAME = 'server.key'

/**
 * @throws Error with code KEY_MISSING or KEY_OTHER and the file's path, where second factors were sealed with a key
 * that is not there: they are not dropped, and nobody could sign in with one.
 */
export async function openServerKey(database: Executor, dataDirectory: string): Promise<ServerKey> {
  const bytes = await readKey(dataDirectory, NAME)
  const sealed = await database
    .selectFrom('account')
    .select(['id', 'totp_secret'])
    .where('totp_secret', 'is not', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  const path = keyPath(dataDirectory, NAME)
  if (!bytes && sealed) throw Object.assign(new Error(`${path} is missing`), { code: 'KEY_MISSING', path })
  const key = serverKey(bytes ?? (await makeKey(dataDirectory, NAME)))
  if (sealed && key.open(sealed.totp_secret!, sealContext(sealed.id)) === null)
    throw Object.assign(new Error(`${path} is another key`), { code: 'KEY_OTHER', path })
  return key
}
