/**
 * Whether a dossier is as it was sealed: the steps of docs/dossier.md, in its order. What hashes and what checks a signature
 * comes from outside, so that this runs in a browser as on a server. verifier/verify_dossier.py is the other one.
 */
import { canonicalText } from '../log/canonical-text.ts'
import type { LogEntry } from '../log/entry.ts'
import {
  crc32,
  ending,
  type FoundMember,
  firstDifference,
  localHeader,
  type Member,
  type Source,
  walk,
} from './container.ts'
import { fromHex, HEX_64, LOG, type Manifest, sealText, signedMessage } from './format.ts'
import { readManifest, readSignature } from './manifest.ts'
import { isStrict } from './strict-signature.ts'

export interface Hasher {
  update(bytes: Uint8Array): void
  /** Hexadecimal. */
  digest(): string | Promise<string>
}

export interface Means {
  sha256(): Hasher
  /** Ed25519, without the cofactor. */
  holds(signed: { key: Uint8Array; signature: Uint8Array; message: Uint8Array }): Promise<boolean>
}

export const FINDING_CODES = [
  'container',
  'format',
  'manifest',
  'item-missing',
  'item-changed',
  'item-added',
  'item-order',
  'seal',
  'entry',
  'log',
  'signature',
  'key',
  'head',
  'other-key',
  'other-log',
  'other-time',
] as const
export interface Finding {
  code: (typeof FINDING_CODES)[number]
  /** A byte of the file; of `head` and `other-log` the number of an entry. */
  at?: number
  path?: string
}

export interface DossierFacts {
  /** When it was sealed, as the log says. */
  at: string
  /** Of the sealing entry. */
  hash: string
  items: number
  key: string
  seq: number
}

export interface Report {
  sound: boolean
  findings: Finding[]
  /** Null where there was no manifest to be read. */
  dossier: DossierFacts | null
  /** Hashes of the entries before the sealing one, as log.txt has them; empty where that is not sound. */
  log: string
}

/** Larger members are read in pieces of this. */
const PIECE = 1 << 20
/** 64 digits and a line feed. */
const LINE = 65

export async function verify(source: Source, means: Means): Promise<Report> {
  const findings: Finding[] = []
  const stop = (finding: Finding): Report => ({
    sound: false,
    findings: [...findings, finding],
    dossier: null,
    log: '',
  })
  const walked = await walk(source)
  if ('broken' in walked) return stop({ code: 'container', at: walked.broken })

  const { members, end } = walked
  const read = await readMembers(source, members, means)
  const differs = await differsAt(source, members, read, end)
  if (differs !== null) findings.push({ code: 'container', at: differs })

  const bytesOf = ({ from, bytes }: FoundMember) => source.read(from, bytes)
  const written = await bytesOf(members.at(-2)!)
  const manifest = readManifest(written)
  if ('unreadable' in manifest) return stop({ code: manifest.unreadable })

  const { entry, items, key } = manifest
  findings.push(...itemFindings(manifest, members.slice(0, -2), read))
  if (entry.detail.facts.seal !== (await hashOf(means, sealText(manifest)))) findings.push({ code: 'seal' })
  if (entry.hash !== (await hashOfEntry(means, entry))) findings.push({ code: 'entry' })
  const log = members.slice(0, -2).find(({ name }) => name === LOG)
  const hashes = log ? readLog(await bytesOf(log), entry) : ''
  if (hashes === null) findings.push({ code: 'log' })
  const signature = readSignature(await bytesOf(members.at(-1)!))
  if (signature === null || !(await isSigned(means, key, signature, written)))
    findings.push({ code: 'signature' })
  return {
    sound: findings.length === 0,
    findings,
    dossier: { at: entry.at, hash: entry.hash, items: items.length, key, seq: entry.seq },
    log: hashes ?? '',
  }
}

interface ReadMember extends Member {
  sha256: string
}

async function readMembers(source: Source, members: FoundMember[], means: Means): Promise<ReadMember[]> {
  const read: ReadMember[] = []
  for (const { name, from, bytes } of members) {
    const hasher = means.sha256()
    let crc = 0
    for (let done = 0; done < bytes; done += PIECE) {
      const piece = await source.read(from + done, Math.min(PIECE, bytes - done))
      hasher.update(piece)
      crc = crc32(piece, crc)
    }
    read.push({ name, bytes, crc, sha256: await hasher.digest() })
  }
  return read
}

/** Step 2: the first byte that is not the canonical file's. The members' own bytes are. */
async function differsAt(
  source: Source,
  members: FoundMember[],
  read: Member[],
  end: number,
): Promise<number | null> {
  for (const [i, { at, from }] of members.entries()) {
    const differs = firstDifference(await source.read(at, from - at), localHeader(read[i]))
    if (differs !== null) return at + differs
  }
  const expected = ending(read)
  // Of a long tail no more than what tells it apart.
  const rest = await source.read(end, Math.min(source.size - end, expected.length + 1))
  const differs = firstDifference(rest, expected)
  return differs === null ? null : end + differs
}

/** Step 4. */
function itemFindings({ items }: Manifest, members: FoundMember[], read: ReadMember[]): Finding[] {
  const findings: Finding[] = []
  const found = new Map(read.slice(0, members.length).map((member) => [member.name, member]))
  for (const { path, bytes, sha256 } of items) {
    const member = found.get(path)
    if (!member) findings.push({ code: 'item-missing', path })
    else if (member.bytes !== bytes || member.sha256 !== sha256) findings.push({ code: 'item-changed', path })
  }
  const place = new Map(items.map(({ path }, i) => [path, i]))
  let last = -1
  let ordered = true
  for (const { name } of members) {
    const at = place.get(name)
    if (at === undefined) findings.push({ code: 'item-added', path: name })
    else {
      ordered &&= at > last
      last = at
    }
  }
  if (!ordered) findings.push({ code: 'item-order' })
  return findings
}

async function hashOf(means: Means, bytes: Uint8Array): Promise<string> {
  const hasher = means.sha256()
  hasher.update(bytes)
  return hasher.digest()
}

const hashOfEntry = (means: Means, entry: Manifest['entry']) =>
  hashOf(means, new TextEncoder().encode(canonicalText(entry as unknown as LogEntry)))

/** Step 7. @returns the text, or null where it is not the log before this entry. */
function readLog(bytes: Uint8Array, { seq, previous }: Manifest['entry']): string | null {
  const lines = seq - 1
  if (bytes.length !== lines * LINE) return null
  if (lines === 0) return /^0+$/.test(previous) ? '' : null
  const text = new TextDecoder('latin1').decode(bytes)
  for (let i = 0; i < lines; i++)
    if (text[(i + 1) * LINE - 1] !== '\n' || !HEX_64.test(text.slice(i * LINE, (i + 1) * LINE - 1)))
      return null
  return lineOf(text, lines) === previous ? text : null
}

const lineOf = (log: string, seq: number) => log.slice((seq - 1) * LINE, seq * LINE - 1)

function isSigned(
  means: Means,
  key: string,
  signature: string,
  manifest: Uint8Array,
): Promise<boolean> | boolean {
  const signed = { key: fromHex(key), signature: fromHex(signature), message: signedMessage(manifest) }
  return isStrict(signed.key, signed.signature) && means.holds(signed)
}

/** Steps 9 and 10. @returns null where the fingerprint is later than the dossier, which can't tell. */
export function compareWithHeld(
  { dossier, log, sound }: Report,
  held: { key?: string; head?: { seq: number; hash: string } },
): Finding[] | null {
  if (!dossier) return []
  const findings: Finding[] = []
  if (held.key !== undefined && held.key !== dossier.key) findings.push({ code: 'key' })
  if (held.head === undefined || !sound) return findings
  const { seq, hash } = held.head
  if (seq > dossier.seq) return null
  if (hashAt(dossier, log, seq) !== hash) findings.push({ code: 'head', at: seq })
  return findings
}

const hashAt = (dossier: DossierFacts, log: string, seq: number) =>
  seq === dossier.seq ? dossier.hash : lineOf(log, seq)

/** Step 11. Both must be sound. */
export function compareDossiers(one: Report, other: Report): Finding[] {
  const [a, b] = [one.dossier!, other.dossier!]
  if (a.key !== b.key) return [{ code: 'other-key' }]
  const findings: Finding[] = []
  for (let seq = 1; seq <= Math.min(a.seq, b.seq); seq++)
    if (hashAt(a, one.log, seq) !== hashAt(b, other.log, seq)) {
      findings.push({ code: 'other-log', at: seq })
      break
    }
  const [earlier, later] = a.seq <= b.seq ? [a, b] : [b, a]
  if (earlier.seq < later.seq && earlier.at > later.at) findings.push({ code: 'other-time' })
  return findings
}

/** A whole file in memory. */
export const inMemory = (bytes: Uint8Array): Source => ({
  size: bytes.length,
  read: async (at, length) => bytes.subarray(at, at + length),
})
