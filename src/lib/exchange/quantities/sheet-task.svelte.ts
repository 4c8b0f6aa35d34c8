/** A sheet on its way in: chosen, read by the server, understood here at every change, saved in one step. */
import { createContext } from 'svelte'
import { ProductCatalogue } from '$domain/exchange/products/index.ts'
import {
  type Answers,
  type Columns,
  type Interpretation,
  interpret,
  type Meaning,
  NO_ANSWERS,
} from '$domain/exchange/quantity-files/index.ts'
import { ask, type Problem } from '$lib/api.ts'
import type {
  SheetFile,
  SheetReading,
  SheetUnderstood,
} from '../../../../server/exchanges/quantity-files/schema.ts'
import type { Quantity } from '../../../../server/exchanges/schema.ts'
import type { ExchangeWorkspace } from '../exchange.svelte.ts'

export type AskedQuestion = Interpretation['questions'][number]
const products = new ProductCatalogue()

export class SheetTask {
  stage = $state<'choose' | 'reading' | 'shown' | 'saving'>('choose')
  fileName = $state('')
  problem = $state.raw<Problem | null>(null)
  file = $state.raw<SheetFile | null>(null)
  /** Which sheet of the file. */
  at = $state(0)
  audience = $state<SheetReading['audience']>('public')
  leftOut = $state.raw<ReadonlySet<number>>(new Set())
  again = $state.raw<ReadonlySet<number>>(new Set())
  answers = $state.raw<Answers>(NO_ANSWERS)
  #there = $state.raw<Quantity[]>([])
  #exchange: ExchangeWorkspace
  #abort: AbortController | null = null

  constructor(exchange: ExchangeWorkspace) {
    this.#exchange = exchange
  }

  readonly sheet = $derived(this.file?.sheets[this.at] ?? null)
  readonly reading = $derived(
    this.sheet && {
      fileName: this.fileName,
      sheet: { name: this.sheet.name, rows: this.sheet.rows },
      header: this.sheet.header,
      columns: this.sheet.columns,
      answers: this.answers,
      leftOut: [...this.leftOut],
      again: [...this.again],
    },
  )
  readonly understood = $derived.by((): Interpretation | null => {
    if (!this.reading) return null
    const { communes, producers, units } = this.#exchange
    return interpret(this.reading, { communes, producers, products, units }, this.#there)
  })
  /** By their numbers: what is there already. */
  readonly there = $derived(new Map(this.#there.map((one) => [one.id, one])))

  async take(file: File): Promise<void> {
    this.#abort = new AbortController()
    const { signal } = this.#abort
    this.fileName = file.name
    this.problem = null
    this.stage = 'reading'
    const [read, there] = await Promise.all([
      ask<SheetFile>('/exchange/quantity-files/read', {
        method: 'POST',
        query: { fileName: file.name },
        body: file,
        signal,
      }),
      ask<{ items: Quantity[] }>('/exchange/quantities', { signal }),
    ])
    if (signal.aborted) return
    if (!read.ok || !there.ok) {
      this.problem = !read.ok ? read.problem : !there.ok ? there.problem : null
      this.stage = 'choose'
      return
    }
    this.#there = there.value.items
    this.file = read.value
    const known = read.value.sheets.map(({ columns, tooLong }) =>
      tooLong ? -1 : Object.keys(columns).length,
    )
    this.open(known.indexOf(Math.max(...known)))
    this.stage = 'shown'
  }

  cancel(): void {
    this.#abort?.abort()
    this.file = null
    this.stage = 'choose'
  }

  /** What was answered for one sheet holds for the others of the file; rows are each sheet's own. */
  open(at: number): void {
    this.at = at
    this.leftOut = new Set()
    this.again = new Set()
  }

  change(changed: { header?: number; columns?: Columns }): void {
    this.#replace((sheet) => ({ ...sheet, ...changed }))
  }

  /** A cell put right by hand, in this reading only: the file stays as it is. */
  correct(row: number, meaning: Meaning, text: string): void {
    const from = this.sheet?.columns[meaning]
    if (!from || !('column' in from)) return
    this.#replace((sheet) => ({
      ...sheet,
      rows: sheet.rows.map((one) => {
        if (one.row !== row) return one
        const cells = [...one.cells]
        while (cells.length <= from.column) cells.push(null)
        cells[from.column] = text
        return { ...one, cells }
      }),
    }))
  }

  #replace(change: (sheet: SheetFile['sheets'][number]) => SheetFile['sheets'][number]): void {
    if (!this.file) return
    this.file = { sheets: this.file.sheets.map((sheet, i) => (i === this.at ? change(sheet) : sheet)) }
  }

  answerOf({ kind, key }: AskedQuestion): string | null {
    const { answers } = this
    const answer = kind === 'decimal' || kind === 'days' ? answers[kind] : answers[kind][key]
    return answer === undefined || answer === null ? null : String(answer)
  }

  answer({ kind, key }: AskedQuestion, value: string): void {
    const given = kind === 'commune' || kind === 'producer' ? Number(value) : value
    this.answers =
      kind === 'decimal' || kind === 'days'
        ? { ...this.answers, [kind]: given }
        : { ...this.answers, [kind]: { ...this.answers[kind], [key]: given } }
  }

  leaveOut(rows: readonly number[], out: boolean): void {
    const next = new Set(this.leftOut)
    for (const row of rows) out ? next.add(row) : next.delete(row)
    this.leftOut = next
  }

  bringAgain(row: number, wanted: boolean): void {
    const next = new Set(this.again)
    wanted ? next.add(row) : next.delete(row)
    this.again = next
  }

  /** Null where it was refused, and `problem` says why. */
  async save(): Promise<NonNullable<SheetUnderstood['change']> | null> {
    if (!this.reading) return null
    this.stage = 'saving'
    const body = { ...this.reading, audience: this.audience }
    const answer = await ask<SheetUnderstood>('/exchange/quantity-files', { method: 'POST', body })
    this.problem = answer.ok ? null : answer.problem
    this.stage = 'shown'
    return answer.ok ? answer.value.change : null
  }
}

export const [getSheetTask, setSheetTask] = createContext<SheetTask>()
