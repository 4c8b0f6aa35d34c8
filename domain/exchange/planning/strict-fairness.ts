/**
 * Strict equality: the least covered need as much as can be, then the next, whatever it costs (lexicographic max-min).
 * Each round raises the common share of all needs that are not settled; those that hold it back are settled there.
 */
import type { LinearAnswer, SolveLinearProgram } from './linear-program.ts'
import type { Market } from './market.ts'
import type { Program } from './program.ts'
import { GRAMS, type Situation } from './situation.ts'

/** More than that many steps nobody tells apart; who is left then gets at least the last share. */
const MOST_STEPS = 20
/** So that what was settled stays possible in the next program, tonnes. */
const SLACK = 1e-7
const HOLDS = 1e-9

/** Bounds from above what may lack of each need. False when a step could not be solved. */
export async function coverFloors(
  { needs }: Situation,
  { sinks }: Market,
  program: Program,
  solve: SolveLinearProgram,
): Promise<boolean> {
  const { linear } = program
  const open = sinks.flatMap((sink, i) => (sink.need >= 0 && sink.amount > 0 ? [i] : []))
  const whole = (sink: number) => needs[sinks[sink].need].amount! / GRAMS
  const rowOf = (sink: number) => program.floorRow![sink]
  const real = linear.arrays().cost
  for (let column = 0; column < real.length; column++) linear.setCost(column, 0)
  // What lacks ≤ (1 - share) × need.
  for (const sink of open) linear.setRow(rowOf(sink), -Infinity, whole(sink))
  const share = linear.addColumn(-1, 0, 1, open.map(rowOf), open.map(whole))
  let basis: LinearAnswer['basis'] = null
  let left = open
  for (let step = 0; step < MOST_STEPS && left.length > 0; step++) {
    const answer = await solve({ program: linear.arrays(), method: 'simplex', basis: basis ?? undefined })
    const [{ status, columns, rowEffect }] = answer.solutions
    if (status !== 'optimal') return false
    basis = answer.basis
    const reached = columns[share]
    const last = step === MOST_STEPS - 1 || reached >= 1 - HOLDS
    const holding = left.filter((sink) => last || Math.abs(rowEffect[rowOf(sink)]) > HOLDS)
    if (holding.length === 0) break
    for (const sink of holding) {
      const [lack] = program.lacks[sink]
      linear.setColumn(lack, 0, Math.min(linear.upperOf(lack), (1 - reached) * whole(sink) + SLACK))
      linear.setRow(rowOf(sink), -Infinity, Infinity)
    }
    left = left.filter((sink) => !holding.includes(sink))
    linear.setColumn(share, Math.max(0, reached - SLACK), 1)
  }
  linear.setColumn(share, 0, 0)
  for (const sink of open) linear.setRow(rowOf(sink), -Infinity, Infinity)
  real.forEach((cost, column) => {
    linear.setCost(column, cost)
  })
  linear.setCost(share, 0)
  return true
}
