/**
 * The territory of another day, and what changed between two. `role` is `past` (an area of the day), `past-commune` (where the view is too wide for areas), `was` and `is`
 * (one that changed, before and after), `moved` (land that went from one to another) and their names.
 */
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import { COLOURS } from './colours.ts'
import { dashedLine, role } from './overlay-layers.ts'
import { FONT, FONT_BOLD } from './style.ts'

/** What a click or a pointer asks about. */
export const PAST_AREAS = 'past-area'

const joined: ExpressionSpecification = ['boolean', ['get', 'joined'], false]
const picked: ExpressionSpecification = ['boolean', ['get', 'picked'], false]

export const HISTORY_AREA_LAYERS: LayerSpecification[] = [
  {
    id: PAST_AREAS,
    type: 'fill',
    source: 'history',
    filter: role('past'),
    paint: {
      'fill-color': ['case', ['any', joined, picked], COLOURS.accent, '#ffffff'],
      'fill-opacity': ['case', picked, 0.24, joined, 0.1, 0.28],
    },
  },
  {
    id: 'past-line',
    type: 'line',
    source: 'history',
    filter: role('past'),
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': ['case', picked, COLOURS.accent, COLOURS.council],
      'line-width': ['interpolate', ['linear'], ['zoom'], 9, 0.3, 13, ['case', picked, 2.2, 0.9]],
    },
  },
  {
    id: 'past-commune',
    type: 'circle',
    source: 'history',
    maxzoom: 10.5,
    filter: role('past-commune'),
    paint: {
      'circle-radius': 4.5,
      'circle-color': COLOURS.accent,
      'circle-stroke-color': COLOURS.halo,
      'circle-stroke-width': 1.2,
    },
  },
  {
    id: 'moved',
    type: 'fill',
    source: 'history',
    filter: role('moved'),
    paint: { 'fill-pattern': 'hatch-overlap' },
  },
  {
    id: 'is-line',
    type: 'line',
    source: 'history',
    filter: role('is'),
    layout: { 'line-join': 'round' },
    paint: { 'line-color': COLOURS.accent, 'line-width': 2.4 },
  },
  dashedLine('was-line', 'history', ['was'], {
    'line-color': COLOURS.ink,
    'line-width': 2,
    'line-dasharray': [2.4, 1.8],
  }),
]

export const HISTORY_NAME_LAYERS: LayerSpecification[] = [
  {
    id: 'past-commune-name',
    type: 'symbol',
    source: 'history',
    minzoom: 7,
    maxzoom: 10.5,
    filter: role('past-commune'),
    layout: {
      'text-field': ['get', 'name'],
      'text-font': FONT_BOLD,
      'text-size': 12.5,
      'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
      'text-radial-offset': 0.7,
    },
    paint: { 'text-color': COLOURS.accent, 'text-halo-color': COLOURS.halo, 'text-halo-width': 1.8 },
  },
  {
    id: 'past-name',
    type: 'symbol',
    source: 'history',
    minzoom: 12,
    filter: role('past-name'),
    layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 12.5, 'text-max-width': 8 },
    paint: { 'text-color': COLOURS.councilName, 'text-halo-color': COLOURS.halo, 'text-halo-width': 1.6 },
  },
  {
    id: 'moved-name',
    type: 'symbol',
    source: 'history',
    filter: role('moved-name'),
    layout: {
      'text-field': ['get', 'label'],
      'text-font': FONT_BOLD,
      'text-size': 12.5,
      'icon-image': 'badge-moved',
      'icon-text-fit': 'both',
      'icon-text-fit-padding': [2, 7, 2, 7],
      'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'],
      'text-radial-offset': 0.6,
      'symbol-sort-key': ['-', ['get', 'areaM2']],
    },
    paint: { 'text-color': '#ffffff' },
  },
]
