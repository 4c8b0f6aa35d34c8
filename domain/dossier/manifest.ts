/** The manifest read strictly: one text for one manifest, or none. */
import { canonicalJson } from '../log/canonical-text.ts'
import {
  FORMAT,
  HEX_32,
  HEX_64,
  isMediaType,
  isPath,
  LOG,
  MANIFEST,
  type Manifest,
  MOMENT,
  SEALED,
  SIGNATURE,
} from './format.ts'

type Fields = Record<string, unknown>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isHex = (value: unknown, form: RegExp) => typeof value === 'string' && form.test(value)
const has = (value: Fields, names: readonly string[]) =>
  Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name))

const DEEPEST = 32

/** What the format has of JSON: whole numbers, plain keys, no abyss. */
function isPlain(value: unknown, depth = 1): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0
  if (typeof value !== 'object' || value === null) return true
  if (depth > DEEPEST) return false
  if (Array.isArray(value)) return value.every((one) => isPlain(one, depth + 1))
  return Object.entries(value).every(([key, one]) => /^[A-Za-z0-9_-]+$/.test(key) && isPlain(one, depth + 1))
}

function parse(bytes: Uint8Array): { value: unknown; text: string } | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return { value: JSON.parse(text), text }
  } catch {
    return null
  }
}

/** @returns the value where the bytes are its canonical text, else null. */
function readCanonical(found: { value: unknown; text: string }): unknown {
  try {
    return isPlain(found.value) && canonicalJson(found.value) === found.text ? found.value : null
  } catch {
    // Half a surrogate pair.
    return null
  }
}

/** A later format is told from a damaged manifest: the program may be too old. */
export function readManifest(bytes: Uint8Array): Manifest | { unreadable: 'format' | 'manifest' } {
  const found = parse(bytes)
  if (
    found &&
    isFields(found.value) &&
    typeof found.value.format === 'string' &&
    found.value.format !== FORMAT
  )
    return { unreadable: 'format' }
  const value = found && readCanonical(found)
  if (
    !isFields(value) ||
    !has(value, ['entry', 'format', 'items', 'key', 'salt']) ||
    value.format !== FORMAT ||
    !isHex(value.key, HEX_64) ||
    !isHex(value.salt, HEX_32) ||
    !isEntry(value.entry) ||
    !areItems(value.items)
  )
    return { unreadable: 'manifest' }
  return value as unknown as Manifest
}

function isEntry(entry: unknown): boolean {
  if (!isFields(entry) || !isFields(entry.detail) || !isFields(entry.detail.facts)) return false
  return (
    entry.action === SEALED &&
    typeof entry.seq === 'number' &&
    entry.seq >= 1 &&
    isHex(entry.at, MOMENT) &&
    isHex(entry.previous, HEX_64) &&
    isHex(entry.hash, HEX_64) &&
    isHex(entry.detail.facts.seal, HEX_64)
  )
}

function areItems(items: unknown): boolean {
  if (!Array.isArray(items) || items.at(-1)?.path !== LOG) return false
  const paths = new Set<string>([MANIFEST, SIGNATURE])
  return items.every((item) => {
    if (!isFields(item) || !has(item, ['bytes', 'path', 'sha256', 'type'])) return false
    const { bytes, path, sha256, type } = item
    if (typeof bytes !== 'number' || typeof path !== 'string' || typeof type !== 'string') return false
    if (!isPath(path) || paths.has(path) || !isMediaType(type) || !isHex(sha256, HEX_64)) return false
    paths.add(path)
    return true
  })
}

const SIGNATURE_TEXT = /^\{"signature":"([0-9a-f]{128})"\}$/

/** @returns 128 hexadecimal digits, or null. */
export function readSignature(bytes: Uint8Array): string | null {
  // The form holds nothing but ASCII, so that a byte is a letter.
  if (bytes.length !== 144) return null
  return SIGNATURE_TEXT.exec(String.fromCharCode(...bytes))?.[1] ?? null
}
