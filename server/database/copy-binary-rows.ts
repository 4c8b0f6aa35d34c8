/** Many rows with shapes, through COPY's binary format: half the bytes of the text, and nothing to parse. */
import { CompiledQuery, type Transaction } from 'kysely'
import { CopyChunks, type CopyFrame } from './dialect.ts'

interface BinaryValues {
  int4: number
  float8: number
  text: string
  /** WKB or EWKB. */
  geometry: Uint8Array
}
type BinaryType = keyof BinaryValues

const CHUNK = 1 << 20
/** Signature, flags, and no extension; at the end, a row of -1 fields. PostgreSQL, COPY: file formats, binary format. */
const FRAME: CopyFrame = {
  head: Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]),
  tail: Buffer.from([0xff, 0xff]),
}

/**
 * Writes `rows`, values in the order of `columns`, and returns how many: `copyRows` with its conditions, for a caller who
 * knows the types of the columns.
 */
export async function copyBinaryRows<Tables, Table extends keyof Tables & string>(
  transaction: Transaction<Tables>,
  table: Table,
  columns: Partial<Record<keyof Tables[Table] & string, BinaryType>>,
  rows: AsyncIterable<readonly (BinaryValues[BinaryType] | null)[]>,
): Promise<number> {
  const names = Object.keys(columns).map((name) => `"${name}"`)
  const text = `copy "${table}" (${names.join(', ')}) from stdin with (format binary)`
  const chunks = encode(Object.values(columns) as BinaryType[], rows)
  const { numAffectedRows } = await transaction.executeQuery(
    CompiledQuery.raw(text, [new CopyChunks(chunks, FRAME)]),
  )
  return Number(numAffectedRows)
}

async function* encode(
  types: BinaryType[],
  rows: AsyncIterable<readonly (BinaryValues[BinaryType] | null)[]>,
): AsyncGenerator<Uint8Array> {
  let chunk = Buffer.allocUnsafe(CHUNK)
  let at = 0
  for await (const row of rows) {
    const size = row.reduce<number>((sum, value) => sum + sizeAtMost(value), 2)
    if (at + size > chunk.length) {
      if (at > 0) yield chunk.subarray(0, at)
      chunk = Buffer.allocUnsafe(Math.max(CHUNK, size))
      at = 0
    }
    at = chunk.writeInt16BE(row.length, at)
    for (let i = 0; i < row.length; i++) at = writeField(chunk, at, types[i], row[i])
  }
  if (at > 0) yield chunk.subarray(0, at)
}

/** With its length in front; a text takes three bytes a unit at most. */
function sizeAtMost(value: BinaryValues[BinaryType] | null): number {
  if (typeof value === 'string') return 4 + 3 * value.length
  return typeof value === 'object' && value !== null ? 4 + value.length : 12
}

/** @returns where it ends. */
function writeField(
  chunk: Buffer,
  at: number,
  type: BinaryType,
  value: BinaryValues[BinaryType] | null,
): number {
  const from = at + 4
  let end = from
  if (value === null) {
    chunk.writeInt32BE(-1, at)
    return from
  }
  if (type === 'int4') end = chunk.writeInt32BE(value as number, from)
  else if (type === 'float8') end = chunk.writeDoubleBE(value as number, from)
  else if (type === 'text') end = from + chunk.write(value as string, from, 'utf8')
  else {
    chunk.set(value as Uint8Array, from)
    end = from + (value as Uint8Array).length
  }
  chunk.writeInt32BE(end - from, at)
  return end
}
