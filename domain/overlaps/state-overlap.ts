import type { Change } from '../steps/step.ts'
import type { OverlapRecord, StatedState } from './record.ts'

export type OverlapRefusal =
  | { refused: 'overlap-ended'; facts: { id: number } }
  | { refused: 'overlap-state-same'; facts: { id: number; state: string } }

/** A person says what it is, with the reason. What no longer overlaps is not decided about. */
export function stateOverlap(
  before: OverlapRecord,
  { state, reason }: { state: StatedState; reason: string },
): Change | OverlapRefusal {
  const { id } = before
  if (before.state === 'no-longer') return { refused: 'overlap-ended', facts: { id } }
  if (before.state === state && before.reason === reason)
    return { refused: 'overlap-state-same', facts: { id, state } }
  return {
    kind: 'overlap-stated',
    facts: { overlap: id, state },
    communes: [],
    links: [],
    imports: [],
    overlaps: [{ before, after: { ...before, state, reason } }],
  }
}
