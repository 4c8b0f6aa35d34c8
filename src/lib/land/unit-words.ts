/** The verdict of a unit on a day, as sentences: what is done with it and by whom, then what sources disagree on. */
import type { Disagreement, Holding, UnitState } from '$domain/land/holdings.ts'
import type { Predicate } from '$domain/land/records.ts'
import type { Language } from '$lib/language.svelte.ts'
import type { MessageKey } from '$messages/index.ts'

/** Which relation a state is from. */
const RELATIONS: Partial<Record<UnitState, readonly Predicate[]>> = {
  occupied: ['occupies'],
  held: ['holds', 'uses', 'guards', 'owns'],
  claimed: ['claims'],
}

export interface UnitWords {
  tone: 'known' | 'doubtful' | 'silent'
  title: string
  details: string[]
}

export function unitWords(
  {
    state,
    holdings,
    disagreements,
  }: { state: UnitState; holdings: readonly Holding[]; disagreements: readonly Disagreement[] },
  party: (id: number | null) => string,
  /** What an assertion (or the area of an extent) says, in a word or two. */
  says: { assertion: (id: number) => string | null; extent: (id: number) => string | null },
  { t }: Pick<Language, 't'>,
): UnitWords {
  const relations = RELATIONS[state] ?? []
  // The first relation of the list that anybody has: whoever holds it before whoever guards it.
  const relation = relations.find((one) => holdings.some(({ predicate }) => predicate === one))
  const holders = holdings.filter(({ predicate }) => predicate === relation)
  const possible = holders.length > 0 && holders.every(({ held }) => held === 'possible')
  const parties = [...new Set(holders.map(({ partyId }) => party(partyId)))]
  const title = relation
    ? t(`land.verdict.${relation}` as MessageKey, {
        party: joined(parties, t),
        possible: possible ? 'yes' : 'no',
      })
    : t(`land.verdict.${state}` as MessageKey)
  // That one contradicts the other goes without saying where what they say stands side by side.
  const told = disagreements.filter(
    ({ kind, predicate }) =>
      kind !== 'disputed' ||
      !disagreements.some((other) => other.kind !== 'disputed' && other.predicate === predicate),
  )
  const others = holdings.filter(({ predicate }) => predicate !== relation)
  const details = [
    ...others.map(({ predicate, partyId, held }) =>
      t(`land.verdict.${predicate}` as MessageKey, {
        party: party(partyId),
        possible: held === 'possible' ? 'yes' : 'no',
      }),
    ),
    ...[...Map.groupBy(told, ({ kind, predicate }) => `${kind} ${predicate}`).values()].map((alike) =>
      t(`land.disagreement.${alike[0].kind}` as MessageKey, {
        predicate: t(`land.predicate.${alike[0].predicate}` as MessageKey),
        values: joined(
          [
            ...new Set(
              alike.flatMap(({ assertions, extents }) =>
                [...assertions.map(says.assertion), ...extents.map(says.extent)].filter(
                  (one) => one !== null,
                ),
              ),
            ),
          ],
          t,
        ),
      }),
    ),
  ]
  const tone = state === 'none' ? 'silent' : disagreements.length > 0 || possible ? 'doubtful' : 'known'
  return { tone, title, details: [...new Set(details)] }
}

const joined = (names: readonly string[], t: Language['t']): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} ${t('land.and')} ${names.at(-1)}`
