/** A territory on two days: which councils and communes are not what they were, and whose land became whose. Pure. */
import type { MultiPolygon, Polygon } from 'geojson'
import { type LandFlow, landMoved } from './land-moved.ts'

export interface CouncilOfDay {
  id: number
  name: string
  kind: string | null
  families: number | null
  population: number | null
  areaM2: number
  geometry: Polygon | MultiPolygon
}

export interface CommuneOfDay {
  id: number
  name: string
  councilIds: number[]
}

export interface Day {
  councils: readonly CouncilOfDay[]
  communes: readonly CommuneOfDay[]
}

/** `drawn`: its land is not the same; `regrouped`: it is in other communes; `told`: only what is known of it changed. */
export type HowChanged = 'began' | 'ended' | 'drawn' | 'regrouped' | 'told'

export interface ChangedCouncil {
  id: number
  how: HowChanged
  lossM2: number
  gainM2: number
  /** Communes that it came into and left; of one that began or ended, none. */
  joined: number[]
  left: number[]
  before: Omit<CouncilOfDay, 'geometry'> | null
  after: Omit<CouncilOfDay, 'geometry'> | null
}

export interface ComparedDays {
  /** By how much land they lost and gained, the most first. */
  councils: ChangedCouncil[]
  flows: LandFlow[]
  /** Communes with other members, or with a council that changed. */
  communes: number[]
}

const TOLD = ['name', 'kind', 'families', 'population'] as const

export function compareDays(before: Day, after: Day): ComparedDays {
  const unit = ({ id, geometry }: CouncilOfDay) => ({ id: String(id), geometry })
  const { flows, changes } = landMoved(before.councils.map(unit), after.councils.map(unit))
  const moved = new Map(changes.map((change) => [Number(change.id), change]))
  const then = new Map(before.councils.map((council) => [council.id, council]))
  const now = new Map(after.councils.map((council) => [council.id, council]))
  const [groupedThen, groupedNow] = [groupsOf(before), groupsOf(after)]
  const councils: ChangedCouncil[] = []
  for (const id of new Set([...then.keys(), ...now.keys()])) {
    const [was, is] = [then.get(id) ?? null, now.get(id) ?? null]
    const [had, has] = [groupedThen.get(id) ?? [], groupedNow.get(id) ?? []]
    const there = was !== null && is !== null
    const joined = there ? has.filter((one) => !had.includes(one)) : []
    const left = there ? had.filter((one) => !has.includes(one)) : []
    const how = howChanged(was, is, moved.has(id), joined.length + left.length > 0)
    if (how)
      councils.push({
        id,
        how,
        lossM2: moved.get(id)?.lossM2 ?? 0,
        gainM2: moved.get(id)?.gainM2 ?? 0,
        joined,
        left,
        before: was && withoutShape(was),
        after: is && withoutShape(is),
      })
  }
  councils.sort((one, other) => other.lossM2 + other.gainM2 - one.lossM2 - one.gainM2)
  return { councils, flows, communes: changedCommunes(before, after, new Set(councils.map(({ id }) => id))) }
}

function groupsOf({ communes }: Day): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  for (const { id, councilIds } of communes)
    for (const council of councilIds) groups.set(council, [...(groups.get(council) ?? []), id])
  return groups
}

function howChanged(
  was: CouncilOfDay | null,
  is: CouncilOfDay | null,
  moved: boolean,
  regrouped: boolean,
): HowChanged | null {
  if (!was) return 'began'
  if (!is) return 'ended'
  if (moved) return 'drawn'
  if (regrouped) return 'regrouped'
  return TOLD.some((field) => was[field] !== is[field]) ? 'told' : null
}

function changedCommunes(before: Day, after: Day, changed: ReadonlySet<number>): number[] {
  const then = new Map(before.communes.map((commune) => [commune.id, commune]))
  const now = new Map(after.communes.map((commune) => [commune.id, commune]))
  return [...new Set([...then.keys(), ...now.keys()])].filter((id) => {
    const [was, is] = [then.get(id), now.get(id)]
    if (!was || !is || was.name !== is.name) return true
    const members = new Set(was.councilIds)
    return (
      was.councilIds.length !== is.councilIds.length ||
      is.councilIds.some((council) => !members.has(council) || changed.has(council))
    )
  })
}

const withoutShape = ({ geometry: _, ...council }: CouncilOfDay) => council
