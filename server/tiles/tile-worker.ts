/** The thread that keeps shapes indexed by tile and encodes the ones that are asked for. */
import { GeoJSONVT } from '@maplibre/geojson-vt'
import { fromGeojsonVt } from '@maplibre/vt-pbf'
import type { Feature, MultiPolygon, Point } from 'geojson'
import { unflatten } from '../../domain/territory/index.ts'
import type { AreaPage } from '../territories/area-pages.ts'
import { flatAreasFromPages } from '../territories/flat-areas-from-pages.ts'
import { answerQuestions } from '../workers/ask.ts'

export interface CouncilFacts {
  id: number
  name: string
  kind: string | null
  approximate: boolean
  x: number
  y: number
}

export interface CommuneFeature {
  id: number
  name: string
  registeredAs: string
  approximate: boolean
  x: number
  y: number
  /** GeoJSON text. */
  outline: string
}

export type TileQuestion =
  | { kind: 'clear-councils' }
  | { kind: 'facts'; facts: CouncilFacts[] }
  | { kind: 'areas'; page: AreaPage }
  | { kind: 'index-councils' }
  | { kind: 'members'; members: [number, string][] }
  | { kind: 'communes'; features: CommuneFeature[]; present: number[] }
  | { kind: 'tile'; layer: 'councils' | 'communes'; z: number; x: number; y: number; unseen: Unseen }

/** Numbers of what the viewer does not see. */
export interface Unseen {
  councils: number[]
  communes: number[]
  /** Of communes: of those, and of those that have a council that the viewer does not see. */
  outlines: number[]
}

type Tags = Record<string, string | number | boolean>
interface Index {
  shapes: GeoJSONVT
  labels: GeoJSONVT
}

const OPTIONS = { maxZoom: 15, tolerance: 3, extent: 4096, buffer: 64, indexMaxZoom: 5 }
const LABELS = { councils: 'council_labels', communes: 'commune_labels' }
const EMPTY = new Uint8Array(0)

let pages: AreaPage[] = []
/** The same objects stand in the index, so that a change of membership needs no new index. */
let tags = new Map<number, Tags>()
let places = new Map<number, [number, number]>()
const communes = new Map<number, { shape: Feature<MultiPolygon>; label: Feature<Point> }>()
const indexes: { councils: Index | null; communes: Index | null } = { councils: null, communes: null }

function answer(question: TileQuestion): Uint8Array | null {
  switch (question.kind) {
    case 'clear-councils':
      pages = []
      tags = new Map()
      places = new Map()
      return null
    case 'facts':
      for (const { id, name, kind, approximate, x, y } of question.facts) {
        tags.set(id, { id, name, ...(kind !== null && { kind }), approximate })
        places.set(id, [x, y])
      }
      return null
    case 'areas':
      pages.push(question.page)
      return null
    case 'index-councils':
      indexCouncils()
      return null
    case 'members': {
      const members = new Map(question.members)
      for (const [id, tag] of tags) {
        const text = members.get(id)
        if (text === undefined) delete tag.communes
        else tag.communes = text
      }
      return null
    }
    case 'communes':
      indexCommunes(question.features, new Set(question.present))
      return null
    case 'tile':
      return cut(question)
  }
}

function indexCouncils(): void {
  const { ids, areas } = flatAreasFromPages(pages)
  pages = []
  const shapes = ids.map(
    (id, unit): Feature => ({
      type: 'Feature',
      id,
      properties: tags.get(id) ?? {},
      geometry: unflatten(areas, unit),
    }),
  )
  const labels = [...places].map(
    ([id, coordinates]): Feature => ({
      type: 'Feature',
      id,
      properties: tags.get(id) ?? {},
      geometry: { type: 'Point', coordinates },
    }),
  )
  indexes.councils = index(shapes, labels)
}

function indexCommunes(features: CommuneFeature[], present: Set<number>): void {
  for (const id of communes.keys()) if (!present.has(id)) communes.delete(id)
  for (const { id, name, registeredAs, approximate, x, y, outline } of features) {
    const properties = { id, name, registeredAs, approximate }
    communes.set(id, {
      shape: { type: 'Feature', id, properties, geometry: JSON.parse(outline) },
      label: { type: 'Feature', id, properties, geometry: { type: 'Point', coordinates: [x, y] } },
    })
  }
  const all = [...communes.values()]
  indexes.communes = index(
    all.map(({ shape }) => shape),
    all.map(({ label }) => label),
  )
}

const index = (shapes: Feature[], labels: Feature[]): Index => ({
  shapes: new GeoJSONVT({ type: 'FeatureCollection', features: shapes }, OPTIONS),
  labels: new GeoJSONVT({ type: 'FeatureCollection', features: labels }, OPTIONS),
})

function cut({ layer, z, x, y, unseen }: Extract<TileQuestion, { kind: 'tile' }>): Uint8Array {
  const found = indexes[layer]
  if (!found) return EMPTY
  const shapes = seenOf(found.shapes.getTile(z, x, y), layer, unseen)
  const labels = seenOf(found.labels.getTile(z, x, y), layer, unseen)
  const layers = { ...(shapes && { [layer]: shapes }), ...(labels && { [LABELS[layer]]: labels }) }
  return Object.keys(layers).length === 0 ? EMPTY : fromGeojsonVt(layers, { version: 2, extent: 4096 })
}

/** The tile without what the viewer does not see; null where nothing is left. */
function seenOf(
  tile: ReturnType<GeoJSONVT['getTile']>,
  layer: 'councils' | 'communes',
  unseen: Unseen,
): NonNullable<ReturnType<GeoJSONVT['getTile']>> | null {
  if (!tile) return null
  const hidden = new Set(layer === 'councils' ? unseen.councils : unseen.outlines)
  const hiddenCommunes = new Set(unseen.communes.map(String))
  const features = tile.features
    .filter(({ id }) => !hidden.has(Number(id)))
    .map((feature) => {
      const named = feature.tags?.communes
      if (hiddenCommunes.size === 0 || typeof named !== 'string') return feature
      const { communes: _, ...tags } = feature.tags!
      const seen = named.split(',').filter((id) => !hiddenCommunes.has(id))
      return { ...feature, tags: seen.length > 0 ? { ...tags, communes: seen.join(',') } : tags }
    })
  return features.length > 0 ? ({ ...tile, features } as typeof tile) : null
}

answerQuestions(answer)
