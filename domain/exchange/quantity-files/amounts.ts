/** Amounts as people write them: `1.234,5`, `1,234.5`, `12 quintales`. What can be read in two ways is said to be. */
import type { Cell } from './sheet.ts'

export type Sign = ',' | '.'

export type AmountRead =
  | { amount: number; unit: string }
  /** A thousand or a fraction: `1.234` is 1234 where a comma parts decimals, and 1.234 where a point does. */
  | { doubtful: { [S in Sign]: number }; unit: string }
  | {
      fault:
        | 'amount-missing'
        | 'amount-unreadable'
        | 'amount-negative'
        | 'amount-error'
        | 'formula-not-computed'
    }

/** Digits in groups of three or not, and what stands behind them: a unit, if anything. */
const FORM = /^([+-]?)\s*(\d[\d.,'’\s\u00a0\u202f]*\d|\d)\s*(\p{L}[\p{L}\p{N}.²³ ]*)?$/u
const GROUP_SPACE = /(?<=\d)['’\s\u00a0\u202f](?=\d{3}(\D|$))/g

/** @param sign what parts decimals, where that is known. */
export function readAmount(cell: Cell, sign: Sign | null = null): AmountRead {
  if (cell === null || cell === '') return { fault: 'amount-missing' }
  if (typeof cell === 'object')
    return 'date' in cell
      ? { fault: 'amount-unreadable' }
      : { fault: cell.error === 'formula' ? 'formula-not-computed' : 'amount-error' }
  if (typeof cell === 'number') return cell < 0 ? { fault: 'amount-negative' } : { amount: cell, unit: '' }
  const text = cell.trim()
  if (text === '') return { fault: 'amount-missing' }
  const found = FORM.exec(text.replace(/^\(\s*(.*?)\s*\)$/, '-$1'))
  if (!found) return { fault: 'amount-unreadable' }
  const [, minus, digits, unit = ''] = found
  if (minus === '-') return { fault: 'amount-negative' }
  const number = digits.replace(GROUP_SPACE, '')
  if (/[^\d.,]/.test(number)) return { fault: 'amount-unreadable' }
  const readings = readingsOf(number)
  if (readings === null) return { fault: 'amount-unreadable' }
  if (typeof readings === 'number') return { amount: readings, unit: unit.trim() }
  return sign ? { amount: readings[sign], unit: unit.trim() } : { doubtful: readings, unit: unit.trim() }
}

/** One number, two that it can be, or null where it is none. */
function readingsOf(text: string): number | { [S in Sign]: number } | null {
  const signs = text.replace(/\d/g, '')
  if (signs === '') return Number(text)
  const last = signs.at(-1) as Sign
  const other: Sign = last === ',' ? '.' : ','
  // Both signs: the last one parts decimals, and the other groups of three.
  if (signs.includes(other)) {
    const grouped = new RegExp(`^\\d{1,3}(\\${other}\\d{3})+\\${last}\\d+$`)
    return grouped.test(text) ? decimal(text, last) : null
  }
  if (signs.length > 1)
    return new RegExp(`^\\d{1,3}(\\${last}\\d{3})+$`).test(text) ? Number(text.replaceAll(last, '')) : null
  // One sign before three digits can be either; before any others, or after a zero, decimals.
  const [whole, rest] = text.split(last)
  if (rest === '') return null
  if (rest.length !== 3 || whole.length > 3 || whole === '0') return decimal(text, last)
  return { [last]: decimal(text, last), [other]: Number(whole + rest) } as { [S in Sign]: number }
}

const decimal = (text: string, sign: Sign): number =>
  Number(text.replaceAll(sign === ',' ? '.' : ',', '').replace(sign, '.'))

/** What parts decimals, as far as the other amounts of the column say it; null where none does, or both. */
export function signOf(cells: readonly Cell[]): Sign | null {
  const said = new Set<Sign>()
  for (const cell of cells) {
    if (typeof cell !== 'string') continue
    const digits = FORM.exec(cell.trim())?.[2].replace(GROUP_SPACE, '') ?? ''
    const signs = digits.replace(/\d/g, '')
    if (signs === '' || readingsOf(digits) === null || typeof readingsOf(digits) === 'object') continue
    const last = signs.at(-1) as Sign
    const groups = signs.length > 1 && new Set(signs).size === 1
    said.add(groups ? (last === ',' ? '.' : ',') : last)
  }
  return said.size === 1 ? [...said][0] : null
}
