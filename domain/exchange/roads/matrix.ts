/** Kilometres and minutes between many places, source by source, so that it can be watched and stopped. */
import { hasElimination } from './elimination.ts'
import { AT_ONCE, prepare } from './hierarchy.ts'
import type { RoadNetwork } from './network.ts'
import { type ArcCosts, arcCosts, type Profile, Search } from './search.ts'
import type { Access } from './snap.ts'

export interface DistanceTable {
  /** Row by row, one row a source. Infinity where no open road leads there, NaN where an end is not on the roads. */
  km: Float32Array
  minutes: Float32Array
}

export interface TableOptions {
  profile?: Profile
  closed?: Uint8Array
  /** Source by source, or in order; by what is quicker where nothing is said. */
  by?: 'search' | 'order'
}

/** Sources between two looks at whether to go on, where each is searched from alone. */
const CHUNK = 4
/** Sources from which it pays to put the network in order first; fewer where that was done before. */
const MANY = 150
const FEW = 40

/**
 * Yields how many sources are done, a few at a time; whoever has enough stops asking. Returns the table.
 *
 * @param from places on the network, null where there is none
 */
export function* distanceTable(
  network: RoadNetwork,
  from: readonly (Access | null)[],
  to: readonly (Access | null)[],
  options: TableOptions = {},
): Generator<number, DistanceTable> {
  const { profile = 'shortest', closed } = options
  const { by = from.length >= (hasElimination(network) ? FEW : MANY) ? 'order' : 'search' } = options
  const rows = by === 'order' ? inOrder : oneByOne
  const km = new Float32Array(from.length * to.length)
  const minutes = new Float32Array(from.length * to.length)
  const [byCost, byOther] = profile === 'shortest' ? [km, minutes] : [minutes, km]
  const ends = to.map((access) => access && endsOf(network, access, profile, 'to', closed))
  const costs = arcCosts(network, profile, closed)
  const starts = (source: Access) => endsOf(network, source, profile, 'from', closed)
  yield* rows(network, costs, { from, starts, ends, width: to.length }, byCost, byOther)
  for (const [row, source] of from.entries())
    for (const [column, target] of to.entries()) {
      const cell = row * to.length + column
      if (!source || !target) {
        byCost[cell] = byOther[cell] = Number.NaN
        continue
      }
      if (source.segment === target.segment) {
        const within = withinSegment(network, source, target, profile, closed)
        if (within.cost < byCost[cell]) {
          byCost[cell] = within.cost
          byOther[cell] = within.other
        }
      }
      km[cell] += source.accessKm + target.accessKm
    }
  return { km, minutes }
}

interface Question {
  from: readonly (Access | null)[]
  starts: (source: Access) => End[]
  /** By column, null where the target is not on the roads. */
  ends: readonly (End[] | null)[]
  width: number
}

/** A search from each source, which stops when it has met all targets. */
function* oneByOne(
  network: RoadNetwork,
  costs: ArcCosts,
  { from, starts, ends, width }: Question,
  byCost: Float32Array,
  byOther: Float32Array,
): Generator<number, void> {
  const search = new Search(network, costs)
  const wanted = new Int32Array(network.nodeCount).fill(-1)
  const wantedByIsland = new Int32Array(network.islandCount)
  for (const end of ends)
    for (const { node } of end ?? [])
      if (wanted[node] === -1) {
        wanted[node] = 0
        wantedByIsland[network.island[node]]++
      }
  for (const [row, source] of from.entries()) {
    if (row > 0 && row % CHUNK === 0) yield row
    if (!source) continue
    search.begin()
    for (const { node, cost, other } of starts(source)) search.startAt(node, cost, other)
    search.run(wanted, 0, wantedByIsland[source.island])
    for (let column = 0; column < width; column++) {
      const cell = row * width + column
      let least = Infinity
      byOther[cell] = Infinity
      for (const { node, cost, other } of ends[column] ?? [])
        if (search.isSettled(node) && search.cost[node] + cost < least) {
          least = search.cost[node] + cost
          byOther[cell] = search.other[node] + other
        }
      byCost[cell] = least
    }
  }
}

/** The network in order first, then some sources at a time down to all targets. */
function* inOrder(
  network: RoadNetwork,
  costs: ArcCosts,
  { from, starts, ends, width }: Question,
  byCost: Float32Array,
  byOther: Float32Array,
): Generator<number, void> {
  const nodes = ends.flatMap((end) => end?.map(({ node }) => node) ?? [])
  const preparing = prepare(network, costs, nodes)
  let step = preparing.next()
  while (!step.done) {
    yield 0
    step = preparing.next()
  }
  const hierarchy = step.value
  const places = ends.map((end) => end?.map(({ node }) => hierarchy.place(node)) ?? [])
  for (let row = 0; row < from.length; row += AT_ONCE) {
    if (row > 0) yield row
    const sources = from.slice(row, row + AT_ONCE)
    hierarchy.sweep(sources.map((source) => (source ? starts(source) : [])))
    const { cost, other } = hierarchy
    for (const k of sources.keys())
      for (let column = 0; column < width; column++) {
        const cell = (row + k) * width + column
        const own = ends[column]
        let least = Infinity
        byOther[cell] = Infinity
        for (let i = 0; i < places[column].length; i++) {
          const at = places[column][i] + k
          if (cost[at] + own![i].cost < least) {
            least = cost[at] + own![i].cost
            byOther[cell] = other[at] + own![i].other
          }
        }
        byCost[cell] = least
      }
  }
}

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
