/** What two territories differ in: councils, communes and links. */
import type { DeclaredLink } from '../territory/types.ts'
import type { CommuneThen, CouncilThen, TerritoryThen } from './apply.ts'

export interface CouncilDifference {
  id: string
  name: string
  /** `facts`: its name, kind, families or inhabitants, on the same land. */
  change: 'created' | 'ended' | 'drawn' | 'facts'
  /** Square metres gained, or lost where negative. */
  gainedM2: number
}

export interface CommuneDifference {
  id: string
  name: string
  change: 'created' | 'gone' | 'changed'
  joined: string[]
  left: string[]
  /** Its earlier name, where that differs. */
  calledBefore: string | null
}

export interface Differences {
  councils: CouncilDifference[]
  communes: CommuneDifference[]
  links: { declared: DeclaredLink[]; withdrawn: DeclaredLink[] }
}

export function differences(from: TerritoryThen, to: TerritoryThen): Differences {
  return {
    councils: [
      ...[...from.councils.values()].flatMap((before) => ofCouncil(before, to.councils.get(before.id))),
      ...[...to.councils.values()]
        .filter(({ id }) => !from.councils.has(id))
        .map((after) => ({ ...named(after), change: 'created' as const, gainedM2: after.areaM2 })),
    ],
    communes: communesBetween(from.communes, to.communes),
    links: {
      declared: to.links.filter((link) => !from.links.some((one) => same(one, link))),
      withdrawn: from.links.filter((link) => !to.links.some((one) => same(one, link))),
    },
  }
}

function ofCouncil(before: CouncilThen, after: CouncilThen | undefined): CouncilDifference[] {
  if (!after) return [{ ...named(before), change: 'ended', gainedM2: -before.areaM2 }]
  if (after.geometry !== before.geometry && (after.drawn || before.drawn))
    return [{ ...named(after), change: 'drawn', gainedM2: after.areaM2 - before.areaM2 }]
  const facts = ['name', 'kind', 'families', 'population'] as const
  if (facts.every((fact) => after[fact] === before[fact])) return []
  return [{ ...named(after), change: 'facts', gainedM2: 0 }]
}

const named = ({ id, name }: CouncilThen) => ({ id, name })

const same = (one: DeclaredLink, other: DeclaredLink): boolean =>
  one.kind === other.kind &&
  [one.a, one.b].sort().join() === [other.a, other.b].sort().join() &&
  one.declaredOn === other.declaredOn &&
  one.declaredBy === other.declaredBy

function communesBetween(from: readonly CommuneThen[], to: readonly CommuneThen[]): CommuneDifference[] {
  const before = new Map(from.map((commune) => [commune.id, commune]))
  const after = new Map(to.map((commune) => [commune.id, commune]))
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((id) => {
    const [was, is] = [before.get(id), after.get(id)]
    const [had, has] = [new Set(was?.councils), new Set(is?.councils)]
    const joined = [...has].filter((council) => !had.has(council))
    const left = [...had].filter((council) => !has.has(council))
    const { name } = (is ?? was)!
    const calledBefore = was && is && was.name !== is.name ? was.name : null
    const registered = was && is && was.registeredAs !== is.registeredAs
    if (was && is && joined.length + left.length === 0 && calledBefore === null && !registered) return []
    return [{ id, name, change: was ? (is ? 'changed' : 'gone') : 'created', joined, left, calledBefore }]
  })
}
