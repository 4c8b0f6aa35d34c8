/** The attribute table of a shapefile (dBASE III and its descendants). */

import { isAscii, isUtf8 } from 'node:buffer'
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { readAt } from './archive.ts'
import { problem, Refusal } from './problem.ts'
import { cleanText } from './properties.ts'
import { LIMITS, type Properties, type Scalar } from './raw.ts'
import type { FileProblem } from './types.ts'

interface Column {
  name: string
  type: string
  start: number
  length: number
}

export interface Dbf {
  rows: number
  problems: FileProblem[]
  /** Rows `from .. from + count - 1`; null for a row that is marked as deleted. */
  read(from: number, count: number): (Properties | null)[]
  close(): void
}

const DELETED = 0x2a
const LANGUAGES: Record<number, string> = {
  3: 'windows-1252',
  87: 'windows-1252',
  88: 'windows-1252',
  89: 'windows-1252',
  200: 'windows-1250',
  201: 'windows-1251',
}

export function openDbf(path: string, cpg: string | undefined): Dbf {
  const file = openSync(path, 'r')
  const fail = (): never => {
    closeSync(file)
    throw new Refusal('dbf-corrupt')
  }
  const { size } = fstatSync(file)
  const start = readAt(file, 0, 32)
  if (start.length < 32) fail()
  const headerLength = start.readUInt16LE(8)
  const rowLength = start.readUInt16LE(10)
  if (headerLength < 33 || rowLength < 1 || headerLength > size) fail()
  // The header may promise more rows than the file holds.
  const rows = Math.min(start.readUInt32LE(4), Math.floor((size - headerLength) / rowLength))
  const header = readAt(file, 0, headerLength)

  const raw: (Omit<Column, 'name'> & { bytes: Buffer })[] = []
  let at = 1
  for (
    let field = 32;
    field + 32 <= header.length && header[field] !== 0x0d && raw.length < LIMITS.columns;
    field += 32
  ) {
    const end = header.indexOf(0, field)
    const bytes = header.subarray(field, end < 0 || end > field + 11 ? field + 11 : end)
    const type = String.fromCharCode(header[field + 11])
    const length = type === 'C' ? header.readUInt16LE(field + 16) : header[field + 16]
    if (at + length > rowLength) break
    raw.push({ bytes, type, start: at, length })
    at += length
  }

  const read = (from: number, count: number) =>
    readAt(file, headerLength + from * rowLength, count * rowLength)
  const problems: FileProblem[] = []
  const { encoding, guessed } = encodingOf(cpg, start[29], () => looksUtf8(read, rows, rowLength, raw))
  if (guessed) problems.push(problem('latin1-text', 'note'))
  const decoder = new TextDecoder(encoding)
  const columns = named(raw, decoder, problems)
  return {
    rows,
    problems,
    read(from, count) {
      const wanted = Math.max(0, Math.min(count, rows - from))
      const bytes = read(from, wanted)
      return Array.from({ length: wanted }, (_, i) =>
        rowOf(bytes.subarray(i * rowLength, (i + 1) * rowLength), columns, decoder),
      )
    },
    close: () => closeSync(file),
  }
}

function named(
  raw: (Omit<Column, 'name'> & { bytes: Buffer })[],
  decoder: TextDecoder,
  problems: FileProblem[],
): Column[] {
  const used = new Set<string>()
  const repeated: string[] = []
  const columns = raw.map(({ bytes, ...column }, i) => {
    const name = cleanText(decoder.decode(bytes)).trim() || `column_${i + 1}`
    let unique = name
    for (let n = 2; used.has(unique) || unique === '__proto__'; n++) unique = `${name}_${n}`
    if (unique !== name) repeated.push(name)
    used.add(unique)
    return { ...column, name: unique }
  })
  if (repeated.length)
    problems.push(problem('columns-repeated', 'note', { columns: repeated.join(', ').slice(0, 300) }))
  return columns
}

function rowOf(bytes: Buffer, columns: Column[], decoder: TextDecoder): Properties | null {
  if (bytes[0] === DELETED) return null
  const properties: Properties = {}
  for (const { name, type, start, length } of columns)
    properties[name] = cellValue(bytes.subarray(start, start + length), type, decoder)
  return properties
}

function cellValue(bytes: Buffer, type: string, decoder: TextDecoder): Scalar {
  const text = (isAscii(bytes) ? bytes.toString('latin1') : decoder.decode(bytes))
    .replace(/[\0 ]+$/, '')
    .trimStart()
  if (text === '') return null
  if (type === 'N' || type === 'F') {
    // Stars fill a number that did not fit its column.
    const number = Number(text.replace(',', '.'))
    return Number.isFinite(number) ? number : null
  }
  if (type === 'L') return /^[YTST]/i.test(text) ? true : /^[NF]/i.test(text) ? false : null
  if (type === 'D')
    return /^\d{8}$/.test(text) ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}` : null
  if (type !== 'C') return null
  return cleanText(text)
}

function encodingOf(cpg: string | undefined, language: number, isUtf8Text: () => boolean | null) {
  const declared = cpg ? labelOf(readFileSync(cpg).toString('latin1', 0, 100)) : null
  if (declared && declared !== 'utf-8') return { encoding: declared, guessed: false }
  const looks = isUtf8Text()
  if (declared && looks !== false) return { encoding: 'utf-8', guessed: false }
  if (looks) return { encoding: 'utf-8', guessed: false }
  const byLanguage = LANGUAGES[language]
  return { encoding: byLanguage ?? 'windows-1252', guessed: looks === false && !byLanguage }
}

/** A decoder's label from the many spellings of .cpg files; null where there is none such. */
function labelOf(text: string): string | null {
  const plain = text.replace(/^ï»¿/, '').trim().toLowerCase()
  if (!plain) return null
  const digits = /\d{3,5}/.exec(plain.replace(/8859[-_ ]?(\d+)/, '8859$1'))?.[0] ?? ''
  const candidates = [
    plain,
    /^utf.?8$|65001/.test(plain) ? 'utf-8' : '',
    /^8859\d{1,2}$/.test(digits) ? `iso-8859-${digits.slice(4)}` : '',
    /^125\d$/.test(digits) ? `windows-${digits}` : '',
    { '932': 'shift_jis', '936': 'gbk', '949': 'euc-kr', '950': 'big5', '866': 'ibm866' }[digits] ?? '',
  ]
  for (const label of candidates) {
    try {
      if (label) return new TextDecoder(label).encoding
    } catch {
      // Not a label that TextDecoder knows: the next spelling.
    }
  }
  return null
}

/** Null where all text is ASCII. A name cut off inside a character by the width of its column counts as broken, so most decide. */
function looksUtf8(
  read: (from: number, count: number) => Buffer,
  rows: number,
  rowLength: number,
  columns: { type: string; start: number; length: number; bytes: Buffer }[],
): boolean | null {
  let valid = 0
  let invalid = 0
  const weigh = (bytes: Buffer) => {
    if (isAscii(bytes)) return
    if (isUtf8(bytes)) valid++
    else invalid++
  }
  for (const column of columns) weigh(column.bytes)
  const step = Math.max(1, Math.floor(1_048_576 / rowLength))
  for (let from = 0; from < rows; from += step) {
    const bytes = read(from, Math.min(step, rows - from))
    if (isAscii(bytes)) continue
    for (let row = 0; row + rowLength <= bytes.length; row += rowLength) {
      for (const { type, start, length } of columns)
        if (type === 'C') weigh(bytes.subarray(row + start, row + start + length))
    }
  }
  return valid + invalid === 0 ? null : valid > invalid
}
