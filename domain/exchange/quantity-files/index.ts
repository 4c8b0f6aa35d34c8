/** Quantities from a sheet: its columns and words understood, what is doubtful asked, nothing guessed silently. */
export {
  type Columns,
  type From,
  guessColumns,
  guessHeader,
  MEANINGS,
  type Meaning,
  NEEDED,
} from './columns.ts'
export {
  type Interpretation,
  interpret,
  NO_ANSWERS,
  type Reading,
  type RowRead,
  type RowState,
} from './interpret.ts'
export { lengthened } from './lengthened.ts'
export { type Answers, type Fault, itemFrom, type Question, type World } from './read-row.ts'
export { type Cell, cellText, SHEET_LIMITS, type Sheet } from './sheet.ts'
