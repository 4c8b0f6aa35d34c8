/** Dossiers made in memory, sound or as somebody without the key would have to make them. */
import { createHash } from 'node:crypto'
import { crc32, ending, localHeader } from '../../domain/dossier/container.ts'
import {
  FORMAT,
  LOG,
  MANIFEST,
  type Manifest,
  manifestBytes,
  SIGNATURE,
  sealText,
  signatureBytes,
  signedMessage,
} from '../../domain/dossier/format.ts'
import { canonicalText } from '../../domain/log/canonical-text.ts'
import { ORIGIN } from '../../domain/log/entry.ts'
import { signingKey } from '../../server/keys.ts'

export interface Part {
  name: string
  content: Uint8Array
}
export interface Content {
  path: string
  type: string
  content: Uint8Array
}

export const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex')
export const text = (content: string): Uint8Array => new TextEncoder().encode(content)

/** The canonical file of these members, whatever is in them. */
export function zipOf(parts: readonly Part[]): Uint8Array {
  const members = parts.map(({ name, content }) => ({ name, bytes: content.length, crc: crc32(content) }))
  return Buffer.concat([
    ...parts.flatMap(({ content }, i) => [localHeader(members[i]), content]),
    ending(members),
  ])
}

/** RFC 8032, 7.1, the first example; and the second, for somebody else. */
export const KEY = signingKey(
  Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex'),
)
export const FOREIGN_KEY = signingKey(
  Buffer.from('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb', 'hex'),
)

/** Hashes of a log of so many entries, which are anything: nobody but their writer knows what they are of. */
export const logOf = (entries: number, of = 'log'): string[] =>
  Array.from({ length: entries }, (_, i) => sha256(`${of} ${i + 1}`))

export interface Made {
  manifest: Manifest
  parts: Part[]
  bytes: Uint8Array
}

interface Wanted {
  contents: Content[]
  /** Hashes of the entries before. */
  log: string[]
  at?: string
  key?: typeof KEY
}

export const itemOf = ({ path, type, content }: Content) => ({
  bytes: content.length,
  path,
  sha256: sha256(content),
  type,
})

export function makeDossier({ contents, log, at = '2026-11-29T14:00:00.000Z', key = KEY }: Wanted): Made {
  const all = [
    ...contents,
    { path: LOG, type: 'text/plain', content: text(log.map((hash) => `${hash}\n`).join('')) },
  ]
  const sealed = {
    format: FORMAT,
    items: all.map(itemOf),
    key: key.publicKey,
    salt: sha256(`salt ${log.length} ${at}`).slice(0, 32),
  } as const
  const open = {
    format: 1,
    seq: log.length + 1,
    at,
    account: { id: 3, name: 'Guacharaca' },
    action: 'dossier-sealed' as const,
    subject: { kind: 'land-unit', id: 12, name: 'La Ceiba «vieja» 🌳' },
    reason: null,
    audience: 'committee',
    communes: [4],
    councils: [],
    detail: { facts: { items: all.length, seal: sha256(sealText(sealed)) }, fields: [] },
    salt: sha256(`entry ${log.length} ${at}`).slice(0, 32),
    previous: log.at(-1) ?? ORIGIN.hash,
  }
  const entry = { ...open, hash: sha256(canonicalText(open as never)) }
  return assemble({ ...sealed, entry }, all, key)
}

/** Signs the manifest as it is, and puts all together. */
export function assemble(manifest: Manifest, contents: readonly Content[], key = KEY): Made {
  const written = manifestBytes(manifest)
  return withParts(
    manifest,
    contents.map(({ path, content }) => ({ name: path, content })),
    written,
    signatureBytes(key.sign(signedMessage(written))),
  )
}

export function withParts(
  manifest: Manifest,
  items: Part[],
  written: Uint8Array,
  signature: Uint8Array,
): Made {
  const parts = [...items, { name: MANIFEST, content: written }, { name: SIGNATURE, content: signature }]
  return { manifest, parts, bytes: zipOf(parts) }
}

/** What somebody without the key can do to a manifest: everything fits, but for the signature. */
export function reckonedAgain(manifest: Manifest): Manifest {
  const { entry } = manifest
  const { hash: _, ...open } = {
    ...entry,
    detail: { ...entry.detail, facts: { ...entry.detail.facts, seal: sha256(sealText(manifest)) } },
  }
  return { ...manifest, entry: { ...open, hash: sha256(canonicalText(open as never)) } }
}
