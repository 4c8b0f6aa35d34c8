/** Some way to make two sides whole, near the fewest turns but without proof: for sides too mixed for an exact search. */
import { type Chance, chanceOf } from './chance.ts'
import { FIRST, type MendingProblem, NOBODY, SECOND } from './mending-problem.ts'

const TREES = 60

/**
 * Any tree over all nodes of both sides falls in two whole sides where one tie is cut; trees that keep to ties within
 * a side are cut with few turns. Then whoever need not have turned turns back.
 *
 * @returns the side of each node afterwards; undefined where no tree was found that leaves locked nodes in their places
 */
export function splitByTrees(problem: MendingProblem): Uint8Array | undefined {
  const chance = chanceOf(1)
  let best: { side: Uint8Array; turns: number } | undefined
  for (let tree = 0; tree < TREES; tree++) {
    const side = cutBest(problem, chance)
    if (!side) continue
    turnBack(problem, side)
    const turns = side.reduce((sum, of, node) => sum + (of === problem.side[node] ? 0 : 1), 0)
    if (!best || turns < best.turns) best = { side, turns }
  }
  return best?.side
}

function cutBest(problem: MendingProblem, chance: Chance): Uint8Array | undefined {
  const { side, mayTurn } = problem
  const tree = drawTree(problem, chance)
  if (!tree) return undefined
  const { order, up } = tree
  const size = side.length
  /** Turns needed from each node down if all there became of one side, and how many there may not. */
  const toFirst = new Float64Array(size)
  const toSecond = new Float64Array(size)
  const cost = (node: number, to: number) =>
    side[node] === to ? 0 : (mayTurn[node] & (1 << to)) !== 0 ? 1 : Number.POSITIVE_INFINITY
  const stuckFirst = new Int32Array(size)
  const stuckSecond = new Int32Array(size)
  for (const node of [...order].reverse()) {
    for (const [to, sums, stuck] of [
      [FIRST, toFirst, stuckFirst],
      [SECOND, toSecond, stuckSecond],
    ] as const) {
      const own = cost(node, to)
      if (own === Number.POSITIVE_INFINITY) stuck[node]++
      else sums[node] += own
      if (up[node] < 0) continue
      sums[up[node]] += sums[node]
      stuck[up[node]] += stuck[node]
    }
  }
  const root = order[0]
  let fewest = Number.POSITIVE_INFINITY
  let cut = -1
  let below = FIRST
  for (const node of order) {
    if (node === root) continue
    if (stuckFirst[node] === 0 && stuckSecond[root] === stuckSecond[node]) {
      const turns = toFirst[node] + toSecond[root] - toSecond[node]
      if (turns < fewest) [fewest, cut, below] = [turns, node, FIRST]
    }
    if (stuckSecond[node] === 0 && stuckFirst[root] === stuckFirst[node]) {
      const turns = toSecond[node] + toFirst[root] - toFirst[node]
      if (turns < fewest) [fewest, cut, below] = [turns, node, SECOND]
    }
  }
  if (cut < 0) return undefined
  const after = side.slice()
  const inside = new Set([cut])
  for (const node of order) {
    if (node !== cut && inside.has(up[node])) inside.add(node)
    after[node] = inside.has(node) === (below === FIRST) ? FIRST : SECOND
  }
  return after
}

/** Over all nodes of both sides, ties within a side first; undefined where they are not one piece. */
function drawTree({ start, neighbour, side }: MendingProblem, chance: Chance) {
  const size = side.length
  const ties: { from: number; to: number; when: number }[] = []
  for (let node = 0; node < size; node++) {
    if (side[node] === NOBODY) continue
    for (let at = start[node]; at < start[node + 1]; at++) {
      const other = neighbour[at]
      if (other < node || side[other] === NOBODY) continue
      ties.push({ from: node, to: other, when: chance.next() + (side[other] === side[node] ? 0 : 0.8) })
    }
  }
  ties.sort((a, b) => a.when - b.when)
  const parent = Int32Array.from({ length: size }, (_, node) => node)
  const root = (node: number): number => {
    let at = node
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]]
      at = parent[at]
    }
    return at
  }
  const branches: number[][] = Array.from({ length: size }, () => [])
  for (const { from, to } of ties) {
    const [a, b] = [root(from), root(to)]
    if (a === b) continue
    parent[a] = b
    branches[from].push(to)
    branches[to].push(from)
  }
  const first = side.findIndex((of) => of !== NOBODY)
  const up = new Int32Array(size).fill(-1)
  const order = [first]
  for (const node of order) {
    for (const other of branches[node]) {
      if (other === up[node]) continue
      up[other] = node
      order.push(other)
    }
  }
  const all = side.reduce((count, of) => count + (of === NOBODY ? 0 : 1), 0)
  return order.length === all ? { order, up } : undefined
}

function turnBack(problem: MendingProblem, side: Uint8Array): void {
  for (let again = true; again; ) {
    again = false
    for (let node = 0; node < side.length; node++) {
      const was = problem.side[node]
      const is = side[node]
      if (is === was) continue
      side[node] = was
      if (isOnePiece(problem, side, FIRST) && isOnePiece(problem, side, SECOND)) again = true
      else side[node] = is
    }
  }
}

function isOnePiece({ start, neighbour }: MendingProblem, side: Uint8Array, of: number): boolean {
  const first = side.indexOf(of)
  if (first < 0) return false
  const seen = new Uint8Array(side.length)
  const reached = [first]
  seen[first] = 1
  for (const node of reached) {
    for (let at = start[node]; at < start[node + 1]; at++) {
      const other = neighbour[at]
      if (side[other] !== of || seen[other] === 1) continue
      seen[other] = 1
      reached.push(other)
    }
  }
  return reached.length === side.reduce((count, is) => count + (is === of ? 1 : 0), 0)
}
