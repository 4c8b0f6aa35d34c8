/** Land on the map on a day: every place as the viewer sees it, with what is done with it. */
import type { Executor } from '../executor.ts'
import type { Box } from '../territories/councils.ts'
import type { Asked } from './asking.ts'
import { placesOn } from './places.ts'
import type { LandMap } from './schema.ts'
import { tenureOf } from './units.ts'

/** Places in one answer. */
const LIMIT = 3000

export async function landMap(visible: Executor, asked: Asked, bbox: Box | undefined): Promise<LandMap> {
  const found = await placesOn(visible, { ...asked, bbox }, LIMIT + 1)
  const places = found.slice(0, LIMIT)
  const tenure = await tenureOf(visible, [...new Set(places.map(({ unitId }) => unitId))], asked)
  return {
    type: 'FeatureCollection',
    truncated: found.length > LIMIT,
    features: places.map((place) => {
      const { tenure: state, disputed } = tenure.get(place.unitId)!
      return {
        type: 'Feature',
        id: place.extentId,
        geometry: place.geometry,
        properties: {
          unit: place.unitId,
          extent: place.extentId,
          name: place.unitName,
          kind: place.unitKind as LandMap['features'][number]['properties']['kind'],
          part: place.part,
          precision: place.precision,
          role: place.precision === 'exact' ? 'place' : 'cell',
          municipality: place.name,
          areaM2: place.areaM2,
          state,
          disputed,
          approximate: place.approximate,
        },
      }
    }),
  }
}
