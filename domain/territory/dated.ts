/** From which day a change of members holds: not in the future, and not before what it changes began. Pure. */
import type { Change } from '../steps/step.ts'
import type { Refusal } from './operations.ts'

export interface MemberDates {
  /** ISO date. */
  today: string
  /** Per council that is or was in the commune: its name and the last day on which it came or left, where that is known. */
  moves: ReadonlyMap<number, { name: string; since: string | null }>
}

/** A step that changes no members has no day of its own. @param effectiveOn ISO date; where nobody says, whoever writes the step does. */
export function dated(
  step: Change | Refusal,
  effectiveOn: string | undefined,
  { today, moves }: MemberDates,
): Change | Refusal {
  if ('refused' in step || effectiveOn === undefined) return step
  const moved = movedMembers(step)
  if (moved.length === 0) return step
  if (effectiveOn > today) return { refused: 'effective-in-the-future', facts: { effectiveOn } }
  for (const id of moved) {
    const { name, since } = moves.get(id) ?? { name: '', since: null }
    if (since !== null && effectiveOn < since)
      return { refused: 'effective-too-early', facts: { name, since } }
  }
  return { ...step, effectiveOn }
}

/** Councils that come into a commune by a step, or leave it. */
export const movedMembers = ({ communes }: Change): number[] =>
  communes.flatMap(({ before, after }) => differing(before?.councilIds, after?.councilIds))

function differing(one: readonly number[] = [], other: readonly number[] = []): number[] {
  const [had, has] = [new Set(one), new Set(other)]
  return [...one.filter((id) => !has.has(id)), ...other.filter((id) => !had.has(id))]
}
