/** An import before it is saved: `role` is `area`, `repair` (waits for a decision), `repaired` or `problem`. */
import type { LayerSpecification } from 'maplibre-gl'
import { COLOURS } from './colours.ts'
import { dashedLine, role } from './overlay-layers.ts'
import { FONT } from './style.ts'

export const PREVIEW_AREA_LAYERS: LayerSpecification[] = [
  {
    id: 'import-area',
    type: 'fill',
    source: 'preview',
    filter: role('area'),
    paint: { 'fill-color': COLOURS.network, 'fill-opacity': 0.14 },
  },
  {
    id: 'import-repair',
    type: 'fill',
    source: 'preview',
    filter: role('repair'),
    paint: { 'fill-pattern': 'hatch-doubtful', 'fill-opacity': 0.7 },
  },
  dashedLine('import-line', 'preview', ['area', 'repair'], {
    'line-color': COLOURS.network,
    'line-width': 1.4,
    'line-dasharray': [3, 1.5],
  }),
  {
    id: 'import-repaired',
    type: 'line',
    source: 'preview',
    filter: role('repaired'),
    layout: { 'line-join': 'round' },
    paint: { 'line-color': COLOURS.accent, 'line-width': 3 },
  },
  {
    id: 'import-problem',
    type: 'circle',
    source: 'preview',
    filter: role('problem'),
    paint: {
      'circle-radius': 8,
      'circle-color': COLOURS.halo,
      'circle-stroke-width': 3,
      'circle-stroke-color': ['match', ['get', 'severity'], 'note', COLOURS.ink2, COLOURS.split],
    },
  },
]

export const PREVIEW_NAME_LAYERS: LayerSpecification[] = [
  {
    id: 'import-name',
    type: 'symbol',
    source: 'preview',
    minzoom: 12,
    filter: role('area'),
    layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 12, 'text-max-width': 8 },
    paint: { 'text-color': COLOURS.network, 'text-halo-color': COLOURS.halo, 'text-halo-width': 1.6 },
  },
]
