/** Puts our pictures, sources and layers on a style, our own or the operator's. */
import fontUrl from '@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2?url'
import type { FeatureCollection } from 'geojson'
import type { Map as MapLibre } from 'maplibre-gl'
import { COLOURS } from './colours.ts'
import { DRAWING_LAYERS, DRAWING_NAME_LAYERS } from './drawing/drawing-layers.ts'
import { EXCHANGE_LINE_LAYERS, EXCHANGE_NAME_LAYERS } from './exchange-layers.ts'
import { HISTORY_AREA_LAYERS, HISTORY_NAME_LAYERS } from './history-layers.ts'
import { LAND_AREA_LAYERS, LAND_NAME_LAYERS } from './land-layers.ts'
import { OVERLAY_AREA_LAYERS, OVERLAY_NAME_LAYERS } from './overlay-layers.ts'
import { badge, badgeStretch, patterns } from './patterns.ts'
import { PREVIEW_AREA_LAYERS, PREVIEW_NAME_LAYERS } from './preview-layers.ts'
import { SUGGEST_AREA_LAYERS, SUGGEST_NAME_LAYERS } from './suggest-layers.ts'
import { AREA_LAYERS, NAME_LAYERS } from './territory-layers.ts'

const font = new URL(fontUrl, location.href).href
/** From this server, so that names look alike on every device and nobody else is asked for letters. */
export const FONT_FACES = { Atkinson: font, 'Atkinson Bold': font }

/** Names above areas, what the program says above what was drawn. */
const LAYERS = [
  ...AREA_LAYERS,
  ...HISTORY_AREA_LAYERS,
  ...LAND_AREA_LAYERS,
  ...EXCHANGE_LINE_LAYERS,
  ...OVERLAY_AREA_LAYERS,
  ...PREVIEW_AREA_LAYERS,
  ...DRAWING_LAYERS.filter(({ type }) => type !== 'circle'),
  ...SUGGEST_AREA_LAYERS,
  ...NAME_LAYERS,
  ...HISTORY_NAME_LAYERS,
  ...LAND_NAME_LAYERS,
  ...EXCHANGE_NAME_LAYERS,
  ...SUGGEST_NAME_LAYERS,
  ...OVERLAY_NAME_LAYERS,
  ...PREVIEW_NAME_LAYERS,
  ...DRAWING_NAME_LAYERS,
  ...DRAWING_LAYERS.filter(({ type }) => type === 'circle'),
]

export function furnish(
  map: MapLibre,
  tileAddress: (layer: string) => string,
  overlays: Record<string, FeatureCollection>,
): void {
  const faces = map.getFontFaces()
  if (!faces?.Atkinson) map.setFontFaces({ ...faces, ...FONT_FACES })
  const ratio = Math.max(1, Math.round(devicePixelRatio))
  for (const [name, image] of Object.entries(patterns(ratio)))
    if (!map.hasImage(name)) map.addImage(name, image, { pixelRatio: ratio })
  for (const [name, colour] of [
    ['badge-split', COLOURS.split],
    ['badge-network', COLOURS.network],
    ['badge-moved', COLOURS.overlap],
  ])
    if (!map.hasImage(name))
      map.addImage(name, badge(colour, ratio), { pixelRatio: ratio, ...badgeStretch(ratio) })
  for (const layer of ['councils', 'communes'])
    if (!map.getSource(layer)) map.addSource(layer, { type: 'vector', url: tileAddress(layer) })
  for (const [overlay, data] of Object.entries(overlays))
    if (!map.getSource(overlay))
      map.addSource(overlay, { type: 'geojson', data, tolerance: 0.1, maxzoom: 20 })
  for (const layer of LAYERS) if (!map.getLayer(layer.id)) map.addLayer(layer)
}
