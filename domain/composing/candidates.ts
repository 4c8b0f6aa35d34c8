/** Councils outside a commune that a smallest set may take in: those on ways between its pieces. */
import { BORDER, CERTAIN } from '../territory/adjacency.ts'
import { locateDeclared } from '../territory/declared.ts'
import type { Territory } from '../territory/territory.ts'
import { FIRST, NOBODY } from './mending-problem.ts'
import { type TieOptions, type Ties, tiesAmong } from './ties.ts'

/** Beyond so many councils away from every piece nobody would be asked to join. */
const MOST_STEPS = 8
const MOST_CANDIDATES = 4000

/**
 * No smallest set takes in a council whose shortest way from one piece over it to another is longer than what joining
 * every piece to its nearest costs.
 */
export function candidatesAround(
  territory: Territory,
  commune: ArrayLike<number>,
  options: TieOptions = {},
): number[] {
  const members = new Set(Array.from(commune))
  for (let steps = 2; ; steps = Math.min(MOST_STEPS, 2 * steps)) {
    const near = within(territory, members, steps, options)
    const ties = tiesAmong(territory, [...members, ...near], options)
    const side = Uint8Array.from(ties.units, (unit) => (members.has(unit) ? FIRST : NOBODY))
    const pieces = piecesOf(ties, side)
    if (pieces.length < 2) return []
    const distances = pieces.map((piece) => distancesFrom(ties, side, piece))
    const { cost, apart } = joiningNearest(pieces, distances)
    // a council further away than the steps gone is so from two pieces
    if (steps < MOST_STEPS && (apart || cost > 2 * steps)) continue
    return [...ties.units].filter((_, node) => {
      if (side[node] === FIRST) return false
      const [one, another] = distances.map((distance) => distance[node]).sort((a, b) => a - b)
      // the council itself is counted in both
      return one + another - 1 <= cost
    })
  }
}

function within(
  territory: Territory,
  members: ReadonlySet<number>,
  steps: number,
  options: TieOptions,
): number[] {
  const { start, neighbour, pairOf, kind, certainty } = territory.adjacency
  const { links = [], rule = 'rook', through = 'links' } = options
  const linked = new Map<number, number[]>()
  if (through === 'links') {
    const { ways } = locateDeclared(territory, links)
    for (let w = 0; w < ways.length; w++)
      linked.set(ways[w], [...(linked.get(ways[w]) ?? []), ways[w % 2 === 0 ? w + 1 : w - 1]])
  }
  const found = new Set<number>()
  let frontier = [...members]
  for (let step = 0; step < steps && frontier.length > 0; step++) {
    const further: number[] = []
    const meet = (unit: number) => {
      if (members.has(unit) || found.has(unit) || found.size >= MOST_CANDIDATES) return
      found.add(unit)
      further.push(unit)
    }
    for (const unit of frontier) {
      for (let at = start[unit]; at < start[unit + 1]; at++) {
        const pair = pairOf[at]
        if (kind[pair] !== BORDER && rule === 'rook') continue
        if (certainty[pair] === CERTAIN || through !== 'certain') meet(neighbour[at])
      }
      for (const other of linked.get(unit) ?? []) meet(other)
    }
    frontier = further
  }
  return [...found]
}

function piecesOf({ start, neighbour }: Ties, side: Uint8Array): number[][] {
  const seen = new Uint8Array(side.length)
  const pieces: number[][] = []
  for (let root = 0; root < side.length; root++) {
    if (side[root] !== FIRST || seen[root] === 1) continue
    const piece = [root]
    seen[root] = 1
    for (const node of piece) {
      for (let at = start[node]; at < start[node + 1]; at++) {
        if (side[neighbour[at]] !== FIRST || seen[neighbour[at]] === 1) continue
        seen[neighbour[at]] = 1
        piece.push(neighbour[at])
      }
    }
    pieces.push(piece)
  }
  return pieces
}

/** Outside councils on the shortest way from a piece to each node, the node itself included; members cost nothing. */
function distancesFrom({ start, neighbour }: Ties, side: Uint8Array, piece: number[]): Float64Array {
  const distance = new Float64Array(side.length).fill(Number.POSITIVE_INFINITY)
  let ring = piece
  for (const node of ring) distance[node] = 0
  for (let steps = 0; ring.length > 0; steps++) {
    const further: number[] = []
    const here = [...ring]
    for (let i = 0; i < here.length; i++) {
      for (let at = start[here[i]]; at < start[here[i] + 1]; at++) {
        const other = neighbour[at]
        if (distance[other] < Number.POSITIVE_INFINITY) continue
        if (side[other] === FIRST) {
          distance[other] = steps
          here.push(other)
        } else further.push(other)
      }
    }
    ring = [...new Set(further)].filter((node) => distance[node] === Number.POSITIVE_INFINITY)
    for (const node of ring) distance[node] = steps + 1
  }
  return distance
}

/** What it costs at most, every piece joined to the nearest joined already, and whether some can't be. */
function joiningNearest(pieces: number[][], distances: Float64Array[]): { cost: number; apart: boolean } {
  const left = new Set(pieces.keys())
  left.delete(0)
  const nearest = pieces.map((piece) => distances[0][piece[0]])
  let cost = 0
  let apart = false
  while (left.size > 0) {
    const next = [...left].reduce((best, p) => (nearest[p] < nearest[best] ? p : best))
    left.delete(next)
    if (nearest[next] < Number.POSITIVE_INFINITY) cost += nearest[next]
    else apart = true
    for (const p of left) nearest[p] = Math.min(nearest[p], distances[next][pieces[p][0]])
  }
  return { cost, apart }
}
