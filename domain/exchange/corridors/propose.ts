/** A corridor proposed from chosen communes: an order along the roads, the way itself, and how sure its length is. */
import type { Position } from 'geojson'
import type { Closure, FoundRoute, Place, Profile, ProviderNote, RoutingProvider } from '../roads/index.ts'
import { orderPath } from './ordering.ts'

const MOST_COMMUNES = 40

export interface CorridorWish {
  communes: readonly Place[]
  profile?: Profile
  closures?: readonly Closure[]
  /** Ids of communes where it must begin, or end. */
  first?: string | null
  last?: string | null
  signal?: AbortSignal
}

export interface CorridorLeg {
  from: string
  to: string
  route: FoundRoute
}

export interface CorridorWay {
  legs: CorridorLeg[]
  coordinates: Position[]
  km: number
  minutes: number
  /** The least sure of its legs: 0 own roads, 1 a service, 2 an estimate. */
  quality: 0 | 1 | 2
  /** Between 0 and 1: which part of its length is on no known road. */
  estimatedShare: number
  /** On links that somebody drew by hand. */
  drawnKm: number
}

export interface CorridorProposal extends CorridorWay {
  /** Ids of the communes in the order of the corridor. */
  order: string[]
  /** Whether no other order is shorter by the distances at hand. */
  shortest: boolean
  notes: ProviderNote[]
}

export type CorridorRefusal =
  | { refused: 'too-few-communes'; facts: { communes: number; needed: number } }
  | { refused: 'too-many-communes'; facts: { communes: number; limit: number } }
  | { refused: 'commune-twice'; facts: { commune: string } }
  | { refused: 'end-not-chosen'; facts: { commune: string } }
  /** Between these groups no way is open, or none is known. */
  | { refused: 'no-way-between'; facts: { groups: string[][] } }

export async function proposeCorridor(
  provider: RoutingProvider,
  wish: CorridorWish,
): Promise<CorridorProposal | CorridorRefusal> {
  const { communes, profile = 'shortest', closures, first = null, last = null, signal } = wish
  const refusal = refusalOf(communes, first, last)
  if (refusal) return refusal
  const { km, minutes, notes } = await provider.matrix({
    from: communes,
    to: communes,
    profile,
    closures,
    signal,
  })
  const distance = Array.from(profile === 'shortest' ? km : minutes, (each) =>
    Number.isNaN(each) ? Infinity : each,
  )
  const at = (id: string | null) => (id === null ? null : communes.findIndex((commune) => commune.id === id))
  const ordering = orderPath(distance, communes.length, { first: at(first), last: at(last) })
  const groups = groupsOf(communes, distance)
  if (ordering.length === Infinity) return { refused: 'no-way-between', facts: { groups } }
  const order = ordering.order.map((i) => communes[i])
  // A service may give a distance and then no way.
  const way = await corridorThrough(provider, order, { profile, closures, signal })
  return 'refused' in way
    ? way
    : { order: order.map(({ id }) => id), ...way, shortest: ordering.exact, notes }
}

/** The way through these communes in the order in which they stand. */
export async function corridorThrough(
  provider: RoutingProvider,
  communes: readonly Place[],
  { profile = 'shortest', closures, signal }: Pick<CorridorWish, 'profile' | 'closures' | 'signal'> = {},
): Promise<CorridorWay | CorridorRefusal> {
  const legs: CorridorLeg[] = []
  for (let k = 1; k < communes.length; k++) {
    const [from, to] = [communes[k - 1], communes[k]]
    const route = await provider.route({ from, to, profile, closures, signal })
    if (!('km' in route)) return { refused: 'no-way-between', facts: { groups: [[from.id], [to.id]] } }
    legs.push({ from: from.id, to: to.id, route })
  }
  return joined(legs)
}

function refusalOf(
  communes: readonly Place[],
  first: string | null,
  last: string | null,
): CorridorRefusal | null {
  const ids = communes.map(({ id }) => id)
  if (ids.length < 2) return { refused: 'too-few-communes', facts: { communes: ids.length, needed: 2 } }
  if (ids.length > MOST_COMMUNES)
    return { refused: 'too-many-communes', facts: { communes: ids.length, limit: MOST_COMMUNES } }
  const twice = ids.find((id, i) => ids.indexOf(id) !== i)
  if (twice !== undefined) return { refused: 'commune-twice', facts: { commune: twice } }
  const strange = [first, last].find((id) => id !== null && !ids.includes(id))
  if (strange) return { refused: 'end-not-chosen', facts: { commune: strange } }
  return first !== null && first === last ? { refused: 'commune-twice', facts: { commune: first } } : null
}

function joined(legs: readonly CorridorLeg[]): CorridorWay {
  const sum = (of: (route: FoundRoute) => number) => legs.reduce((total, { route }) => total + of(route), 0)
  const km = sum((route) => route.km)
  return {
    legs: [...legs],
    coordinates: legs.flatMap(({ route }, k) => (k === 0 ? route.coordinates : route.coordinates.slice(1))),
    km,
    minutes: sum((route) => route.minutes),
    quality: Math.max(...legs.map(({ route }) => route.quality)) as 0 | 1 | 2,
    estimatedShare: km > 0 ? sum((route) => route.estimatedKm) / km : 0,
    drawnKm: sum((route) => route.drawnKm),
  }
}

/** Communes between which there is a way in some direction, the largest group first. */
function groupsOf(communes: readonly Place[], distance: readonly number[]): string[][] {
  const count = communes.length
  const group = communes.map((_, i) => i)
  const root = (i: number): number => (group[i] === i ? i : root(group[i]))
  for (let i = 0; i < count; i++)
    for (let j = 0; j < count; j++) if (distance[i * count + j] < Infinity) group[root(i)] = root(j)
  const members = Map.groupBy(communes.keys(), root)
  return [...members.values()]
    .map((indices) => indices.map((i) => communes[i].id))
    .sort((a, b) => b.length - a.length)
}
