/** The coordinate systems that files from Venezuela come in, by the names people know, and where a file would fall. */
import type { Position } from 'geojson'
import { type Datum, fromUtm, toWgs84 } from '../search/transverse-mercator.ts'

export type Bounds = [number, number, number, number]

export interface CoordinateSystem {
  /** `EPSG:N`. */
  code: string
  /** Null: web Mercator, which belongs to no survey. */
  datum: Datum | null
  /** UTM zone north of the equator; null: degrees. */
  zone: number | null
  /** Shown without asking for more. */
  common: boolean
}

const system = (
  code: number,
  datum: Datum | null,
  zone: number | null,
  common = false,
): CoordinateSystem => ({
  code: `EPSG:${code}`,
  datum,
  zone,
  common,
})

export const SYSTEMS: readonly CoordinateSystem[] = [
  system(4326, 'wgs84', null, true),
  system(2202, 'regven', 19, true),
  system(24719, 'la-canoa', 19, true),
  system(2201, 'regven', 18),
  system(24718, 'la-canoa', 18),
  system(2203, 'regven', 20),
  system(24720, 'la-canoa', 20),
  system(32618, 'wgs84', 18),
  system(32619, 'wgs84', 19),
  system(32620, 'wgs84', 20),
  system(4189, 'regven', null),
  system(4247, 'la-canoa', null),
  system(3857, null, null),
]

/** Mainland, islands and the claimed Esequibo, generously: west, south, east, north. */
const VENEZUELA: Bounds = [-73.5, 0.5, -56.4, 15.8]
const MERCATOR_RADIUS = 6378137

/** Longitude and latitude on WGS 84 of a point in the file's own numbers; null where the system cannot hold them. */
export function placeIn(system: CoordinateSystem, x: number, y: number): Position | null {
  if (system.datum === null) {
    const latitude = (2 * Math.atan(Math.exp(y / MERCATOR_RADIUS)) - Math.PI / 2) * (180 / Math.PI)
    const longitude = (x / MERCATOR_RADIUS) * (180 / Math.PI)
    return Math.abs(longitude) <= 180 ? [longitude, latitude] : null
  }
  if (system.zone === null)
    return Math.abs(x) <= 180 && Math.abs(y) <= 90 ? toWgs84([x, y], system.datum) : null
  // Beyond a zone and its neighbours the grid has no meaning.
  if (x < -700_000 || x > 1_700_000 || y < -1_000_000 || y > 9_400_000) return null
  const found = fromUtm(x, y, system.zone, false, system.datum)
  return found.every(Number.isFinite) ? found : null
}

export type Fit = 'territory' | 'country' | 'away' | 'impossible'

/** How likely a place is: on the territory that is already here, in the country, elsewhere, or nowhere. */
export function fitOf(place: Position | null, territory: Bounds | null): Fit {
  if (!place) return 'impossible'
  if (territory && inside(place, territory)) return 'territory'
  return inside(place, VENEZUELA) ? 'country' : 'away'
}

const inside = ([x, y]: Position, [west, south, east, north]: Bounds) =>
  x >= west && x <= east && y >= south && y <= north

const LIKELIHOOD: Fit[] = ['territory', 'country', 'away', 'impossible']

export interface Candidate {
  system: CoordinateSystem
  place: Position | null
  fit: Fit
}

/** Every known system with the place where the file's first point would fall, the likely ones first. */
export function candidates(x: number, y: number, territory: Bounds | null): Candidate[] {
  return SYSTEMS.map((system) => {
    const place = placeIn(system, x, y)
    return { system, place, fit: fitOf(place, territory) }
  }).sort(
    (one, other) =>
      Number(one.fit === 'impossible') - Number(other.fit === 'impossible') ||
      Number(other.system.common) - Number(one.system.common) ||
      LIKELIHOOD.indexOf(one.fit) - LIKELIHOOD.indexOf(other.fit),
  )
}
