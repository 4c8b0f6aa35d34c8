/**
 * The maps of a PDF, read back as whoever has nothing but the paper would: by the degrees written beside the frame and the
 * scale written in it, to places on the earth.
 */
import type { Position } from 'geojson'
import { metresPerDegreeEast, metresPerDegreeNorth } from '../../domain/geometry/ellipsoid.ts'
import type { Mark, OnPage } from './pdf-marks.ts'

export interface ReadMap {
  /** 25000 is 1:25 000. */
  scale: number
  frame: Position[]
  /** All that is drawn inside the frame, but for the crosses of the grid, which stand at round degrees whatever the land is. */
  paths: Position[][]
  /** Words inside the frame, and where each begins. */
  words: { text: string; at: Position }[]
}

const POINT_M = 0.0254 / 72
const DEGREES = /^(\d+)° (\d\d)'(?: (\d\d)")? ([A-Z])$/

export function mapsOf(page: readonly Mark[]): ReadMap[] {
  const maps: ReadMap[] = []
  for (let at = page.findIndex(inside); at >= 0; ) {
    const corners = page[at].within!
    const isIn = (mark: Mark) => mark.within !== null && same(mark.within, corners)
    const drawn = page.filter(isIn)
    const end = page.findLastIndex(isIn) + 1
    const next = page.findIndex((mark, i) => i >= end && inside(mark))
    maps.push(readMap(drawn, corners, page.slice(end, next < 0 ? undefined : next)))
    at = next
  }
  return maps
}

const inside = ({ within }: Mark) => within !== null
const same = (a: OnPage[], b: OnPage[]) => String(a) === String(b)

/** @param beside what comes after it on the page: the frame with its ticks, and the scale. */
function readMap(drawn: readonly Mark[], corners: OnPage[], beside: readonly Mark[]): ReadMap {
  const scale = beside.flatMap((mark) => {
    const found = mark.kind === 'words' && /1:([\d.,\s]+)$/.exec(mark.text)
    return found ? [Number(found[1].replaceAll(/\D/g, ''))] : []
  })[0]
  const ticks = ticksIn(beside)
  const metres = scale * POINT_M
  const [column, row] = [ticks.x[0], ticks.y[0]]
  const middleY = (Math.min(...corners.map(([, y]) => y)) + Math.max(...corners.map(([, y]) => y))) / 2
  // The scale is that of the middle.
  let middle = row.degrees
  for (let i = 0; i < 4; i++)
    middle = row.degrees + ((row.at - middleY) * metres) / metresPerDegreeNorth(middle)
  const [east, north] = [metresPerDegreeEast(middle) / metres, metresPerDegreeNorth(middle) / metres]
  const place = ([x, y]: OnPage): Position => [
    column.degrees + (x - column.at) / east,
    row.degrees - (y - row.at) / north,
  ]
  // Of a cross, either stroke has its middle where two ticks meet.
  const meets = (at: number, those: readonly Tick[]) => those.some((tick) => Math.abs(tick.at - at) < 1e-3)
  const isCross = (points: OnPage[]) =>
    points.length === 2 &&
    meets((points[0][0] + points[1][0]) / 2, ticks.x) &&
    meets((points[0][1] + points[1][1]) / 2, ticks.y)
  return {
    scale,
    frame: corners.map(place),
    paths: drawn.flatMap((mark) =>
      mark.kind === 'path' && !isCross(mark.points) ? [mark.points.map(place)] : [],
    ),
    words: drawn.flatMap((mark) => (mark.kind === 'words' ? [{ text: mark.text, at: place(mark.at) }] : [])),
  }
}

interface Tick {
  degrees: number
  /** Along the axis of the page. */
  at: number
}

/** The last stroke before each number of degrees is its tick. */
function ticksIn(beside: readonly Mark[]): { x: Tick[]; y: Tick[] } {
  const ticks = { x: [] as Tick[], y: [] as Tick[] }
  for (const [i, mark] of beside.entries()) {
    const found = mark.kind === 'words' && DEGREES.exec(mark.text)
    if (!found) continue
    const [, whole, minutes, seconds = 0, letter] = found
    const along = letter === 'N' || letter === 'S' ? 'y' : 'x'
    const stroke = beside.slice(0, i).findLast((one) => one.kind === 'path') as Mark & { kind: 'path' }
    const size = Number(whole) + Number(minutes) / 60 + Number(seconds) / 3600
    ticks[along].push({
      degrees: 'SWO'.includes(letter) ? -size : size,
      at: stroke.points[0][along === 'x' ? 0 : 1],
    })
  }
  return ticks
}
