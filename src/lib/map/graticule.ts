/** The lines of whole degrees, minutes or seconds in view: where am I, when there is nothing else to see. */
import type { FeatureCollection, LineString } from 'geojson'

/** Steps that people read on a paper map, in degrees. */
const STEPS = [30, 15, 10, 5, 2, 1, 1 / 2, 1 / 4, 1 / 6, 1 / 12, 1 / 20, 1 / 30, 1 / 60, 1 / 120, 1 / 240]

/** The coarsest step that puts at least three lines across the view. */
export const stepFor = (span: number): number => STEPS.find((step) => span / step >= 3) ?? STEPS.at(-1)!

/** `bounds`: west, south, east, north in degrees. At most a few dozen lines, a little longer than the view. */
export function graticule(bounds: [number, number, number, number]): FeatureCollection<LineString> {
  const [west, south, east, north] = bounds
  const step = stepFor(Math.max(east - west, 1e-6))
  const features: FeatureCollection<LineString>['features'] = []
  const add = (coordinates: [number, number][]) =>
    features.push({ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } })
  const low = Math.max(south - step, -85)
  const high = Math.min(north + step, 85)
  for (let n = Math.ceil((west - step) / step); n * step <= east + step; n++)
    add([
      [n * step, low],
      [n * step, high],
    ])
  for (let n = Math.ceil(low / step); n * step <= high; n++)
    add([
      [west - step, n * step],
      [east + step, n * step],
    ])
  return { type: 'FeatureCollection', features }
}
