/** A sheet with a column for each month, as one with a row for each: what stands in a cell is then an amount of a month. */
import { guessColumns, guessHeader } from './columns.ts'
import { readPeriod } from './periods.ts'
import { type Cell, cellText, type Sheet, type SheetRow } from './sheet.ts'
import { monthOf } from './words.ts'

export interface Lengthened {
  sheet: Sheet
  header: number
  /** Columns that were months or years. */
  periods: number
}

/** Fewer could be a single month's sheet with its name above. */
const LEAST_PERIODS = 2
/** A row's number and a column of it, as one number: no sheet has so many columns. */
const PER_ROW = 100

/**
 * Null where the sheet has an amount for itself, or no months: nothing is turned that is understood as it is. A month
 * without a year (`enero`) takes it from the row's column of years, or from the one year that the title or the sheet's
 * name tells; where there is none, or there are two, the sheet stays as it is.
 * @param words headers for the month and the amount, which `guessColumns` understands
 */
export function lengthened(sheet: Sheet, words: { period: string; amount: string }): Lengthened | null {
  const header = guessHeader(sheet)
  const head = sheet.rows[header]?.cells ?? []
  const columns = guessColumns(head)
  if (columns.amount) return null
  const years = columns.period && 'column' in columns.period ? columns.period.column : null
  const told = yearOfTitle(sheet, header)
  const months = head.flatMap((cell, column) => {
    const periodIn = column === years ? null : headOf(cell)
    return periodIn === null ? [] : [{ column, periodIn }]
  })
  if (months.length < LEAST_PERIODS) return null
  const needsYear = months.some(({ periodIn }) => periodIn(null) === null)
  // A column of years beside whole months says something else.
  if (years !== null ? !needsYear : needsYear && told === null) return null
  const gone = new Set(months.map(({ column }) => column))
  if (years !== null) gone.add(years)
  const others = (cells: readonly Cell[]) =>
    Array.from({ length: head.length }, (_, column) => cells[column] ?? null).filter(
      (_, column) => !gone.has(column),
    )
  const rows = sheet.rows.slice(header + 1).flatMap(({ row, cells }): SheetRow[] => {
    const year = years === null ? told : yearIn(cellText(cells[years]))
    return months.flatMap(({ column, periodIn }) => {
      const amount = cells[column] ?? null
      if (cellText(amount) === '') return []
      const period = periodIn(year)
      // A year that nobody can read is asked for where it stands.
      const said = period ?? cellText(cells[years ?? column])
      return [
        {
          row: row * PER_ROW + column,
          place: `${row}, ${period ?? cellText(head[column])}`,
          cells: [...others(cells), said, amount],
        },
      ]
    })
  })
  return {
    sheet: {
      name: sheet.name,
      rows: [
        ...sheet.rows.slice(0, header),
        { row: sheet.rows[header].row, cells: [...others(head), words.period, words.amount] },
        ...rows,
      ],
    },
    header,
    periods: months.length,
  }
}

/** What a header says of the month, given the year where it tells none; null: it is no month's. */
function headOf(cell: Cell): ((year: string | null) => string | null) | null {
  const read = readPeriod(cell)
  if ('period' in read) return () => read.period
  const month = monthOf(cellText(cell))
  return month === null ? null : (year) => year && `${year}-${String(month).padStart(2, '0')}`
}

const yearIn = (text: string): string | null => /^(?:19|2[01])\d\d$/.exec(text)?.[0] ?? null

/** The one year that stands above the header or in the sheet's name. */
function yearOfTitle({ name, rows }: Sheet, header: number): string | null {
  const texts = [name, ...rows.slice(0, header).flatMap(({ cells }) => cells.map((cell) => cellText(cell)))]
  const years = new Set(texts.flatMap((text) => text.match(/\b(?:19|2[01])\d\d\b/g) ?? []))
  return years.size === 1 ? [...years][0] : null
}
