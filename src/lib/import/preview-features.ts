/** What the import draws over the territory, in the roles that the map knows: area, repair, repaired, problem. */
import type { Feature, FeatureCollection, MultiLineString, MultiPolygon, Polygon, Position } from 'geojson'
import type { ImportProblem } from '../../../server/imports/schema.ts'
import type { Preview } from './imports-api.ts'
import type { Decision } from './problem-groups.ts'

/**
 * Areas that would be saved, hatched what waits for a decision with the outline that a repair would give it, and a
 * ring where something is to be seen.
 */
export function previewFeatures(
  preview: Preview | null,
  problems: readonly ImportProblem[],
): FeatureCollection {
  const decisions = new Map<string, Decision | null>()
  const names = new Map<number, string>()
  for (const { code, feature, featureName, decision } of problems) {
    if (feature === null) continue
    decisions.set(`${code}:${feature}`, decision)
    if (featureName) names.set(feature, featureName)
  }
  const fateOf = (index: number, codes: readonly string[]) => {
    const taken = codes.map((code) => decisions.get(`${code}:${index}`) ?? null)
    if (taken.includes('leave-out')) return 'left-out'
    if (taken.includes(null)) return 'waits'
    return taken.includes('repair') ? 'repaired' : 'as-drawn'
  }
  const shown = preview?.features ?? []
  const repairable = new Set(
    shown.filter(({ properties }) => properties.repaired).map(({ properties }) => properties.index),
  )
  const areas = shown.flatMap(({ geometry, properties: { index, problems: codes, repaired } }): Feature[] => {
    const fate = fateOf(index, codes)
    if (fate === 'left-out') return []
    if (repaired) {
      if (fate === 'as-drawn') return []
      const role = fate === 'waits' ? 'repaired' : 'area'
      return [{ type: 'Feature', geometry, properties: { role } }]
    }
    if (fate === 'repaired' && repairable.has(index)) return []
    if (fate !== 'waits') return [{ type: 'Feature', geometry, properties: { role: 'area' } }]
    const properties = { role: 'repair', name: names.get(index) ?? '' }
    // A bow tie's halves cancel out and the map drops its fill: its outline is drawn by itself.
    return [
      { type: 'Feature', geometry, properties },
      { type: 'Feature', geometry: outline(geometry), properties: { role: 'repair' } },
    ]
  })
  const marks = problems
    .filter(({ place, decision }) => place !== null && decision === null)
    .map(({ place, severity }) => point(place!, { role: 'problem', severity }))
  return {
    type: 'FeatureCollection',
    features: [...areas, ...marks],
  }
}

/** Where a silent file would fall, one ring for each system; the one that is pointed at in red, above the others. */
export function fallingFeatures(
  places: readonly { code: string; place: Position }[],
  pointed: string | null,
): FeatureCollection {
  const order = [...places].sort(
    (one, other) => Number(one.code === pointed) - Number(other.code === pointed),
  )
  return {
    type: 'FeatureCollection',
    features: order.map(({ code, place }) =>
      point(place, { role: 'problem', severity: code === pointed ? 'decide' : 'note' }),
    ),
  }
}

const outline = (geometry: Polygon | MultiPolygon): MultiLineString => ({
  type: 'MultiLineString',
  coordinates: geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat(),
})

const point = (place: Position, properties: Record<string, string>): Feature => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: place },
  properties,
})
