/** A sheet as quantities: each row with what is wrong and what mends it, questions asked once, totals with their spread. */
import { itemKey } from '../products/index.ts'
import type { QuantityRecord } from '../records.ts'
import { add, NOTHING, type Spread } from '../units/index.ts'
import { signOf } from './amounts.ts'
import { type Columns, MEANINGS } from './columns.ts'
import { orderOf } from './periods.ts'
import {
  type Answers,
  cellOf,
  type Fault,
  type Question,
  type RowOutcome,
  readRow,
  type Told,
  type Understood,
  type World,
} from './read-row.ts'
import { cellText, type Sheet, type SheetRow } from './sheet.ts'
import type { Role } from './words.ts'

export interface Reading {
  /** As the person calls the file. */
  fileName: string
  sheet: Sheet
  /** Place of the header in the sheet's rows; what stands above is a title. */
  header: number
  columns: Columns
  answers: Answers
  /** Rows, as the file numbers them, that are not wanted. */
  leftOut: readonly number[]
  /** Rows that are there already and wanted all the same: as one more, or in the place of what was read from there before. */
  again: readonly number[]
}

/**
 * `waiting`: something is wrong or asked. `there`: the same is written down already. `changed`: something was brought in from
 * this very place of the file before, which it would replace, and what it says now is something else or not clear.
 */
export type RowState = 'ready' | 'waiting' | 'left-out' | 'there' | 'changed'

export interface RowRead {
  row: number
  place: string
  state: RowState
  understood: Understood
  faults: Fault[]
  notes: { code: RowOutcome['notes'][number]['code'] | 'twice'; written: string }[]
  /** What is there already. */
  existing: number | null
}

export interface Total {
  role: Role
  product: string
  form: string
  rows: number
  kilograms: Spread
}

export interface Interpretation {
  rows: RowRead[]
  questions: (Question & { rows: number[]; answered: boolean })[]
  /** Of what would be saved. */
  totals: Total[]
  counts: Record<RowState, number>
  /** What would be saved: new, or in the place of a record. */
  wanted: { row: number; told: Told; replaces: number | null }[]
}

export const NO_ANSWERS: Answers = {
  commune: {},
  item: {},
  unit: {},
  role: {},
  provenance: {},
  producer: {},
  decimal: null,
  days: null,
}

/** A name that is too long for a source is cut, its ending kept. */
const NAME_LENGTH = 80
const shortened = (name: string): string =>
  name.length <= NAME_LENGTH ? name : `${name.slice(0, NAME_LENGTH - 9)}…${name.slice(-8)}`

/** How the source of a quantity tells the file and the row. */
const placeOf = (fileName: string, sheet: string): string =>
  [shortened(fileName), ...(sheet ? [shortened(sheet)] : [])].map((name) => `${name} › `).join('')

/** @param there what is written down already, as far as whoever asks sees it. */
export function interpret(reading: Reading, world: World, there: readonly QuantityRecord[]): Interpretation {
  const { sheet, header, columns, answers } = reading
  const rows = sheet.rows.slice(header + 1).filter((row) => saysAnything(row, columns))
  const column = (meaning: 'amount' | 'period') => rows.map((row) => cellOf(row, columns, meaning))
  const context = {
    columns,
    answers,
    world,
    sign: signOf(column('amount')),
    order: orderOf(column('period')),
    place: placeOf(reading.fileName, sheet.name),
  }
  const outcomes = rows.map((row) => ({
    row: row.row,
    place: row.place ?? String(row.row),
    ...readRow(row, context),
  }))
  const known = knownAlready(outcomes, there)
  const seen = new Map<string, string>()
  const read = outcomes.map(({ row, place, understood, faults, notes }): RowRead => {
    const { existing, state } = known.get(row) ?? { existing: null, state: 'ready' as const }
    const said = faults.length === 0 ? contentOf(understood as Told) : null
    const twin = said === null ? undefined : seen.get(said)
    if (said !== null && twin === undefined) seen.set(said, place)
    return {
      row,
      place,
      understood,
      faults,
      notes: twin === undefined ? notes : [...notes, { code: 'twice', written: twin }],
      existing,
      state: reading.leftOut.includes(row)
        ? 'left-out'
        : faults.length > 0 && (state !== 'changed' || reading.again.includes(row))
          ? 'waiting'
          : state,
    }
  })
  const wanted = read
    .filter(
      ({ row, state }) =>
        state === 'ready' || ((state === 'there' || state === 'changed') && reading.again.includes(row)),
    )
    .map(({ row, state, existing, understood: { kilograms: _, ...told } }) => ({
      row,
      told: told as Told,
      replaces: state === 'changed' ? existing : null,
    }))
  return {
    rows: read,
    questions: questionsOf(
      outcomes,
      // Of what nobody wants nothing is asked.
      new Set(
        read.flatMap(({ row, state, faults }) =>
          state === 'left-out' || (state === 'changed' && faults.length > 0) ? [row] : [],
        ),
      ),
    ),
    totals: totalsOf(wanted.map(({ told }) => told)),
    counts: countsOf(read),
    wanted,
  }
}

/** A row without commune, product and amount is a line between others. */
const saysAnything = (row: SheetRow, columns: Columns): boolean =>
  MEANINGS.some((meaning) => {
    const from = columns[meaning]
    return from !== undefined && 'column' in from && cellText(row.cells[from.column]) !== ''
  })

function countsOf(rows: readonly RowRead[]): Interpretation['counts'] {
  const counts = { ready: 0, waiting: 0, 'left-out': 0, there: 0, changed: 0 }
  for (const { state } of rows) counts[state]++
  return counts
}

/** What two quantities have in common that say the same, whoever says it. */
const contentOf = ({ communeId, producerId, role, product, form, amount, unit, period, provenance }: Told) =>
  JSON.stringify([communeId, producerId, role, product, form, amount, unit, period, provenance])

/** Where it was read: what stands after whoever said it. */
const markOf = (source: string): string => source.split(' · ').at(-1)!

/** First what says the same; then, of what is left, what came from the same place in the file. */
function knownAlready(
  outcomes: readonly { row: number; understood: Understood; faults: readonly Fault[] }[],
  there: readonly QuantityRecord[],
): Map<number, { existing: number; state: 'there' | 'changed' }> {
  const found = new Map<number, { existing: number; state: 'there' | 'changed' }>()
  const clear = outcomes.filter(({ faults }) => faults.length === 0)
  const told = (one: (typeof outcomes)[number]) => one.understood as Told
  const alike = Map.groupBy(there, (one) => contentOf(one))
  // Of several that say the same, the one from the same place.
  for (const one of clear) {
    const same = alike.get(contentOf(told(one)))
    if (!same) continue
    const mark = markOf(told(one).source)
    const existing = same.find(({ source }) => markOf(source) === mark) ?? same[0]
    found.set(one.row, { existing: existing.id, state: 'there' })
  }
  const matched = new Set([...found.values()].map(({ existing }) => existing))
  const marked = new Map(
    there
      .filter(({ id, source }) => !matched.has(id) && source.includes(' › '))
      .map((one) => [markOf(one.source), one]),
  )
  // Also of a row that is not clear: what it was once, somebody has said already.
  for (const one of outcomes) {
    const former = found.has(one.row) ? undefined : marked.get(markOf(told(one).source))
    if (former) found.set(one.row, { existing: former.id, state: 'changed' })
  }
  return found
}

const ORDER: readonly Question['kind'][] = [
  'commune',
  'producer',
  'role',
  'item',
  'provenance',
  'days',
  'decimal',
  'unit',
]

function questionsOf(
  outcomes: readonly ({ row: number } & RowOutcome)[],
  leftOut: ReadonlySet<number>,
): Interpretation['questions'] {
  const questions = new Map<string, Interpretation['questions'][number]>()
  for (const { row, faults, settled } of outcomes) {
    if (leftOut.has(row)) continue
    const open = faults.flatMap(({ question }) => (question ? [{ question, answered: false }] : []))
    for (const { question, answered } of [
      ...open,
      ...settled.map((one) => ({ question: one, answered: true })),
    ]) {
      const key = `${question.kind} ${question.key}`
      const asked = questions.get(key)
      if (asked) asked.rows.push(row)
      else questions.set(key, { ...question, rows: [row], answered })
    }
  }
  // As the rows come: an answer moves none of them.
  return [...questions.values()].sort(
    (a, b) => a.rows[0] - b.rows[0] || ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind),
  )
}

function totalsOf(told: readonly Told[]): Total[] {
  const groups = Map.groupBy(told, (one) => `${one.role} ${itemKey(one)}`)
  return [...groups.values()]
    .map((alike) => ({
      role: alike[0].role,
      product: alike[0].product,
      form: alike[0].form,
      rows: alike.length,
      kilograms: add(
        NOTHING,
        ...alike.map(({ kgMin, kgLikely, kgMax }) => ({ min: kgMin, likely: kgLikely, max: kgMax })),
      ),
    }))
    .sort((a, b) => b.kilograms.likely - a.kilograms.likely)
}
