/**
 * What no validity check sees: metres taken for degrees, latitude written first, a .prj that does not belong to the
 * numbers. All of these are "valid" to every library.
 */
import { crsLabel, isWgs84 } from './crs.ts'
import { problem, Refusal } from './problem.ts'
import type { AreaOfUse } from './reproject.ts'
import type { Finished } from './rings.ts'
import type { FileProblem, ReadOptions } from './types.ts'

/** Venezuela with its sea, Isla de Aves and the Esequibo, in degrees. */
const VENEZUELA = { west: -74, south: 0.4, east: -56.2, north: 16.2 }
/** Latin America without its uninhabited seas to the east: the rest of the people this serves. */
const LATIN_AMERICA = { west: -118.5, south: -56, east: -34.7, north: 33 }
/** Degrees that a survey may reach beyond a system's area of use: zone 19 is used for all of Venezuela. */
const REACH = 6

type Box = typeof VENEZUELA
const inside = (box: Box, x: number, y: number) =>
  x >= box.west && x <= box.east && y >= box.south && y <= box.north

export class Plausibility {
  private seen = 0
  private outOfRange = 0
  private lost = 0
  private centres: [number, number][] = []
  private swappable = true
  private worst: [number, number] = [0, 0]

  /** Whether the feature can be on Earth at all. */
  look({ bounds, lost }: Pick<Finished, 'bounds' | 'lost'>): boolean {
    const [west, south, east, north] = bounds
    this.seen++
    if (lost) {
      this.lost++
      return false
    }
    if (west > east) return true
    // Only so many centres as are needed to judge by most of them.
    if (this.centres.length < 5000) this.centres.push([(west + east) / 2, (south + north) / 2])
    if (west < -90 || east > 90) this.swappable = false
    if (south < -90 || north > 90 || west < -180 || east > 180) {
      this.outOfRange++
      this.worst = [
        Math.abs(west) > Math.abs(east) ? west : east,
        Math.abs(south) > Math.abs(north) ? south : north,
      ]
      return false
    }
    return true
  }

  judge(options: ReadOptions, area: AreaOfUse | null, crs: string): FileProblem | Refusal | null {
    if (this.seen === 0) return null
    const geographic = isWgs84(crs)
    if ((this.outOfRange + this.lost) * 2 > this.seen) {
      const [x, y] = this.worst
      if (!geographic)
        return problem('crs-implausible', 'decide', {
          crs: crsLabel(crs),
          area: area?.name ?? '',
          lon: x,
          lat: y,
        })
      if (this.swappable && Math.abs(x) <= 90 && Math.abs(y) <= 180) return this.swapped(options, x, y)
      return new Refusal('metres-as-degrees', { x, y }, 'needs-crs')
    }
    const most = (test: (x: number, y: number) => boolean) =>
      this.centres.filter(([x, y]) => test(x, y)).length * 2 > this.centres.length
    const [lon, lat] = this.centres[0] ?? [0, 0]
    if (geographic && this.swappable) {
      for (const box of [VENEZUELA, LATIN_AMERICA]) {
        if (most((x, y) => !inside(box, x, y) && inside(box, y, x))) return this.swapped(options, lon, lat)
      }
    }
    if (!geographic && area && area.west <= area.east) {
      const wide = {
        west: area.west - REACH,
        south: area.south - REACH,
        east: area.east + REACH,
        north: area.north + REACH,
      }
      if (most((x, y) => !inside(wide, x, y))) {
        return problem('crs-implausible', 'decide', {
          crs: crsLabel(crs),
          area: area.name,
          lon: round(lon),
          lat: round(lat),
        })
      }
    }
    return null
  }

  private swapped(options: ReadOptions, lon: number, lat: number): FileProblem | null {
    return options.swapAxes ? null : problem('axes-swapped', 'decide', { lon: round(lon), lat: round(lat) })
  }
}

const round = (degrees: number) => Math.round(degrees * 1e4) / 1e4
