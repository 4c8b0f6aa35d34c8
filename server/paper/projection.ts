/**
 * From longitude and latitude to points on paper (1/72 inch), at a round scale. Equirectangular about the middle, with
 * the ellipsoid's own metres per degree: over the 20 km of a commune the scale stays true within about 0.1 %.
 */
import type { Position } from 'geojson'
import { metresPerDegreeEast, metresPerDegreeNorth } from '../../domain/geometry/ellipsoid.ts'

export interface Box {
  x: number
  y: number
  width: number
  height: number
}
export type Bounds = readonly [west: number, south: number, east: number, north: number]

export interface MapSheet {
  box: Box
  /** 25000 is 1:25 000. */
  scale: number
  metresPerPoint: number
  to(position: Position): [x: number, y: number]
  /** What the box shows. */
  bounds: Bounds
}

const METRES_PER_POINT_AT_1_1 = 0.0254 / 72
const ROUND = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5, 8]
/** Of the box, on each side: room for labels and the frame's ticks. */
const MARGIN = 0.06

export function fitMap(bounds: Bounds, box: Box): MapSheet {
  const [west, south, east, north] = bounds
  const middle: Position = [(west + east) / 2, (south + north) / 2]
  const eastM = metresPerDegreeEast(middle[1])
  const northM = metresPerDegreeNorth(middle[1])
  const room = 1 - 2 * MARGIN
  const needed = Math.max(
    ((east - west) * eastM) / (box.width * room),
    ((north - south) * northM) / (box.height * room),
    // A point has no extent; a house stands in ten metres.
    10 / box.width,
  )
  const scale = roundUp(needed / METRES_PER_POINT_AT_1_1)
  const metresPerPoint = scale * METRES_PER_POINT_AT_1_1
  const centre = [box.x + box.width / 2, box.y + box.height / 2]
  const halfEast = ((box.width / 2) * metresPerPoint) / eastM
  const halfNorth = ((box.height / 2) * metresPerPoint) / northM
  return {
    box,
    scale,
    metresPerPoint,
    to: ([longitude, latitude]) => [
      centre[0] + ((longitude - middle[0]) * eastM) / metresPerPoint,
      centre[1] - ((latitude - middle[1]) * northM) / metresPerPoint,
    ],
    bounds: [middle[0] - halfEast, middle[1] - halfNorth, middle[0] + halfEast, middle[1] + halfNorth],
  }
}

function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return (ROUND.find((round) => round * power >= value * (1 - 1e-9)) ?? 10) * power
}

/** A round length of at most `longest` points: 1, 2 or 5 by ten. */
export function scaleBar({ metresPerPoint }: MapSheet, longest: number): { metres: number; points: number } {
  const most = longest * metresPerPoint
  const power = 10 ** Math.floor(Math.log10(most))
  const metres = ([5, 2, 1].find((digit) => digit * power <= most) ?? 1) * power
  return { metres, points: metres / metresPerPoint }
}

/** Seconds of arc that make round ticks. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18_000]
const BETWEEN_TICKS = 120

export interface Tick {
  degrees: number
  /** Points, along the axis. */
  at: number
  /** `69° 21' O`; the letter is the language's. */
  label: string
}

/** @param west, @param east the letters for them: O and E in Spanish. */
export function ticks(sheet: MapSheet, letters: { west: string; east: string }): { x: Tick[]; y: Tick[] } {
  const [west, south, east, north] = sheet.bounds
  const { width, height } = sheet.box
  const every = (degrees: number, points: number) => {
    const wanted = (degrees / points) * BETWEEN_TICKS * 3600
    return STEPS.find((step) => step >= wanted) ?? STEPS.at(-1)!
  }
  // One step for both ways, so that the grid's cells are squares of arc.
  const step = Math.min(every(east - west, width), every(north - south, height))
  const along = (
    from: number,
    to: number,
    at: (degrees: number) => number,
    label: (degrees: number) => string,
  ) => {
    const found: Tick[] = []
    for (let k = Math.ceil((from * 3600) / step); k * step <= to * 3600; k++) {
      const degrees = (k * step) / 3600
      found.push({ degrees, at: at(degrees), label: label(degrees) })
    }
    return found
  }
  return {
    x: along(
      west,
      east,
      (degrees) => sheet.to([degrees, south])[0],
      (degrees) => `${arc(degrees, step)} ${degrees < 0 ? letters.west : letters.east}`,
    ),
    y: along(
      south,
      north,
      (degrees) => sheet.to([west, degrees])[1],
      (degrees) => `${arc(degrees, step)} ${degrees < 0 ? 'S' : 'N'}`,
    ),
  }
}

function arc(degrees: number, step: number): string {
  const seconds = Math.round(Math.abs(degrees) * 3600)
  const two = (number: number) => String(number).padStart(2, '0')
  const minutes = `${Math.floor(seconds / 3600)}° ${two(Math.floor(seconds / 60) % 60)}'`
  return step % 60 === 0 ? minutes : `${minutes} ${two(seconds % 60)}"`
}
