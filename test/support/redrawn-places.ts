/** Places whose borders are known exactly, to be redrawn, and the score of what is found again. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import type { Feature, MultiPolygon, Polygon } from 'geojson'
import type { FlatAreas } from '../../domain/geometry/flat-areas.ts'
import { flatten } from '../../domain/geometry/flatten.ts'
import { type DrawnContact, matchDrawnBorders } from '../../domain/territory/drawn-borders.ts'
import { type Digitising, redigitise } from './redigitise.ts'

export const referenceFolder = fileURLToPath(new URL('../../../shared/data/territory/', import.meta.url))
export const referencePresent = existsSync(referenceFolder)

export interface Place {
  areas: FlatAreas
  /** Pairs that share a line, as `a * count + b` with `a < b`. */
  borders: Set<number>
}

/** Municipalities of Metro Manila and French departments; Tondo is the exam that nothing was fitted to. */
const DISTRICTS: Record<string, string> = {
  tondo: 'PH133901000',
  sampaloc: 'PH133906000',
  pasay: 'PH137605000',
  caloocan: 'PH137501000',
  'quezon city': 'PH137404000',
  'santa ana': 'PH133914000',
  'santa cruz': 'PH133905000',
  malate: 'PH133910000',
  paco: 'PH133911000',
}

/** Every place of the reference data by name. */
export function readPlaces(): Map<string, Place> {
  const barangays = readFeatures('philippines-barangays/barangays_2019_hires_NCR.geojsonl.gz')
  const communes = readFeatures('france-communes/communes.geojsonl.gz')
  const places = new Map<string, Place>()
  for (const [name, code] of Object.entries(DISTRICTS))
    places.set(name, placeOf(barangays.filter(({ properties }) => properties.muni === code)))
  places.set('finistère', placeOf(communes.filter(({ properties }) => properties.code.startsWith('29'))))
  places.set('grid', placeOf(streetGrid(16, 130)))
  return places
}

export function readFeatures(file: string): Feature<Polygon | MultiPolygon, Record<string, string>>[] {
  return gunzipSync(readFileSync(referenceFolder + file))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

/** Blocks whose corners all meet in fours: the case that a tolerance gets wrong. */
function streetGrid(side: number, blockM: number): { geometry: Polygon }[] {
  const node = (i: number, j: number) => [
    -69.3 + (i + 0.08 * Math.sin(7 * i + 3 * j)) * (blockM / 109_600),
    10.07 + (j + 0.08 * Math.cos(5 * i - 2 * j)) * (blockM / 110_600),
  ]
  return Array.from({ length: side * side }, (_, unit) => {
    const i = unit % side
    const j = Math.floor(unit / side)
    const ring = [node(i, j), node(i + 1, j), node(i + 1, j + 1), node(i, j + 1), node(i, j)]
    return { geometry: { type: 'Polygon', coordinates: [ring] } }
  })
}

function placeOf(units: { geometry: Polygon | MultiPolygon }[]): Place {
  const areas = flatten(units)
  return { areas, borders: sharedSegments(areas).borders }
}

/** Borders by equal segments, slowly and plainly, and which segments are left over. */
export function sharedSegments(areas: FlatAreas): { borders: Set<number>; open: Uint8Array } {
  const { coordinates, ringStart, partStart, unitStart, count } = areas
  const open = new Uint8Array(ringStart[ringStart.length - 1]).fill(1)
  const seen = new Map<string, [unit: number, segment: number]>()
  const borders = new Set<number>()
  for (let unit = 0; unit < count; unit++)
    for (let ring = partStart[unitStart[unit]]; ring < partStart[unitStart[unit + 1]]; ring++)
      for (let v = ringStart[ring]; v < ringStart[ring + 1]; v++) {
        const w = v + 1 < ringStart[ring + 1] ? v + 1 : ringStart[ring]
        const ends = [v, w].map((p) => `${coordinates[2 * p]},${coordinates[2 * p + 1]}`).sort()
        const key = ends.join(';')
        const other = seen.get(key)
        if (!other) seen.set(key, [unit, v])
        else if (other[0] !== unit) {
          borders.add(Math.min(unit, other[0]) * count + Math.max(unit, other[0]))
          open[v] = 0
          open[other[1]] = 0
        }
      }
  return { borders, open }
}

export interface Score {
  found: number
  invented: number
  missed: number
  certain: number
  certainWrong: number
  /** Units with a true border of which none was found. */
  alone: number
  f1: number
}

/** Redraws a place and scores what is found of its borders. */
export function scoreRedrawn(place: Place, digitising: Digitising): Score {
  return scoreDrawn(redigitise(place.areas, digitising), place.borders)
}

/** Scores drawn areas, of which no segment counts as shared exactly, against known borders. */
export function scoreDrawn(areas: FlatAreas, borders: Set<number>): Score {
  const open = new Uint8Array(areas.ringStart[areas.ringStart.length - 1]).fill(1)
  return scoreContacts(
    matchDrawnBorders(areas, open, () => false),
    areas.count,
    borders,
  )
}

function scoreContacts(contacts: DrawnContact[], count: number, borders: Set<number>): Score {
  const score = { found: 0, invented: 0, certain: 0, certainWrong: 0 }
  const alone = new Set<number>()
  for (const key of borders) alone.add(Math.floor(key / count)).add(key % count)
  for (const { a, b, kind, certainty } of contacts) {
    if (kind !== 'border') continue
    const right = borders.has(a * count + b)
    if (right) score.found++
    else score.invented++
    if (certainty === 'certain') {
      score.certain++
      if (!right) score.certainWrong++
    }
    alone.delete(a)
    alone.delete(b)
  }
  const missed = borders.size - score.found
  const f1 = (2 * score.found) / (2 * score.found + score.invented + missed)
  return { ...score, missed, alone: alone.size, f1 }
}
