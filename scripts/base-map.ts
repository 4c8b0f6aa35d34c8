/**
 * Makes static/basemap/world.json: land, borders and country names, so that the map needs no network and no tile
 * vendor learns which place somebody looks at. Source: Natural Earth 4.1 by the npm package world-atlas (public domain).
 *
 * Natural Earth draws borders as they are administered. It draws the line of 1899 between Venezuela and Guyana as an
 * ordinary border; Venezuela claims everything up to the Essequibo river. A program for Venezuela's communes must not
 * assert either, so both lines are drawn alike, dashed, and the land between them is hatched and named as claimed.
 * The river is not in the data: it is placed by hand through known towns and falls, good to some 15 km, and like the
 * rest of the base map it fades out before anyone could measure on it.
 */
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import {
  area,
  booleanPointInPolygon,
  featureCollection as collection,
  intersect,
  pointOnFeature,
  polygon,
} from '@turf/turf'
import type { Feature, MultiLineString, MultiPolygon, Polygon, Position } from 'geojson'
import { feature, mesh } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'

const VENEZUELA = '862'
const GUYANA = '328'

/** Mouth to source: Parika, Bartica, Rockstone, Omai, Kurupukari, Apoteri, King William IV falls, Gunns, Acarai hills. */
const ESSEQUIBO: Position[] = [
  [-58.42, 7.02],
  [-58.43, 6.87],
  [-58.62, 6.41],
  [-58.55, 5.98],
  [-58.73, 5.43],
  [-58.6, 5.05],
  [-58.67, 4.66],
  [-58.57, 4.02],
  [-58.25, 3.5],
  [-58.05, 3.05],
  [-58.3, 2.3],
  [-58.63, 1.65],
  [-58.72, 1.3],
]

type Country = Feature<Polygon | MultiPolygon, { name: string }>

/** Two decimals are 1.1 km: finer than a map made for 1:50,000,000. */
const round = (position: Position): Position => [
  Math.round(position[0] * 100) / 100,
  Math.round(position[1] * 100) / 100,
]
const line = (positions: Position[]): Position[] =>
  positions.map(round).filter((p, i, all) => i === 0 || p[0] !== all[i - 1][0] || p[1] !== all[i - 1][1])

function largestPart(country: Country): Feature<Polygon> {
  const parts =
    country.geometry.type === 'Polygon' ? [country.geometry.coordinates] : country.geometry.coordinates
  return parts.map((rings) => polygon(rings)).sort((one, other) => area(other) - area(one))[0]
}

/** East of the river, so that the name stands on land that nobody disputes. */
const GUYANA_NAME: Position = [-57.75, 4.9]

/** The middle of the largest part where that is land, else some point on it. */
function labelPlace(country: Country): Position {
  const part = largestPart(country)
  const ring = part.geometry.coordinates[0]
  const west = Math.min(...ring.map((p) => p[0]))
  const east = Math.max(...ring.map((p) => p[0]))
  const south = Math.min(...ring.map((p) => p[1]))
  const north = Math.max(...ring.map((p) => p[1]))
  const middle = [(west + east) / 2, (south + north) / 2]
  return round(booleanPointInPolygon(middle, part) ? middle : pointOnFeature(part).geometry.coordinates)
}

const regionNames = Object.fromEntries(
  ['es', 'en', 'pt'].map((locale) => [
    locale,
    new Intl.DisplayNames(locale, { type: 'region', fallback: 'none' }),
  ]),
)
/** Natural Earth names in English only; the runtime knows the others by the numeric code. */
function names(country: Country): Record<string, string> {
  return Object.fromEntries(
    Object.entries(regionNames).map(([locale, display]) => {
      const region = country.id === undefined ? undefined : new Intl.Locale(`und-${country.id}`).region
      const known = region && /^[A-Z]{2}$/.test(region) ? display.of(region) : undefined
      return [`name_${locale}`, known ?? country.properties.name]
    }),
  )
}

function baseMap(): { type: 'FeatureCollection'; features: Feature[] } {
  const require = createRequire(import.meta.url)
  const atlas = JSON.parse(
    readFileSync(require.resolve('world-atlas/countries-50m.json'), 'utf8'),
  ) as Topology<{
    countries: GeometryCollection<{ name: string }>
    land: GeometryCollection
  }>
  const countries = feature(atlas, atlas.objects.countries).features as Country[]
  const land = feature(atlas, atlas.objects.land).features as Feature<MultiPolygon>[]
  const between = (one: { id?: string | number }, other: { id?: string | number }) =>
    [one.id, other.id].map(String).sort().join() === [VENEZUELA, GUYANA].sort().join()
  const borders = mesh(atlas, atlas.objects.countries, (one, other) => one !== other && !between(one, other))
  const line1899 = mesh(atlas, atlas.objects.countries, (one, other) => one !== other && between(one, other))

  const guyana = countries.find((country) => country.id === GUYANA)!
  const westOfRiver = polygon([[...ESSEQUIBO, [-62, 1], [-62, 9.5], [-58.42, 9.5], ESSEQUIBO[0]]])
  const claimed = intersect(collection([guyana, westOfRiver]))!

  const lines = (kind: string, geometry: MultiLineString): Feature => ({
    type: 'Feature',
    properties: { kind },
    geometry: {
      type: 'MultiLineString',
      coordinates: geometry.coordinates.map(line).filter((l) => l.length > 1),
    },
  })
  const surface = (kind: string, geometry: Polygon | MultiPolygon): Feature => ({
    type: 'Feature',
    properties: { kind },
    geometry: {
      type: 'MultiPolygon',
      coordinates: (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates)
        .map((rings) => rings.map(line).filter((ring) => ring.length > 3))
        .filter((rings) => rings.length > 0),
    },
  })
  return {
    type: 'FeatureCollection',
    features: [
      // One feature each: the map clips small ones faster than one that spans the world.
      ...land.flatMap(({ geometry }) =>
        geometry.coordinates.map((coordinates) => surface('land', { type: 'Polygon', coordinates })),
      ),
      ...borders.coordinates.map((border) =>
        lines('border', { type: 'MultiLineString', coordinates: [border] }),
      ),
      surface('claimed', claimed.geometry),
      lines('claim-line', { type: 'MultiLineString', coordinates: [...line1899.coordinates, ESSEQUIBO] }),
      ...countries
        .filter((country) => country.properties.name !== 'Antarctica')
        .map(
          (country): Feature => ({
            type: 'Feature',
            properties: { kind: 'country', rank: Math.round(Math.log10(area(country))), ...names(country) },
            geometry: {
              type: 'Point',
              coordinates: country.id === GUYANA ? GUYANA_NAME : labelPlace(country),
            },
          }),
        ),
      {
        type: 'Feature',
        properties: { kind: 'claimed-name' },
        geometry: { type: 'Point', coordinates: [-59.7, 5.4] },
      },
    ],
  }
}

/** All that the map is made of. */
const SOURCES = [new URL(import.meta.url), new URL('../package-lock.json', import.meta.url)]

/** Writes the file that the map asks for; `folder` is `static/basemap`. A build reads its configuration twice: once will do. */
export function writeBaseMap(folder = new URL('../static/basemap/', import.meta.url)): void {
  const file = new URL('world.json', folder)
  const made = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (SOURCES.every((source) => statSync(source).mtimeMs < made)) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, JSON.stringify(baseMap()))
}
