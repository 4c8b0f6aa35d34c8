/** A place as people write it down: degrees, minutes and seconds, or metres on a UTM grid. */
import type { Position } from 'geojson'
import { type Datum, fromUtm, toWgs84 } from './transverse-mercator.ts'

/** One way to understand what was typed. `place` is WGS 84, longitude first. */
export interface CoordinateReading {
  place: Position
  as: 'degrees' | 'utm'
  /** Null where the writing does not say and it makes no difference to speak of. */
  datum: Datum | null
  zone: number | null
  south: boolean
  /** True where a missing minus sign was assumed because the territory lies there. */
  assumedWest: boolean
}

type Bounds = [number, number, number, number]

const WORDS: [RegExp, string][] = [
  [/\b(?:REGVEN|SIRGAS(?:[ -]?REGVEN)?)\b/g, ' '],
  [/\bLA[ -]?CANOA\b|\bPSAD[ -]?56\b/g, ' '],
  [/\bWGS[ -]?(?:19)?84\b/g, ' '],
  [/\bEPSG:?\s*\d+\b/g, ' '],
  [/\bUTM\b/g, ' '],
  [/\bLATITUDE?\b|\bLAT\b|\bLONGITUDE?\b|\bLONG?\b|\bLNG\b/g, ' '],
  [/\bNORTE\b|\bNORTH\b/g, 'N'],
  [/\bSUR\b|\bSUL\b|\bSOUTH\b/g, 'S'],
  [/\bOESTE\b|\bWEST\b|\bO\b|(?<=[\d°'"\s])O(?=[\s,;]|$)/g, 'W'],
  [/\bESTE\b|\bLESTE\b|\bEAST\b|\bL\b/g, 'E'],
  [/\bGRADOS?\b|\bGRAUS?\b|\bDEGREES?\b/g, '°'],
  [/\b(?:MTS?|M)\b\.?/g, ' '],
  [/[=:;()[\]]/g, ' '],
]
const ZONE_WORD = /\b(?:ZONA|HUSO|ZONE|FUSO)\s*(\d{1,2})\s*([C-HJ-NP-X])?\b/
const ZONE = /(?<![\d.,])(\d{1,2})\s*([C-HJ-NP-X])(?![A-Z])/
/** The zones of Venezuela, most used first: tried where the writing names none. */
const ZONES_OF_VENEZUELA = [19, 20, 18]
const MAXIMUM_READINGS = 6

/**
 * Every way to read `text` as a place, most likely first; none where it is not a coordinate.
 * `near` (west, south, east, north) is where the territory lies: readings inside it come first.
 */
export function readCoordinates(text: string, near: Bounds | null = null): CoordinateReading[] {
  const upper = fromAddress(text.trim()).normalize('NFKC').toUpperCase().replace(/[−–]/g, '-')
  const marked = upper
    .replace(/[º˚]/g, '°')
    .replace(/''|[″”“]/g, '"')
    .replace(/[′’‘´`]/g, "'")
  if (!/\d/.test(marked) || marked.length > 120) return []
  const readings = readGrid(marked) ?? readDegrees(marked, near)
  const usable = readings.filter(({ place: [x, y] }) => Math.abs(x) <= 180 && Math.abs(y) <= 90)
  if (near) usable.sort((one, other) => Number(inside(other.place, near)) - Number(inside(one.place, near)))
  return usable.slice(0, MAXIMUM_READINGS)
}

/** Map links carry their place as `@lat,lon`, `geo:lat,lon` or `#map=zoom/lat/lon`. */
function fromAddress(text: string): string {
  const found =
    /^geo:(-?[\d.]+),(-?[\d.]+)/i.exec(text) ??
    (/^https?:/i.test(text)
      ? (/@(-?[\d.]+),(-?[\d.]+)/.exec(text) ?? /#map=[\d.]+\/(-?[\d.]+)\/(-?[\d.]+)/.exec(text))
      : null)
  return found ? `${found[1]} ${found[2]}` : text
}

function datumNamed(text: string): Datum | null {
  if (/CANOA|PSAD/.test(text)) return 'la-canoa'
  if (/REGVEN|SIRGAS/.test(text)) return 'regven'
  return /WGS/.test(text) ? 'wgs84' : null
}

const withoutWords = (text: string) => WORDS.reduce((rest, [word, by]) => rest.replace(word, by), text)

/** Metres: null where the text holds none, so that it may be degrees. */
function readGrid(text: string): CoordinateReading[] | null {
  const zoneFound = ZONE_WORD.exec(text)
  let rest = withoutWords(zoneFound ? text.replace(ZONE_WORD, ' ') : text).replace(/\b[XY]\b/g, ' ')
  let zone = zoneFound ? Number(zoneFound[1]) : null
  let band = zoneFound?.[2] ?? null
  const marked = zone === null ? ZONE.exec(rest) : null
  if (marked) {
    rest = rest.replace(ZONE, ' ')
    zone = Number(marked[1])
    band = marked[2]
  }
  const numbers = splitPair(rest).map(metres)
  if (numbers.length !== 2 || !numbers.some((value) => Math.abs(value) >= 1000)) return null
  if (/[A-Z]/.test(rest.replace(/[NEWS]/g, '')) || (zone !== null && (zone < 1 || zone > 60))) return []
  const northingFirst = /^\s*N|^[^A-Z]*\d\s*N.*E/.test(rest) || numbers[0] > 1_000_000
  const [easting, northing] = northingFirst ? [numbers[1], numbers[0]] : numbers
  if (easting < 100_000 || easting > 900_000 || northing < 0 || northing > 10_000_000) return []
  // Bands C to M are south of the equator; a bare S after the zone means the hemisphere.
  const south = band !== null && (band < 'N' || band === 'S')
  const named = datumNamed(text)
  const reading = (inZone: number, datum: Datum): CoordinateReading => ({
    place: fromUtm(easting, northing, inZone, south, datum),
    as: 'utm',
    datum,
    zone: inZone,
    south,
    assumedWest: false,
  })
  return (zone === null ? ZONES_OF_VENEZUELA : [zone]).flatMap((inZone) =>
    (named ? [named] : (['regven', 'la-canoa'] as const)).map((datum) => reading(inZone, datum)),
  )
}

function readDegrees(text: string, near: Bounds | null): CoordinateReading[] {
  const rest = withoutWords(text)
  if (/[A-Z]/.test(rest.replace(/[NSEW]/g, ''))) return []
  const datum = datumNamed(text)
  const reading = (x: number, y: number, assumedWest = false): CoordinateReading => ({
    place: toWgs84([x, y], datum ?? 'wgs84'),
    as: 'degrees',
    datum,
    zone: null,
    south: y < 0,
    assumedWest,
  })
  const letters = rest.match(/[NSEW]/g) ?? []
  if (letters.length > 0) {
    const groups = rest
      .split(/[NSEW]/)
      .map(splitNumbers)
      .filter((group) => group.length > 0)
    const angles = groups.map(angle)
    if (letters.length !== 2 || angles.length !== 2 || angles.includes(null)) return []
    const signed = angles.map((value, index) => Math.abs(value!) * (/[SW]/.test(letters[index]) ? -1 : 1))
    const latitudeFirst = /[NS]/.test(letters[0])
    if (latitudeFirst === /[NS]/.test(letters[1])) return []
    return [latitudeFirst ? reading(signed[1], signed[0]) : reading(signed[0], signed[1])]
  }
  const numbers = splitPair(rest)
  const half = numbers.length / 2
  if (half !== 1 && half !== 2 && half !== 3) return []
  const [first, second] = [angle(numbers.slice(0, half)), angle(numbers.slice(half))]
  if (first === null || second === null) return []
  const readings = [reading(second, first), reading(first, second)]
  if (near && first > 0 && second > 0) {
    for (const [x, y] of [
      [-second, first],
      [-first, second],
    ]) {
      if (inside([x, y], near)) readings.push(reading(x, y, true))
    }
  }
  return readings.filter(({ place: [x, y] }) => Math.abs(y) <= 90 && Math.abs(x) <= 180)
}

/** Numbers as written. A comma is a decimal sign unless the dots or what follows it show that it separates. */
function splitNumbers(text: string): string[] {
  const separated = text.replace(/(\d\.\d+),([-+]?\d+\.\d)/g, '$1 $2').replace(/,(?=\s|[-+])/g, ' ')
  const found = (separated.match(/[-+]?\d[\d.,]*/g) ?? []).map((number) => number.replace(/[.,]+$/, ''))
  return found
}

/** The same, where one number with a comma can only be two numbers. */
function splitPair(text: string): string[] {
  const found = splitNumbers(text)
  return found.length === 1 ? found[0].split(',') : found
}

function angle(parts: string[]): number | null {
  if (parts.length < 1 || parts.length > 3) return null
  const values = parts.map((part) => Number(part.replace(',', '.')))
  if (values.some(Number.isNaN) || values.slice(1).some((value) => value < 0 || value >= 60)) return null
  const size = values.reduce((sum, value, index) => sum + Math.abs(value) / 60 ** index, 0)
  return parts[0].startsWith('-') ? -size : size
}

/** 463.245,5 and 463,245.5 and 463245,5 are the same metres. */
function metres(number: string): number {
  const [dots, commas] = [number.split('.').length - 1, number.split(',').length - 1]
  if (dots > 0 && commas > 0) {
    const decimal = number.lastIndexOf('.') > number.lastIndexOf(',') ? '.' : ','
    const thousands = decimal === '.' ? ',' : '.'
    return Number(number.replaceAll(thousands, '').replace(decimal, '.'))
  }
  if (dots > 1 || commas > 1 || /^\d{3}[.,]\d{3}$/.test(number)) return Number(number.replace(/[.,]/g, ''))
  return Number(number.replace(',', '.'))
}

const inside = ([x, y]: Position, [west, south, east, north]: Bounds) =>
  x >= west && x <= east && y >= south && y <= north
