/** Roads as somebody drew them, before they are a network. */
import type { Position } from 'geojson'
import { segmentLengthM } from '../../geometry/ellipsoid.ts'

export interface RoadLine {
  /** Names it in segments and closures; the same line keeps it from one version of the roads to the next. */
  id: string
  /** Longitudes and latitudes, WGS 84. */
  coordinates: readonly Position[]
  /** Bridges above 0, tunnels below: lines that cross on different levels don't meet. 0 where nobody said. */
  level?: number
  /** 1 as drawn only, -1 against it only, 0 both ways. */
  oneWay?: -1 | 0 | 1
  speedKmh?: number | null
  /** Drawn by hand to close a gap, and not from any survey. */
  drawn?: boolean
  name?: string | null
}

/** Why a line is not a road: `too-short`: fewer than two different places; `not-on-earth`: a place that is none. */
export interface LineProblem {
  line: string
  problem: 'too-short' | 'not-on-earth' | 'id-twice'
}

export interface CleanLine {
  source: RoadLine
  level: number
  oneWay: -1 | 0 | 1
  /** Longitude and latitude by turns. */
  xy: Float64Array
  /** Metres from the beginning to each vertex. */
  along: Float64Array
}

const isPlace = ([x, y]: Position): boolean =>
  Number.isFinite(x) && Number.isFinite(y) && Math.abs(x) <= 180 && Math.abs(y) <= 90

/** Lines that can be roads, without repeated points; the rest by what is wrong with them. */
export function cleanLines(lines: readonly RoadLine[]): { clean: CleanLine[]; problems: LineProblem[] } {
  const clean: CleanLine[] = []
  const problems: LineProblem[] = []
  const ids = new Set<string>()
  for (const source of lines) {
    const say = (problem: LineProblem['problem']) => problems.push({ line: source.id, problem })
    if (ids.has(source.id)) say('id-twice')
    else if (!source.coordinates.every(isPlace)) say('not-on-earth')
    else {
      const line = measured(source)
      if (line) {
        clean.push(line)
        ids.add(source.id)
      } else say('too-short')
    }
  }
  return { clean, problems }
}

function measured(source: RoadLine): CleanLine | null {
  const xy: number[] = []
  const along: number[] = []
  let length = 0
  for (const [x, y] of source.coordinates) {
    const last = xy.length - 2
    if (last >= 0) {
      const step = segmentLengthM(xy[last], xy[last + 1], x, y)
      if (step === 0) continue
      length += step
    }
    xy.push(x, y)
    along.push(length)
  }
  if (along.length < 2) return null
  return {
    source,
    level: source.level ?? 0,
    oneWay: source.oneWay ?? 0,
    xy: Float64Array.from(xy),
    along: Float64Array.from(along),
  }
}

/** A text that changes when the roads do: for caches, and to tell on which roads a distance was found. */
export function versionOf(lines: readonly RoadLine[], toleranceM: number): string {
  let a = 0x811c9dc5
  let b = 0x9747b28c
  const numbers = new Float64Array(1)
  const words = new Uint32Array(numbers.buffer)
  const take = (word: number) => {
    a = Math.imul(a ^ word, 0x01000193)
    b = Math.imul(b ^ (word + (a >>> 7)), 0x85ebca6b)
  }
  const takeNumber = (value: number) => {
    numbers[0] = value
    take(words[0])
    take(words[1])
  }
  takeNumber(toleranceM)
  for (const { id, coordinates, level = 0, oneWay = 0, speedKmh } of lines) {
    for (let i = 0; i < id.length; i++) take(id.charCodeAt(i))
    for (const value of [level, oneWay, speedKmh ?? -1, coordinates.length]) takeNumber(value)
    for (const [x, y] of coordinates) {
      takeNumber(x)
      takeNumber(y)
    }
  }
  const hex = (word: number) => (word >>> 0).toString(16).padStart(8, '0')
  return hex(a) + hex(b)
}
