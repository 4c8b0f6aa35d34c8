/**
 * Areas as several people would have drawn them: every polygon of a clean coverage digitised again, alone.
 * Truth stays known, because who borders whom comes from the coverage before it was disturbed.
 */
import type { FlatAreas } from '../../domain/geometry/flat-areas.ts'

export interface Digitising {
  /** Standard deviation of the error of each vertex, metres, in each of the two directions. */
  errorM: number
  seed: number
  /** Share of edges that get one more vertex in their middle. */
  extraShare?: number
  /** Share of vertices that the second hand left out; a ring keeps at least three. */
  dropShare?: number
  /** Share of the units that are drawn again; the others keep their exact coordinates. */
  unitShare?: number
}

const METRES_PER_DEGREE = 111_320

/** Independent uniform numbers in [0, 1) from a 32-bit seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Draws every polygon again with independent errors. Unit, part and ring numbers stay the same. */
export function redigitise(areas: FlatAreas, digitising: Digitising): FlatAreas {
  const { errorM, seed, extraShare = 0.15, dropShare = 0, unitShare = 1 } = digitising
  const random = randomNumbers(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const coordinates: number[] = []
  const ringStart = [0]
  for (let unit = 0; unit < areas.count; unit++) {
    const redrawn = random() < unitShare
    const firstRing = areas.partStart[areas.unitStart[unit]]
    const endRing = areas.partStart[areas.unitStart[unit + 1]]
    for (let ring = firstRing; ring < endRing; ring++) {
      const points = ringPoints(areas, ring)
      if (!redrawn) coordinates.push(...points.flat())
      else {
        let spare = points.length - 3
        points.forEach(([x, y], i) => {
          const [nextX, nextY] = points[(i + 1) % points.length]
          const drop = random() < dropShare && spare > 0
          if (drop) spare--
          else coordinates.push(...moved(x, y))
          if (random() < extraShare) coordinates.push(...moved((x + nextX) / 2, (y + nextY) / 2))
        })
      }
      ringStart.push(coordinates.length / 2)
    }
  }
  return {
    count: areas.count,
    coordinates: Float64Array.from(coordinates),
    ringStart: Uint32Array.from(ringStart),
    partStart: areas.partStart,
    unitStart: areas.unitStart,
  }

  function moved(x: number, y: number): [number, number] {
    const east = (errorM * normal()) / (METRES_PER_DEGREE * Math.cos((y * Math.PI) / 180))
    const north = (errorM * normal()) / METRES_PER_DEGREE
    return [x + east, y + north]
  }
}

function ringPoints(areas: FlatAreas, ring: number): [number, number][] {
  const points: [number, number][] = []
  for (let vertex = areas.ringStart[ring]; vertex < areas.ringStart[ring + 1]; vertex++)
    points.push([areas.coordinates[2 * vertex], areas.coordinates[2 * vertex + 1]])
  return points
}
