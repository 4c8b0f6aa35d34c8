/** Roads as a graph: nodes where they meet, segments between them, and how to get from node to node. */
import type { Position } from 'geojson'
import { segmentLengthM } from '../../geometry/ellipsoid.ts'
import { type CleanLine, cleanLines, type LineProblem, type RoadLine, versionOf } from './line.ts'
import { type JoinedEnd, type Meeting, nodeLines, type PassedOver } from './noding.ts'

export interface NetworkOptions {
  /** How far an end may lie from the line it leads to, in metres. */
  toleranceM?: number
  /** Where a line says none. */
  usualSpeedKmh?: number
}

const USUAL_TOLERANCE_M = 10
const USUAL_SPEED_KMH = 40

export interface RoadNetwork {
  version: string
  toleranceM: number
  lines: readonly CleanLine[]
  nodeCount: number
  /** Longitude and latitude of node `n` at 2n. */
  nodes: Float64Array
  segmentCount: number
  from: Int32Array
  to: Int32Array
  km: Float64Array
  minutes: Float64Array
  /** Its line, and metres along it where the segment begins and ends. */
  line: Int32Array
  begins: Float64Array
  ends: Float64Array
  /** Vertices of segment `s` are `vertices[2 * start[s]] … vertices[2 * start[s + 1] - 1]`, from `from` to `to`. */
  start: Int32Array
  vertices: Float64Array
  /** Ways out of node `n` are `firstArc[n] … firstArc[n + 1] - 1`. */
  firstArc: Int32Array
  arcTo: Int32Array
  arcSegment: Int32Array
  /** 1 along the segment as it is stored, -1 against it. */
  arcDirection: Int8Array
  hasOneWay: boolean
  /** By node, islands by length, the longest 0. */
  island: Int32Array
  islandCount: number
  /** What was done to make a network of the lines, and what could not be. */
  problems: LineProblem[]
  joinedEnds: JoinedEnd[]
  passedOver: PassedOver[]
}

/** Names a segment by its line and the metres along it, so that a new side road elsewhere leaves the name alone. */
export const segmentId = (network: RoadNetwork, segment: number): string => {
  const line = network.lines[network.line[segment]].source.id
  return `${line}:${Math.round(network.begins[segment])}-${Math.round(network.ends[segment])}`
}

export function segmentCoordinates({ start, vertices }: RoadNetwork, segment: number): Position[] {
  const positions: Position[] = []
  for (let v = start[segment]; v < start[segment + 1]; v++)
    positions.push([vertices[2 * v], vertices[2 * v + 1]])
  return positions
}

export const isDrawn = ({ lines, line }: RoadNetwork, segment: number): boolean =>
  lines[line[segment]].source.drawn === true

export function buildNetwork(lines: readonly RoadLine[], options: NetworkOptions = {}): RoadNetwork {
  const { toleranceM = USUAL_TOLERANCE_M, usualSpeedKmh = USUAL_SPEED_KMH } = options
  const { clean, problems } = cleanLines(lines)
  const { meetings, node, joinedEnds, passedOver } = nodeLines(clean, toleranceM)
  const { numbers, places } = numberNodes(meetings, node)
  const segments = cutLines(clean, meetings, numbers, places)
  const speed = segments.line.map((line) => clean[line].source.speedKmh || usualSpeedKmh)
  const graph = {
    version: versionOf(lines, toleranceM),
    toleranceM,
    lines: clean,
    nodeCount: places.length / 2,
    nodes: places,
    segmentCount: segments.line.length,
    from: Int32Array.from(segments.from),
    to: Int32Array.from(segments.to),
    km: Float64Array.from(segments.km),
    minutes: Float64Array.from(segments.km, (km, s) => (60 * km) / speed[s]),
    line: Int32Array.from(segments.line),
    begins: Float64Array.from(segments.begins),
    ends: Float64Array.from(segments.ends),
    start: Int32Array.from(segments.start),
    vertices: Float64Array.from(segments.vertices),
  }
  return {
    ...graph,
    ...arcsOf(graph.nodeCount, graph.from, graph.to, (s) => clean[graph.line[s]].oneWay),
    hasOneWay: clean.some(({ oneWay }) => oneWay !== 0),
    ...islandsByLength(graph.nodeCount, graph.from, graph.to, graph.km),
    problems,
    joinedEnds,
    passedOver,
  }
}

/** Nodes near each other get numbers near each other, so that a search stays within what the processor holds. */
function numberNodes(meetings: readonly Meeting[], node: Int32Array) {
  const place = new Map<number, { x: number; y: number; isEnd: boolean }>()
  for (const [i, { x, y, line }] of meetings.entries()) {
    const isEnd = i === 2 * line || i === 2 * line + 1
    const known = place.get(node[i])
    // An end moves to the line that it meets, and not the line to it.
    if (!known || (known.isEnd && !isEnd)) place.set(node[i], { x, y, isEnd })
  }
  const all = [...place]
  const bounds = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [, { x, y }] of all) {
    bounds[0] = Math.min(bounds[0], x)
    bounds[1] = Math.min(bounds[1], y)
    bounds[2] = Math.max(bounds[2], x)
    bounds[3] = Math.max(bounds[3], y)
  }
  const code = ({ x, y }: { x: number; y: number }) =>
    interleave(
      Math.round((65535 * (x - bounds[0])) / (bounds[2] - bounds[0] || 1)),
      Math.round((65535 * (y - bounds[1])) / (bounds[3] - bounds[1] || 1)),
    )
  const ordered = all
    .map(([root, at]) => ({ root, at, code: code(at) }))
    .sort((a, b) => a.code - b.code || a.root - b.root)
  const number = new Map(ordered.map(({ root }, i) => [root, i]))
  const places = new Float64Array(2 * ordered.length)
  for (const [i, { at }] of ordered.entries()) places.set([at.x, at.y], 2 * i)
  return { numbers: Int32Array.from(node, (root) => number.get(root)!), places }
}

function interleave(x: number, y: number): number {
  const spread = (value: number) => {
    let v = value & 0xffff
    v = (v | (v << 8)) & 0x00ff00ff
    v = (v | (v << 4)) & 0x0f0f0f0f
    v = (v | (v << 2)) & 0x33333333
    return (v | (v << 1)) & 0x55555555
  }
  return (spread(x) | (spread(y) << 1)) >>> 0
}

function cutLines(
  lines: readonly CleanLine[],
  meetings: readonly Meeting[],
  numbers: Int32Array,
  places: Float64Array,
) {
  const segments = {
    line: [] as number[],
    from: [] as number[],
    to: [] as number[],
    km: [] as number[],
    begins: [] as number[],
    ends: [] as number[],
    start: [0],
    vertices: [] as number[],
  }
  const byLine: number[][] = lines.map(() => [])
  for (const [i, { line }] of meetings.entries()) byLine[line].push(i)
  for (const [line, own] of byLine.entries()) {
    own.sort((a, b) => meetings[a].along - meetings[b].along)
    let begun = own[0]
    for (const meeting of own.slice(1)) {
      // Several meetings in one place are one node.
      if (numbers[meeting] === numbers[begun] && !isLoop(lines[line], meetings[begun], meetings[meeting]))
        continue
      cut(line, begun, meeting)
      begun = meeting
    }
  }
  return segments

  function cut(line: number, first: number, last: number) {
    const { xy, along } = lines[line]
    const { vertices } = segments
    const before = vertices.length
    const put = (node: number) => vertices.push(places[2 * node], places[2 * node + 1])
    put(numbers[first])
    for (let v = 0; v < along.length; v++)
      if (along[v] > meetings[first].along && along[v] < meetings[last].along)
        vertices.push(xy[2 * v], xy[2 * v + 1])
    put(numbers[last])
    let metres = 0
    for (let v = before; v + 3 < vertices.length; v += 2)
      metres += segmentLengthM(vertices[v], vertices[v + 1], vertices[v + 2], vertices[v + 3])
    if (metres === 0) {
      vertices.length = before
      return
    }
    segments.line.push(line)
    segments.from.push(numbers[first])
    segments.to.push(numbers[last])
    segments.km.push(metres / 1000)
    segments.begins.push(meetings[first].along)
    segments.ends.push(meetings[last].along)
    segments.start.push(vertices.length / 2)
  }
}

/** Whether a line goes away between two meetings in one node and comes back: some vertex of it lies elsewhere. */
const isLoop = ({ along }: CleanLine, first: Meeting, last: Meeting): boolean =>
  along.some((where) => where > first.along + 1 && where < last.along - 1)

function arcsOf(nodes: number, from: Int32Array, to: Int32Array, oneWay: (segment: number) => -1 | 0 | 1) {
  const firstArc = new Int32Array(nodes + 1)
  const each = (use: (tail: number, head: number, segment: number, direction: -1 | 1) => void) => {
    for (let s = 0; s < from.length; s++) {
      if (oneWay(s) !== -1) use(from[s], to[s], s, 1)
      if (oneWay(s) !== 1) use(to[s], from[s], s, -1)
    }
  }
  each((tail) => {
    firstArc[tail + 1]++
  })
  for (let n = 0; n < nodes; n++) firstArc[n + 1] += firstArc[n]
  const next = firstArc.slice()
  const arcTo = new Int32Array(firstArc[nodes])
  const arcSegment = new Int32Array(firstArc[nodes])
  const arcDirection = new Int8Array(firstArc[nodes])
  each((tail, head, segment, direction) => {
    const arc = next[tail]++
    arcTo[arc] = head
    arcSegment[arc] = segment
    arcDirection[arc] = direction
  })
  return { firstArc, arcTo, arcSegment, arcDirection }
}

function islandsByLength(nodes: number, from: Int32Array, to: Int32Array, km: Float64Array) {
  const parent = Int32Array.from({ length: nodes }, (_, n) => n)
  const root = (n: number) => {
    while (parent[n] !== n) {
      parent[n] = parent[parent[n]]
      n = parent[n]
    }
    return n
  }
  for (let s = 0; s < from.length; s++) parent[root(from[s])] = root(to[s])
  const length = new Map<number, number>()
  for (let n = 0; n < nodes; n++) if (!length.has(root(n))) length.set(root(n), 0)
  for (let s = 0; s < from.length; s++) length.set(root(from[s]), length.get(root(from[s]))! + km[s])
  const order = [...length].sort((a, b) => b[1] - a[1] || a[0] - b[0])
  const rank = new Map(order.map(([r], i) => [r, i]))
  return {
    island: Int32Array.from({ length: nodes }, (_, n) => rank.get(root(n))!),
    islandCount: order.length,
  }
}
