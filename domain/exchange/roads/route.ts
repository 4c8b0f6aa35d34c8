/** One way from a place to another, segment by segment, so that loads can be summed on it. */
import type { Position } from 'geojson'
import { type End, endsOf, withinSegment } from './matrix.ts'
import { isDrawn, type RoadNetwork, segmentCoordinates, segmentId } from './network.ts'
import { arcCosts, type Profile, Search } from './search.ts'
import type { Access } from './snap.ts'

export interface RouteSegment {
  segmentId: string
  /** 1 along the segment as it is stored, -1 against it. */
  dir: 1 | -1
  /** Of the part that the route uses: all of it but at the route's ends. */
  km: number
}

export interface RoadRoute {
  coordinates: Position[]
  /** On the roads, without the ways from the places to them. */
  km: number
  minutes: number
  segments: RouteSegment[]
  /** Of them on links that somebody drew by hand. */
  drawnKm: number
}

interface Step {
  segment: number
  dir: 1 | -1
  /** Shares of the segment at which the step begins and ends, as it is stored. */
  begins: number
  ends: number
}

/** Finds ways on one network under one set of closures. */
export class Router {
  #network: RoadNetwork
  #profile: Profile
  #closed: Uint8Array | undefined
  #search: Search
  #wanted: Int32Array
  #mark = 0

  constructor(network: RoadNetwork, profile: Profile = 'shortest', closed?: Uint8Array) {
    this.#network = network
    this.#profile = profile
    this.#closed = closed
    this.#search = new Search(network, arcCosts(network, profile, closed))
    this.#wanted = new Int32Array(network.nodeCount)
  }

  /** Null where no open road leads there. */
  route(source: Access, target: Access): RoadRoute | null {
    const steps = this.#steps(source, target)
    return steps && this.#describe(steps, source, target)
  }

  #steps(source: Access, target: Access): Step[] | null {
    const network = this.#network
    const search = this.#search
    const starts = endsOf(network, source, this.#profile, 'from', this.#closed)
    const ends = endsOf(network, target, this.#profile, 'to', this.#closed)
    const mark = ++this.#mark
    for (const { node } of ends) this.#wanted[node] = mark
    search.begin()
    for (const { node, cost, other } of starts) search.startAt(node, cost, other)
    search.run(this.#wanted, mark, new Set(ends.map(({ node }) => node)).size)
    let least = withinSegment(network, source, target, this.#profile, this.#closed).cost
    let last: End | null = null
    for (const end of ends)
      if (search.isSettled(end.node) && search.cost[end.node] + end.cost < least) {
        least = search.cost[end.node] + end.cost
        last = end
      }
    if (least === Infinity) return null
    if (last === null) {
      const dir = target.ratio < source.ratio ? -1 : 1
      return [{ segment: source.segment, dir, begins: source.ratio, ends: target.ratio }]
    }
    return this.#trace(source, target, starts, last)
  }

  #trace(source: Access, target: Access, starts: readonly End[], last: End): Step[] {
    const { arcSegment, arcDirection, from, to } = this.#network
    const steps: Step[] = [
      { segment: target.segment, dir: last.dir, begins: last.dir === 1 ? 0 : 1, ends: target.ratio },
    ]
    let { node } = last
    for (let arc = this.#search.cameBy[node]; arc >= 0; arc = this.#search.cameBy[node]) {
      const segment = arcSegment[arc]
      const dir = arcDirection[arc] as 1 | -1
      steps.push({ segment, dir, begins: dir === 1 ? 0 : 1, ends: dir === 1 ? 1 : 0 })
      node = dir === 1 ? from[segment] : to[segment]
    }
    // On a loop both ways out lead to one node: the cheaper is the one by which the search left.
    const first = starts.filter((end) => end.node === node).sort((a, b) => a.cost - b.cost)[0]
    steps.push({
      segment: source.segment,
      dir: first.dir,
      begins: source.ratio,
      ends: first.dir === 1 ? 1 : 0,
    })
    return steps.reverse().filter(({ begins, ends }) => begins !== ends)
  }

  #describe(steps: readonly Step[], source: Access, target: Access): RoadRoute {
    const network = this.#network
    const route: RoadRoute = {
      coordinates: [source.at],
      km: 0,
      minutes: 0,
      segments: [],
      drawnKm: 0,
    }
    for (const [i, { segment, dir, begins, ends }] of steps.entries()) {
      const share = Math.abs(ends - begins)
      const km = share * network.km[segment]
      route.km += km
      route.minutes += share * network.minutes[segment]
      route.segments.push({ segmentId: segmentId(network, segment), dir, km })
      if (isDrawn(network, segment)) route.drawnKm += km
      const line = between(segmentCoordinates(network, segment), begins, ends)
      if (i === steps.length - 1) line.push(target.at)
      for (const position of line) push(route.coordinates, position)
    }
    if (route.coordinates.length === 1) route.coordinates.push(target.at)
    return route
  }
}

function push(line: Position[], position: Position) {
  const last = line[line.length - 1]
  if (last[0] !== position[0] || last[1] !== position[1]) line.push(position)
}

/** Vertices of a line from one share of its length to another, the ends themselves only where they are the line's. */
function between(line: Position[], begins: number, ends: number): Position[] {
  const along = [0]
  for (let v = 1; v < line.length; v++)
    along.push(along[v - 1] + Math.hypot(line[v][0] - line[v - 1][0], line[v][1] - line[v - 1][1]))
  const all = along[line.length - 1]
  const [low, high] = [Math.min(begins, ends) * all, Math.max(begins, ends) * all]
  const slack = 1e-12 * all
  const inside = line.filter((_, v) => along[v] >= low - slack && along[v] <= high + slack)
  return ends < begins ? inside.reverse() : inside
}
