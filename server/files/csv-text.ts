/** Tables as CSV (RFC 4180) and back without difference, formulas disarmed on the way (OWASP, CSV injection). */
import type { Scalar as Cell } from './raw.ts'

/** Where a spreadsheet would begin a formula, and where an apostrophe stands before one already: it gets one more. */
const FORMULA = /(^|[;\t\r\n])( *'*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g
const DISARMED = /(^|[;\t\r\n])( *'*)'(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g

/** @param separator a semicolon where a comma parts decimals */
export function csvText(header: string[], rows: Cell[][], separator: ',' | ';' = ','): string {
  // Excel takes a file without a byte order mark for Latin-1.
  return `\ufeff${[header, ...rows].map((row) => `${row.map(cellText).join(separator)}\r\n`).join('')}`
}

function cellText(value: Cell): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const safe = value.replace(FORMULA, "$1$2'")
  return /[",;\r\n]/.test(safe) || safe.trim() !== safe ? `"${safe.replaceAll('"', '""')}"` : safe
}

const END_OF_CELL = /[,\r\n]/g

/** Cells as they were before they were disarmed; an empty one is null. */
export function parseCsv(text: string): (string | null)[][] {
  const rows: (string | null)[][] = []
  let row: (string | null)[] = []
  let at = text.startsWith('\ufeff') ? 1 : 0
  const put = (cell: string) => row.push(cell === '' ? null : cell.replace(DISARMED, '$1$2'))
  while (at < text.length) {
    if (text[at] === '"') {
      let cell = ''
      for (at++; ; at++) {
        const end = text.indexOf('"', at)
        if (end < 0) throw new Error('a quote is not closed')
        cell += text.slice(at, end)
        at = end + 1
        if (text[at] !== '"') break
        cell += '"'
      }
      put(cell)
    } else {
      END_OF_CELL.lastIndex = at
      const stop = END_OF_CELL.exec(text)?.index ?? text.length
      put(text.slice(at, stop))
      at = stop
    }
    if (text[at] === ',') {
      at++
      if (at === text.length) put('')
      else if (text[at] === '\r' || text[at] === '\n') put('')
      else continue
    }
    if (text[at] === '\r') at++
    if (text[at] === '\n') at++
    rows.push(row)
    row = []
  }
  return rows
}
