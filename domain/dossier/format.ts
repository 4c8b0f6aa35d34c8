/** What a dossier is made of, as docs/dossier.md publishes it: names, limits, and the texts that are hashed and signed. */
import { canonicalJson } from '../log/canonical-text.ts'
import type { LogEntry } from '../log/entry.ts'

export const FORMAT = 'toparquia-dossier-1'
export const SEALED = 'dossier-sealed'
export const MANIFEST = 'manifest.json'
export const SIGNATURE = 'signature.json'
/** Hashes of all entries of the log before the sealing one. */
export const LOG = 'log.txt'

export const HEX_32 = /^[0-9a-f]{32}$/
export const HEX_64 = /^[0-9a-f]{64}$/
export const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const PATH = /^[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*$/
const MEDIA_TYPE = /^[a-z]+\/[a-z0-9.+-]+$/

export const isPath = (text: string): boolean => text.length <= 200 && PATH.test(text)
export const isMediaType = (text: string): boolean => text.length <= 100 && MEDIA_TYPE.test(text)

export interface DossierItem {
  /** Length. */
  bytes: number
  path: string
  sha256: string
  type: string
}

/** Of the log's entry a verifier knows these; the rest is covered by its hash. */
export type SealingEntry = Pick<LogEntry, 'seq' | 'at' | 'previous' | 'hash'> & {
  action: typeof SEALED
  detail: { facts: { seal: string } }
}

export interface Manifest {
  entry: SealingEntry
  format: typeof FORMAT
  items: DossierItem[]
  /** Ed25519, hexadecimal. */
  key: string
  salt: string
}

const utf8 = new TextEncoder()

export const manifestBytes = (manifest: Manifest): Uint8Array => utf8.encode(canonicalJson(manifest))

/** Its SHA-256 is what the log's entry holds of a dossier. */
export const sealText = ({ format, items, key, salt }: Omit<Manifest, 'entry'>): Uint8Array =>
  utf8.encode(canonicalJson({ format, items, key, salt }))

export function signedMessage(manifest: Uint8Array): Uint8Array {
  const head = utf8.encode(`${FORMAT}\n`)
  const message = new Uint8Array(head.length + manifest.length)
  message.set(head)
  message.set(manifest, head.length)
  return message
}

/** @param signature 64 bytes. */
export const signatureBytes = (signature: Uint8Array): Uint8Array =>
  utf8.encode(canonicalJson({ signature: toHex(signature) }))

const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** @param hex of an even number of digits. */
export const fromHex = (hex: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16))
