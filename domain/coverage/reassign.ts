/** Land in a region changes hands: what drawing, splitting, merging, giving and mending all come down to. */
import {
  type Area,
  areaOf,
  areasNear,
  type Changes,
  type Coverage,
  makeArea,
  ringsOf,
  withChanges,
} from './coverage.ts'
import { dissolve, Edges, type Part } from './dissolve.ts'
import { boxOf, grown, segmentMeets } from './grid.ts'
import { type NodedLine, type Noding, nodeLines } from './noding.ts'
import { RingsByPlace } from './winding.ts'

/** Who has a piece of land of the region afterwards; councils that had it before come in order of their ids. */
export type Rule = (owners: readonly string[]) => readonly string[]

/** Land that changes hands, and how. */
export interface Transfer {
  region: readonly Part[]
  rule: Rule
}

/** A segment between two nodes, and how the councils run along it afterwards where that changes. */
interface ChangedEdge {
  a: number
  b: number
  /** 1: from a to b; -1: back; 0: not at all. */
  after: Map<string, 1 | 0 | -1>
}

const SPAN = 2 ** 26
const edgeKey = (a: number, b: number): number => (a < b ? a * SPAN + b : b * SPAN + a)

/**
 * The areas that change. Borders that don't change hands keep their vertices exactly; where a new border meets one,
 * all who have that one receive the vertex.
 */
export function reassign(coverage: Coverage, region: readonly Part[], rule: Rule): Changes {
  const rings = region.flat()
  const box = grown(boxOf(rings), 1)
  const near = areasNear(coverage, box)
  const owned = near.map(ringsOf)
  const rows = [rings, ...owned].flat()
  const noding = nodeLines(
    rows.map((row) => ({ row, closed: true })),
    { within: box },
  )
  const drawn = new RingsByPlace(noding.lines.slice(0, rings.length).map((line) => placesOf(noding, line)))
  let at = rings.length
  const layers = near.map((area, i) => {
    const lines = noding.lines.slice(at, at + owned[i].length)
    at += owned[i].length
    return { area, lines, rings: new RingsByPlace(lines.map((line) => placesOf(noding, line))) }
  })

  const changed = new Map<number, ChangedEdge>()
  const seen = new Set<number>()
  for (const { nodes } of noding.lines)
    for (let i = 0; i < nodes.length; i++) {
      const [a, b] = [nodes[i], nodes[(i + 1) % nodes.length]]
      const key = edgeKey(a, b)
      if (a === b || seen.has(key)) continue
      seen.add(key)
      const [ax, ay, bx, by] = [noding.x[a], noding.y[a], noding.x[b], noding.y[b]]
      if (!segmentMeets(ax, ay, bx, by, box)) continue
      const inRegion = drawn.windingBeside(ax, ay, bx, by)
      if (inRegion.left <= 0 && inRegion.right <= 0) continue
      const left: string[] = []
      const right: string[] = []
      for (const { area, rings: around } of layers) {
        const beside = around.windingBeside(ax, ay, bx, by)
        if (beside.left !== 0) left.push(area.id)
        if (beside.right !== 0) right.push(area.id)
      }
      const after = runs(
        left,
        right,
        inRegion.left > 0 ? rule(left) : left,
        inRegion.right > 0 ? rule(right) : right,
      )
      if (after.size > 0) changed.set(key, { a, b, after })
    }
  return rebuilt(coverage, noding, layers, changed)
}

/** Several transfers one after the other: the areas that change. */
export function reassignInSteps(coverage: Coverage, transfers: readonly Transfer[]): Changes {
  const changes = new Map<string, Area | null>()
  let current = coverage
  for (const { region, rule } of transfers) {
    const step = reassign(current, region, rule)
    for (const [id, area] of step) changes.set(id, area)
    current = withChanges(current, step)
  }
  return changes
}

/** How those for whom something changes run along an edge, by who has its two sides before and after. */
function runs(
  leftBefore: readonly string[],
  rightBefore: readonly string[],
  left: readonly string[],
  right: readonly string[],
): Map<string, 1 | 0 | -1> {
  const after = new Map<string, 1 | 0 | -1>()
  for (const id of new Set([...leftBefore, ...rightBefore, ...left, ...right])) {
    const [isLeft, isRight] = [left.includes(id), right.includes(id)]
    if (isLeft === leftBefore.includes(id) && isRight === rightBefore.includes(id)) continue
    after.set(id, isLeft === isRight ? 0 : isLeft ? 1 : -1)
  }
  return after
}

const placesOf = ({ x, y }: Noding, { nodes }: NodedLine): number[] =>
  nodes.flatMap((node) => [x[node], y[node]])

function rebuilt(
  coverage: Coverage,
  noding: Noding,
  layers: { area: Area; lines: NodedLine[] }[],
  changed: Map<number, ChangedEdge>,
): Changes {
  const ends = new Set<number>()
  const newEdges = new Map<string, Edges>()
  const { x, y } = noding
  for (const { a, b, after } of changed.values()) {
    ends.add(a).add(b)
    for (const [id, way] of after) {
      const edges = newEdges.get(id) ?? new Edges()
      newEdges.set(id, edges)
      if (way > 0) edges.add(x[a], y[a], x[b], y[b])
      if (way < 0) edges.add(x[b], y[b], x[a], y[a])
    }
  }
  const changes = new Map<string, Area | null>()
  for (const { area, lines } of layers) {
    const edges = new Edges()
    let differs = newEdges.has(area.id)
    for (const line of lines) {
      // a vertex put in where nothing changed hands isn't needed
      const kept = line.nodes.flatMap((node, i) => (line.own[i] === 1 || ends.has(node) ? [i] : []))
      differs ||= kept.some((i) => line.own[i] === 0)
      kept.forEach((i, k) => {
        const j = kept[(k + 1) % kept.length]
        const [u, v] = [line.nodes[i], line.nodes[j]]
        const direct = (i + 1) % line.nodes.length === j
        if (!direct || !changed.get(edgeKey(u, v))?.after.has(area.id)) edges.add(x[u], y[u], x[v], y[v])
      })
    }
    if (!differs) continue
    edges.row.push(...(newEdges.get(area.id)?.row ?? []))
    changes.set(area.id, areaOrNothing(area.id, dissolve(edges)))
    newEdges.delete(area.id)
  }
  // who wasn't near keeps what it has elsewhere
  for (const [id, edges] of newEdges)
    changes.set(id, areaOrNothing(id, [...(areaOf(coverage, id)?.parts ?? []), ...dissolve(edges)]))
  return changes
}

const areaOrNothing = (id: string, parts: Part[]): Area | null =>
  parts.length > 0 ? makeArea(id, parts) : null
