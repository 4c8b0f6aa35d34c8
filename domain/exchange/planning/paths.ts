/**
 * Shortest ways over the roads of a problem: from each place asked for a list of nodes, nearest first, grown as far as
 * somebody looks and kept until a road that closes or opens would change it.
 *
 * A way costs a whole number, the sum of its roads': so what it costs does not depend on who adds it up.
 */

export interface RoadNetwork {
  nodes: number
  /** Ends of each road. */
  a: Int32Array
  b: Int32Array
  km: Float64Array
  minutes: Float64Array
  closed: Uint8Array
  /** What driving each road costs: whole numbers, by which the shortest way is found. */
  cost: Float64Array
}

/** From an origin to the nodes near it, nearest first: the origin is at 0. */
export interface WayTree {
  origin: number
  /** Places filled in the lists. */
  size: number
  /** Whether no road leads to any other node. */
  whole: boolean
  /** Since when all that it tells holds. */
  era: number
  nodes: Int32Array
  cost: Float64Array
  /** The last road of the way; -1 at the origin. */
  road: Int32Array
  /** Place in the list of the node before; -1 at the origin. */
  before: Int32Array
}

export interface Paths {
  network: RoadNetwork
  /** Number of the island of each node: roads lead from one to another only within one. */
  island(): Int32Array
  /** A tree of at least so many nodes, if there are as many. */
  near(origin: number, least: number): WayTree
  /** The tree to a node and the node's place in it; -1: no road leads there. */
  reach(origin: number, node: number): { tree: WayTree; at: number }
  /** How often roads were closed or opened. */
  era(): number
  /** The tree as far as it is grown by now; undefined: nobody asked, or a road changed it. */
  grown(origin: number): WayTree | undefined
  /**
   * From several nodes at once: the least of `start + cost of the way` at every node below `most`.
   * @param start by node; Infinity: nothing starts there.
   */
  fromMany(start: Float64Array, most: number): { cost: Float64Array; origin: Int32Array }
  /** Closes or opens a road and forgets the trees that it changes. Gives their origins. */
  setClosed(road: number, closed: boolean): number[]
}

/** Nodes of a tree when it is first asked for. */
const FIRST_SIZE = 96

export function shortestPaths(network: RoadNetwork): Paths {
  const { nodes, a, b, closed, cost } = network
  const roads = a.length
  const first = new Int32Array(nodes + 1)
  for (let road = 0; road < roads; road++) {
    first[a[road]]++
    first[b[road]]++
  }
  for (let node = 0, sum = 0; node <= nodes; node++) {
    const count = first[node]
    first[node] = sum
    sum += count
  }
  const arcTo = new Int32Array(2 * roads)
  const arcRoad = new Int32Array(2 * roads)
  const fill = first.slice()
  for (let road = 0; road < roads; road++) {
    arcTo[fill[a[road]]] = b[road]
    arcRoad[fill[a[road]]++] = road
    arcTo[fill[b[road]]] = a[road]
    arcRoad[fill[b[road]]++] = road
  }
  /** By arc; Infinity where its road is closed. */
  const arcCost = new Float64Array(2 * roads)
  const priceArcs = (): void => {
    for (let arc = 0; arc < arcTo.length; arc++)
      arcCost[arc] = closed[arcRoad[arc]] ? Infinity : cost[arcRoad[arc]]
  }
  priceArcs()

  // A heap of four children with each node's place in it. All of it is kept from search to search.
  const far = new Float64Array(nodes).fill(Infinity)
  const via = new Int32Array(nodes)
  const from = new Int32Array(nodes)
  const heap = new Int32Array(nodes + 1)
  /** -1: never met; -2: settled. */
  const place = new Int32Array(nodes).fill(-1)
  const met = new Int32Array(nodes)
  let size = 0
  let meetings = 0

  const lower = (node: number, value: number): void => {
    let at = place[node]
    if (at === -1) {
      met[meetings++] = node
      at = size++
    }
    far[node] = value
    while (at > 0) {
      const above = (at - 1) >> 2
      const other = heap[above]
      if (far[other] <= value) break
      heap[at] = other
      place[other] = at
      at = above
    }
    heap[at] = node
    place[node] = at
  }
  const takeNearest = (): number => {
    const least = heap[0]
    place[least] = -2
    const last = heap[--size]
    if (size === 0) return least
    const value = far[last]
    let at = 0
    for (;;) {
      const child = 4 * at + 1
      if (child >= size) break
      const end = Math.min(child + 4, size)
      let best = child
      let bestFar = far[heap[child]]
      for (let other = child + 1; other < end; other++)
        if (far[heap[other]] < bestFar) {
          best = other
          bestFar = far[heap[other]]
        }
      if (bestFar >= value) break
      heap[at] = heap[best]
      place[heap[at]] = at
      at = best
    }
    heap[at] = last
    place[last] = at
    return least
  }
  const forget = (): void => {
    for (let i = 0; i < meetings; i++) {
      far[met[i]] = Infinity
      place[met[i]] = -1
    }
    meetings = 0
    size = 0
  }

  let era = 0
  const trees: (WayTree | undefined)[] = new Array(nodes).fill(undefined)

  /** A tree with more places: what it has stays, and the search goes on from its edge. */
  const grow = (origin: number, most: number, old: WayTree | undefined): WayTree => {
    const room = Math.min(nodes, most)
    const tree = emptyTree(origin, room, old?.era ?? era)
    const { nodes: order, cost: costs, road, before } = tree
    let count = 0
    if (old) {
      for (const list of LISTS) tree[list].set(old[list].subarray(0, old.size))
      count = old.size
      for (let at = 0; at < count; at++) {
        met[meetings++] = order[at]
        place[order[at]] = -2
        far[order[at]] = costs[at]
      }
      for (let at = 0; at < count; at++) reachFrom(order[at], at)
    } else {
      via[origin] = -1
      from[origin] = -1
      lower(origin, 0)
    }
    while (size > 0 && count < room) {
      const node = takeNearest()
      order[count] = node
      costs[count] = far[node]
      road[count] = via[node]
      before[count] = from[node]
      reachFrom(node, count++)
    }
    tree.size = count
    tree.whole = size === 0
    forget()
    return tree
  }

  const reachFrom = (node: number, at: number): void => {
    const so = far[node]
    for (let arc = first[node]; arc < first[node + 1]; arc++) {
      const other = arcTo[arc]
      const through = so + arcCost[arc]
      if (through >= far[other]) continue
      lower(other, through)
      via[other] = arcRoad[arc]
      from[other] = at
    }
  }

  const near = (origin: number, least: number): WayTree => {
    let tree = trees[origin]
    if (!tree || (!tree.whole && tree.size < least)) {
      tree = grow(origin, Math.max(least, tree ? 2 * tree.size : FIRST_SIZE), tree)
      trees[origin] = tree
    }
    return tree
  }

  let islands: Int32Array | null = null
  const island = (): Int32Array => {
    if (islands) return islands
    islands = new Int32Array(nodes).fill(-1)
    let count = 0
    for (let start = 0; start < nodes; start++) {
      if (islands[start] >= 0) continue
      islands[start] = count
      const stack = [start]
      while (stack.length > 0) {
        const node = stack.pop()!
        for (let arc = first[node]; arc < first[node + 1]; arc++) {
          const other = arcTo[arc]
          if (islands[other] >= 0 || arcCost[arc] === Infinity) continue
          islands[other] = count
          stack.push(other)
        }
      }
      count++
    }
    return islands
  }

  const manyCost = new Float64Array(nodes)
  const manyOrigin = new Int32Array(nodes)

  return {
    network,
    island,
    near,
    reach(origin, node) {
      let tree = near(origin, 1)
      if (island()[origin] !== island()[node]) return { tree, at: -1 }
      let at = placeOf(tree, node)
      while (at < 0) {
        tree = near(origin, 2 * tree.size)
        at = placeOf(tree, node)
      }
      return { tree, at }
    },
    era: () => era,
    grown: (origin) => trees[origin],
    fromMany(start, most) {
      manyCost.fill(Infinity)
      for (let node = 0; node < nodes; node++)
        if (start[node] < most) {
          from[node] = node
          lower(node, start[node])
        }
      while (size > 0) {
        const node = takeNearest()
        const so = far[node]
        if (so >= most) break
        manyCost[node] = so
        manyOrigin[node] = from[node]
        for (let arc = first[node]; arc < first[node + 1]; arc++) {
          const other = arcTo[arc]
          const through = so + arcCost[arc]
          if (through >= far[other]) continue
          lower(other, through)
          from[other] = from[node]
        }
      }
      forget()
      return { cost: manyCost, origin: manyOrigin }
    },
    setClosed(road, shut) {
      if (Boolean(closed[road]) === shut) return []
      closed[road] = shut ? 1 : 0
      era++
      priceArcs()
      islands = null
      const changed: number[] = []
      for (const tree of trees) {
        if (!tree || !(shut ? leadsOver(tree, road) : wouldUse(tree, road))) continue
        changed.push(tree.origin)
        trees[tree.origin] = undefined
      }
      return changed
    },
  }

  function leadsOver(tree: WayTree, road: number): boolean {
    const at = tree.road.indexOf(road)
    return at >= 0 && at < tree.size
  }

  /** Whether a road that opens leads to either of its ends sooner than the tree does, or did not yet. */
  function wouldUse(tree: WayTree, road: number): boolean {
    const edge = tree.whole ? Infinity : tree.cost[tree.size - 1]
    const soFar = (node: number) => {
      const at = placeOf(tree, node)
      return at < 0 ? Infinity : tree.cost[at]
    }
    const [x, y] = [soFar(a[road]), soFar(b[road])]
    return x + cost[road] < Math.min(y, edge) || y + cost[road] < Math.min(x, edge)
  }
}

const LISTS = ['nodes', 'cost', 'road', 'before'] as const

const emptyTree = (origin: number, room: number, era: number): WayTree => ({
  origin,
  size: 0,
  whole: false,
  era,
  nodes: new Int32Array(room),
  cost: new Float64Array(room),
  road: new Int32Array(room),
  before: new Int32Array(room),
})

/** -1: not reached by what is grown of it. */
export function placeOf(tree: WayTree, node: number): number {
  const at = tree.nodes.indexOf(node)
  return at < tree.size ? at : -1
}

/** The sum of what each road tells along the way to each place of a tree. */
export function sumsAlong({ size, road, before }: WayTree, ofRoad: Float64Array, sums: Float64Array): void {
  sums[0] = 0
  for (let at = 1; at < size; at++) sums[at] = sums[before[at]] + ofRoad[road[at]]
}

/** The first step of the way from the node at a place of a tree: road × 2, + 1 where it is driven from b to a. */
export const stepAt = ({ a }: RoadNetwork, { road, nodes }: WayTree, place: number): number =>
  2 * road[place] + (a[road[place]] === nodes[place] ? 0 : 1)

/** The way from the node at a place of a tree to its origin, step by step. */
export function stepsFrom(network: RoadNetwork, tree: WayTree, place: number): number[] {
  const steps: number[] = []
  for (let at = place; tree.before[at] >= 0; at = tree.before[at]) steps.push(stepAt(network, tree, at))
  return steps
}
