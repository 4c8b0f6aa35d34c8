/** How far apart two drawings of one line commonly lie, place by place, read from the drawings themselves. */
import type { Spot, Surroundings } from './drawn-borders-nearby.ts'
import { metresEast, metresNorth, type Outlines } from './drawn-borders-outlines.ts'
import { PairTable } from './drawn-borders-pairs.ts'

/** The noise around each unit: the separation, in metres, that about two thirds of drawn borders stay under. */
export interface Noise {
  sigmaM: Float64Array
  /** Share of overlaps among what units face around each unit: about a half where lines were drawn twice. */
  overlapShare: Float64Array
  /** Whether most units share segments exactly: then what lies apart was meant to. */
  exactFile: boolean
}

const PILOT_PROBES = 9
const PROBES = 24
/** Noise above this share of a unit's size can't be told from its shape. */
const LARGEST_SHARE = 0.2
/** The pilot takes a low quantile, since most of an outer boundary faces nobody. */
const PILOT_QUANTILE = 0.3
/** That quantile, and the median, of the distance to the nearest line, for noise 1 (measured by redrawing). */
const PILOT_SCALE = 0.4
const MEDIAN_SCALE = 0.62
/** What a neighbour's probe and the whole file count for, against a probe of the unit's own. */
const NEIGHBOUR_WEIGHT = 0.5
const FILE_WEIGHT = 4

export function estimateNoise(
  outlines: Outlines,
  around: Surroundings,
  resolutionM: number,
  cellM: number,
): Noise {
  const { count, firstOpen, sizeM, hasExact } = outlines
  let exactUnits = 0
  for (let u = 0; u < count; u++) exactUnits += hasExact[u]
  const exactFile = 2 * exactUnits >= count
  const logSigma = new Float64Array(count)
  const weight = new Float64Array(count)
  const overlaps = new Float64Array(count)
  const probes = new Float64Array(count)
  const facing = new PairTable()
  const distances = new Float64Array(PROBES)
  for (let u = 0; u < count; u++) {
    if (firstOpen[u] === firstOpen[u + 1]) continue
    const pilot = pilotNoise(outlines, around, u, cellM)
    if (pilot === Number.POSITIVE_INFINITY) continue
    const reach = Math.max(Math.min(0.4 * sizeM[u], 4 * pilot), resolutionM)
    // units that share segments exactly lie apart where they do so on purpose: only overlaps speak of error
    const gapsCount = !exactFile && hasExact[u] === 0
    let got = 0
    everyProbe(outlines, u, PROBES, (spot, normalX, normalY) => {
      lookAround(around, spot, reach, u)
      if (around.size === 0) return
      around.face(spot, normalX, normalY, reach, 0.5 * pilot)
      if (around.unit < 0) return
      const overlap = around.separation < 0
      if (!gapsCount && overlap && !outlines.holds(around.unit, spot.x, spot.y)) return
      probes[u]++
      if (overlap) overlaps[u]++
      facing.find(u, around.unit)
      if (gapsCount || overlap) distances[got++] = Math.abs(around.separation)
    })
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
  for (let p = 0; p < facing.size; p++) {
    for (const [u, v] of [
      [facing.a[p], facing.b[p]],
      [facing.b[p], facing.a[p]],
    ]) {
      sum[u] += NEIGHBOUR_WEIGHT * weight[v] * logSigma[v]
      total[u] += NEIGHBOUR_WEIGHT * weight[v]
      overlapSum[u] += overlaps[v]
      probeSum[u] += probes[v]
    }
  }
  return {
    sigmaM: sum.map((s, u) => Math.max(resolutionM, Math.exp(s / total[u]))),
    overlapShare: overlapSum.map((n, u) => (probeSum[u] > 0 ? n / probeSum[u] : 0)),
    exactFile,
  }
}

/** A first guess from few probes, whatever they face; infinite where nothing is near. */
function pilotNoise(outlines: Outlines, around: Surroundings, unit: number, cellM: number): number {
  const cap = LARGEST_SHARE * PILOT_SCALE * outlines.sizeM[unit]
  const found: number[] = []
  everyProbe(outlines, unit, PILOT_PROBES, (spot) => {
    for (let reach = Math.min(cellM / 4, cap); ; reach = Math.min(cap, 3 * reach)) {
      lookAround(around, spot, reach, unit)
      const nearest = Math.sqrt(around.nearestSquared(spot))
      if (nearest <= reach || reach >= cap) {
        found.push(nearest <= cap ? nearest : Number.POSITIVE_INFINITY)
        return
      }
    }
  })
  found.sort((x, y) => x - y)
  return found[Math.floor((found.length - 1) * PILOT_QUANTILE)] / PILOT_SCALE
}

/** Visits the middles of up to `most` open segments of a unit, spread evenly. */
function everyProbe(
  { xy, next, inside, segments, firstOpen }: Outlines,
  unit: number,
  most: number,
  visit: (spot: Spot, normalX: number, normalY: number) => void,
): void {
  const first = firstOpen[unit]
  const open = firstOpen[unit + 1] - first
  const probes = Math.min(most, open)
  for (let i = 0; i < probes; i++) {
    const v = segments[first + Math.floor(((i + 0.5) * open) / probes)]
    const w = next[v]
    const y = (xy[2 * v + 1] + xy[2 * w + 1]) / 2
    const spot = { x: (xy[2 * v] + xy[2 * w]) / 2, y, east: metresEast(y), north: metresNorth(y) }
    const dx = (xy[2 * w] - xy[2 * v]) * spot.east
    const dy = (xy[2 * w + 1] - xy[2 * v + 1]) * spot.north
    const scale = inside[v] / (Math.hypot(dx, dy) || 1)
    visit(spot, dy * scale, -dx * scale)
  }
}

function lookAround(around: Surroundings, { x, y, east, north }: Spot, reach: number, unit: number): void {
  around.gather(x - reach / east, y - reach / north, x + reach / east, y + reach / north, unit)
}
