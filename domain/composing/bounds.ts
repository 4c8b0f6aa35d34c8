/** How large a suggested commune may be, and who says so. */
import { type Confidence, ruleInForce } from '../law/index.ts'
import type { LawInForce } from './parliament.ts'

export interface Bounds {
  councils: { atLeast: number; atMost: number }
  /** Null where nobody gives a bound. */
  families: { atLeast: number | null; atMost: number | null }
}

export interface BoundsInUse extends Bounds {
  /** Who gives the least number of councils: the caller, the rule pack, or only what is usual. */
  basis: 'asked' | 'law' | 'usual'
  /** Of the rule, where the basis is the law. */
  confidence: Confidence | null
}

/**
 * No law that was found gives numbers: this is what planners of communes go by (the communes that are told of have 7
 * to 42 councils).
 */
const USUAL: Bounds = { councils: { atLeast: 10, atMost: 50 }, families: { atLeast: null, atMost: null } }

export function boundsInUse(asked: Partial<Bounds> = {}, law?: LawInForce): BoundsInUse {
  const families = asked.families ?? USUAL.families
  if (asked.councils) {
    const councils = { ...asked.councils, atLeast: Math.max(1, asked.councils.atLeast) }
    return { councils, families, basis: 'asked', confidence: null }
  }
  const rule = law && ruleInForce(law.pack, 'councils-needed', law.date)
  const atLeast = rule?.requirement.atLeast ?? null
  if (!rule || atLeast === null) return { ...USUAL, families, basis: 'usual', confidence: null }
  const councils = { atLeast, atMost: Math.max(USUAL.councils.atMost, 2 * atLeast) }
  return { councils, families, basis: 'law', confidence: rule.confidence }
}

/** How many groups some councils can make within bounds; undefined where no number fits. */
export function groupsPossible(
  councils: number,
  families: number,
  bounds: Bounds,
): { fewest: number; most: number } | undefined {
  let fewest = Math.max(1, Math.ceil(councils / bounds.councils.atMost))
  let most = Math.floor(councils / bounds.councils.atLeast)
  if (bounds.families.atMost !== null) fewest = Math.max(fewest, Math.ceil(families / bounds.families.atMost))
  if (bounds.families.atLeast) most = Math.min(most, Math.floor(families / bounds.families.atLeast))
  return fewest <= most ? { fewest, most } : undefined
}

/** Whether so many councils and families can be so many groups. */
export function fits(councils: number, families: number, groups: number, bounds: Bounds): boolean {
  const { atLeast, atMost } = bounds.families
  return (
    councils >= groups * bounds.councils.atLeast &&
    councils <= groups * bounds.councils.atMost &&
    (atLeast === null || families >= groups * atLeast) &&
    (atMost === null || families <= groups * atMost)
  )
}
