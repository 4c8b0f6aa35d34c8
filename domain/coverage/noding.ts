/**
 * Lines cut where they meet. Snap rounding on the grid: where two segments cross, both are led through the nearest
 * step, and through every end of another segment that lies on them, round after round, until no two segments meet in
 * anything but their ends.
 */
import { type Box, crossing, liesOn, placeKey, segmentMeets } from './grid.ts'

/** A row of places x, y, x, y, …; a closed one goes back to its first place. */
export interface Line {
  row: ArrayLike<number>
  closed: boolean
}

export interface Noding {
  /** Node `n` is at `x[n]`, `y[n]`. */
  x: number[]
  y: number[]
  /** The nodes along each line; a closed one doesn't repeat its first. */
  lines: NodedLine[]
}

export interface NodedLine {
  nodes: number[]
  /** 1 where the node was a place of the line, 0 where it was put in between. */
  own: number[]
}

export interface NodingOptions {
  /** Segments wholly outside stay as they are; none do if absent. */
  within?: Box
  /** Only what meets one of these lines, by position, is looked at; all are if absent. */
  fresh?: (line: number, segment: number) => boolean
  /** Whether crossings are cut, too, or only what ends on a segment; true if absent. */
  cross?: boolean
}

interface Segment {
  a: number
  b: number
  minX: number
  maxX: number
  minY: number
  maxY: number
  fresh: boolean
  /** The nodes from a to b, both left out, once it is cut. */
  cuts: number[]
  pieces: Segment[] | null
}

/** Sharp corners drawn by hand take two or three rounds; nothing met has taken more than ten. */
const ROUNDS_AT_MOST = 100

export function nodeLines(lines: readonly Line[], options: NodingOptions = {}): Noding {
  const { within, fresh, cross = true } = options
  const x: number[] = []
  const y: number[] = []
  const known = new Map<string, number>()
  const nodeAt = (px: number, py: number): number => {
    const key = placeKey(px, py)
    const found = known.get(key)
    if (found !== undefined) return found
    known.set(key, x.length)
    x.push(px)
    return y.push(py) - 1
  }

  const segments = new Map<number, Segment>()
  const SPAN = 2 ** 26
  /** The one segment between two nodes, in the direction from the lower place, so that all lines cut it alike. */
  const segmentOf = (from: number, to: number, isFresh: boolean): Segment => {
    const forward = x[from] < x[to] || (x[from] === x[to] && y[from] < y[to])
    const [a, b] = forward ? [from, to] : [to, from]
    const found = segments.get(a * SPAN + b)
    if (found) {
      found.fresh ||= isFresh
      return found
    }
    const segment: Segment = {
      a,
      b,
      minX: x[a],
      maxX: x[b],
      minY: Math.min(y[a], y[b]),
      maxY: Math.max(y[a], y[b]),
      fresh: isFresh,
      cuts: [],
      pieces: null,
    }
    segments.set(a * SPAN + b, segment)
    return segment
  }

  const rows = lines.map(({ row, closed }, line) => {
    const nodes: number[] = []
    for (let i = 0; i < row.length; i += 2) nodes.push(nodeAt(row[i], row[i + 1]))
    const ends = closed ? nodes.length : nodes.length - 1
    const ways: (Segment | null)[] = []
    for (let i = 0; i < ends; i++) {
      const [from, to] = [nodes[i], nodes[(i + 1) % nodes.length]]
      const near = !within || segmentMeets(x[from], y[from], x[to], y[to], within)
      ways.push(near && from !== to ? segmentOf(from, to, fresh ? fresh(line, i) : true) : null)
    }
    return { nodes, ways }
  })

  let live = [...segments.values()]
  for (let round = 0; ; round++) {
    if (round === ROUNDS_AT_MOST) throw new Error(`Noding ${live.length} segments does not end`)
    cutWhereTheyMeet(live, x, y, nodeAt, cross)
    for (const segment of live) segment.fresh = false
    const cut = live.filter(({ cuts }) => cuts.length > 0)
    if (cut.length === 0) break
    for (const segment of cut) segment.pieces = pieces(segment, x, y, segmentOf)
    live = [...segments.values()].filter((segment) => segment.pieces === null)
  }
  return { x, y, lines: rows.map(({ nodes, ways }) => walk(nodes, ways)) }
}

/** Notes on each segment where it is to be cut; only pairs with something fresh are looked at. */
function cutWhereTheyMeet(
  segments: Segment[],
  x: number[],
  y: number[],
  nodeAt: (x: number, y: number) => number,
  cross: boolean,
): void {
  segments.sort((s, t) => s.minX - t.minX)
  for (let i = 0; i < segments.length; i++) {
    const s = segments[i]
    for (let j = i + 1; j < segments.length; j++) {
      const t = segments[j]
      if (t.minX > s.maxX + 1) break
      if ((!s.fresh && !t.fresh) || t.minY > s.maxY + 1 || t.maxY < s.minY - 1) continue
      const touched = [cutAt(s, t.a, x, y), cutAt(s, t.b, x, y), cutAt(t, s.a, x, y), cutAt(t, s.b, x, y)]
      if (!cross || touched.includes(true)) continue
      const place = crossing(x[s.a], y[s.a], x[s.b], y[s.b], x[t.a], y[t.a], x[t.b], y[t.b])
      if (!place) continue
      const node = nodeAt(place[0], place[1])
      if (node !== s.a && node !== s.b) s.cuts.push(node)
      if (node !== t.a && node !== t.b) t.cuts.push(node)
    }
  }
}

function cutAt(segment: Segment, node: number, x: number[], y: number[]): boolean {
  const { a, b } = segment
  if (node === a || node === b) return false
  if (!liesOn(x[node], y[node], x[a], y[a], x[b], y[b])) return false
  segment.cuts.push(node)
  return true
}

function pieces(
  { a, b, cuts }: Segment,
  x: number[],
  y: number[],
  segmentOf: (from: number, to: number, fresh: boolean) => Segment,
): Segment[] {
  const dx = x[b] - x[a]
  const dy = y[b] - y[a]
  const along = (node: number) => (x[node] - x[a]) * dx + (y[node] - y[a]) * dy
  const inOrder = cuts.toSorted((p, q) => along(p) - along(q) || x[p] - x[q] || y[p] - y[q])
  // One node for each distance along: then every piece is shorter than the segment, and noding ends. Otherwise the two
  // diagonals of one square step would cut each other for ever.
  const way = inOrder.filter((node, i) => i === 0 || along(node) !== along(inOrder[i - 1]))
  way.push(b)
  let from = a
  return way.map((to) => {
    const piece = segmentOf(from, to, true)
    from = to
    return piece
  })
}

/** The nodes of a line through all pieces of its segments. */
function walk(nodes: number[], ways: (Segment | null)[]): NodedLine {
  const line: NodedLine = { nodes: [], own: [] }
  for (let i = 0; i < nodes.length; i++) {
    line.nodes.push(nodes[i])
    line.own.push(1)
    const segment = ways[i]
    if (segment?.pieces) walkInside(segment, nodes[i], line)
  }
  return line
}

/** Adds the nodes between the ends of a segment, coming from one of them. */
function walkInside(segment: Segment, from: number, line: NodedLine): void {
  if (!segment.pieces) return
  const order = from === segment.a ? segment.pieces : segment.pieces.toReversed()
  let at = from
  order.forEach((piece, i) => {
    walkInside(piece, at, line)
    at = piece.a === at ? piece.b : piece.a
    if (i + 1 === order.length) return
    line.nodes.push(at)
    line.own.push(0)
  })
}
