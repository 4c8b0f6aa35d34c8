/** Whose border stays and whose follows where two don't meet: the surer one stays, then the older act. */

/** What is known of how a council's border came about. */
export interface CouncilFacts {
  /** Known roughly, or a draft. */
  approximate: boolean
  /** Came with an official file; else drawn by hand. */
  imported: boolean
  /** ISO date of the act from which the border holds; null where nobody wrote it down. */
  since: string | null
}

export type PrecedenceReason = 'exact-over-approximate' | 'official-over-drawn' | 'older-over-newer' | 'equal'

export interface Precedence {
  /** The council whose border follows the other's; null where neither has to. */
  yields: string | null
  reason: PrecedenceReason
}

export type FactsOf = (council: string) => CouncilFacts

export function whoYields(a: string, b: string, factsOf: FactsOf): Precedence {
  const [one, other] = [factsOf(a), factsOf(b)]
  if (one.approximate !== other.approximate)
    return { yields: one.approximate ? a : b, reason: 'exact-over-approximate' }
  if (one.imported !== other.imported) return { yields: one.imported ? b : a, reason: 'official-over-drawn' }
  // an act without a date may be of any age
  if (one.since !== null && other.since !== null && one.since !== other.since)
    return { yields: one.since > other.since ? a : b, reason: 'older-over-newer' }
  return { yields: null, reason: 'equal' }
}
