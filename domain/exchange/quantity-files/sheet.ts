/** A sheet as its file has it: cells with what they are, not only how they look. */

/** Text, number, nothing; a day (`2026-11-03`); an error, or a formula that was never computed (`formula`). */
export type Cell = string | number | null | { date: string } | { error: string }

export interface SheetRow {
  /** As a spreadsheet program numbers it, from 1. */
  row: number
  /** How a person finds it, where it is not a whole row of the file: row and month. */
  place?: string
  cells: Cell[]
}

export interface Sheet {
  /** Empty for a file that has but one, as CSV. */
  name: string
  /** Those with anything in them. */
  rows: SheetRow[]
}

/** What one file may bring at once. */
export const SHEET_LIMITS = { rows: 5000, columns: 60, sheets: 40, cell: 500 } as const

/** As a person reads it. */
export const cellText = (cell: Cell | undefined): string => {
  if (cell === null || cell === undefined) return ''
  if (typeof cell === 'object') return 'date' in cell ? cell.date : cell.error
  return String(cell).replace(/\s+/g, ' ').trim()
}
