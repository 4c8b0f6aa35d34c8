/**
 * What the program has to say, drawn over the territory. The features come from judgement-features.ts, and `role` says
 * what each is.
 */
import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  LineLayerSpecification,
} from 'maplibre-gl'
import { COLOURS, PIECE_COLOURS } from './colours.ts'
import { FONT, FONT_BOLD } from './style.ts'

type Filter = FilterSpecification
export const role = (...names: string[]): Filter => ['in', ['get', 'role'], ['literal', names]] as Filter
/** What is not settled, or only shown before it is done. */
export const dashedLine = (
  id: string,
  source: string,
  roles: string[],
  paint: LineLayerSpecification['paint'],
): LayerSpecification => ({
  id,
  type: 'line',
  source,
  filter: role(...roles),
  layout: { 'line-join': 'round' },
  paint,
})

const colourOfPiece: ExpressionSpecification = [
  'match',
  ['%', ['get', 'piece'], PIECE_COLOURS.length],
  ...PIECE_COLOURS.flatMap((colour, piece) => [piece, colour]),
  COLOURS.ink2,
] as never

/** A network's distances are facts, not faults. */
const alarm: ExpressionSpecification = [
  'case',
  ['boolean', ['get', 'calm'], false],
  COLOURS.network,
  COLOURS.split,
]

const badge = {
  'text-font': FONT_BOLD,
  'text-size': 13,
  'text-allow-overlap': true,
  'text-ignore-placement': true,
} as const

export const OVERLAY_AREA_LAYERS: LayerSpecification[] = [
  {
    id: 'member',
    type: 'fill',
    source: 'judgement',
    filter: role('member'),
    paint: { 'fill-color': colourOfPiece, 'fill-opacity': 0.2 },
  },
  {
    id: 'member-approximate',
    type: 'fill',
    source: 'judgement',
    minzoom: 11,
    filter: ['all', role('member'), ['==', ['get', 'approximate'], true]] as Filter,
    paint: { 'fill-pattern': 'hatch-approximate', 'fill-opacity': 0.8 },
  },
  {
    id: 'gap',
    type: 'fill',
    source: 'judgement',
    filter: role('gap'),
    paint: { 'fill-pattern': 'hatch-gap' },
  },
  {
    id: 'overlap',
    type: 'fill',
    source: 'judgement',
    filter: role('overlap'),
    paint: { 'fill-pattern': 'hatch-overlap' },
  },
  {
    id: 'gap-line',
    type: 'line',
    source: 'judgement',
    filter: role('gap', 'overlap'),
    paint: {
      'line-color': ['match', ['get', 'role'], 'gap', COLOURS.split, COLOURS.overlap],
      'line-width': 1.2,
    },
  },
  {
    id: 'member-line',
    type: 'line',
    source: 'judgement',
    filter: role('member'),
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': colourOfPiece,
      'line-width': ['interpolate', ['linear'], ['zoom'], 9, 0.8, 13, 1.7, 17, 3],
    },
  },
  {
    id: 'proposed',
    type: 'fill',
    source: 'judgement',
    filter: role('proposed'),
    paint: { 'fill-pattern': 'hatch-proposed' },
  },
  dashedLine('proposed-line', 'judgement', ['proposed'], {
    'line-color': COLOURS.proposed,
    'line-width': 2,
    'line-dasharray': [3, 1.6],
  }),
  dashedLine('cut-line', 'judgement', ['cut'], {
    'line-color': COLOURS.ink,
    'line-width': ['interpolate', ['linear'], ['zoom'], 10, 1.4, 15, 2.8],
    'line-dasharray': [2, 1.4],
  }),
  {
    id: 'preview-add',
    type: 'fill',
    source: 'judgement',
    filter: role('preview-add'),
    paint: { 'fill-pattern': 'hatch-preview' },
  },
  {
    id: 'preview-leave',
    type: 'fill',
    source: 'judgement',
    filter: role('preview-leave'),
    paint: { 'fill-color': COLOURS.halo, 'fill-opacity': 0.75 },
  },
  dashedLine('preview-line', 'judgement', ['preview-add', 'preview-leave', 'preview-line'], {
    'line-color': ['match', ['get', 'role'], 'preview-leave', COLOURS.split, COLOURS.accent],
    'line-width': 3,
    'line-dasharray': [1.6, 1.4],
  }),
  {
    id: 'doubtful-case',
    type: 'line',
    source: 'judgement',
    filter: role('doubtful'),
    layout: { 'line-cap': 'butt' },
    paint: { 'line-color': COLOURS.doubtful, 'line-width': 9 },
  },
  {
    id: 'doubtful',
    type: 'line',
    source: 'judgement',
    filter: role('doubtful'),
    layout: { 'line-cap': 'butt' },
    paint: { 'line-pattern': 'hatch-doubtful', 'line-width': 7 },
  },
  {
    id: 'confirmed',
    type: 'line',
    source: 'judgement',
    filter: role('confirmed'),
    layout: { 'line-cap': 'butt' },
    paint: { 'line-color': COLOURS.doubtful, 'line-width': 5 },
  },
  {
    id: 'link',
    type: 'line',
    source: 'judgement',
    filter: role('link'),
    layout: { 'line-cap': 'round' },
    paint: { 'line-color': COLOURS.network, 'line-width': 4 },
  },
  {
    id: 'separation-case',
    type: 'line',
    source: 'judgement',
    filter: role('separation'),
    layout: { 'line-cap': 'round' },
    paint: { 'line-color': COLOURS.halo, 'line-width': 5.5 },
  },
  {
    id: 'separation',
    type: 'line',
    source: 'judgement',
    filter: role('separation'),
    layout: { 'line-cap': 'round' },
    paint: { 'line-color': alarm, 'line-width': 2.6 },
  },
  {
    id: 'separation-end',
    type: 'circle',
    source: 'judgement',
    filter: role('separation-end'),
    paint: {
      'circle-radius': 6,
      'circle-color': COLOURS.halo,
      'circle-stroke-color': alarm,
      'circle-stroke-width': 2.6,
    },
  },
  {
    id: 'focus',
    type: 'circle',
    source: 'judgement',
    filter: role('focus'),
    paint: {
      'circle-radius': 17,
      'circle-color': 'rgba(0,0,0,0)',
      'circle-stroke-color': COLOURS.ink,
      'circle-stroke-width': 2.5,
    },
  },
]

export const OVERLAY_NAME_LAYERS: LayerSpecification[] = [
  {
    id: 'piece-badge',
    type: 'symbol',
    source: 'judgement',
    filter: role('piece'),
    layout: {
      ...badge,
      'text-field': ['get', 'label'],
      'text-size': 16,
      // It stands where no other label does, and the others make room for it.
      'text-variable-anchor': ['bottom', 'top', 'left', 'right', 'bottom-left', 'top-right'],
      'text-radial-offset': 0.8,
      'text-ignore-placement': false,
    },
    paint: { 'text-color': colourOfPiece, 'text-halo-color': COLOURS.halo, 'text-halo-width': 2.4 },
  },
  {
    id: 'cut-name',
    type: 'symbol',
    source: 'judgement',
    minzoom: 11.5,
    filter: role('cut-name'),
    layout: {
      'text-field': ['get', 'label'],
      'text-font': FONT,
      'text-size': 12.5,
      'text-max-width': 9,
    },
    paint: { 'text-color': COLOURS.ink, 'text-halo-color': COLOURS.halo, 'text-halo-width': 2 },
  },
  {
    id: 'doubtful-name',
    type: 'symbol',
    source: 'judgement',
    minzoom: 12,
    filter: role('doubtful-name', 'confirmed-name'),
    layout: {
      'text-field': ['get', 'label'],
      'text-font': FONT_BOLD,
      'text-size': 12.5,
      'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
      'text-radial-offset': 0.9,
      'text-max-width': 12,
    },
    paint: { 'text-color': COLOURS.doubtful, 'text-halo-color': COLOURS.halo, 'text-halo-width': 2 },
  },
  {
    id: 'link-name',
    type: 'symbol',
    source: 'judgement',
    minzoom: 11,
    filter: role('link-name'),
    layout: {
      'text-field': ['get', 'label'],
      'text-font': FONT_BOLD,
      'text-size': 12.5,
      'text-offset': [0, -1.1],
    },
    paint: { 'text-color': COLOURS.network, 'text-halo-color': COLOURS.halo, 'text-halo-width': 2 },
  },
  {
    id: 'separation-name',
    type: 'symbol',
    source: 'judgement',
    filter: role('separation-name'),
    layout: {
      // On a small map the shorter distances go first; the others come with a closer look.
      'symbol-sort-key': ['get', 'metres'],
      'text-font': FONT_BOLD,
      'text-size': 12.5,
      'text-field': ['get', 'label'],
      'icon-image': ['case', ['boolean', ['get', 'calm'], false], 'badge-network', 'badge-split'],
      'icon-text-fit': 'both',
      'icon-text-fit-padding': [2, 7, 2, 7],
      'text-anchor': 'left',
      'text-offset': [1.5, -1.2],
    },
    paint: { 'text-color': '#ffffff' },
  },
  {
    id: 'preview-name',
    type: 'symbol',
    source: 'judgement',
    filter: role('preview-name'),
    layout: { ...badge, 'text-field': ['get', 'label'], 'text-max-width': 9 },
    paint: { 'text-color': COLOURS.accent, 'text-halo-color': COLOURS.halo, 'text-halo-width': 2.4 },
  },
]
