/** Councils and communes as the server's tiles bring them. */
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import { COLOURS } from './colours.ts'
import { room } from './patterns.ts'
import { FONT, FONT_BOLD } from './style.ts'

/** Layers inside the tiles (TileJSON `vector_layers`). Labels are points of their own, so each name stands once. */
const AREA = { councils: 'councils', communes: 'communes' } as const
const LABELS = { councils: 'council_labels', communes: 'commune_labels' } as const

export const COUNCIL_SOURCE_LAYER = AREA.councils

/** What a click or a pointer asks about. */
export const COUNCIL_AREAS = 'council-area'

const picked: ExpressionSpecification = ['boolean', ['feature-state', 'picked'], false]
const hovered: ExpressionSpecification = ['boolean', ['feature-state', 'hovered'], false]
/** Members that the judgement draws itself; their own fill would show through. */
const drawn: ExpressionSpecification = ['boolean', ['feature-state', 'drawn'], false]

/** Councils that a drawing shows as they would be. */
const redrawn: ExpressionSpecification = ['boolean', ['feature-state', 'redrawn'], false]

const names = (zoom: number): LayerSpecification['layout'] =>
  ({
    'text-field': ['get', 'name'],
    'text-font': FONT,
    'text-size': ['interpolate', ['linear'], ['zoom'], zoom, 11, zoom + 4, 14],
    'text-max-width': 8,
    'text-padding': 4,
  }) as LayerSpecification['layout']

/** What steps back where the task is about something else than who belongs to which commune. */
export const OWN_INK = [
  'council-approximate',
  'commune-area',
  'commune-place-halo',
  'commune-place',
  'commune-place-room',
  'council-name',
] as const

export const AREA_LAYERS: LayerSpecification[] = [
  {
    id: COUNCIL_AREAS,
    type: 'fill',
    source: 'councils',
    'source-layer': AREA.councils,
    paint: {
      'fill-color': ['case', picked, COLOURS.accent, hovered, COLOURS.accent, '#ffffff'],
      'fill-opacity': [
        'case',
        redrawn,
        0,
        drawn,
        ['case', hovered, 0.1, 0],
        picked,
        0.22,
        hovered,
        0.12,
        0.28,
      ],
    },
  },
  {
    id: 'council-approximate',
    type: 'fill',
    source: 'councils',
    'source-layer': AREA.councils,
    minzoom: 11,
    filter: ['==', ['get', 'approximate'], true],
    paint: {
      'fill-pattern': 'hatch-approximate',
      'fill-opacity': ['interpolate', ['linear'], ['zoom'], 11, 0, 12.5, 0.75],
    },
  },
  {
    id: 'council-line',
    type: 'line',
    source: 'councils',
    'source-layer': AREA.councils,
    minzoom: 8,
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': ['case', picked, COLOURS.accent, COLOURS.council],
      'line-width': [
        'interpolate',
        ['linear'],
        ['zoom'],
        9,
        0.3,
        13,
        ['case', picked, 1.6, hovered, 1.8, 0.9],
        17,
        ['case', picked, 3, hovered, 3, 1.6],
      ],
      'line-opacity': [
        'interpolate',
        ['linear'],
        ['zoom'],
        8,
        ['case', redrawn, 0, 0.3],
        12,
        ['case', redrawn, 0, 0.85],
      ],
    },
  },
  {
    id: 'commune-area',
    type: 'fill',
    source: 'communes',
    'source-layer': AREA.communes,
    paint: {
      'fill-color': ['match', ['get', 'registered_as'], 'network', COLOURS.network, COLOURS.commune],
      'fill-opacity': ['interpolate', ['linear'], ['zoom'], 5, 0.5, 10, 0.16, 14, 0.07],
    },
  },
  {
    id: 'commune-line',
    type: 'line',
    source: 'communes',
    'source-layer': AREA.communes,
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': ['match', ['get', 'registered_as'], 'network', COLOURS.network, COLOURS.commune],
      'line-width': ['interpolate', ['linear'], ['zoom'], 6, 0.8, 12, 1.8, 16, 3],
      'line-opacity': 0.75,
    },
  },
]

/** From afar a commune is smaller than a pixel. The dots of a dense place run together, and one halo lies under them all. */
const place = (id: string, edge: number, colour: string | ExpressionSpecification): LayerSpecification => ({
  id,
  type: 'circle',
  source: 'communes',
  'source-layer': LABELS.communes,
  maxzoom: 10,
  paint: {
    'circle-radius': dot(edge),
    'circle-color': colour,
    'circle-opacity': ['interpolate', ['linear'], ['zoom'], 8.5, 1, 10, 0],
  },
})
const dot = (edge: number): ExpressionSpecification => [
  'interpolate',
  ['linear'],
  ['zoom'],
  3,
  2.5 + edge,
  8,
  5 + edge,
]

export const NAME_LAYERS: LayerSpecification[] = [
  place('commune-place-halo', 1.5, COLOURS.halo),
  place('commune-place', 0, ['match', ['get', 'registered_as'], 'network', COLOURS.network, COLOURS.commune]),
  {
    id: 'council-name',
    type: 'symbol',
    source: 'councils',
    'source-layer': LABELS.councils,
    minzoom: 12.3,
    layout: names(12.3) as never,
    paint: { 'text-color': COLOURS.councilName, 'text-halo-color': COLOURS.halo, 'text-halo-width': 1.6 },
  },
  {
    id: 'commune-name',
    type: 'symbol',
    source: 'communes',
    'source-layer': LABELS.communes,
    minzoom: 6,
    maxzoom: 13.5,
    layout: {
      ...(names(7) as object),
      'text-font': FONT_BOLD,
      'text-variable-anchor': [
        'step',
        ['zoom'],
        ['literal', ['top', 'bottom', 'left', 'right']],
        9.5,
        ['literal', ['center']],
      ],
      'text-radial-offset': ['step', ['zoom'], 0.8, 9.5, 0],
    } as never,
    paint: { 'text-color': COLOURS.ink, 'text-halo-color': COLOURS.halo, 'text-halo-width': 1.8 },
  },
  {
    id: 'commune-place-room',
    type: 'symbol',
    source: 'communes',
    'source-layer': LABELS.communes,
    maxzoom: 9.5,
    layout: room(dot(1.5)),
  },
]
