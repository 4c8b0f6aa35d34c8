/** Which column of a sheet says what: proposed by the words of its header, changed by whoever brings it. */
import { type Cell, cellText, type Sheet } from './sheet.ts'
import words from './words.json' with { type: 'json' }
import { plain } from './words.ts'

export const MEANINGS = [
  'commune',
  'role',
  'product',
  'form',
  'amount',
  'unit',
  'period',
  'producer',
  'provenance',
  'season',
  'source',
] as const
export type Meaning = (typeof MEANINGS)[number]
/** Without these no row is understood. A unit may stand in the amount's cell. */
export const NEEDED: readonly Meaning[] = ['commune', 'role', 'product', 'amount', 'period']

/** From a column, counted from 0, or the same words for all rows. */
export type From = { column: number } | { all: string }
export type Columns = Partial<Record<Meaning, From>>

/** Titles stand above the header in many sheets. */
const ROWS_BEFORE_HEADER = 15

const names = new Map(
  MEANINGS.flatMap((meaning) => words.columns[meaning].map((name) => [plain(name), meaning] as const)),
)

/** With an explanation in brackets or after a colon, too: "Cantidad (kg)". */
function meaningOf(cell: Cell): Meaning | null {
  const text = cellText(cell)
  return names.get(plain(text)) ?? names.get(plain(text.split(/[(:[]/)[0])) ?? null
}

/** Where in `rows` the header stands; the first of several likely ones, and the first row where none is. */
export function guessHeader({ rows }: Sheet): number {
  const known = rows
    .slice(0, ROWS_BEFORE_HEADER)
    .map(({ cells }) => new Set(cells.map(meaningOf).filter((one) => one !== null)).size)
  const most = Math.max(0, ...known)
  return most >= 2 ? known.indexOf(most) : 0
}

/** No column is used twice. A unit in the header, "Cantidad (kg)", is the same for all rows. */
export function guessColumns(header: readonly Cell[]): Columns {
  const columns: Columns = {}
  for (const [column, cell] of header.entries()) {
    const meaning = meaningOf(cell)
    if (meaning && !columns[meaning]) columns[meaning] = { column }
  }
  const { amount } = columns
  const bracket =
    amount && 'column' in amount && /\(\s*([^)]{1,30}?)\s*\)/.exec(cellText(header[amount.column]))
  if (!columns.unit && bracket) columns.unit = { all: bracket[1] }
  return columns
}
