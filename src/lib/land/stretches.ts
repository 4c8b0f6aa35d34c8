/** Assertions as bands of time (time-band.ts). */
import { type Predicate, STATES } from '$domain/land/records.ts'
import type { SeenAssertion } from '../../../server/lands/schema.ts'
import type { Stretch } from './time-band.ts'

const TONES: Record<Predicate, Stretch['tone']> = {
  owns: 'owns',
  holds: 'holds',
  uses: 'uses',
  occupies: 'occupies',
  guards: 'guards',
  claims: 'claims',
  granted: 'granted',
  revoked: 'taken',
  suspended: 'taken',
  expropriated: 'taken',
  split: 'figure',
  area: 'figure',
  population: 'figure',
  harvest: 'figure',
  other: 'figure',
}

/** What is stated of an amount is no event of the land; a day that is open at an end would reach over the whole band. */
const TOLD: readonly Predicate[] = [...STATES, 'granted', 'revoked', 'suspended', 'expropriated']

const isState = (predicate: Predicate): boolean => (STATES as readonly Predicate[]).includes(predicate)

export function stretchesOf(
  assertions: readonly SeenAssertion[],
  label: (assertion: SeenAssertion) => string,
  disputed: ReadonlySet<number>,
): Stretch[] {
  return assertions
    .filter(({ predicate }) => TOLD.includes(predicate))
    .map((one) => ({
      id: String(one.id),
      lane: isState(one.predicate) ? `${one.predicate} ${one.partyId ?? one.id}` : 'events',
      label: label(one),
      from: closed(one.from),
      to: closed(one.to),
      event: !isState(one.predicate),
      tone: TONES[one.predicate],
      disputed: disputed.has(one.id),
    }))
    .sort(
      (a, b) =>
        Number(a.event) - Number(b.event) || (a.from?.earliest ?? '').localeCompare(b.from?.earliest ?? ''),
    )
}

/** "In or before 2015" has no first day, "in or after" no last. */
function closed(date: SeenAssertion['from']): Stretch['from'] {
  if (!date) return null
  const earliest = date.earliest < '1000' ? date.latest : date.earliest
  const latest = date.latest > '2999' ? date.earliest : date.latest
  return { earliest, latest }
}
