/** Whether a log is whole: each entry says the hash of the one before, and the head says where it ends. */
import { canonicalText, FORMAT } from './canonical-text.ts'
import { type Fingerprint, type LogEntry, ORIGIN } from './entry.ts'

/** SHA-256 of the text in UTF-8, hexadecimal: node:crypto on a server, Web Crypto in a browser. */
export type Hash = (text: string) => string | Promise<string>

export const BREAKS = [
  /** There is none of this number where it belongs: taken out, doubled or in another place. */
  'missing',
  /** Its contents are not those that its hash was made of. */
  'altered',
  /** It does not follow the entry that stands before it. */
  'unlinked',
  /** Written by a later program: this one can't tell. */
  'unknown-format',
  /** The head says that there were more. */
  'cut-off',
  /** The head knows nothing of it, or has another hash for the last entry. */
  'head-differs',
  /** Somebody wrote down another hash for this number: up to here the log is another one. */
  'fingerprint-differs',
] as const
export type Break = { seq: number; why: (typeof BREAKS)[number] }

export interface Verified {
  /** Sound ones, from the first. */
  entries: number
  /** Of the last sound entry. */
  head: Fingerprint
  /** The first thing that is wrong. */
  broken: Break | null
}

/**
 * Follows the chain from its first entry to its end.
 * @param entries in the order of the log, all of them.
 * @param head where the log says that it ends.
 * @param held what somebody wrote down earlier: a log rewritten from some entry on is sound in itself, and differs here.
 */
export async function verifyChain(
  entries: AsyncIterable<LogEntry> | Iterable<LogEntry>,
  head: Fingerprint,
  hash: Hash,
  held: readonly Fingerprint[] = [],
): Promise<Verified> {
  let last = ORIGIN
  const stop = (seq: number, why: Break['why']): Verified => ({
    entries: last.seq,
    head: last,
    broken: { seq, why },
  })
  const differs = () => held.some(({ seq, hash }) => seq === last.seq && hash !== last.hash)
  if (differs()) return stop(0, 'fingerprint-differs')
  for await (const entry of entries) {
    const seq = last.seq + 1
    if (entry.seq !== seq) return stop(seq, 'missing')
    if (entry.format !== FORMAT) return stop(seq, 'unknown-format')
    if ((await hashOf(entry, hash)) !== entry.hash) return stop(seq, 'altered')
    if (entry.previous !== last.hash) return stop(seq, 'unlinked')
    last = { seq, hash: entry.hash }
    if (differs()) return stop(seq, 'fingerprint-differs')
  }
  if (last.seq < head.seq) return stop(last.seq + 1, 'cut-off')
  if (last.seq > head.seq || last.hash !== head.hash) return stop(last.seq, 'head-differs')
  const beyond = held.find(({ seq }) => seq > last.seq)
  if (beyond) return stop(last.seq + 1, 'cut-off')
  return { entries: last.seq, head: last, broken: null }
}

/** What can't be written as text was never hashed. */
async function hashOf(entry: LogEntry, hash: Hash): Promise<string | null> {
  let text: string
  try {
    text = canonicalText(entry)
  } catch {
    return null
  }
  return hash(text)
}
