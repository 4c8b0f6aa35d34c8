/** What is wrong with a round as people made it. */
import { driveOf, GRAM, type Line, type Round, spanOf, stretchesOf } from './round.ts'

export type RoundProblem =
  | { problem: 'home-not-along'; home: number }
  | { problem: 'not-along'; flowId: number }
  /** It lies across home, and the truck comes there in the other order. */
  | { problem: 'wrong-round'; flowId: number }
  | { problem: 'over-capacity'; from: number; to: number; kg: number; capacityKg: number }

export function checkRound(line: Line, round: Round): RoundProblem[] {
  const { home, capacityKg, loads } = round
  if (!line.communes.includes(home)) return [{ problem: 'home-not-along', home }]
  const problems: RoundProblem[] = loads.flatMap((load): RoundProblem[] => {
    const span = spanOf(line, load)
    if (!span) return [{ problem: 'not-along', flowId: load.flowId }]
    return driveOf(line, round, span) === null ? [{ problem: 'wrong-round', flowId: load.flowId }] : []
  })
  for (const [i, { onKg, backKg }] of stretchesOf(line, loads).entries()) {
    const [here, next] = [line.communes[i], line.communes[i + 1]]
    if (onKg > capacityKg + GRAM)
      problems.push({ problem: 'over-capacity', from: here, to: next, kg: onKg, capacityKg })
    if (backKg > capacityKg + GRAM)
      problems.push({ problem: 'over-capacity', from: next, to: here, kg: backKg, capacityKg })
  }
  return problems
}

/** The way round that carries all of it, if one does; else as it was. */
export function fittingWay(line: Line, round: Round): Round['first'] {
  const fits = (first: Round['first']) =>
    !checkRound(line, { ...round, first }).some(({ problem }) => problem === 'wrong-round')
  const other = round.first === 'on' ? 'back' : 'on'
  return !fits(round.first) && fits(other) ? other : round.first
}
