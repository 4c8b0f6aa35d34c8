/** What the import draws over the territory, in the roles that the map knows: area, repair, problem. */
import type { Feature, FeatureCollection, Position } from 'geojson'
import type { ImportProblem } from '../../../server/imports/schema.ts'
import type { Preview } from './imports-api.ts'
import type { Decision } from './problem-groups.ts'

/** Areas that would be saved, hatched what waits for a decision, and a ring where something is to be seen. */
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
    return taken.includes(null) ? 'repair' : 'area'
  }
  const areas = (preview?.features ?? []).map(
    ({ geometry, properties: { index, problems: codes, name } }): Feature => ({
      type: 'Feature',
      geometry,
      properties: { role: fateOf(index, codes), name: name ?? names.get(index) ?? '' },
    }),
  )
  const marks = problems
    .filter(({ place, decision }) => place !== null && decision === null)
    .map(({ place, severity }) => point(place!, { role: 'problem', severity }))
  return {
    type: 'FeatureCollection',
    features: [...areas.filter(({ properties }) => properties?.role !== 'left-out'), ...marks],
  }
}

/** Where a silent file would fall, one ring for each system; the one that is pointed at in red, with its name. */
export function fallingFeatures(
  places: readonly { code: string; name: string; place: Position }[],
  pointed: string | null,
): FeatureCollection {
  const features = places.flatMap(({ code, name, place }) => [
    point(place, { role: 'problem', severity: code === pointed ? 'decide' : 'note' }),
    ...(code === pointed ? [point(place, { role: 'area', name })] : []),
  ])
  return { type: 'FeatureCollection', features }
}

const point = (place: Position, properties: Record<string, string>): Feature => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: place },
  properties,
})
