/**
 * One text for one value, so that whoever hashes an entry hashes the same bytes: the JSON Canonicalization Scheme
 * (RFC 8785), for the values that the log has. Keys in the order of their UTF-16 code units, no blanks, numbers and
 * strings as ECMAScript writes them, which is what the scheme asks for.
 */
import type { LogEntry } from './entry.ts'

/** Raised when an entry has other fields or another text; entries written before keep theirs. */
export const FORMAT = 1

/** @throws TypeError for what JSON can't say, and for text that no UTF-8 can carry. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new TypeError('Half a surrogate pair has no UTF-8.')
      return JSON.stringify(value)
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`JSON has no ${value}.`)
      return JSON.stringify(value)
    case 'boolean':
      return String(value)
    case 'object': {
      if (value === null) return 'null'
      let fields = ''
      for (const key of Object.keys(value).sort()) {
        const field = (value as Record<string, unknown>)[key]
        if (field !== undefined) fields += `${fields && ','}${canonicalJson(key)}:${canonicalJson(field)}`
      }
      return `{${fields}}`
    }
    default:
      throw new TypeError(`JSON has no ${typeof value}.`)
  }
}

/** All of an entry but its hash, which is the SHA-256 of this text in UTF-8. */
export const canonicalText = ({ hash: _, ...entry }: Omit<LogEntry, 'hash'> & { hash?: string }): string =>
  canonicalJson(entry)
