/**
 * When and where a file says that it was made, beside when and where the claim says that things were: figures, never a
 * verdict. A clock may be wrong, a place may be that of the photographer, and an old photo may have been photographed.
 */
import type { Geometry, Position } from 'geojson'
import { LocalMetres, squaredDistance } from '../geometry/local-metres.ts'

/** As far as the file says. */
export interface Capture {
  /** `2009-03-05T14:20:00`, with `Z` or `±hh:mm` where the zone is known: what the camera's clock showed. */
  at: string | null
  /** `2009-03-05T18:20:00Z`, from the satellites, where the file has it. */
  satelliteAt: string | null
  /** longitude, latitude; WGS 84 */
  place: [number, number] | null
  /** Metres, where the device said how sure it was. */
  accuracyM: number | null
}

/** What it supports. */
export interface Claimed {
  /** As finely as the viewer may see it; null where there is no shape. */
  geometry: Geometry | null
  /** The first and the last day that the claimed date may mean. */
  date: { earliest: string; latest: string } | null
}

/** Why the clock is to be doubted; none of them proves anything. */
export const CLOCK_DOUBTS = ['after-receipt', 'before-cameras', 'factory-date', 'unlike-satellites'] as const
export type ClockDoubt = (typeof CLOCK_DOUBTS)[number]

export interface CaptureReading {
  /** From the place of capture to the claimed shape, in metres: 0 inside; null where either is missing. */
  distanceM: number | null
  /** From the claimed days to the day of capture: 0 within them, negative before; null where either is missing. */
  days: number | null
  doubts: ClockDoubt[]
}

const DAY_MS = 86_400_000
/** A clock without a zone may be up to fourteen hours ahead of the server's. */
const ZONES_MS = 14 * 3_600_000
const QUARTER_MS = 900_000
/** Exif (JEIDA) appeared in October 1995. */
const FIRST_EXIF = '1995-10'
/** On which clocks begin when their battery was out; cameras of before this year were set by hand anyway. */
const FACTORY = /^(1970|1980|19[89]\d|20\d\d)-01-01T00:0/

/** @param receivedAt when the server had the whole file, ISO 8601 in UTC. */
export function readCapture(capture: Capture, claimed: Claimed, receivedAt: string): CaptureReading {
  return {
    distanceM: capture.place && claimed.geometry ? distanceTo(capture.place, claimed.geometry) : null,
    days: capture.at && claimed.date ? daysFrom(capture.at.slice(0, 10), claimed.date) : null,
    doubts: clockDoubts(capture, receivedAt),
  }
}

export function daysFrom(day: string, { earliest, latest }: { earliest: string; latest: string }): number {
  const between = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS)
  if (day < earliest) return between(earliest, day)
  return day > latest ? between(latest, day) : 0
}

function clockDoubts({ at, satelliteAt }: Capture, receivedAt: string): ClockDoubt[] {
  if (at === null) return []
  const zoned = /(Z|[+-]\d\d:\d\d)$/.test(at)
  const shown = Date.parse(zoned ? at : `${at}Z`)
  if (Number.isNaN(shown)) return []
  const doubts: ClockDoubt[] = []
  // A minute for clocks that are merely a little fast.
  if (shown > Date.parse(receivedAt) + (zoned ? 60_000 : ZONES_MS)) doubts.push('after-receipt')
  if (at < FIRST_EXIF) doubts.push('before-cameras')
  else if (FACTORY.test(at)) doubts.push('factory-date')
  if (satelliteAt !== null && Number.isFinite(Date.parse(satelliteAt))) {
    const apart = shown - Date.parse(satelliteAt)
    // Zones differ by quarters of an hour; what is left over is the clock's. The fix may be some minutes old.
    const beside = Math.abs(apart - Math.round(apart / QUARTER_MS) * QUARTER_MS)
    if (zoned ? Math.abs(apart) > QUARTER_MS : Math.abs(apart) > ZONES_MS || beside > QUARTER_MS / 3)
      doubts.push('unlike-satellites')
  }
  return doubts
}

/**
 * Metres from a place to a shape, 0 inside. On a flat sheet around the place: within half a percent as far as a hundred
 * kilometres, which is finer than anything that is concluded from it.
 */
export function distanceTo(place: Position, shape: Geometry): number {
  const sheet = new LocalMetres(place)
  let nearest = Number.POSITIVE_INFINITY
  const along = (line: Position[]) => {
    for (let i = 0; i < line.length; i++) {
      const [ax, ay] = sheet.to(line[i])
      const [bx, by] = sheet.to(line[Math.min(i + 1, line.length - 1)])
      nearest = Math.min(nearest, squaredDistance(0, 0, ax, ay, bx, by))
    }
  }
  const within = (rings: Position[][]) => {
    for (const ring of rings) along(ring)
    if (rings.filter((ring) => surrounds(ring, place)).length % 2 === 1) nearest = 0
  }
  const look = (one: Geometry): void => {
    switch (one.type) {
      case 'Point':
        along([one.coordinates])
        break
      case 'MultiPoint':
        for (const point of one.coordinates) along([point])
        break
      case 'LineString':
        along(one.coordinates)
        break
      case 'MultiLineString':
        for (const line of one.coordinates) along(line)
        break
      case 'Polygon':
        within(one.coordinates)
        break
      case 'MultiPolygon':
        for (const part of one.coordinates) within(part)
        break
      case 'GeometryCollection':
        for (const part of one.geometries) look(part)
    }
  }
  look(shape)
  return Math.sqrt(nearest)
}

/** By how often a ray to the east crosses the ring. */
function surrounds(ring: Position[], [x, y]: Position): boolean {
  let inside = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [ax, ay] = ring[i]
    const [bx, by] = ring[j]
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}
