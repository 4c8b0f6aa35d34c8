/** Kilometres and minutes between many places, source by source, so that it can be watched and stopped. */
import type { RoadNetwork } from './network.ts'
import { arcCosts, type Profile, Search } from './search.ts'
import type { Access } from './snap.ts'

export interface DistanceTable {
  /** Row by row, one row a source. Infinity where no open road leads there, NaN where an end is not on the roads. */
  km: Float32Array
  minutes: Float32Array
}

export interface TableOptions {
  profile?: Profile
  closed?: Uint8Array
  /** Sources between two looks at whether to go on. */
  chunk?: number
}

const CHUNK = 4

/**
 * Yields how many sources are done, every `chunk` of them; whoever has enough stops asking. Returns the table.
 *
 * @param from places on the network, null where there is none
 */
export function* distanceTable(
  network: RoadNetwork,
  from: readonly (Access | null)[],
  to: readonly (Access | null)[],
  options: TableOptions = {},
): Generator<number, DistanceTable> {
  const { profile = 'shortest', closed, chunk = CHUNK } = options
  const costs = arcCosts(network, profile, closed)
  const search = new Search(network, costs)
  const km = new Float32Array(from.length * to.length)
  const minutes = new Float32Array(from.length * to.length)
  const [byCost, byOther] = profile === 'shortest' ? [km, minutes] : [minutes, km]
  const ends = to.map((access) => access && endsOf(network, access, profile, 'to', closed))
  const wanted = new Int32Array(network.nodeCount).fill(-1)
  const wantedByIsland = new Int32Array(network.islandCount)
  for (const end of ends)
    for (const { node } of end ?? [])
      if (wanted[node] === -1) {
        wanted[node] = 0
        wantedByIsland[network.island[node]]++
      }
  for (let row = 0; row < from.length; row++) {
    if (row > 0 && row % chunk === 0) yield row
    const source = from[row]
    const base = row * to.length
    if (source) {
      search.begin()
      for (const { node, cost, other } of endsOf(network, source, profile, 'from', closed))
        search.startAt(node, cost, other)
      search.run(wanted, 0, wantedByIsland[source.island])
    }
    for (let column = 0; column < to.length; column++) {
      const target = to[column]
      const found =
        source && target
          ? best(network, search, source, target, ends[column]!, profile, closed)
          : NOT_ON_ROADS
      const access = source && target ? source.accessKm + target.accessKm : 0
      byCost[base + column] = found.cost
      byOther[base + column] = found.other
      km[base + column] += access
    }
  }
  return { km, minutes }
}

const NOT_ON_ROADS = { cost: Number.NaN, other: Number.NaN }

export interface End {
  node: number
  /** In which direction the segment is driven between the place and the node. */
  dir: 1 | -1
  cost: number
  other: number
}

/** The nodes at both ends of the segment on which a place lies, with what it costs to get to or from them. */
export function endsOf(
  network: RoadNetwork,
  { segment, ratio }: Access,
  profile: Profile,
  way: 'from' | 'to',
  closed?: Uint8Array,
): End[] {
  if (closed?.[segment]) return []
  const { km, minutes, from, to, lines, line } = network
  const { oneWay } = lines[line[segment]]
  const [by, along] = profile === 'shortest' ? [km, minutes] : [minutes, km]
  const end = (node: number, dir: 1 | -1, share: number): End => ({
    node,
    dir,
    cost: share * by[segment],
    other: share * along[segment],
  })
  const ways =
    way === 'from'
      ? [end(to[segment], 1, 1 - ratio), end(from[segment], -1, ratio)]
      : [end(from[segment], 1, ratio), end(to[segment], -1, 1 - ratio)]
  return ways.filter(({ dir }) => dir * oneWay >= 0)
}

/** Between two places of one segment without leaving it; Infinity where its direction or a closure forbids. */
export function withinSegment(
  network: RoadNetwork,
  source: Access,
  target: Access,
  profile: Profile,
  closed?: Uint8Array,
): { cost: number; other: number } {
  const { segment } = source
  const step = target.ratio - source.ratio
  const { oneWay } = network.lines[network.line[segment]]
  const forbidden = segment !== target.segment || closed?.[segment] || step * oneWay < 0
  if (forbidden) return { cost: Infinity, other: Infinity }
  const share = Math.abs(step)
  const [cost, other] = [share * network.km[segment], share * network.minutes[segment]]
  return profile === 'shortest' ? { cost, other } : { cost: other, other: cost }
}

function best(
  network: RoadNetwork,
  search: Search,
  source: Access,
  target: Access,
  ends: readonly End[],
  profile: Profile,
  closed?: Uint8Array,
): { cost: number; other: number } {
  let found = withinSegment(network, source, target, profile, closed)
  for (const end of ends)
    if (search.isSettled(end.node) && search.cost[end.node] + end.cost < found.cost)
      found = { cost: search.cost[end.node] + end.cost, other: search.other[end.node] + end.other }
  return found
}
