/** A linear program as arrays, and whoever solves it: a worker thread with HiGHS on the server. The core has none of its own. */

/** Least of `cost · x` with `rowLower ≤ A x ≤ rowUpper` and `lower ≤ x ≤ upper`; A by columns. */
export interface LinearProgram {
  columns: number
  rows: number
  cost: Float64Array
  lower: Float64Array
  upper: Float64Array
  rowLower: Float64Array
  rowUpper: Float64Array
  /** Where each column begins in `index` and `value`; one more than there are columns. */
  start: Int32Array
  index: Int32Array
  value: Float64Array
}

/** What to solve next on the same program, from where the last solution stands. Bounds and costs stay as changed. */
export interface ProgramChange {
  cost?: Float64Array
  columnBounds?: { column: number; lower: number; upper: number }[]
  rowBounds?: { row: number; lower: number; upper: number }[]
  /** Solved from where the first solution stands, not the last. */
  fromFirst?: boolean
}

/** Bounds of rows that move together: each of them by so much for one unit. */
export interface Direction {
  rows: number[]
  by: number
}

export interface LinearQuestion {
  program: LinearProgram
  /** Solved in turn after the program as it is. */
  changes?: ProgramChange[]
  /**
   * Costs of other measures of the same solution (uncovered tonnes, kilometres): for each the effect by row is wanted,
   * read from the same basis.
   */
  measures?: Float64Array[]
  /** Whether the ranges are wanted in which the effects hold. */
  ranging?: boolean
  /** For each the units are wanted that the first solution's basis bears. Far less work than all ranges. */
  directions?: Direction[]
  /** Interior point where periods hang together, simplex otherwise. */
  method?: 'simplex' | 'ipm'
  /** Whether there is nothing to be made smaller before: looking for it would only take time. */
  isSmall?: boolean
  /** That of an earlier solution to begin with; columns and rows added since stand at its end. */
  basis?: Basis
}

/** Whether each column and row stands at its lower bound, in the basis or at its upper bound, in HiGHS's own numbers. */
export interface Basis {
  columns: Int32Array
  rows: Int32Array
}

export interface LinearSolution {
  status: 'optimal' | 'infeasible' | 'unsolved'
  objective: number
  columns: Float64Array
  /** What one more unit of a row's bound changes of the cost; of a column's bound. */
  rowEffect: Float64Array
  columnEffect: Float64Array
}

export interface LinearAnswer {
  /** Of the program, then of each change. */
  solutions: LinearSolution[]
  /** By measure: what one more unit of a row's or a column's bound changes of it, in the first solution. */
  measures: { rows: Float64Array; columns: Float64Array }[]
  /** Up to which bound the effects of the first solution hold, upwards and downwards. */
  rangeUp?: { rows: Float64Array; columns: Float64Array }
  rangeDown?: { rows: Float64Array; columns: Float64Array }
  /** By direction: units up to which the effects of the first solution hold. */
  reach?: Float64Array
  basis: Basis | null
  solver: { name: string; version: string }
}

export type SolveLinearProgram = (question: LinearQuestion) => Promise<LinearAnswer>
