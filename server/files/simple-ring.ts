/**
 * A cheap proof that a ring neither crosses nor touches itself: a twentieth of what GEOS takes to say so. Exact, since
 * coordinates that were rounded to 1e-7 degrees are whole numbers; where it proves nothing, GEOS is asked.
 */
import type { Position } from 'geojson'

const PER_DEGREE = 1e7
/** More vertices and GEOS's index is faster. */
const MAX_VERTICES = 5000
/**
 * Edges up to some 5 km, in units of 1e-7 degrees. Then a point beside an edge is at least 2e-6 units away from it, far
 * more than the 1e-7 by which a position in floating-point degrees differs from the whole number: what is apart here
 * is apart there.
 */
const MAX_EDGE = 500_000
/** Edges that share a box. */
const RUN = 4

const x = new Float64Array(MAX_VERTICES + 1)
const y = new Float64Array(MAX_VERTICES + 1)
/** West, south, east, north of each edge, and of each run of edges. */
const edgeBoxes = new Float64Array(4 * MAX_VERTICES)
const runBoxes = new Float64Array(4 * Math.ceil(MAX_VERTICES / RUN))

/** @param ring closed, rounded to 1e-7 degrees. False says nothing. */
export function isPlainlySimple(ring: readonly Position[]): boolean {
  const edges = ring.length - 1
  if (edges < 3 || edges > MAX_VERTICES) return false
  for (let i = 0; i <= edges; i++) {
    const position = ring[i]
    x[i] = Math.round(position[0] * PER_DEGREE)
    y[i] = Math.round(position[1] * PER_DEGREE)
  }
  for (let i = 0; i < edges; i++) {
    if (Math.abs(x[i + 1] - x[i]) > MAX_EDGE || Math.abs(y[i + 1] - y[i]) > MAX_EDGE) return false
    if (foldsBack(i, i + 1 === edges ? 0 : i + 1)) return false
  }
  const runs = setBoxes(edges)
  for (let a = 0; a < runs; a++) {
    if (!runsApart(a, a, edges)) return false
    for (let b = a + 1; b < runs; b++) {
      if (meet(runBoxes, a, b) && !runsApart(a, b, edges)) return false
    }
  }
  return true
}

/** Whether an edge returns along the one before it, the only way in which neighbours meet outside their common point. */
function foldsBack(i: number, j: number): boolean {
  const dx = x[i + 1] - x[i]
  const dy = y[i + 1] - y[i]
  const ex = x[j + 1] - x[j]
  const ey = y[j + 1] - y[j]
  return dx * ey === dy * ex && dx * ex + dy * ey <= 0
}

/** @returns the number of runs. */
function setBoxes(edges: number): number {
  const runs = Math.ceil(edges / RUN)
  for (let run = 0; run < runs; run++) {
    const last = Math.min(edges, (run + 1) * RUN)
    let west = Infinity
    let south = Infinity
    let east = -Infinity
    let north = -Infinity
    for (let i = run * RUN; i < last; i++) {
      const w = Math.min(x[i], x[i + 1])
      const e = Math.max(x[i], x[i + 1])
      const s = Math.min(y[i], y[i + 1])
      const n = Math.max(y[i], y[i + 1])
      edgeBoxes[4 * i] = w
      edgeBoxes[4 * i + 1] = s
      edgeBoxes[4 * i + 2] = e
      edgeBoxes[4 * i + 3] = n
      if (w < west) west = w
      if (s < south) south = s
      if (e > east) east = e
      if (n > north) north = n
    }
    runBoxes[4 * run] = west
    runBoxes[4 * run + 1] = south
    runBoxes[4 * run + 2] = east
    runBoxes[4 * run + 3] = north
  }
  return runs
}

const meet = (boxes: Float64Array, a: number, b: number): boolean =>
  boxes[4 * a] <= boxes[4 * b + 2] &&
  boxes[4 * b] <= boxes[4 * a + 2] &&
  boxes[4 * a + 1] <= boxes[4 * b + 3] &&
  boxes[4 * b + 1] <= boxes[4 * a + 3]

/** All edges of one run from all of another (or of the same), save neighbours. */
function runsApart(a: number, b: number, edges: number): boolean {
  const lastOfA = Math.min(edges, (a + 1) * RUN)
  const lastOfB = Math.min(edges, (b + 1) * RUN)
  for (let i = a * RUN; i < lastOfA; i++) {
    for (let j = Math.max(b * RUN, i + 2); j < lastOfB; j++) {
      const neighbours = i === 0 && j === edges - 1
      if (!neighbours && meet(edgeBoxes, i, j) && !onOneSide(i, j) && !onOneSide(j, i)) return false
    }
  }
  return true
}

/** Whether edge `j` lies strictly on one side of the line of edge `i`. Products stay below 2^53. */
function onOneSide(i: number, j: number): boolean {
  const dx = x[i + 1] - x[i]
  const dy = y[i + 1] - y[i]
  const from = dx * (y[j] - y[i]) - dy * (x[j] - x[i])
  const to = dx * (y[j + 1] - y[i]) - dy * (x[j + 1] - x[i])
  return (from > 0 && to > 0) || (from < 0 && to < 0)
}
