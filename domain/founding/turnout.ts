/** The vote over the whole proposed area: who could vote, who did, and how many said yes. */
import type { CouncilVote } from './record.ts'

export interface Turnout {
  /** Councils of the commune with a result. */
  councils: number
  /** Those without one. */
  missing: number[]
  /** Whether every council has a result: only then is it the turnout of the area. */
  complete: boolean
  electors: number
  voted: number
  yes: number
  /** Shares of 1; null where nobody could vote, or nobody did. */
  turnout: number | null
  yesShare: number | null
}

/** Votes of councils that are no longer in the commune are not counted. */
export function turnoutOf(votes: readonly CouncilVote[], councilIds: readonly number[]): Turnout {
  const members = new Set(councilIds)
  const counted = votes.filter(({ councilId }) => members.has(councilId))
  const sum = (name: 'electors' | 'voted' | 'yes') => counted.reduce((total, vote) => total + vote[name], 0)
  const [electors, voted, yes] = [sum('electors'), sum('voted'), sum('yes')]
  const have = new Set(counted.map(({ councilId }) => councilId))
  const missing = councilIds.filter((id) => !have.has(id))
  return {
    councils: counted.length,
    missing,
    complete: counted.length > 0 && missing.length === 0,
    electors,
    voted,
    yes,
    turnout: electors === 0 ? null : voted / electors,
    yesShare: voted === 0 ? (electors > 0 ? 0 : null) : yes / voted,
  }
}
