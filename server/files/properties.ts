import { UNWANTED } from '../storable-text.ts'
import { LIMITS, type Properties, type Scalar } from './raw.ts'

/** How many texts were cleaned in this process's present file; the report says it once. */
export const cleaned = { count: 0 }

export function cleanText(text: string): string {
  let clean = text.isWellFormed() ? text : text.toWellFormed()
  // Most texts are clean: test before replacing. `search` ignores lastIndex, unlike `test`.
  if (clean.search(UNWANTED) >= 0) {
    clean = clean.replace(UNWANTED, '')
    cleaned.count++
  }
  return clean.length > LIMITS.textLength ? clean.slice(0, LIMITS.textLength) : clean
}

function scalar(value: unknown): Scalar {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return cleanText(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'boolean') return value
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  return cleanText(JSON.stringify(value) ?? '')
}

/** Nested values become their JSON text; a key that could reach an object's prototype is not taken over. */
export function flatProperties(source: Record<string, unknown>): Properties {
  const properties: Properties = {}
  let columns = 0
  for (const key of Object.keys(source)) {
    const name = cleanText(key)
    if (name === '__proto__' || ++columns > LIMITS.columns) continue
    properties[name] = scalar(source[key])
  }
  return properties
}
