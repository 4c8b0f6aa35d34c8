/** Rows of a sheet as they come, within what one file may bring. */
import { type Cell, cellText, SHEET_LIMITS, type Sheet } from '../../domain/exchange/quantity-files/index.ts'

export interface TakenSheet extends Sheet {
  /** It has more rows than one file may bring, and none of them stand here. */
  tooLong: boolean
}

export function rowTaker(name: string) {
  const rows: Sheet['rows'] = []
  let tooLong = false
  return {
    /** False where no more are taken. Rows without anything are none. */
    take(row: number, cells: readonly Cell[]): boolean {
      if (rows.length > SHEET_LIMITS.rows) tooLong = true
      else if (cells.some((cell) => cellText(cell) !== '')) rows.push({ row, cells: trimmed(cells) })
      return !tooLong
    },
    // The header is one more.
    sheet: (): TakenSheet => ({ name, tooLong, rows: tooLong ? [] : rows }),
  }
}

function trimmed(cells: readonly Cell[]): Cell[] {
  const last = cells.findLastIndex((cell) => cellText(cell) !== '')
  return cells.slice(0, last + 1).map((cell) => (cellText(cell) === '' ? null : cell))
}
