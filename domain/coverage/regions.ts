/** Land that is found, not drawn: what a line cuts off, where nobody or two councils are. */
import { type Area, areasNear, type Coverage, ringsOf } from './coverage.ts'
import { dissolve, Edges, faces, type Part } from './dissolve.ts'
import { boxOf, grown, meet, type Place, placeKey } from './grid.ts'
import { type NodedLine, nodeLines } from './noding.ts'
import { contains, windingBeside } from './winding.ts'

export interface Pieces {
  left: Part[]
  right: Part[]
}

/**
 * What a line cuts land into, by the side of the line as it was drawn; parts that it doesn't cut are left out. Where
 * the line ends inside, it cuts nothing. Null where nothing is cut.
 */
export function cutPieces(land: readonly Part[], line: ArrayLike<number>): Pieces | null {
  const rings = land.flat()
  const noding = nodeLines([{ row: line, closed: false }, ...rings.map((row) => ({ row, closed: true }))], {
    within: grown(boxOf([line]), 1),
  })
  const { x, y } = noding
  const [cut, ...outlines] = noding.lines
  const around = outlines.map(({ nodes }) => nodes.flatMap((node) => [x[node], y[node]]))
  const border = new Set(outlines.flatMap(({ nodes }) => nodes))
  const inside: [number, number][] = []
  const seen = new Set<string>()
  for (let i = 0; i + 1 < cut.nodes.length; i++) {
    const [a, b] = [cut.nodes[i], cut.nodes[i + 1]]
    if (a === b || seen.has(placeKey(a, b)) || seen.has(placeKey(b, a))) continue
    seen.add(placeKey(a, b))
    const { left, right } = windingBeside(around, x[a], y[a], x[b], y[b])
    if (left > 0 && right > 0) inside.push([a, b])
  }
  const steps = withoutLooseEnds(inside, border)
  const edges = new Edges()
  for (const ring of around) edges.addRing(ring)
  const drawn = new Set<string>()
  for (const [a, b] of steps) {
    edges.add(x[a], y[a], x[b], y[b])
    edges.add(x[b], y[b], x[a], y[a])
    drawn.add(`${placeKey(x[a], y[a])} ${placeKey(x[b], y[b])}`)
  }
  const pieces: Pieces = { left: [], right: [] }
  const parts = faces(edges)
  if (parts.length <= land.length) return null
  for (const part of parts) {
    const sides = new Set(part.flatMap((ring) => sidesOf(ring, drawn)))
    if (sides.has('left')) pieces.left.push(part)
    else if (sides.has('right')) pieces.right.push(part)
  }
  return pieces
}

function sidesOf(ring: Int32Array, drawn: Set<string>): ('left' | 'right')[] {
  const sides: ('left' | 'right')[] = []
  for (let i = 0; i < ring.length; i += 2) {
    const here = placeKey(ring[i], ring[i + 1])
    const there = placeKey(ring[(i + 2) % ring.length], ring[(i + 3) % ring.length])
    if (drawn.has(`${here} ${there}`)) sides.push('left')
    if (drawn.has(`${there} ${here}`)) sides.push('right')
  }
  return sides
}

/** Steps of a line without those that lead nowhere: an end that is neither on the border nor on another step. */
function withoutLooseEnds(steps: [number, number][], border: Set<number>): [number, number][] {
  const uses = new Map<number, number>()
  for (const node of steps.flat()) uses.set(node, (uses.get(node) ?? 0) + 1)
  const loose = (node: number) => !border.has(node) && uses.get(node) === 1
  let left = steps
  for (;;) {
    const kept = left.filter((step) => !step.some(loose))
    if (kept.length === left.length) return kept
    for (const step of left)
      if (step.some(loose)) for (const node of step) uses.set(node, uses.get(node)! - 1)
    left = kept
  }
}

/** The land that some areas cover so many times; open land has no shell. */
function landCovered(areas: Area[], times: number): Part[] {
  const owned = areas.map(ringsOf)
  const { x, y, lines } = nodeLines(owned.flat().map((row) => ({ row, closed: true })))
  let at = 0
  const layers = areas.map(({ box }, i) => {
    const rings = lines.slice(at, at + owned[i].length)
    at += owned[i].length
    return {
      box: grown(box, 1),
      rings: rings.map(({ nodes }) => nodes.flatMap((node) => [x[node], y[node]])),
    }
  })
  const edges = new Edges()
  for (const [a, b] of unmatchedSteps(lines)) {
    const middle = boxOf([[x[a], y[a], x[b], y[b]]])
    const covered = { left: 0, right: 0 }
    for (const { box, rings } of layers) {
      if (!meet(box, middle)) continue
      const { left, right } = windingBeside(rings, x[a], y[a], x[b], y[b])
      covered.left += left
      covered.right += right
    }
    if (covered.left === times && covered.right !== times) edges.add(x[a], y[a], x[b], y[b])
    if (covered.right === times && covered.left !== times) edges.add(x[b], y[b], x[a], y[a])
  }
  return dissolve(edges)
}

/** Steps between two nodes, each once, without those walked as often back as there: these part nothing. */
function unmatchedSteps(lines: NodedLine[]): [number, number][] {
  const SPAN = 2 ** 26
  const walked = new Map<number, number>()
  for (const { nodes } of lines)
    nodes.forEach((a, i) => {
      const b = nodes[(i + 1) % nodes.length]
      const key = Math.min(a, b) * SPAN + Math.max(a, b)
      walked.set(key, (walked.get(key) ?? 0) + Math.sign(b - a))
    })
  return [...walked].flatMap(([key, net]) => (net === 0 ? [] : [[Math.floor(key / SPAN), key % SPAN]]))
}

const partAround = (parts: Part[], [x, y]: Place): Part | null =>
  parts.find((part) => contains(part, x, y)) ?? null

/** Gaps are looked for among this many councils at most, in a reach that grows from 100 m. */
const COUNCILS_AT_MOST = 400
const FIRST_REACH = 10_000

/** The land around a place that nobody has and councils close in on all sides; null where it is open or taken. */
export function gapAround(coverage: Coverage, place: Place): Part | null {
  let around = boxOf([place])
  for (let reach = FIRST_REACH; ; reach *= 3) {
    around = grown(around, reach)
    const areas = areasNear(coverage, around)
    if (areas.length > COUNCILS_AT_MOST) return null
    if (areas.some((area) => contains(ringsOf(area), ...place))) return null
    const gap = partAround(landCovered(areas, 0), place)
    if (gap) {
      const box = boxOf(gap)
      const all = areasNear(coverage, box)
      if (all.every((area) => areas.includes(area))) return gap
      around = box
    }
    if (reach > 1e9) return null
  }
}

/** How far, in steps, a place may be beside the overlap that is meant: 1 m. */
const BESIDE = 100

/** The land around a place, or just beside it, that both councils have. */
export function overlapAround(one: Area, other: Area, place: Place): Part | null {
  const parts = landCovered([one, other], 2)
  const within = boxOf([place])
  const beside = () => parts.find((part) => meet(grown(boxOf(part), BESIDE), within)) ?? null
  return partAround(parts, place) ?? beside()
}
