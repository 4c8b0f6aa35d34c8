/**
 * Shortest ways by kilometres over the roads of a problem: a tree from each origin asked for, kept, and mended where a
 * road closes or opens instead of grown again.
 */

export interface RoadNetwork {
  nodes: number
  /** Ends of each road. */
  a: Int32Array
  b: Int32Array
  km: Float64Array
  minutes: Float64Array
  closed: Uint8Array
}

/** From one origin to every node. */
export interface WayTree {
  origin: number
  /** Infinity where no road leads. */
  km: Float64Array
  minutes: Float64Array
  /** The last road of the way; -1 at the origin and where none leads. */
  roadTo: Int32Array
}

export interface Paths {
  network: RoadNetwork
  from(origin: number): WayTree
  /** Closes or opens a road and mends the trees. Gives the origins whose distances changed. */
  setClosed(road: number, closed: boolean): number[]
}

export function shortestPaths(network: RoadNetwork): Paths {
  const { nodes, a, b, km, minutes, closed } = network
  const roads = a.length
  const start = new Int32Array(nodes + 1)
  for (let road = 0; road < roads; road++) {
    start[a[road]]++
    start[b[road]]++
  }
  for (let node = 0, sum = 0; node <= nodes; node++) {
    const count = start[node]
    start[node] = sum
    sum += count
  }
  const incident = new Int32Array(2 * roads)
  const fill = start.slice()
  for (let road = 0; road < roads; road++) {
    incident[fill[a[road]]++] = road
    incident[fill[b[road]]++] = road
  }
  const heap = smallestFirst(nodes)
  const trees = new Map<number, WayTree>()

  const relax = (tree: WayTree): boolean => {
    let changed = false
    for (let node = heap.pop(); node >= 0; node = heap.pop()) {
      const so = tree.km[node]
      for (let i = start[node]; i < start[node + 1]; i++) {
        const road = incident[i]
        if (closed[road]) continue
        const other = a[road] === node ? b[road] : a[road]
        const through = so + km[road]
        if (through >= tree.km[other]) continue
        tree.km[other] = through
        tree.minutes[other] = tree.minutes[node] + minutes[road]
        tree.roadTo[other] = road
        heap.push(other, through)
        changed = true
      }
    }
    return changed
  }

  const grow = (origin: number): WayTree => {
    const tree = {
      origin,
      km: new Float64Array(nodes).fill(Infinity),
      minutes: new Float64Array(nodes).fill(Infinity),
      roadTo: new Int32Array(nodes).fill(-1),
    }
    tree.km[origin] = 0
    tree.minutes[origin] = 0
    heap.push(origin, 0)
    relax(tree)
    return tree
  }

  /** 1 below the node, 2 elsewhere. */
  const side = new Uint8Array(nodes)
  const climbed = new Int32Array(nodes)
  const below = (tree: WayTree, top: number): number[] => {
    side.fill(0)
    side[top] = 1
    const found = [top]
    for (let node = 0; node < nodes; node++) {
      let size = 0
      let at = node
      while (side[at] === 0 && tree.roadTo[at] >= 0) {
        climbed[size++] = at
        const road = tree.roadTo[at]
        at = a[road] === at ? b[road] : a[road]
      }
      const verdict = side[at] || 2
      side[at] = verdict
      while (size > 0) {
        const on = climbed[--size]
        side[on] = verdict
        if (verdict === 1) found.push(on)
      }
    }
    return found
  }

  const cut = (tree: WayTree, road: number): boolean => {
    const top = tree.roadTo[a[road]] === road ? a[road] : tree.roadTo[b[road]] === road ? b[road] : -1
    if (top < 0) return false
    const lost = below(tree, top)
    for (const node of lost) {
      tree.km[node] = Infinity
      tree.minutes[node] = Infinity
      tree.roadTo[node] = -1
    }
    for (const node of lost) {
      for (let i = start[node]; i < start[node + 1]; i++) {
        const by = incident[i]
        if (closed[by]) continue
        const other = a[by] === node ? b[by] : a[by]
        if (side[other] === 1) continue
        const through = tree.km[other] + km[by]
        if (through >= tree.km[node]) continue
        tree.km[node] = through
        tree.minutes[node] = tree.minutes[other] + minutes[by]
        tree.roadTo[node] = by
      }
      if (tree.roadTo[node] >= 0) heap.push(node, tree.km[node])
    }
    relax(tree)
    return true
  }

  const join = (tree: WayTree, road: number): boolean => {
    for (const node of [a[road], b[road]]) if (tree.km[node] < Infinity) heap.push(node, tree.km[node])
    return relax(tree)
  }

  return {
    network,
    from(origin) {
      let tree = trees.get(origin)
      if (!tree) {
        tree = grow(origin)
        trees.set(origin, tree)
      }
      return tree
    },
    setClosed(road, shut) {
      if (Boolean(closed[road]) === shut) return []
      closed[road] = shut ? 1 : 0
      const mend = shut ? cut : join
      return [...trees.values()].filter((tree) => mend(tree, road)).map(({ origin }) => origin)
    },
  }
}

/** The roads from the tree's origin to a node, in that order, each with the way it is driven: a to b or back. */
export function roadsTo(
  { a, b }: RoadNetwork,
  tree: WayTree,
  node: number,
): { road: number; ahead: boolean }[] {
  const way: { road: number; ahead: boolean }[] = []
  let at = node
  while (tree.roadTo[at] >= 0) {
    const road = tree.roadTo[at]
    const ahead = b[road] === at
    way.push({ road, ahead })
    at = ahead ? a[road] : b[road]
  }
  return way.reverse()
}

/** A binary heap of nodes with their place in it, so that a nearer way moves a node instead of adding it again. */
function smallestFirst(nodes: number) {
  const heap = new Int32Array(nodes + 1)
  const place = new Int32Array(nodes).fill(-1)
  const key = new Float64Array(nodes)
  let size = 0
  const rise = (from: number, node: number) => {
    let at = from
    while (at > 0) {
      const above = (at - 1) >> 1
      if (key[heap[above]] <= key[node]) break
      heap[at] = heap[above]
      place[heap[at]] = at
      at = above
    }
    heap[at] = node
    place[node] = at
  }
  return {
    push(node: number, value: number) {
      key[node] = value
      rise(place[node] >= 0 ? place[node] : size++, node)
    },
    /** -1 when there is none. */
    pop(): number {
      if (size === 0) return -1
      const least = heap[0]
      place[least] = -1
      const last = heap[--size]
      if (size > 0) {
        let at = 0
        for (;;) {
          let child = 2 * at + 1
          if (child >= size) break
          if (child + 1 < size && key[heap[child + 1]] < key[heap[child]]) child++
          if (key[heap[child]] >= key[last]) break
          heap[at] = heap[child]
          place[heap[at]] = at
          at = child
        }
        heap[at] = last
        place[last] = at
      }
      return least
    },
  }
}
