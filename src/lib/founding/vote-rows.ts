/** The table of the referendum as a person fills it in: text in, votes and what is wrong out. Pure. */
import type { CouncilVote } from '$domain/founding/index.ts'

export interface VoteRow {
  councilId: number
  on: string
  electors: string
  voted: string
  yes: string
}

export type VoteFault = 'incomplete' | 'wrong-voted' | 'wrong-yes'

/** Digits, with the points or blanks that people put between thousands; null where it is no whole number. */
export function wholeNumber(text: string): number | null {
  const digits = text.replaceAll(/[.\s]/g, '')
  return /^\d{1,9}$/.test(digits) ? Number(digits) : null
}

export const isBlank = ({ electors, voted, yes }: VoteRow): boolean =>
  `${electors}${voted}${yes}`.trim() === ''

/** What a row counts as far as its numbers fit; null for a blank row and for a wrong one. */
export function voteOf(row: VoteRow): CouncilVote | null {
  const [electors, voted, yes] = [row.electors, row.voted, row.yes].map(wholeNumber)
  if (electors === null || voted === null || yes === null || voted > electors || yes > voted) return null
  return { councilId: row.councilId, on: row.on, electors, voted, yes }
}

/** Told as soon as two numbers contradict each other; what is only missing yet, once the person wants to save. */
export function faultOf(row: VoteRow): VoteFault | null {
  if (isBlank(row)) return null
  const [electors, voted, yes] = [row.electors, row.voted, row.yes].map(wholeNumber)
  if (electors !== null && voted !== null && voted > electors) return 'wrong-voted'
  if (voted !== null && yes !== null && yes > voted) return 'wrong-yes'
  return electors === null || voted === null || yes === null || row.on === '' ? 'incomplete' : null
}

export function rowOf(councilId: number, vote: CouncilVote | undefined, day: string): VoteRow {
  return vote
    ? {
        councilId,
        on: vote.on,
        electors: String(vote.electors),
        voted: String(vote.voted),
        yes: String(vote.yes),
      }
    : { councilId, on: day, electors: '', voted: '', yes: '' }
}

/** Rows that differ from what they were, laid over the votes as they stand now: what others entered stays. */
export function mergeVotes(
  now: readonly CouncilVote[],
  was: readonly VoteRow[],
  rows: readonly VoteRow[],
): CouncilVote[] {
  const votes = new Map(now.map((vote) => [vote.councilId, vote]))
  const text = (row: VoteRow | undefined) => JSON.stringify(row && !isBlank(row) ? voteOf(row) : null)
  rows.forEach((row, i) => {
    if (text(row) === text(was[i])) return
    const vote = voteOf(row)
    if (vote) votes.set(row.councilId, vote)
    else votes.delete(row.councilId)
  })
  return [...votes.values()]
}
