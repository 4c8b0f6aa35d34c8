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

function place(system: CoordinateSystem, x: number, y: number): Position | null {
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

/** The outline on the map (WGS 84, closed) that a file's own bounds would have in a system; null where it has none. */
export function outlineIn(system: CoordinateSystem, [x0, y0, x1, y1]: Bounds): Position[] | null {
  const corners = [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
    [x0, y0],
  ].map(([x, y]) => place(system, x, y))
  return corners.every((corner) => corner !== null) ? corners : null
}

export const boundsOf = (outline: readonly Position[]): Bounds => [
  Math.min(...outline.map(([x]) => x)),
  Math.min(...outline.map(([, y]) => y)),
  Math.max(...outline.map(([x]) => x)),
  Math.max(...outline.map(([, y]) => y)),
]

export type Fit = 'territory' | 'country' | 'away' | 'impossible'

/** How likely a place is: on the territory that is already here, in the country, elsewhere, or nowhere. */
export function fitOf(outline: readonly Position[] | null, territory: Bounds | null): Fit {
  if (!outline) return 'impossible'
  const bounds = boundsOf(outline)
  if (territory && meets(bounds, territory)) return 'territory'
  return meets(bounds, VENEZUELA) ? 'country' : 'away'
}

const meets = (one: Bounds, other: Bounds) =>
  one[0] <= other[2] && one[2] >= other[0] && one[1] <= other[3] && one[3] >= other[1]
