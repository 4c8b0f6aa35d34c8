/** A linear program while it is put together, row by row and column by column: each keeps its number for good. */
import type { LinearProgram } from './linear-program.ts'

export class GrowingProgram {
  readonly #cost: number[] = []
  readonly #lower: number[] = []
  readonly #upper: number[] = []
  readonly #rowLower: number[] = []
  readonly #rowUpper: number[] = []
  readonly #start = [0]
  readonly #index: number[] = []
  readonly #value: number[] = []

  /** @returns its number. */
  addRow(lower: number, upper: number): number {
    this.#rowLower.push(lower)
    return this.#rowUpper.push(upper) - 1
  }

  /** @returns its number. */
  addColumn(
    cost: number,
    lower: number,
    upper: number,
    rows: readonly number[],
    values: readonly number[],
  ): number {
    for (let i = 0; i < rows.length; i++) {
      this.#index.push(rows[i])
      this.#value.push(values[i])
    }
    this.#start.push(this.#index.length)
    this.#lower.push(lower)
    this.#upper.push(upper)
    return this.#cost.push(cost) - 1
  }

  setCost(column: number, cost: number): void {
    this.#cost[column] = cost
  }

  setColumn(column: number, lower: number, upper: number): void {
    this.#lower[column] = lower
    this.#upper[column] = upper
  }

  setRow(row: number, lower: number, upper: number): void {
    this.#rowLower[row] = lower
    this.#rowUpper[row] = upper
  }

  upperOf = (column: number): number => this.#upper[column]
  rowUpperOf = (row: number): number => this.#rowUpper[row]

  /** As a solver takes it: a copy, which does not grow. */
  arrays(): LinearProgram {
    return {
      columns: this.#cost.length,
      rows: this.#rowUpper.length,
      cost: Float64Array.from(this.#cost),
      lower: Float64Array.from(this.#lower),
      upper: Float64Array.from(this.#upper),
      rowLower: Float64Array.from(this.#rowLower),
      rowUpper: Float64Array.from(this.#rowUpper),
      start: Int32Array.from(this.#start),
      index: Int32Array.from(this.#index),
      value: Float64Array.from(this.#value),
    }
  }

  /** A measure of any solution: the sum of these columns. */
  sumOf(columns: Iterable<number>): Float64Array {
    const measure = new Float64Array(this.#cost.length)
    for (const column of columns) measure[column] = 1
    return measure
  }
}
