/** How different two groupings are, and picking several that are. */

/** Pairs of members that are together in one grouping only, as a share of those together in either: 0 same, 1 none. */
export function differenceOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const span = 1 + Array.from(b).reduce((most, group) => Math.max(most, group), 0)
  const inBoth = new Map<number, number>()
  const inA = new Map<number, number>()
  const inB = new Map<number, number>()
  const count = (counts: Map<number, number>, key: number) => counts.set(key, (counts.get(key) ?? 0) + 1)
  for (let i = 0; i < a.length; i++) {
    count(inBoth, a[i] * span + b[i])
    count(inA, a[i])
    count(inB, b[i])
  }
  const pairs = (counts: Map<number, number>) => {
    let sum = 0
    for (const size of counts.values()) sum += (size * (size - 1)) / 2
    return sum
  }
  const together = pairs(inBoth)
  const either = pairs(inA) + pairs(inB) - together
  return either === 0 ? 0 : 1 - together / either
}

export interface Ranked {
  /** Group of each member. */
  groups: ArrayLike<number>
  /** By one criterion after the other; lower is better. */
  costs: readonly number[]
}

export interface Picked<R> {
  pick: R
  /** Position in `costs` of what it was picked for. */
  criterion: number
  /** To the nearest picked before; 1 for the first. */
  difference: number
}

/** Clearly different, somewhat, at all. */
const STEPS = [0.3, 0.15, 0.05, 1e-9]

/**
 * The best by the first criterion, then the best by the next of those that differ clearly from all picked, and so on
 * round the criteria; less clearly where there are fewer than `wanted`.
 */
export function pickDifferent<R extends Ranked>(ranked: readonly R[], wanted: number): Picked<R>[] {
  const picked: Picked<R>[] = []
  const difference = ranked.map(() => 1)
  const criteria = ranked[0]?.costs.length ?? 0
  for (const step of STEPS) {
    while (picked.length < wanted) {
      const criterion = picked.length % criteria
      let best = -1
      for (let i = 0; i < ranked.length; i++) {
        if (difference[i] >= step && (best < 0 || ranked[i].costs[criterion] < ranked[best].costs[criterion]))
          best = i
      }
      if (best < 0) break
      picked.push({ pick: ranked[best], criterion, difference: difference[best] })
      for (let i = 0; i < ranked.length; i++)
        difference[i] = Math.min(difference[i], differenceOf(ranked[best].groups, ranked[i].groups))
    }
  }
  return picked
}
