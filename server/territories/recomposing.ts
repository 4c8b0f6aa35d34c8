/** What several communes are composed on: those that exist as they are now, as far as somebody sees them. */
import type { RecomposeContext, WantedCommune } from '../../domain/territory/recompose.ts'
import type { Executor } from '../executor.ts'
import { refuse } from '../problems.ts'
import { communesNaming, lockCommunes, nextCommuneId, readCommunes } from './communes.ts'
import { presentNames } from './councils.ts'

type Wanted = readonly Pick<WantedCommune, 'id' | 'councilIds'>[]

export interface RecomposeSight {
  communes: ReadonlyMap<number, { councilIds: number[]; registeredAs: 'commune' | 'network' }>
  councils: ReadonlySet<number>
}

const idsOf = (wanted: Wanted): number[] => wanted.flatMap(({ id }) => id ?? [])

/** Refuses where one of the communes is not there for whoever asks. */
export async function sightOfCommunes(visible: Executor, wanted: Wanted): Promise<RecomposeSight> {
  const communes = new Map((await readCommunes(visible)).map((commune) => [commune.id, commune]))
  const missing = idsOf(wanted).find((id) => !communes.has(id))
  if (missing !== undefined) return refuse('commune-not-found', { id: missing })
  const councils = wanted.flatMap(({ councilIds }) => councilIds)
  const members = idsOf(wanted).flatMap((id) => communes.get(id)?.councilIds ?? [])
  const names = await presentNames(visible, [...new Set([...councils, ...members])])
  return { communes, councils: new Set(names.keys()) }
}

/** Locked until the transaction ends. */
export async function lockForRecomposing(
  transaction: Executor,
  wanted: Wanted,
  sight: RecomposeSight,
): Promise<RecomposeContext> {
  const ids = idsOf(wanted)
  const naming = await communesNaming(
    transaction,
    wanted.flatMap(({ councilIds }) => councilIds),
  )
  // What whoever asks does not see keeps what it has, and is not heard of; a network takes no council away.
  const other = naming.filter((id) => !ids.includes(id) && sight.communes.get(id)?.registeredAs === 'commune')
  const locked = await lockCommunes(transaction, [...ids, ...other])
  const gone = ids.find((id) => !locked.has(id))
  if (gone !== undefined) return refuse('commune-not-found', { id: gone })
  const newIds: number[] = []
  while (newIds.length < wanted.length - ids.length) newIds.push(await nextCommuneId(transaction))
  const others = other.flatMap((id) => locked.get(id) ?? [])
  return { communes: locked, others, seen: sight.councils, newIds }
}
