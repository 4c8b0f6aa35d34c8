/** Councils as paths of a small picture: coarse on purpose, so that five alternatives of hundreds draw at once. Pure. */
import type { MultiPolygon } from 'geojson'

export interface Picture {
  width: number
  height: number
  paths: ReadonlyMap<number, string>
  places: ReadonlyMap<number, readonly [number, number]>
}
interface Drawn {
  id: number
  geometry: MultiPolygon
  bounds: readonly number[]
  place: readonly number[]
}

export function pictureOf(councils: readonly Drawn[], width: number, height: number): Picture {
  const paths = new Map<number, string>()
  const places = new Map<number, readonly [number, number]>()
  if (councils.length === 0) return { width, height, paths, places }
  const west = Math.min(...councils.map(({ bounds }) => bounds[0]))
  const south = Math.min(...councils.map(({ bounds }) => bounds[1]))
  const east = Math.max(...councils.map(({ bounds }) => bounds[2]))
  const north = Math.max(...councils.map(({ bounds }) => bounds[3]))
  const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const scale = Math.min(
    width / Math.max(1e-9, (east - west) * narrow),
    height / Math.max(1e-9, north - south),
  )
  const left = (width - (east - west) * narrow * scale) / 2
  const top = (height - (north - south) * scale) / 2
  const at = ([lon, lat]: readonly number[]): [number, number] => [
    Math.round((left + (lon - west) * narrow * scale) * 2) / 2,
    Math.round((top + (north - lat) * scale) * 2) / 2,
  ]
  for (const { id, geometry, place } of councils) {
    places.set(id, at(place))
    paths.set(
      id,
      geometry.coordinates
        .flat()
        .map((ring) => {
          const points = ring.map((position) => at(position).join(' '))
          const kept = points.filter((point, i) => point !== points[i - 1])
          return kept.length > 2 ? `M${kept.join('L')}Z` : ''
        })
        .join(''),
    )
  }
  return { width, height, paths, places }
}
