/** The base map as data. No `glyphs`: MapLibre draws letters here, from a font that this server sends. */
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl'
import { COLOURS } from './colours.ts'

export const FONT = ['Atkinson']
export const FONT_BOLD = ['Atkinson Bold']

/** How a base line fades out where it is too coarse to be true: Natural Earth is good to a few kilometres. */
const fading = (full: number): ExpressionSpecification => [
  'interpolate',
  ['linear'],
  ['zoom'],
  8.5,
  full,
  10.5,
  0,
]

const BASE_LAYERS: LayerSpecification[] = [
  {
    id: 'background',
    type: 'background',
    paint: {
      'background-color': ['interpolate', ['linear'], ['zoom'], 8.5, COLOURS.water, 10.5, COLOURS.land],
    },
  },
  {
    id: 'land',
    type: 'fill',
    source: 'world',
    filter: ['==', ['get', 'kind'], 'land'],
    paint: { 'fill-color': COLOURS.land },
  },
  {
    id: 'claimed',
    type: 'fill',
    source: 'world',
    maxzoom: 10.5,
    filter: ['==', ['get', 'kind'], 'claimed'],
    paint: { 'fill-pattern': 'hatch-claimed', 'fill-opacity': fading(0.8) },
  },
  {
    id: 'graticule',
    type: 'line',
    source: 'graticule',
    paint: { 'line-color': COLOURS.graticule, 'line-width': 1 },
  },
  {
    id: 'coast',
    type: 'line',
    source: 'world',
    maxzoom: 10.5,
    filter: ['==', ['get', 'kind'], 'land'],
    paint: { 'line-color': COLOURS.border, 'line-width': 0.7, 'line-opacity': fading(0.8) },
  },
  {
    id: 'border',
    type: 'line',
    source: 'world',
    maxzoom: 10.5,
    filter: ['==', ['get', 'kind'], 'border'],
    paint: {
      'line-color': COLOURS.border,
      'line-width': ['interpolate', ['linear'], ['zoom'], 3, 0.7, 8, 1.4],
      'line-opacity': fading(1),
    },
  },
  {
    id: 'claim-line',
    type: 'line',
    source: 'world',
    maxzoom: 10.5,
    filter: ['==', ['get', 'kind'], 'claim-line'],
    paint: {
      'line-color': COLOURS.ink2,
      'line-width': 1.1,
      'line-dasharray': [4, 3],
      'line-opacity': fading(0.9),
    },
  },
]

const halo = { 'text-color': COLOURS.ink2, 'text-halo-color': COLOURS.halo, 'text-halo-width': 1.4 }

/** Names of countries, and of the land that two states claim; their language follows the reader's. */
export function baseNames(locale: string, claimedName: string): LayerSpecification[] {
  return [
    {
      id: 'country-name',
      type: 'symbol',
      source: 'world',
      minzoom: 2,
      maxzoom: 9,
      filter: ['==', ['get', 'kind'], 'country'],
      layout: {
        'text-field': ['get', `name_${locale}`],
        'text-font': FONT,
        'text-max-width': 8,
        'text-letter-spacing': 0.06,
        'text-size': ['interpolate', ['linear'], ['zoom'], 2, 10, 7, 17],
        'symbol-sort-key': ['-', ['get', 'rank']],
      },
      paint: halo,
    },
    {
      id: 'claimed-name',
      type: 'symbol',
      source: 'world',
      minzoom: 4.5,
      maxzoom: 9,
      filter: ['==', ['get', 'kind'], 'claimed-name'],
      layout: { 'text-field': claimedName, 'text-font': FONT, 'text-size': 12, 'text-max-width': 9 },
      paint: halo,
    },
  ]
}

const EMPTY = { type: 'FeatureCollection' as const, features: [] }

/** The floor that always works. `origin` because MapLibre's worker resolves no relative address. */
export function ownStyle(
  origin: string,
  fonts: Record<string, string>,
  locale: string,
  claimedName: string,
): StyleSpecification {
  return {
    version: 8,
    'font-faces': fonts,
    sources: {
      world: {
        type: 'geojson',
        data: `${origin}/basemap/world.json`,
        maxzoom: 10,
        tolerance: 0.6,
        attribution: 'Natural Earth',
      },
      graticule: { type: 'geojson', data: EMPTY },
    },
    layers: [...BASE_LAYERS, ...baseNames(locale, claimedName)],
  } as StyleSpecification
}
