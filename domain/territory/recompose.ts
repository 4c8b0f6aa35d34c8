/** Several communes composed in one step: new ones, changed ones, and those that lose councils to them. */
import type { FoundingRecord } from '../founding/record.ts'
import type { Change } from '../steps/step.ts'
import { alterCommune, createCommune, deleteCommune, isRefusal, type Refusal } from './operations.ts'
import type { CommuneRecord } from './records.ts'
import type { RegisteredAs } from './types.ts'

export interface WantedCommune {
  /** Null: a new one. */
  id: number | null
  /** The revision that the person saw; of a new one nothing. */
  revision?: number
  name: string
  /** As it is, where nothing is said. */
  registeredAs?: RegisteredAs
  councilIds: readonly number[]
  /** It is to be no more. */
  gone?: boolean
}

export interface RecomposeContext {
  /** Those that are wanted by number, as they are now. */
  communes: ReadonlyMap<number, CommuneRecord>
  /** Other communes that have some of the councils, as far as the person sees them. */
  others: readonly CommuneRecord[]
  /** The councils that the person sees, among those wanted and those that the communes have. */
  seen: ReadonlySet<number>
  /** Numbers for the new ones, in their order. */
  newIds: readonly number[]
  /** Of those that are to be no more: what was recorded of their founding goes with them. */
  foundings?: ReadonlyMap<number, FoundingRecord>
}

const NAMES_TOLD = 6

/**
 * Gives each commune exactly the councils that are wanted, and keeps those that the person does not see where they are.
 * A council changes commune only if the one that loses it is among those wanted: else somebody gave it away meanwhile,
 * and nothing is taken from anybody in silence.
 */
export function recomposeCommunes(
  wanted: readonly WantedCommune[],
  { communes, others, seen, newIds, foundings }: RecomposeContext,
): Change | Refusal {
  const twice = repeated(wanted.flatMap(({ councilIds }) => [...new Set(councilIds)]))
  if (twice.length > 0) return { refused: 'council-in-two-communes', facts: { councils: twice } }
  const unknown = wanted.flatMap(({ councilIds }) => councilIds.filter((id) => !seen.has(id)))
  if (unknown.length > 0) return { refused: 'councils-unknown', facts: { councils: unknown } }

  const asSeen = (commune: CommuneRecord) => ({
    ...commune,
    councilIds: commune.councilIds.filter((id) => seen.has(id)),
  })
  const stale = wanted.flatMap((yours) => {
    const theirs = yours.id === null ? undefined : communes.get(yours.id)
    return theirs && theirs.revision !== yours.revision ? [{ yours, theirs: asSeen(theirs) }] : []
  })
  const gained = new Set(
    wanted.flatMap(({ id, councilIds }) => {
      const had = new Set(id === null ? [] : communes.get(id)?.councilIds)
      return councilIds.filter((council) => !had.has(council))
    }),
  )
  const robbed = others
    .filter(({ councilIds }) => councilIds.some((id) => gained.has(id)))
    .map((theirs) => ({ yours: null, theirs: asSeen(theirs) }))
  const conflicts = [...stale, ...robbed]
  if (conflicts.length > 0) {
    const [{ yours, theirs }] = conflicts
    return { refused: 'commune-changed-by-another', facts: { name: theirs.name, yours, theirs, conflicts } }
  }
  return inOneStep(wanted, { communes, seen, newIds, foundings })
}

function inOneStep(
  wanted: readonly WantedCommune[],
  { communes, seen, newIds, foundings }: Omit<RecomposeContext, 'others'>,
): Change | Refusal {
  const numbers = newIds[Symbol.iterator]()
  const alterations: Change['communes'] = []
  const founded: NonNullable<Change['foundings']> = []
  let created = 0
  for (const { id, name, registeredAs, councilIds, gone } of wanted) {
    const commune = id === null ? null : communes.get(id)!
    if (gone && commune) {
      const step = deleteCommune(commune, commune.revision, foundings?.get(commune.id))
      if (isRefusal(step)) return step
      alterations.push(...step.communes)
      founded.push(...(step.foundings ?? []))
      continue
    }
    const all = [...councilIds, ...(commune?.councilIds.filter((council) => !seen.has(council)) ?? [])]
    const step = commune
      ? alterCommune(
          commune,
          { revision: commune.revision, name, registeredAs, councilIds: all },
          new Set(all),
        )
      : createCommune({ id: numbers.next().value!, name, registeredAs, councilIds: all }, new Set(all))
    if (!isRefusal(step)) alterations.push(...step.communes)
    else if (step.refused !== 'nothing-changed') return step
    if (!commune) created++
  }
  const names = alterations.map(({ before, after }) => (after ?? before)!.name)
  if (alterations.length === 0)
    return { refused: 'nothing-changed', facts: { name: wanted.map(({ name }) => name).join(', ') } }
  return {
    kind: 'communes-recomposed',
    facts: {
      communes: alterations.length,
      created,
      names: names.slice(0, NAMES_TOLD).join(', ') + (names.length > NAMES_TOLD ? '…' : ''),
    },
    communes: alterations,
    links: [],
    imports: [],
    councils: [],
    ...(founded.length > 0 && { foundings: founded }),
  }
}

function repeated(ids: readonly number[]): number[] {
  const met = new Set<number>()
  return [...new Set(ids.filter((id) => met.size === met.add(id).size))]
}
