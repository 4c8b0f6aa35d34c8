/** What suggesting communes draws besides pieces: rivers that the person opened, councils that are held together. */
import type { LayerSpecification } from 'maplibre-gl'
import { COLOURS } from './colours.ts'
import { role } from './overlay-layers.ts'
import { FONT_BOLD } from './style.ts'

export const SUGGEST_AREA_LAYERS: LayerSpecification[] = [
  {
    id: 'group-outline',
    type: 'line',
    source: 'judgement',
    filter: role('picked-council'),
    layout: { 'line-join': 'round' },
    paint: { 'line-color': COLOURS.ink, 'line-width': 4 },
  },
  {
    id: 'river-case',
    type: 'line',
    source: 'judgement',
    filter: role('river'),
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': COLOURS.halo, 'line-width': 6 },
  },
  {
    id: 'river',
    type: 'line',
    source: 'judgement',
    filter: role('river'),
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': COLOURS.network, 'line-width': 3.2 },
  },
]

export const SUGGEST_NAME_LAYERS: LayerSpecification[] = [
  {
    id: 'council-group',
    type: 'symbol',
    source: 'judgement',
    filter: role('council-group'),
    minzoom: 11.5,
    layout: {
      'text-field': ['get', 'label'],
      'text-font': FONT_BOLD,
      'text-size': 13,
      'text-max-width': 9,
    },
    paint: { 'text-color': COLOURS.ink, 'text-halo-color': COLOURS.halo, 'text-halo-width': 2 },
  },
]
