/**
 * Lines and areas out of KML and GPX, by their elements alone: nothing of the file becomes part of a page, and nothing
 * that it links to is fetched. Pure.
 */
import type { Position } from 'geojson'
import type { Shapes } from './read-shapes.ts'

export function xmlShapes(xml: string): Shapes {
  const text = xml.replace(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>/g, '')
  return {
    lines: [
      ...within(text, 'trkseg').map((track) => points(track, 'trkpt')),
      ...within(text, 'rte').map((route) => points(route, 'rtept')),
      ...within(text, 'LineString').flatMap(coordinates),
      ...within(text, 'Track').map(trackPoints),
    ].filter((line) => line.length > 1),
    areas: within(text, 'Polygon')
      .map((polygon) => [
        ...within(polygon, 'outerBoundaryIs').flatMap(coordinates),
        ...within(polygon, 'innerBoundaryIs').flatMap(coordinates),
      ])
      .filter(([shell]) => shell?.length > 3),
  }
}

/** What stands inside each element of a name, with any prefix; none of them contains another of its name. */
function within(text: string, name: string): string[] {
  const element = new RegExp(
    `<(?:[\\w-]+:)?${name}(?:\\s[^>]*)?>([\\s\\S]*?)</(?:[\\w-]+:)?${name}\\s*>`,
    'g',
  )
  return [...text.matchAll(element)].map(([, inner]) => inner)
}

function points(text: string, name: string): Position[] {
  return [...text.matchAll(new RegExp(`<(?:[\\w-]+:)?${name}\\s([^>]*)>`, 'g'))].map(([, attributes]) => [
    attribute(attributes, 'lon'),
    attribute(attributes, 'lat'),
  ])
}

const attribute = (text: string, name: string): number =>
  Number(new RegExp(`(?:^|\\s)${name}\\s*=\\s*["']([^"']+)["']`).exec(text)?.[1] ?? Number.NaN)

/** `longitude,latitude[,height]` between blanks. */
const coordinates = (text: string): Position[][] =>
  within(text, 'coordinates').map((list) =>
    list
      .trim()
      .split(/\s+/)
      .filter((tuple) => tuple !== '')
      .map((tuple) => tuple.split(',').slice(0, 2).map(Number)),
  )

/** `<gx:coord>longitude latitude height</gx:coord>` */
const trackPoints = (text: string): Position[] =>
  within(text, 'coord').map((tuple) => tuple.trim().split(/\s+/).slice(0, 2).map(Number))
