/** Sums of what councils say of themselves. Many say nothing, so a sum is the least that it can be. */

export interface CouncilFigures {
  kind: 'urban' | 'rural' | 'indigenous' | null
  families: number | null
  population: number | null
}

/** By position in the territory. */
export type FiguresOf = (unit: number) => CouncilFigures

export const NOTHING_KNOWN: CouncilFigures = { kind: null, families: null, population: null }

/** "At least" unless nobody is silent. */
export interface Total {
  atLeast: number
  /** Councils that say nothing. */
  silent: number
}

export function totalOf(units: readonly number[], figures: FiguresOf, of: 'families' | 'population'): Total {
  const total: Total = { atLeast: 0, silent: 0 }
  for (const unit of units) {
    const value = figures(unit)[of]
    if (value === null) total.silent++
    else total.atLeast += value
  }
  return total
}
