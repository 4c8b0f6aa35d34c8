/** How far apart two drawings of one line commonly lie, place by place, read from the drawings themselves. */
import type { Surroundings } from './drawn-borders-nearby.ts'
import type { Outlines } from './drawn-borders-outlines.ts'

/** The noise around each unit: the separation, in metres, that about two thirds of drawn borders stay under. */
export interface Noise {
  sigmaM: Float64Array
  /** Beyond this distance a line counts only where it is faced squarely: 0 where no overlap proves the noise. */
  looseM: Float64Array
  /** Share of overlaps among what units face around each unit: about a half where lines were drawn twice. */
  overlapShare: Float64Array
  /** 1 where some probe of the unit lies on the line it faces. */
  together: Uint8Array
  /** Share of units that share some segment exactly. */
  exactShare: number
}

/** Probes per unit, fewer where there are many units to learn from. */
const MOST_PROBES = 24
const LEAST_PROBES = 3
const ALL_PROBES = 100_000
/** Separations above this share of a unit's size can't be told from its shape. */
const FARTHEST = 0.25
/** The median distance of a probe to the line it faces, for noise 1 (measured by redrawing). */
const MEDIAN_SCALE = 0.65
/** With fewer overlaps than this around a unit, nothing proves that its gaps are errors. */
export const PROVEN_OVERLAPS = 0.15
/** Within this many deviations the direction of a line says nothing. */
const LOOSE = 1.5
/** What the whole file counts for, against a probe of the unit's own; each neighbour a probe meets counts for one. */
const FILE_WEIGHT = 4

export function estimateNoise(
  outlines: Outlines,
  around: Surroundings,
  resolutionM: number,
  cellM: number,
): Noise {
  const { count, xy, unit, next, inside, segments, firstOpen, endOpen, sizeM, hasExact } = outlines
  let exactUnits = 0
  for (let u = 0; u < count; u++) exactUnits += hasExact[u]
  const exactFile = 2 * exactUnits >= count
  const logSigma = new Float64Array(count)
  const weight = new Float64Array(count)
  const overlaps = new Float64Array(count)
  const probes = new Float64Array(count)
  const together = new Uint8Array(count)
  const perUnit = Math.max(LEAST_PROBES, Math.min(MOST_PROBES, Math.floor(ALL_PROBES / Math.max(1, count))))
  const linkFrom = new Int32Array(count * perUnit)
  const linkTo = new Int32Array(count * perUnit)
  let links = 0
  const distances = new Float64Array(perUnit)
  // unit after unit in the order of their places, so that what is looked up lies near in memory too
  for (let k = 0, u = 0; k < segments.length; k = endOpen[u]) {
    u = unit[segments[k]]
    const farthest = Math.max(FARTHEST * sizeM[u], 2 * resolutionM)
    // units that share segments exactly lie apart where they do so on purpose: only overlaps speak of error
    const gapsCount = !exactFile && hasExact[u] === 0
    let got = 0
    const first = firstOpen[u]
    const openHere = endOpen[u] - first
    const visited = Math.min(perUnit, openHere)
    const each = Math.max(1, Math.floor(perUnit / openHere))
    for (let i = 0; i < visited * each; i++) {
      const v = segments[first + Math.floor(((Math.floor(i / each) + 0.5) * openHere) / visited)]
      const w = next[v]
      const t = ((i % each) + 0.5) / each
      const x = xy[2 * v] + t * (xy[2 * w] - xy[2 * v])
      const y = xy[2 * v + 1] + t * (xy[2 * w + 1] - xy[2 * v + 1])
      const reach = reachOfNearest(around, x, y, u, cellM, farthest)
      if (reach === 0) continue
      const dx = (xy[2 * w] - xy[2 * v]) * around.east
      const dy = (xy[2 * w + 1] - xy[2 * v + 1]) * around.north
      const scale = inside[v] / (Math.sqrt(dx * dx + dy * dy) || 1)
      around.face(x, y, dy * scale, -dx * scale, reach, 0)
      if (around.unit < 0) continue
      if (Math.abs(around.separation) <= resolutionM) together[u] = 1
      const overlap = around.separation < 0
      if (!gapsCount && overlap && !outlines.holds(around.unit, x, y)) continue
      probes[u]++
      if (overlap) overlaps[u]++
      linkFrom[links] = u
      linkTo[links++] = around.unit
      if (gapsCount || overlap) distances[got++] = Math.abs(around.separation)
    }
    if (got === 0) continue
    const sorted = distances.subarray(0, got).sort()
    logSigma[u] = Math.log(Math.max(resolutionM, sorted[got >> 1] / MEDIAN_SCALE))
    weight[u] = got
  }
  const known = logSigma.filter((_, u) => weight[u] > 0).sort()
  const fileLog = known.length > 0 ? known[known.length >> 1] : Math.log(resolutionM)
  const sum = logSigma.map((log, u) => log * weight[u] + fileLog * FILE_WEIGHT)
  const total = weight.map((w) => w + FILE_WEIGHT)
  const overlapSum = overlaps.slice()
  const probeSum = probes.slice()
  const learn = (u: number, from: number) => {
    overlapSum[u] += overlaps[from] / probes[from]
    probeSum[u]++
    if (weight[from] === 0) return
    sum[u] += logSigma[from]
    total[u]++
  }
  for (let i = 0; i < links; i++) {
    if (probes[linkTo[i]] > 0) learn(linkFrom[i], linkTo[i])
    learn(linkTo[i], linkFrom[i])
  }
  const overlapShare = overlapSum.map((n, u) => (probeSum[u] > 0 ? n / probeSum[u] : 0))
  const sigmaM = sum.map((s, u) => Math.max(resolutionM, Math.exp(s / total[u])))
  const looseM = sigmaM.map((sigma, u) => (overlapShare[u] >= PROVEN_OVERLAPS ? LOOSE * sigma : 0))
  return { sigmaM, looseM, overlapShare, together, exactShare: exactUnits / Math.max(1, count) }
}

/** Gathers in growing boxes until the nearest line is surely among what was found; 0 where it is too far. */
function reachOfNearest(
  around: Surroundings,
  x: number,
  y: number,
  unit: number,
  cellM: number,
  farthest: number,
): number {
  for (let reach = Math.min(cellM / 4, farthest); ; reach = Math.min(farthest, 3 * reach)) {
    around.gather(x, y, x, y, reach, unit)
    if (around.nearestSquared(x, y) <= reach * reach) return reach
    if (reach >= farthest) return 0
  }
}
