/** Metres on a UTM grid to degrees, for the datums that Venezuelan surveys use. */
import type { Position } from 'geojson'

export type Datum = 'wgs84' | 'regven' | 'la-canoa'

interface Ellipsoid {
  /** Semi-major axis in metres. */
  a: number
  /** Flattening. */
  f: number
}

const WGS84: Ellipsoid = { a: 6378137, f: 1 / 298.257223563 }
const GRS80: Ellipsoid = { a: 6378137, f: 1 / 298.257222101 }
const INTERNATIONAL_1924: Ellipsoid = { a: 6378388, f: 1 / 297 }
const ELLIPSOIDS: Record<Datum, Ellipsoid> = { wgs84: WGS84, regven: GRS80, 'la-canoa': INTERNATIONAL_1924 }

const SCALE = 0.9996
const FALSE_EASTING = 500_000
const FALSE_NORTHING_SOUTH = 10_000_000
const radians = (degrees: number) => (degrees * Math.PI) / 180
const degrees = (angle: number) => (angle * 180) / Math.PI

/**
 * WGS 84 longitude and latitude in degrees of a point on a UTM grid; metres in. Within a millimetre of PROJ inside
 * the zone's own six degrees. Krüger's series to the fourth power of n (Karney 2011, eq. 36).
 */
export function fromUtm(
  easting: number,
  northing: number,
  zone: number,
  south: boolean,
  datum: Datum,
): Position {
  const ellipsoid = ELLIPSOIDS[datum]
  const n = ellipsoid.f / (2 - ellipsoid.f)
  const rectifyingRadius = (ellipsoid.a / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64)
  const series = [
    n / 2 - (2 / 3) * n ** 2 + (37 / 96) * n ** 3 - n ** 4 / 360,
    n ** 2 / 48 + n ** 3 / 15 - (437 / 1440) * n ** 4,
    (17 / 480) * n ** 3 - (37 / 840) * n ** 4,
    (4397 / 161280) * n ** 4,
  ]
  const xi = (northing - (south ? FALSE_NORTHING_SOUTH : 0)) / (SCALE * rectifyingRadius)
  const eta = (easting - FALSE_EASTING) / (SCALE * rectifyingRadius)
  let xiSphere = xi
  let etaSphere = eta
  series.forEach((beta, index) => {
    const multiple = 2 * (index + 1)
    xiSphere -= beta * Math.sin(multiple * xi) * Math.cosh(multiple * eta)
    etaSphere -= beta * Math.cos(multiple * xi) * Math.sinh(multiple * eta)
  })
  const conformal = Math.asin(Math.sin(xiSphere) / Math.cosh(etaSphere))
  const longitude = degrees(Math.atan2(Math.sinh(etaSphere), Math.cos(xiSphere))) + zone * 6 - 183
  return toWgs84([longitude, degrees(geographicLatitude(conformal, ellipsoid))], datum)
}

/** Inverse of the conformal latitude, by iteration (Snyder 1987, eq. 3-4); radians. */
function geographicLatitude(conformal: number, { f }: Ellipsoid): number {
  const e = Math.sqrt(f * (2 - f))
  const t = Math.tan(Math.PI / 4 + conformal / 2)
  let latitude = conformal
  for (let round = 0; round < 8; round++) {
    const s = e * Math.sin(latitude)
    latitude = 2 * Math.atan(t * ((1 + s) / (1 - s)) ** (e / 2)) - Math.PI / 2
  }
  return latitude
}

/** La Canoa to WGS 84 (EPSG:1096, Molodensky-Badekas, coordinate frame, about 15 m): metres, arc seconds, ppm. */
const LA_CANOA = {
  shift: [-270.933, 115.599, -360.226],
  turn: [-5.266, -1.238, 2.381].map((seconds) => radians(seconds / 3600)),
  scale: -5.109e-6,
  pivot: [2464351.59, -5783466.61, 974809.81],
}

/** Degrees on a datum to degrees on WGS 84. REGVEN is WGS 84 within its own accuracy. */
export function toWgs84(position: Position, datum: Datum): Position {
  if (datum !== 'la-canoa') return position
  const [x, y, z] = geocentric(position, INTERNATIONAL_1924).map(
    (value, axis) => value - LA_CANOA.pivot[axis],
  )
  const [rx, ry, rz] = LA_CANOA.turn
  const turned = [x + rz * y - ry * z, -rz * x + y + rx * z, ry * x - rx * y + z]
  return geographic(
    turned.map((value, axis) => value * (1 + LA_CANOA.scale) + LA_CANOA.pivot[axis] + LA_CANOA.shift[axis]),
    WGS84,
  )
}

function geocentric([longitude, latitude]: Position, { a, f }: Ellipsoid): number[] {
  const phi = radians(latitude)
  const lambda = radians(longitude)
  const e2 = f * (2 - f)
  const normal = a / Math.sqrt(1 - e2 * Math.sin(phi) ** 2)
  return [
    normal * Math.cos(phi) * Math.cos(lambda),
    normal * Math.cos(phi) * Math.sin(lambda),
    normal * (1 - e2) * Math.sin(phi),
  ]
}

function geographic([x, y, z]: number[], { a, f }: Ellipsoid): Position {
  const e2 = f * (2 - f)
  const p = Math.hypot(x, y)
  let phi = Math.atan2(z, p * (1 - e2))
  for (let round = 0; round < 6; round++) {
    const normal = a / Math.sqrt(1 - e2 * Math.sin(phi) ** 2)
    phi = Math.atan2(z + e2 * normal * Math.sin(phi), p)
  }
  return [degrees(Math.atan2(y, x)), degrees(phi)]
}
