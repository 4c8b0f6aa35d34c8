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

/** Families of each council; where one says nothing, the mean of others of its kind, or of all that tell. */
export function estimatedFamilies(units: ArrayLike<number>, figures: FiguresOf): Float64Array {
  const told = new Map<string | null, { sum: number; count: number }>()
  const note = (kind: string | null, families: number) => {
    const known = told.get(kind) ?? { sum: 0, count: 0 }
    told.set(kind, { sum: known.sum + families, count: known.count + 1 })
  }
  const all = Array.from(units, figures)
  for (const { kind, families } of all) {
    if (families === null) continue
    note(kind, families)
    if (kind !== null) note(null, families)
  }
  return Float64Array.from(all, ({ kind, families }) => {
    if (families !== null) return families
    const others = told.get(kind) ?? told.get(null)
    return others ? others.sum / others.count : 0
  })
}
