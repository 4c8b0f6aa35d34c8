/** Members as they were, are and will be on a day, and the days on which something changes. Pure. */
import type { BodyMember } from '../../../server/levels/schema.ts'

export interface MembersOnDay {
  present: BodyMember[]
  /** Left before, or not come yet. */
  others: BodyMember[]
}

/** @param on ISO date */
export function membersOnDay(members: readonly BodyMember[], on: string): MembersOnDay {
  const isPresent = ({ from, to }: BodyMember) => from <= on && (to === null || on < to)
  return {
    present: members.filter(isPresent),
    others: members.filter((member) => !isPresent(member)),
  }
}

/** Ascending, each once: when somebody joined or left. */
export const turns = (members: readonly Pick<BodyMember, 'from' | 'to'>[]): string[] =>
  [...new Set(members.flatMap(({ from, to }) => (to === null ? [from] : [from, to])))].sort()

const DAY_MS = 86_400_000

/** Days since 1970, for a slider; UTC, so that no clock change makes a day longer. */
export const dayNumber = (iso: string): number => Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY_MS)
export const isoDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

export const isIsoDay = (text: string | null): text is string =>
  text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))

/** From a little before the first change to today, or to the last one that is to come. */
export function span(days: readonly string[], today: string): { first: number; last: number } {
  const [first, last] = [days[0] ?? today, days.at(-1) ?? today]
  const [from, to] = [dayNumber(first < today ? first : today), dayNumber(last > today ? last : today)]
  return { first: from - Math.max(30, Math.round((to - from) / 12)), last: to }
}
