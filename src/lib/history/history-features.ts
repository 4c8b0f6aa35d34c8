/** A past day, and what changed between two, as features for the map (map/history-layers.ts draws each `role`). Pure. */
import type { Feature, FeatureCollection, Geometry, MultiPolygon, Position } from 'geojson'
import type { ComparedDays } from '$domain/territory/compare-days.ts'

export interface PastCouncil {
  id: number
  name: string
  place: Position
  communeIds: number[]
  geometry: MultiPolygon
}

export type Side = 'before' | 'after' | 'both'

export function pastFeatures(councils: readonly PastCouncil[], picked: number | null): FeatureCollection {
  return { type: 'FeatureCollection', features: councils.flatMap((council) => past(council, picked)) }
}

/** @param hectares the label of land that moved. */
export function comparedFeatures(
  sides: { before: readonly PastCouncil[]; after: readonly PastCouncil[] },
  compared: ComparedDays,
  { show, picked, hectares }: { show: Side; picked: number | null; hectares: (areaM2: number) => string },
): FeatureCollection {
  const ground = show === 'before' ? sides.before : sides.after
  const features = ground.flatMap((council) => past(council, picked))
  const drawn = new Set(compared.councils.flatMap(({ id, how }) => (how === 'told' ? [] : [id])))
  const outlines = (role: string, councils: readonly PastCouncil[]) => {
    const coordinates = linesOnce(councils.filter(({ id }) => drawn.has(id)))
    if (coordinates.length > 0) features.push(feature(role, { type: 'MultiLineString', coordinates }))
  }
  if (show !== 'before') outlines('is', sides.after)
  if (show !== 'after') outlines('was', sides.before)
  if (show === 'both')
    for (const { geometry, place, areaM2 } of compared.flows) {
      features.push(feature('moved', geometry))
      const label = hectares(areaM2)
      features.push(feature('moved-name', { type: 'Point', coordinates: place }, { label, areaM2 }))
    }
  return { type: 'FeatureCollection', features }
}

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
