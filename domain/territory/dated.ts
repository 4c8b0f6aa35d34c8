/** From which day a change of members holds: not in the future, and not before what it changes began. Pure. */
import type { Change, Refusal } from './operations.ts'

export interface MemberDates {
  /** ISO date. */
  today: string
  /** Per council that is or was in the commune: its name and the last day on which it came or left, where that is known. */
  moves: ReadonlyMap<number, { name: string; since: string | null }>
}

/** @param wanted ISO date; today where nobody says. A step that changes no members has no day of its own. */
export function dated(
  step: Change | Refusal,
  wanted: string | undefined,
  { today, moves }: MemberDates,
): Change | Refusal {
  if ('refused' in step) return step
  const moved = step.communes.flatMap(({ before, after }) => differing(before?.councilIds, after?.councilIds))
  if (moved.length === 0) return step
  const effectiveOn = wanted ?? today
  if (effectiveOn > today) return { refused: 'effective-in-the-future', facts: { effectiveOn } }
  for (const id of moved) {
    const { name, since } = moves.get(id) ?? { name: '', since: null }
    if (since !== null && effectiveOn < since)
      return { refused: 'effective-too-early', facts: { name, since } }
  }
  return { ...step, effectiveOn }
}

function differing(one: readonly number[] = [], other: readonly number[] = []): number[] {
  const [had, has] = [new Set(one), new Set(other)]
  return [...one.filter((id) => !has.has(id)), ...other.filter((id) => !had.has(id))]
}
