/** Lengths and areas on the WGS 84 ellipsoid, where a council's edges are straight in longitude and latitude. */

const RADIANS = Math.PI / 180
const EQUATOR_M = 6378137
const FLATTENING = 1 / 298.257223563
const ECCENTRICITY2 = FLATTENING * (2 - FLATTENING)
const ECCENTRICITY = Math.sqrt(ECCENTRICITY2)

/** Table step in degrees; between steps the scale is interpolated, to 1e-6 of its value up to 85°. */
const STEPS_PER_DEGREE = 10
const TABLE = buildScaleTable()

function buildScaleTable(): Float64Array {
  const table = new Float64Array(2 * (180 * STEPS_PER_DEGREE + 2))
  for (let i = 0; i <= 180 * STEPS_PER_DEGREE + 1; i++) {
    const latitude = Math.min(90, i / STEPS_PER_DEGREE - 90) * RADIANS
    const w2 = 1 - ECCENTRICITY2 * Math.sin(latitude) ** 2
    table[2 * i] = ((EQUATOR_M * Math.cos(latitude)) / Math.sqrt(w2)) * RADIANS
    table[2 * i + 1] = ((EQUATOR_M * (1 - ECCENTRICITY2)) / w2 ** 1.5) * RADIANS
  }
  return table
}

/** Metres in one degree of longitude at a latitude in degrees. */
export function metresPerDegreeEast(latitude: number): number {
  const at = (Math.min(90, Math.max(-90, latitude)) + 90) * STEPS_PER_DEGREE
  const i = at | 0
  return TABLE[2 * i] + (TABLE[2 * i + 2] - TABLE[2 * i]) * (at - i)
}

/** Metres in one degree of latitude at a latitude in degrees. */
export function metresPerDegreeNorth(latitude: number): number {
  const at = (Math.min(90, Math.max(-90, latitude)) + 90) * STEPS_PER_DEGREE
  const i = at | 0
  return TABLE[2 * i + 1] + (TABLE[2 * i + 3] - TABLE[2 * i + 1]) * (at - i)
}

/** A difference of longitudes the short way round, in degrees. */
export function shortWay(degrees: number): number {
  if (degrees > 180) return degrees - 360
  if (degrees < -180) return degrees + 360
  return degrees
}

/** Metres from one position to another, in degrees; within 0.1 % up to a few hundred kilometres. */
export function segmentLengthM(lon1: number, lat1: number, lon2: number, lat2: number): number {
  const middle = (lat1 + lat2) / 2
  const east = shortWay(lon2 - lon1) * metresPerDegreeEast(middle)
  const north = (lat2 - lat1) * metresPerDegreeNorth(middle)
  return Math.sqrt(east * east + north * north)
}

/** Authalic function: the area between the equator and a latitude, per radian of longitude (Snyder 1987, 3-12). */
function zone(latitude: number): number {
  const sine = Math.sin(latitude * RADIANS)
  const es = ECCENTRICITY * sine
  const q = (1 - ECCENTRICITY2) * (sine / (1 - es * es) + Math.atanh(es) / ECCENTRICITY)
  return (EQUATOR_M * EQUATOR_M * q) / 2
}

/**
 * Signed area of a ring in square metres, counter-clockwise positive. `coordinates` alternates longitude and latitude
 * in degrees, vertices `from .. to - 1`, no closing vertex. Along an edge the zone is integrated by Simpson's rule.
 */
export function ringAreaM2(coordinates: ArrayLike<number>, from: number, to: number): number {
  let area = 0
  const base = zone(coordinates[2 * from + 1])
  let lon = coordinates[2 * (to - 1)]
  let lat = coordinates[2 * (to - 1) + 1]
  let low = zone(lat) - base
  for (let v = from; v < to; v++) {
    const nextLon = coordinates[2 * v]
    const nextLat = coordinates[2 * v + 1]
    const high = zone(nextLat) - base
    const middle = Math.abs(nextLat - lat) > 0.01 ? zone((lat + nextLat) / 2) - base : (low + high) / 2
    area -= (shortWay(nextLon - lon) * RADIANS * (low + 4 * middle + high)) / 6
    lon = nextLon
    lat = nextLat
    low = high
  }
  return area
}
