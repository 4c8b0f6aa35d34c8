/** A past day, and what changed between two, as features for the map (map/history-layers.ts draws each `role`). Pure. */
import type { Feature, FeatureCollection, Geometry, MultiPolygon, Position } from 'geojson'
import type { ComparedDays, HowChanged } from '$domain/territory/compare-days.ts'

export interface PastCouncil {
  id: number
  name: string
  place: Position
  communeIds: number[]
  geometry: MultiPolygon
}

export type Side = 'before' | 'after' | 'both'

/** Communes are points where the view is too wide for areas. */
export interface PastCommune {
  name: string
  bounds: readonly number[] | null
}

export function pastFeatures(
  councils: readonly PastCouncil[],
  picked: number | null,
  communes: readonly PastCommune[] = [],
): FeatureCollection {
  const points = communes.flatMap(({ name, bounds }) => {
    if (!bounds) return []
    const [west, south, east, north] = bounds
    const coordinates = [(west + east) / 2, (south + north) / 2]
    return [feature('past-commune', { type: 'Point', coordinates }, { name })]
  })
  return {
    type: 'FeatureCollection',
    features: [...councils.flatMap((council) => past(council, picked)), ...points],
  }
}

/** @param hectares the label of land that moved. */
export function comparedFeatures(
  sides: { before: readonly PastCouncil[]; after: readonly PastCouncil[] },
  compared: ComparedDays,
  { show, picked, hectares }: { show: Side; picked: number | null; hectares: (areaM2: number) => string },
): FeatureCollection {
  const ground = show === 'before' ? sides.before : sides.after
  const features = ground.flatMap((council) => past(council, picked))
  const moved = changed(compared, ['began', 'ended', 'drawn'])
  const all = new Set([...moved, ...changed(compared, ['regrouped'])])
  const outlines = (role: string, councils: readonly PastCouncil[], of: ReadonlySet<number>) => {
    const coordinates = linesOnce(councils.filter(({ id }) => of.has(id)))
    if (coordinates.length > 0) features.push(feature(role, { type: 'MultiLineString', coordinates }))
  }
  if (show !== 'before') outlines('is', sides.after, all)
  // In other communes on the same land: one line says it, before as well as after.
  if (show !== 'after') outlines('was', sides.before, show === 'before' ? all : moved)
  if (show === 'both')
    for (const { geometry, place, areaM2 } of compared.flows) {
      features.push(feature('moved', geometry))
      const label = hectares(areaM2)
      features.push(feature('moved-name', { type: 'Point', coordinates: place }, { label, areaM2 }))
    }
  return { type: 'FeatureCollection', features }
}

const changed = ({ councils }: ComparedDays, how: readonly HowChanged[]): Set<number> =>
  new Set(councils.flatMap((one) => (how.includes(one.how) ? [one.id] : [])))

/** Dashes of a border that two councils share would fill each other's gaps: each stretch is drawn once. */
function linesOnce(councils: readonly PastCouncil[]): Position[][] {
  const lines: Position[][] = []
  const seen = new Set<string>()
  for (const ring of councils.flatMap(({ geometry }) => geometry.coordinates.flat())) {
    let line: Position[] = []
    for (const [i, to] of ring.entries()) {
      const from = ring[i - 1]
      if (!from) continue
      const key = [from.join(), to.join()].sort().join(' ')
      if (seen.has(key)) line = []
      else {
        if (line.length === 0) {
          line = [from]
          lines.push(line)
        }
        line.push(to)
      }
      seen.add(key)
    }
  }
  return lines
}

function past({ id, name, place, communeIds, geometry }: PastCouncil, picked: number | null): Feature[] {
  const area = feature('past', geometry, { name, joined: communeIds.length > 0, picked: id === picked })
  return [{ ...area, id }, feature('past-name', { type: 'Point', coordinates: place }, { name })]
}

const feature = (role: string, geometry: Geometry, properties: object = {}): Feature => ({
  type: 'Feature',
  properties: { role, ...properties },
  geometry,
})
