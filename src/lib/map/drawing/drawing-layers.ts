/**
 * A drawing over the territory. Source `drawing` changes with each step: `before`, `changed`, `new`, `selected`,
 * `theirs`, `track`, `choice`, `name`. Source `drawing-live` follows the pointer: `live`, `node`, `middle`, `picked`,
 * `snap`, `fault`, `refused`.
 */
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import { COLOURS } from '../colours.ts'
import { dashedLine, role } from '../overlay-layers.ts'
import { FONT_BOLD } from '../style.ts'

const bad: ExpressionSpecification = ['boolean', ['get', 'bad'], false]
const isNew: ExpressionSpecification = ['==', ['get', 'role'], 'new']
const ownColour: ExpressionSpecification = ['case', isNew, COLOURS.network, COLOURS.accent]

export const DRAWING_LAYERS: LayerSpecification[] = [
  {
    id: 'drawing-area',
    type: 'fill',
    source: 'drawing',
    filter: role('changed', 'new'),
    paint: { 'fill-color': ownColour, 'fill-opacity': 0.13 },
  },
  {
    id: 'drawing-theirs',
    type: 'fill',
    source: 'drawing',
    filter: role('theirs'),
    paint: { 'fill-pattern': 'hatch-overlap', 'fill-opacity': 0.5 },
  },
  {
    id: 'drawing-choice',
    type: 'fill',
    source: 'drawing',
    filter: role('choice'),
    paint: { 'fill-pattern': 'hatch-preview' },
  },
  dashedLine('drawing-before', 'drawing', ['before'], {
    'line-color': COLOURS.ink2,
    'line-width': 1.6,
    'line-dasharray': [3, 2],
  }),
  {
    id: 'drawing-line',
    type: 'line',
    source: 'drawing',
    filter: role('changed', 'new'),
    layout: { 'line-join': 'round' },
    paint: { 'line-color': ownColour, 'line-width': 2.2 },
  },
  dashedLine('drawing-theirs-line', 'drawing', ['theirs'], {
    'line-color': COLOURS.overlap,
    'line-width': 2.4,
  }),
  dashedLine('drawing-choice-line', 'drawing', ['choice'], {
    'line-color': COLOURS.accent,
    'line-width': 2.6,
    'line-dasharray': [1.6, 1.4],
  }),
  {
    id: 'drawing-selected',
    type: 'line',
    source: 'drawing',
    filter: role('selected'),
    layout: { 'line-join': 'round' },
    paint: { 'line-color': COLOURS.ink, 'line-width': 2.6 },
  },
  {
    id: 'drawing-track-case',
    type: 'line',
    source: 'drawing',
    filter: role('track'),
    layout: { 'line-join': 'round', 'line-cap': 'round' },
    paint: { 'line-color': COLOURS.halo, 'line-width': 5 },
  },
  dashedLine('drawing-track', 'drawing', ['track'], {
    'line-color': ['case', ['boolean', ['get', 'chosen'], false], COLOURS.accent, COLOURS.doubtful],
    'line-width': 3,
    'line-dasharray': [2.4, 1],
  }),
  {
    id: 'drawing-live-area',
    type: 'fill',
    source: 'drawing-live',
    filter: role('live'),
    paint: { 'fill-color': ['case', bad, COLOURS.split, COLOURS.accent], 'fill-opacity': 0.16 },
  },
  {
    id: 'drawing-live-line',
    type: 'line',
    source: 'drawing-live',
    filter: role('live', 'refused'),
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': ['case', bad, COLOURS.split, COLOURS.accent],
      'line-width': ['case', bad, 3, 2.4],
    },
  },
  {
    id: 'drawing-middle',
    type: 'circle',
    source: 'drawing-live',
    minzoom: 13,
    filter: role('middle'),
    paint: {
      'circle-radius': 3.5,
      'circle-color': COLOURS.halo,
      'circle-opacity': 0.9,
      'circle-stroke-color': COLOURS.ink2,
      'circle-stroke-width': 1.2,
    },
  },
  {
    id: 'drawing-node',
    type: 'circle',
    source: 'drawing-live',
    filter: role('node'),
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 12, 2.5, 15, 5.5],
      'circle-color': COLOURS.halo,
      'circle-stroke-color': COLOURS.ink,
      'circle-stroke-width': 2,
    },
  },
  {
    id: 'drawing-picked',
    type: 'circle',
    source: 'drawing-live',
    filter: role('picked'),
    paint: {
      'circle-radius': 7,
      'circle-color': COLOURS.accent,
      'circle-stroke-color': COLOURS.halo,
      'circle-stroke-width': 2.5,
    },
  },
  {
    id: 'drawing-snap',
    type: 'circle',
    source: 'drawing-live',
    filter: role('snap'),
    paint: {
      'circle-radius': 11,
      'circle-color': 'rgba(0,0,0,0)',
      'circle-stroke-color': COLOURS.overlap,
      'circle-stroke-width': 3,
    },
  },
  {
    id: 'drawing-fault',
    type: 'circle',
    source: 'drawing-live',
    filter: role('fault'),
    paint: {
      'circle-radius': 9,
      'circle-color': 'rgba(255, 253, 248, 0.7)',
      'circle-stroke-color': COLOURS.split,
      'circle-stroke-width': 3,
    },
  },
]

export const DRAWING_NAME_LAYERS: LayerSpecification[] = [
  {
    id: 'drawing-name',
    type: 'symbol',
    source: 'drawing',
    filter: role('name'),
    layout: {
      'text-field': ['get', 'label'],
      'text-font': FONT_BOLD,
      'text-size': 13,
      'text-max-width': 9,
      'text-allow-overlap': true,
    },
    paint: { 'text-color': COLOURS.network, 'text-halo-color': COLOURS.halo, 'text-halo-width': 2 },
  },
]
