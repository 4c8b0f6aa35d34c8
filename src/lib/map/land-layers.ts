/**
 * Land: what is held, occupied, claimed. `role` is `place` (a shape as it is), `cell` (a cell or a municipality that stands
 * for a place, never a shape), `overlap`, `evidence`, and `public` (what the public would see of a place that is being
 * written down). `state` is the word of the strongest relation of the day (src/lib/land/unit-state.ts).
 */
import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl'
import { COLOURS } from './colours.ts'
import { dashedLine, role } from './overlay-layers.ts'
import { room } from './patterns.ts'
import { FONT, FONT_BOLD } from './style.ts'

/** What a click or a pointer asks about. */
export const LAND_PLACES = ['land-place', 'land-cell', 'land-point'] as const

const picked: ExpressionSpecification = ['boolean', ['get', 'picked'], false]
const of = (...states: string[]): FilterSpecification =>
  ['all', role('place'), ['in', ['get', 'state'], ['literal', states]]] as FilterSpecification

export const LAND_AREA_LAYERS: LayerSpecification[] = [
  {
    id: 'land-cell',
    type: 'fill',
    source: 'land',
    filter: role('cell'),
    paint: { 'fill-color': COLOURS.tenure, 'fill-opacity': ['case', picked, 0.16, 0.07] },
  },
  dashedLine('land-cell-line', 'land', ['cell'], {
    'line-color': COLOURS.tenure,
    'line-width': ['case', picked, 2.2, 1.3],
    'line-dasharray': [1, 1.6],
  }),
  {
    id: 'land-place',
    type: 'fill',
    source: 'land',
    filter: role('place'),
    paint: {
      'fill-color': COLOURS.tenure,
      'fill-opacity': ['match', ['get', 'state'], 'granted', 0.34, 'idle', 0.06, 'none', 0.08, 0.14],
    },
  },
  {
    id: 'land-occupied',
    type: 'fill',
    source: 'land',
    filter: of('occupied'),
    paint: { 'fill-pattern': 'hatch-occupied' },
  },
  {
    id: 'land-claimed',
    type: 'fill',
    source: 'land',
    filter: of('claimed'),
    paint: { 'fill-pattern': 'hatch-land-claim' },
  },
  {
    id: 'land-disputed',
    type: 'fill',
    source: 'land',
    filter: ['all', role('place'), ['==', ['get', 'disputed'], true]] as FilterSpecification,
    paint: { 'fill-pattern': 'hatch-disputed' },
  },
  {
    id: 'land-line',
    type: 'line',
    source: 'land',
    filter: role('place'),
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': COLOURS.tenure,
      'line-width': [
        'interpolate',
        ['linear'],
        ['zoom'],
        7,
        ['case', picked, 2, 1],
        14,
        ['case', picked, 3.4, 2],
      ],
    },
  },
  {
    id: 'land-overlap',
    type: 'fill',
    source: 'land',
    filter: role('overlap'),
    paint: { 'fill-pattern': 'hatch-overlap' },
  },
  dashedLine('land-public', 'land', ['public'], {
    'line-color': COLOURS.network,
    'line-width': 2.6,
    'line-dasharray': [2, 1.6],
  }),
  {
    id: 'land-public-area',
    type: 'fill',
    source: 'land',
    filter: role('public'),
    paint: { 'fill-color': COLOURS.network, 'fill-opacity': 0.12 },
  },
  {
    id: 'land-point',
    type: 'circle',
    source: 'land',
    maxzoom: 9.5,
    filter: role('point'),
    paint: {
      'circle-radius': ['case', picked, 7, 5],
      'circle-color': ['match', ['get', 'state'], ['granted', 'occupied'], COLOURS.tenure, COLOURS.halo],
      'circle-stroke-color': COLOURS.tenure,
      'circle-stroke-width': 2,
    },
  },
  {
    id: 'land-evidence',
    type: 'circle',
    source: 'land',
    minzoom: 10,
    filter: role('evidence'),
    paint: {
      'circle-radius': 6.5,
      'circle-color': COLOURS.halo,
      'circle-stroke-color': COLOURS.tenure,
      'circle-stroke-width': 2.4,
    },
  },
]

export const LAND_NAME_LAYERS: LayerSpecification[] = [
  {
    id: 'land-name',
    type: 'symbol',
    source: 'land',
    filter: role('name'),
    layout: {
      'text-field': ['get', 'label'],
      'text-font': ['case', picked, ['literal', FONT_BOLD], ['literal', FONT]] as never,
      'text-size': ['interpolate', ['linear'], ['zoom'], 7, 12, 14, 14],
      'text-max-width': 9,
      'text-variable-anchor': [
        'step',
        ['zoom'],
        ['literal', ['top', 'bottom', 'left', 'right']],
        9.5,
        ['literal', ['center', 'top', 'bottom', 'left', 'right']],
      ],
      'text-radial-offset': 0.8,
      'symbol-sort-key': ['case', picked, 0, 1],
    },
    paint: { 'text-color': '#5e2c10', 'text-halo-color': COLOURS.halo, 'text-halo-width': 2 },
  },
  {
    id: 'land-point-room',
    type: 'symbol',
    source: 'land',
    maxzoom: 9.5,
    filter: role('point'),
    layout: room(['case', picked, 9, 7]),
  },
  {
    id: 'land-public-name',
    type: 'symbol',
    source: 'land',
    filter: role('public-name'),
    layout: { 'text-field': ['get', 'label'], 'text-font': FONT_BOLD, 'text-size': 13, 'text-max-width': 10 },
    paint: { 'text-color': COLOURS.network, 'text-halo-color': COLOURS.halo, 'text-halo-width': 2.2 },
  },
]
