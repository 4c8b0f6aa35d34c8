/** The key that seals dossiers: Ed25519, its seed in DATA_DIR/keys beside the server's others, for this user alone. */
import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { toHex } from '../../domain/dossier/format.ts'
import { makeKey, readKey } from '../keys.ts'

const NAME = 'dossier.key'

/** RFC 8410: what stands before the 32 bytes of a seed in PKCS #8, and before those of a public key in SPKI. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')
const SPKI_HEAD_BYTES = 12

export interface DossierKey {
  /** 64 hexadecimal digits; to be made known, so that others can tell this server's dossiers from a forger's. */
  publicKey: string
  /** @returns 64 bytes. */
  sign(message: Uint8Array): Uint8Array
}

/** @param seed 32 random bytes. */
export function dossierKey(seed: Uint8Array): DossierKey {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  return {
    publicKey: toHex(spki.subarray(SPKI_HEAD_BYTES)),
    sign: (message) => sign(null, message, key),
  }
}

/** Made at the first need of it. */
export const openDossierKey = async (dataDirectory: string): Promise<DossierKey> =>
  dossierKey((await readKey(dataDirectory, NAME)) ?? (await makeKey(dataDirectory, NAME)))
