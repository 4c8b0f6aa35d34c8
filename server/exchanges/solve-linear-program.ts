/** A linear program by HiGHS (npm `highs`, WebAssembly): built from arrays, solved, disposed of. Blocks its thread. */
import loadHighs, { type Highs, type Model } from 'highs'
import type { LinearAnswer, LinearQuestion, LinearSolution } from '../../domain/exchange/planning/index.ts'
import type { Direction } from '../../domain/exchange/planning/linear-program.ts'

let loaded: Promise<Highs> | undefined

export async function solveLinearProgram(question: LinearQuestion): Promise<LinearAnswer> {
  loaded ??= loadHighs()
  const highs = await loaded
  const { program } = question
  const { columns, rows } = program
  if (columns === 0) return nothingToSolve(highs, question)
  return highs.withModel(
    {
      numCols: columns,
      numRows: rows,
      sense: highs.constants.objectiveSense.minimize,
      colCost: program.cost,
      colLower: program.lower,
      colUpper: program.upper,
      rowLower: program.rowLower,
      rowUpper: program.rowUpper,
      matrix: {
        format: 'csc',
        numCols: columns,
        numRows: rows,
        starts: program.start,
        indices: program.index,
        values: program.value,
      },
    },
    (model) => {
      model.options.set({
        output_flag: false,
        random_seed: 0,
        solver: question.method ?? 'simplex',
        presolve: question.isSmall ? 'off' : 'choose',
      })
      if (question.basis) {
        // Columns were added to a solution: it is still one, so the primal simplex goes on from it.
        model.options.set('simplex_strategy', 4)
        model.setBasis(basisFor(question, columns, rows))
      }
      const solutions = [solutionOf(highs, model)]
      const good = solutions[0].status === 'optimal'
      const answer: LinearAnswer = {
        solutions,
        measures: good ? (question.measures ?? []).map((measure) => effectsOn(model, question, measure)) : [],
        basis: good ? basisOf(model) : null,
        solver: { name: 'HiGHS', version: highs.version.string },
      }
      if (good && question.ranging) {
        const { rowBoundUp, rowBoundDown, colBoundUp, colBoundDown } = model.getRanging()
        answer.rangeUp = { rows: rowBoundUp.value, columns: colBoundUp.value }
        answer.rangeDown = { rows: rowBoundDown.value, columns: colBoundDown.value }
      }
      if (good && question.directions) answer.reach = reachAlong(model, question, question.directions)
      if (question.changes?.length) model.options.set('simplex_strategy', 1)
      for (const { cost, columnBounds, rowBounds, fromFirst } of question.changes ?? []) {
        cost?.forEach((price, column) => {
          model.changeColCost(column, price)
        })
        for (const { column, lower, upper } of columnBounds ?? []) model.changeColBounds(column, lower, upper)
        for (const { row, lower, upper } of rowBounds ?? []) model.changeRowBounds(row, lower, upper)
        if (fromFirst && answer.basis)
          model.setBasis({ colStatus: answer.basis.columns, rowStatus: answer.basis.rows })
        solutions.push(solutionOf(highs, model))
      }
      return answer
    },
  )
}

const NONE = new Float64Array()
const NO_SOLUTION = { objective: Number.NaN, columns: NONE, rowEffect: NONE, columnEffect: NONE }

/** HiGHS calls a model without columns empty and solves none. */
function nothingToSolve(
  highs: Highs,
  { program, measures = [], changes = [] }: LinearQuestion,
): LinearAnswer {
  const rows = new Float64Array(program.rows)
  const possible = program.rowLower.every((low, i) => low <= 0 && program.rowUpper[i] >= 0)
  const solution: LinearSolution = possible
    ? { status: 'optimal', objective: 0, columns: NONE, rowEffect: rows, columnEffect: NONE }
    : { ...NO_SOLUTION, status: 'infeasible' }
  const range = { rows: rows.slice().fill(Infinity), columns: NONE }
  return {
    solutions: [solution, ...changes.map(() => solution)],
    measures: measures.map(() => ({ rows, columns: NONE })),
    rangeUp: range,
    rangeDown: range,
    basis: null,
    solver: { name: 'HiGHS', version: highs.version.string },
  }
}

function solutionOf(highs: Highs, model: Model): LinearSolution {
  model.run()
  const status = model.getModelStatus()
  const { optimal, infeasible } = highs.constants.modelStatus
  if (status !== optimal) return { ...NO_SOLUTION, status: status === infeasible ? 'infeasible' : 'unsolved' }
  const { colValue, colDual, rowDual } = model.getSolution()
  return {
    status: 'optimal',
    objective: model.getObjectiveValue(),
    columns: colValue,
    rowEffect: rowDual ?? new Float64Array(),
    columnEffect: colDual ?? new Float64Array(),
  }
}

/** Prices of another measure on the same basis: Bᵀ y = the measure's costs of what is in the basis. */
function effectsOn(
  model: Model,
  { program }: LinearQuestion,
  measure: Float64Array,
): { rows: Float64Array; columns: Float64Array } {
  const basic = model.getBasicVariables()
  const rows = model.getBasisTransposeSolve(
    Float64Array.from(basic, (variable) => (variable >= 0 ? measure[variable] : 0)),
  ).values
  const columns = measure.slice()
  for (let column = 0; column < program.columns; column++)
    for (let i = program.start[column]; i < program.start[column + 1]; i++)
      columns[column] -= rows[program.index[i]] * program.value[i]
  return { rows, columns }
}

/** Below this nothing of the basis moves. */
const STILL = 1e-9

/** Units along each direction until something of the basis meets a bound: by the ratio test of the primal simplex. */
function reachAlong(model: Model, { program }: LinearQuestion, directions: Direction[]): Float64Array {
  const { colValue, rowValue } = model.getSolution()
  const basic = model.getBasicVariables()
  return Float64Array.from(directions, ({ rows, by }) => {
    const right = new Float64Array(program.rows)
    for (const row of rows) right[row] += by
    const moves = model.getBasisSolve(right).values
    let reach = Infinity
    basic.forEach((variable, i) => {
      // A row in the basis is what it sums to, turned round.
      const row = -variable - 1
      const move = variable >= 0 ? moves[i] : -moves[i]
      if (Math.abs(move) < STILL) return
      const [value, lower, upper] =
        variable >= 0
          ? [colValue[variable], program.lower[variable], program.upper[variable]]
          : [rowValue[row], program.rowLower[row], program.rowUpper[row]]
      const room = move > 0 ? upper - value : value - lower
      reach = Math.min(reach, Math.max(0, room) / Math.abs(move))
    })
    return reach
  })
}

const NONBASIC_AT_LOWER = 0
const BASIC = 1

/** What came since stands at its lower bound if it is a column, in the basis if it is a row. */
function basisFor({ basis }: LinearQuestion, columns: number, rows: number) {
  const colStatus = new Int32Array(columns).fill(NONBASIC_AT_LOWER)
  const rowStatus = new Int32Array(rows).fill(BASIC)
  colStatus.set(basis!.columns)
  rowStatus.set(basis!.rows)
  return { colStatus, rowStatus }
}

function basisOf(model: Model): LinearAnswer['basis'] {
  const { colStatus, rowStatus } = model.getBasis()
  return { columns: colStatus, rows: rowStatus }
}
