/** Keys of this server, in DATA_DIR/keys: what is sealed with them says nothing to whoever has only the database. */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  randomBytes,
  sign,
} from 'node:crypto'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const KEY_BYTES = 32

export const keyPath = (dataDirectory: string, name: string): string => join(dataDirectory, 'keys', name)

/** @returns 32 random bytes, or null where no key was ever made. Anything else in the file is an error. */
export async function readKey(dataDirectory: string, name: string): Promise<Buffer | null> {
  const path = keyPath(dataDirectory, name)
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (bytes && bytes.length !== KEY_BYTES)
    throw Object.assign(new Error(`${path} has ${bytes.length} bytes, not ${KEY_BYTES}`), {
      code: 'KEY_OTHER',
      path,
    })
  return bytes
}

/** Makes one that only this user reads, whole or not at all. What another process made meanwhile stays. */
export async function makeKey(dataDirectory: string, name: string): Promise<Buffer> {
  const path = keyPath(dataDirectory, name)
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(randomBytes(KEY_BYTES))
    await handle.sync()
  } finally {
    await handle.close()
  }
  try {
    await link(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(draft)
  }
  const folder = await open(dirname(path))
  await folder.sync().finally(() => folder.close())
  return (await readKey(dataDirectory, name))!
}

export interface ServerKey {
  /** Text that only this key opens, and only for the same context. */
  seal(text: string, context: string): string
  /** Null for what was sealed with another key, for another context, or altered. */
  open(sealed: string, context: string): string | null
  /** What nobody without the key can compute, base64url. */
  mac(purpose: string, text: string): string
}

/** One key for each purpose, by HKDF from the one in the file. */
export function serverKey(bytes: Buffer): ServerKey {
  const derived = (purpose: string) => Buffer.from(hkdfSync('sha256', bytes, '', purpose, KEY_BYTES))
  const sealing = derived('seal')
  return {
    seal(text, context) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce).setAAD(Buffer.from(context))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed.replace(/^v1\./, ''), 'base64url')
      const [nonce, tag, body] = [bytes.subarray(0, 12), bytes.subarray(12, 28), bytes.subarray(28)]
      try {
        const decipher = createDecipheriv('aes-256-gcm', sealing, nonce, { authTagLength: 16 })
        decipher.setAAD(Buffer.from(context)).setAuthTag(tag)
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
      } catch {
        return null
      }
    },
    mac: (purpose, text) => createHmac('sha256', derived(purpose)).update(text).digest('base64url'),
  }
}

/** RFC 8410: what stands before the 32 bytes of a seed in PKCS #8, and before those of a public key in SPKI. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')
const SPKI_HEAD_BYTES = 12

/** Ed25519. */
export interface SigningKey {
  /** 64 hexadecimal digits; to be made known, so that others can tell what this server signed from a forger's. */
  publicKey: string
  /** @returns 64 bytes. */
  sign(message: Uint8Array): Buffer
}

/** @param seed 32 random bytes. */
export function signingKey(seed: Uint8Array): SigningKey {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  return {
    publicKey: spki.subarray(SPKI_HEAD_BYTES).toString('hex'),
    sign: (message) => sign(null, message, key),
  }
}

/** Made at the first need of it; its seed is in DATA_DIR/keys, for this user alone, and in the backup. */
export const openSigningKey = async (dataDirectory: string, name: string): Promise<SigningKey> =>
  signingKey((await readKey(dataDirectory, name)) ?? (await makeKey(dataDirectory, name)))
