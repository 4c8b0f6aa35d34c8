/**
 * Minimum-cost flow by the primal network simplex on a strongly feasible tree.
 *
 * Costs and quantities are whole numbers (below 2^53 along any path), so that reduced costs and residuals are exact,
 * degenerate pivots can't cycle (Cunningham 1976: the last blocking arc of the cycle leaves) and the same input gives
 * the same flow on every machine.
 *
 * In a strongly feasible tree every node can send a little more to the root. So each potential is the true effect of
 * one more unit *entering* at its node, ties or not, and `rangeOf` says up to how many units.
 */

/** A flow, and the tree that it stands on. Nodes are 0 … nodes - 1; the root is `nodes`: what is outside. */
export interface TreeFlow {
  nodes: number
  arcs: number
  tail: Int32Array
  head: Int32Array
  /** Whole numbers. */
  cost: Float64Array
  /** Whole numbers ≥ 0, or Infinity. */
  capacity: Float64Array
  flow: Float64Array
  /** 0 in the tree, 1 at zero, -1 at its capacity. */
  state: Int8Array
  parent: Int32Array
  arcToParent: Int32Array
  depth: Int32Array
  /** What one more unit entering at a node would change of the cost; the root's is 0. */
  potential: Float64Array
  firstChild: Int32Array
  next: Int32Array
  previous: Int32Array
  pivots: number
  /** False when the cap on pivots ended it: the flow is feasible, not proved cheapest. */
  optimal: boolean
}

/** Far more than any case met needs (below ten per arc); a cap all the same, so that no input can hold a worker. */
const PIVOTS_PER_ARC = 200

/** @param room arcs to come, to begin with. */
export function emptyFlow(nodes: number, room: number): TreeFlow {
  const perNode = () => new Int32Array(nodes + 1).fill(-1)
  return {
    nodes,
    arcs: 0,
    tail: new Int32Array(room),
    head: new Int32Array(room),
    cost: new Float64Array(room),
    capacity: new Float64Array(room),
    flow: new Float64Array(room),
    state: new Int8Array(room),
    parent: perNode(),
    arcToParent: perNode(),
    depth: new Int32Array(nodes + 1),
    potential: new Float64Array(nodes + 1),
    firstChild: perNode(),
    next: perNode(),
    previous: perNode(),
    pivots: 0,
    optimal: false,
  }
}

/** Gives the arc's number. Its flow is at a bound until `hang` takes it into the tree. */
export function addArc(
  net: TreeFlow,
  tail: number,
  head: number,
  cost: number,
  capacity: number,
  flow = 0,
): number {
  if (net.arcs === net.tail.length) grow(net)
  const arc = net.arcs++
  net.tail[arc] = tail
  net.head[arc] = head
  net.cost[arc] = cost
  net.capacity[arc] = capacity
  setFlow(net, arc, flow)
  return arc
}

/** What an arc carries before it is in the tree. */
export function setFlow(net: TreeFlow, arc: number, flow: number): void {
  net.flow[arc] = flow
  net.state[arc] = flow > 0 && flow >= net.capacity[arc] ? -1 : 1
}

function grow(net: TreeFlow): void {
  const room = Math.ceil(net.arcs * 1.3) + 64
  const larger = <T extends Int32Array | Float64Array | Int8Array>(old: T, made: T): T => {
    made.set(old)
    return made
  }
  net.tail = larger(net.tail, new Int32Array(room))
  net.head = larger(net.head, new Int32Array(room))
  net.cost = larger(net.cost, new Float64Array(room))
  net.capacity = larger(net.capacity, new Float64Array(room))
  net.flow = larger(net.flow, new Float64Array(room))
  net.state = larger(net.state, new Int8Array(room))
}

/**
 * Hangs a node on its parent by an arc between them, on which the node can send more up: below capacity if the arc
 * leads up, above zero if it leads down.
 */
export function hang(net: TreeFlow, node: number, parent: number, arc: number): void {
  net.arcToParent[node] = arc
  net.state[arc] = 0
  adopt(net, node, parent)
}

function adopt(net: TreeFlow, node: number, parent: number): void {
  const { firstChild, next, previous } = net
  const first = firstChild[parent]
  net.parent[node] = parent
  next[node] = first
  previous[node] = -1
  if (first >= 0) previous[first] = node
  firstChild[parent] = node
}

function disown(net: TreeFlow, node: number): void {
  const { firstChild, next, previous } = net
  const before = previous[node]
  const after = next[node]
  if (before >= 0) next[before] = after
  else firstChild[net.parent[node]] = after
  if (after >= 0) previous[after] = before
}

/** Potentials and depths of a node and all that hangs from it. */
function settle(net: TreeFlow, top: number): void {
  const { parent, arcToParent, depth, potential, cost, tail, firstChild, next } = net
  let node = top
  for (;;) {
    const above = parent[node]
    if (above >= 0) {
      const arc = arcToParent[node]
      potential[node] = potential[above] + (tail[arc] === node ? cost[arc] : -cost[arc])
      depth[node] = depth[above] + 1
    }
    if (firstChild[node] >= 0) node = firstChild[node]
    else {
      while (node !== top && next[node] < 0) node = parent[node]
      if (node === top) return
      node = next[node]
    }
  }
}

/** To the least cost, from a tree in which every node hangs. Costs may have changed and arcs been added since the last time. */
export function improve(net: TreeFlow, pivotCap = PIVOTS_PER_ARC * net.arcs + 1000): void {
  settle(net, net.nodes)
  let pivots = 0
  const cursor = { at: 0 }
  for (; pivots < pivotCap; pivots++) {
    const entering = chooseArc(net, cursor)
    if (entering < 0) break
    pivot(net, entering)
  }
  net.pivots += pivots
  net.optimal = pivots < pivotCap
}

/** The most promising arc of the next block that has one; -1: none has, the flow is cheapest. */
function chooseArc(net: TreeFlow, cursor: { at: number }): number {
  const { arcs, state, cost, potential, tail, head } = net
  const block = Math.max(16, Math.ceil(Math.sqrt(arcs)))
  let entering = -1
  let best = 0
  let at = cursor.at
  for (let seen = 0; seen < arcs && entering < 0; ) {
    const end = Math.min(at + block, arcs)
    seen += end - at
    for (; at < end; at++) {
      const reduced = state[at] * (cost[at] - potential[tail[at]] + potential[head[at]])
      if (reduced < best) {
        best = reduced
        entering = at
      }
    }
    if (at === arcs) at = 0
  }
  cursor.at = at
  return entering
}

function pivot(net: TreeFlow, entering: number): void {
  const { tail, head, capacity, flow, state, parent, arcToParent, depth } = net
  const forward = state[entering] === 1
  const from = forward ? tail[entering] : head[entering]
  const to = forward ? head[entering] : tail[entering]
  let x = from
  let y = to
  let delta = capacity[entering]
  // The lower end of the arc that leaves; -1: the entering arc goes from bound to bound.
  let leaving = -1
  let leavesFromSide = false
  while (x !== y) {
    if (depth[x] >= depth[y]) {
      // Flow comes down from the parent on this side.
      const arc = arcToParent[x]
      const room = head[arc] === x ? capacity[arc] - flow[arc] : flow[arc]
      if (room < delta) {
        delta = room
        leaving = x
        leavesFromSide = true
      }
      x = parent[x]
    } else {
      const arc = arcToParent[y]
      const room = tail[arc] === y ? capacity[arc] - flow[arc] : flow[arc]
      if (room <= delta) {
        delta = room
        leaving = y
        leavesFromSide = false
      }
      y = parent[y]
    }
  }
  const apex = x
  if (delta > 0) {
    flow[entering] += forward ? delta : -delta
    for (let node = from; node !== apex; node = parent[node]) {
      const arc = arcToParent[node]
      flow[arc] += head[arc] === node ? delta : -delta
    }
    for (let node = to; node !== apex; node = parent[node]) {
      const arc = arcToParent[node]
      flow[arc] += tail[arc] === node ? delta : -delta
    }
  }
  if (leaving < 0) {
    state[entering] = forward ? -1 : 1
    return
  }
  const leavingArc = arcToParent[leaving]
  state[leavingArc] = flow[leavingArc] === 0 ? 1 : -1
  state[entering] = 0
  // What hung below the leaving arc hangs from the entering one: its end within is the new top, the way up turns round.
  const top = leavesFromSide ? from : to
  let node = top
  let above = leavesFromSide ? to : from
  let arc = entering
  for (;;) {
    const oldParent = parent[node]
    const oldArc = arcToParent[node]
    disown(net, node)
    arcToParent[node] = arc
    adopt(net, node, above)
    if (node === leaving) break
    above = node
    arc = oldArc
    node = oldParent
  }
  shift(net, top)
}

/** All that hangs from a node follows it: its potential by as much as the node's, its depth by one from its parent's. */
function shift(net: TreeFlow, top: number): void {
  const { parent, arcToParent, depth, potential, cost, tail, firstChild, next } = net
  const arc = arcToParent[top]
  const price = tail[arc] === top ? cost[arc] : -cost[arc]
  const by = potential[parent[top]] + price - potential[top]
  let node = top
  for (;;) {
    potential[node] += by
    depth[node] = depth[parent[node]] + 1
    const child = firstChild[node]
    if (child >= 0) {
      node = child
      continue
    }
    while (node !== top && next[node] < 0) node = parent[node]
    if (node === top) return
    node = next[node]
  }
}

/** How much more can enter at a node before another tree is needed: the least room on its way to the root. */
export function rangeOf(node: number, { tail, capacity, flow, parent, arcToParent }: TreeFlow): number {
  let range = Infinity
  for (let at = node; parent[at] >= 0; at = parent[at]) {
    const arc = arcToParent[at]
    range = Math.min(range, tail[arc] === at ? capacity[arc] - flow[arc] : flow[arc])
  }
  return range
}

/**
 * What one more unit entering at a node would change of another measure of the same flow (uncovered need, kilometres):
 * the same tree read with other costs.
 */
export function effectOf(node: number, measure: (arc: number) => number, net: TreeFlow): number {
  let effect = 0
  for (let at = node; net.parent[at] >= 0; at = net.parent[at]) {
    const arc = net.arcToParent[at]
    effect += net.tail[arc] === at ? measure(arc) : -measure(arc)
  }
  return effect
}
