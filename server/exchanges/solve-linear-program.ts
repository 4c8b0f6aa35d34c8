/** A linear program by HiGHS (npm `highs`, WebAssembly): built from arrays, solved, disposed of. Blocks its thread. */
import loadHighs, { type Highs, type Model } from 'highs'
import type { LinearAnswer, LinearQuestion, LinearSolution } from '../../domain/exchange/planning/index.ts'

let loaded: Promise<Highs> | undefined

export async function solveLinearProgram(question: LinearQuestion): Promise<LinearAnswer> {
  loaded ??= loadHighs()
  const highs = await loaded
  const { program } = question
  const { columns, rows } = program
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
      })
      if (question.basis) model.setBasis(basisFor(question, columns, rows))
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
      for (const { cost, columnBounds, rowBounds } of question.changes ?? []) {
        cost?.forEach((price, column) => {
          model.changeColCost(column, price)
        })
        for (const { column, lower, upper } of columnBounds ?? []) model.changeColBounds(column, lower, upper)
        for (const { row, lower, upper } of rowBounds ?? []) model.changeRowBounds(row, lower, upper)
        solutions.push(solutionOf(highs, model))
      }
      return answer
    },
  )
}

function solutionOf(highs: Highs, model: Model): LinearSolution {
  model.run()
  const status = model.getModelStatus()
  const { optimal, infeasible } = highs.constants.modelStatus
  const { colValue, colDual, rowDual } = model.getSolution()
  return {
    status: status === optimal ? 'optimal' : status === infeasible ? 'infeasible' : 'unsolved',
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
