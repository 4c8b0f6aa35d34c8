/**
 * How values cross between JavaScript and PostgreSQL, the same on both engines and in any time zone:
 * int8 → number, date → 'YYYY-MM-DD', timestamptz → ISO 8601 text in UTC, bytea → Uint8Array,
 * numeric and interval → text. Sessions run with `timezone = UTC`.
 */

/** `2026-11-22 14:41:00.123456+00` → `2026-11-22T14:41:00.123456Z`; infinity stays as it is. */
const instant = (text: string) => text.replace(' ', 'T').replace(/\+00(:00)?$/, 'Z')

const bytes = (text: string): Uint8Array => {
  const buffer = Buffer.from(text.slice(2), 'hex')
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
}

const asText = (text: string) => text

/** By the type's OID (pg_type.dat). */
export const valueParsers: Record<number, (text: string) => unknown> = {
  17: bytes,
  20: Number,
  1082: asText,
  1114: (text) => text.replace(' ', 'T'),
  1184: instant,
  1186: asText,
  1700: asText,
}

/** Array types that node-postgres would read in its own way, by OID, with their element's parser. */
export const arrayElementParsers: Record<number, (text: string) => unknown> = {
  1001: bytes,
  1016: Number,
  1115: valueParsers[1114],
  1182: asText,
  1185: instant,
  1187: asText,
  1231: asText,
}

const arrayElement = (value: unknown): string => {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return arrayLiteral(value)
  return `"${textParameter(value)!.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

const arrayLiteral = (values: readonly unknown[]) => `{${values.map(arrayElement).join(',')}}`

/** A parameter as PostgreSQL's text input reads it. Objects become JSON; arrays become arrays, so send JSON arrays as text. */
export function textParameter(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) {
    return `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`
  }
  if (Array.isArray(value)) return arrayLiteral(value)
  if (typeof value === 'object') return JSON.stringify(value)
  return String(value)
}
