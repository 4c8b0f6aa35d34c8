/** Who belongs to a corridor, now and on a day. */

export interface Membership {
  id: number
  joinedOn: string | null
  leftOn: string | null
}

/**
 * @param on YYYY-MM-DD; null: now, which is all who have not left, whatever day it is where they joined. A day that is
 *   not known may have been any.
 */
export const membersOn = <M extends Membership>(communes: readonly M[], on: string | null): M[] =>
  communes.filter(({ joinedOn, leftOn }) =>
    on === null ? leftOn === null : (joinedOn === null || joinedOn <= on) && (leftOn === null || on < leftOn),
  )

export type CorridorEvent =
  | { kind: 'began' | 'ended' | 'part'; on: string | null }
  | { kind: 'joined' | 'left'; on: string; communes: number[] }

interface Lived {
  beganOn: string | null
  endedOn: string | null
  partOf: number | null
  partSince: string | null
  communes: readonly Membership[]
}

/** What became of a corridor, day by day; who was there from the beginning is no event. */
export function corridorHistory({ beganOn, endedOn, partOf, partSince, communes }: Lived): CorridorEvent[] {
  const byDay = (kind: 'joined' | 'left', day: (one: Membership) => string | null): CorridorEvent[] =>
    [...Map.groupBy(communes, day)].flatMap(([on, some]) =>
      on === null || (kind === 'joined' && beganOn !== null && on <= beganOn)
        ? []
        : [{ kind, on, communes: some.map(({ id }) => id) }],
    )
  const events: CorridorEvent[] = [
    ...(beganOn ? [{ kind: 'began' as const, on: beganOn }] : []),
    ...byDay('joined', ({ joinedOn }) => joinedOn),
    ...byDay('left', ({ leftOn }) => leftOn),
    ...(partOf !== null ? [{ kind: 'part' as const, on: partSince }] : []),
    ...(endedOn ? [{ kind: 'ended' as const, on: endedOn }] : []),
  ]
  return events.sort((a, b) => (a.on ?? '').localeCompare(b.on ?? ''))
}
