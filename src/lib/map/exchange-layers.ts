/**
 * Corridors and exchange: `role` is `corridor` (its route), `road` (one's own, `closed`, `byHand` or on an `island`), `load`
 * (what travels on a segment in one direction), `flow` (a commune or group of communes to another, curved; its `arrow` is a
 * point), `commune` (what it gives and takes; `grouped` where it is several) and `alone`. What is estimated is dotted, what is
 * `short` of what was agreed is hollow and marked with a minus: never only of another colour. What is not meant by what is
 * pressed is `dim`.
 */
import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl'
import { COLOURS } from './colours.ts'
import { role } from './overlay-layers.ts'
import { room } from './patterns.ts'
import { FONT, FONT_BOLD } from './style.ts'

const picked: ExpressionSpecification = ['boolean', ['get', 'picked'], false]
const isEstimate = (wanted: boolean): FilterSpecification =>
  ['==', ['boolean', ['get', 'estimate'], false], wanted] as FilterSpecification
/** `width` in CSS pixels comes with the feature: its scale is the legend's. */
const width: ExpressionSpecification = ['get', 'width']
const fade = (opacity: ExpressionSpecification | number): ExpressionSpecification => [
  'case',
  ['boolean', ['get', 'dim'], false],
  0.16,
  opacity,
]
/** What a hollow line leaves between its two sides. */
const inner: ExpressionSpecification = ['-', ['get', 'width'], 3.2]
const inked: ExpressionSpecification = ['case', picked, '#16306f', COLOURS.network]
const isShort: FilterSpecification = ['boolean', ['get', 'short'], false]
/** Traffic keeps to the right: the two directions lie side by side. */
const beside: ExpressionSpecification = ['+', ['/', ['get', 'width'], 2], 0.75]

const roadWidth: ExpressionSpecification = ['interpolate', ['linear'], ['zoom'], 6, 1, 12, 3.5]
const is = (property: string): FilterSpecification =>
  ['all', role('road'), ['boolean', ['get', property], false]] as FilterSpecification
const arrow = {
  'text-field': ['get', 'mark'] as ExpressionSpecification,
  'text-font': FONT_BOLD,
  'text-size': ['+', 10, ['*', 0.35, width]] as ExpressionSpecification,
  'text-keep-upright': false,
  'text-allow-overlap': true,
  'text-ignore-placement': true,
  'text-rotation-alignment': 'map' as const,
}
const arrowPaint = {
  'text-color': '#16306f',
  'text-halo-color': COLOURS.halo,
  'text-halo-width': 1.4,
  'text-opacity': fade(1),
}

export const EXCHANGE_LINE_LAYERS: LayerSpecification[] = [
  {
    id: 'exchange-road-picked',
    type: 'line',
    source: 'exchange',
    filter: is('picked'),
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': COLOURS.accent, 'line-width': 13, 'line-opacity': 0.35 },
  },
  {
    id: 'exchange-road',
    type: 'line',
    source: 'exchange',
    filter: role('road'),
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: {
      'line-color': ['case', ['get', 'closed'], COLOURS.split, ['get', 'island'], '#f0e0bd', '#cfc6b2'],
      'line-width': roadWidth,
    },
  },
  // What nothing joins to the rest is dashed, what was drawn by hand is beaded: never by colour alone.
  {
    id: 'exchange-road-island',
    type: 'line',
    source: 'exchange',
    filter: is('island'),
    layout: { 'line-join': 'round' },
    paint: { 'line-color': COLOURS.doubtful, 'line-width': roadWidth, 'line-dasharray': [2, 1.2] },
  },
  {
    id: 'exchange-road-by-hand',
    type: 'line',
    source: 'exchange',
    filter: is('byHand'),
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': '#857d6c', 'line-width': roadWidth, 'line-dasharray': [0.1, 1.7] },
  },
  {
    id: 'exchange-road-closed',
    type: 'symbol',
    source: 'exchange',
    filter: is('closed'),
    layout: {
      'symbol-placement': 'line',
      'symbol-spacing': 60,
      'text-field': '×',
      'text-font': FONT_BOLD,
      'text-size': 20,
      'text-allow-overlap': true,
      'text-ignore-placement': true,
    },
    paint: { 'text-color': COLOURS.split, 'text-halo-color': COLOURS.halo, 'text-halo-width': 1.5 },
  },
  {
    id: 'exchange-corridor-case',
    type: 'line',
    source: 'exchange',
    filter: role('corridor'),
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': COLOURS.network, 'line-width': ['case', picked, 13, 8], 'line-opacity': 0.16 },
  },
  {
    id: 'exchange-corridor',
    type: 'line',
    source: 'exchange',
    filter: ['all', role('corridor'), isEstimate(false)] as FilterSpecification,
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': COLOURS.network, 'line-width': ['case', picked, 2.6, 1.6] },
  },
  {
    id: 'exchange-corridor-estimate',
    type: 'line',
    source: 'exchange',
    filter: ['all', role('corridor'), isEstimate(true)] as FilterSpecification,
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: {
      'line-color': COLOURS.network,
      'line-width': ['case', picked, 2.6, 1.6],
      'line-dasharray': [0.2, 2.2],
    },
  },
  {
    id: 'exchange-load',
    type: 'line',
    source: 'exchange',
    filter: role('load'),
    layout: { 'line-cap': 'butt', 'line-join': 'round' },
    paint: {
      'line-color': inked,
      'line-width': width,
      'line-offset': beside,
      'line-opacity': fade(['case', picked, 1, 0.8]),
    },
  },
  {
    id: 'exchange-load-hollow',
    type: 'line',
    source: 'exchange',
    filter: ['all', role('load'), isShort] as FilterSpecification,
    layout: { 'line-cap': 'butt', 'line-join': 'round' },
    paint: {
      'line-color': COLOURS.halo,
      'line-width': inner,
      'line-offset': beside,
      'line-opacity': fade(1),
    },
  },
  {
    id: 'exchange-flow',
    type: 'line',
    source: 'exchange',
    filter: ['all', role('flow'), isEstimate(false)] as FilterSpecification,
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: {
      'line-color': inked,
      'line-width': width,
      'line-opacity': fade(['case', picked, 0.95, 0.6]),
    },
  },
  {
    id: 'exchange-flow-estimate',
    type: 'line',
    source: 'exchange',
    filter: ['all', role('flow'), isEstimate(true)] as FilterSpecification,
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: {
      'line-color': inked,
      'line-width': width,
      'line-dasharray': [0.1, 1.9],
      'line-opacity': fade(['case', picked, 0.95, 0.75]),
    },
  },
  {
    id: 'exchange-flow-hollow',
    type: 'line',
    source: 'exchange',
    filter: ['all', role('flow'), isShort] as FilterSpecification,
    layout: { 'line-cap': 'butt', 'line-join': 'round' },
    paint: { 'line-color': COLOURS.halo, 'line-width': inner, 'line-opacity': fade(1) },
  },
  {
    id: 'exchange-load-arrow',
    type: 'symbol',
    source: 'exchange',
    filter: role('load'),
    layout: { ...arrow, 'symbol-placement': 'line', 'symbol-spacing': 90 },
    paint: arrowPaint,
  },
  {
    id: 'exchange-flow-arrow',
    type: 'symbol',
    source: 'exchange',
    filter: role('arrow'),
    layout: { ...arrow, 'text-rotate': ['get', 'turn'] },
    paint: arrowPaint,
  },
  {
    id: 'exchange-commune',
    type: 'circle',
    source: 'exchange',
    filter: role('commune'),
    paint: {
      'circle-radius': ['get', 'radius'],
      // Who gives more than it takes is full, who takes more is hollow.
      'circle-color': ['case', ['boolean', ['get', 'gives'], false], COLOURS.network, COLOURS.halo],
      'circle-stroke-color': COLOURS.network,
      'circle-stroke-width': ['case', picked, 4, 2.2],
      'circle-opacity': fade(1),
      'circle-stroke-opacity': fade(1),
    },
  },
  {
    id: 'exchange-group',
    type: 'circle',
    source: 'exchange',
    filter: ['all', role('commune'), ['boolean', ['get', 'grouped'], false]] as FilterSpecification,
    paint: {
      'circle-radius': ['+', ['get', 'radius'], 5],
      'circle-color': 'rgba(0,0,0,0)',
      'circle-stroke-color': COLOURS.network,
      'circle-stroke-width': 1.6,
      'circle-stroke-opacity': fade(1),
    },
  },
]

export const EXCHANGE_NAME_LAYERS: LayerSpecification[] = [
  {
    id: 'exchange-name',
    type: 'symbol',
    source: 'exchange',
    filter: role('commune'),
    layout: {
      'text-field': ['get', 'name'],
      'text-font': FONT,
      'text-size': 12.5,
      'text-variable-anchor': ['bottom', 'top', 'left', 'right'],
      'text-radial-offset': ['/', ['+', ['get', 'radius'], 6], 12.5],
      'text-max-width': 9,
    },
    paint: {
      'text-color': COLOURS.ink,
      'text-halo-color': COLOURS.halo,
      'text-halo-width': 2,
      'text-opacity': fade(1),
    },
  },
  {
    id: 'exchange-commune-room',
    type: 'symbol',
    source: 'exchange',
    filter: role('commune'),
    layout: room(['+', ['get', 'radius'], 2]),
  },
  // In no corridor and no exchange: another shape, not another colour of the same.
  {
    id: 'exchange-alone',
    type: 'symbol',
    source: 'exchange',
    filter: role('alone'),
    layout: {
      'text-field': '◇',
      'text-font': FONT_BOLD,
      'text-size': 20,
      'text-allow-overlap': true,
      'text-ignore-placement': true,
    },
    paint: { 'text-color': COLOURS.ink2, 'text-halo-color': COLOURS.halo, 'text-halo-width': 1.5 },
  },
]
