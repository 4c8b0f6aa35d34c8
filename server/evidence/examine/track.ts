/** Tracks: whether they can be read, and where and when they begin. */
import { readFile, stat } from 'node:fs/promises'
import { DOMParser, type Element } from '@xmldom/xmldom'
import type { Capture, TakenType } from '../../../domain/evidence/index.ts'
import type { Examined } from './examine.ts'

const LARGEST = 64 * 1024 * 1024

export async function examineTrack(path: string, mediaType: TakenType): Promise<Examined> {
  if ((await stat(path)).size > LARGEST) return { why: 'needs-too-much-memory' }
  const text = await readFile(path, 'utf8')
  const [place, at] =
    mediaType === 'application/geo+json'
      ? beginningOfJson(JSON.parse(text))
      : mediaType === 'application/gpx+xml'
        ? beginningOfGpx(parse(text))
        : beginningOfKml(parse(text))
  const capture: Capture = {
    at: momentOf(at),
    satelliteAt: momentOf(at),
    place: placeOf(place),
    accuracyM: null,
  }
  return { capture, copies: [] }
}

type Beginning = [place: (number | null)[], at: string | null]

function parse(text: string): Element {
  const document = new DOMParser({
    onError: (level, message) => {
      if (level !== 'warning') throw new Error(message)
    },
  }).parseFromString(text, 'text/xml')
  return document.documentElement!
}

const first = (within: Element, ...names: string[]): Element | null => {
  for (const name of names) {
    const [found] = within.getElementsByTagNameNS('*', name)
    if (found) return found
  }
  return null
}
const wordsOf = (element: Element | null): string => element?.textContent?.trim() ?? ''

function beginningOfGpx(root: Element): Beginning {
  const point = first(root, 'trkpt', 'rtept', 'wpt')
  if (!point) return [[], null]
  const place = ['lon', 'lat'].map((name) => Number.parseFloat(point.getAttribute(name) ?? ''))
  return [place, wordsOf(first(point, 'time'))]
}

function beginningOfKml(root: Element): Beginning {
  const line = wordsOf(first(root, 'coordinates')).split(/\s+/)[0].split(',')
  const track = wordsOf(first(root, 'coord')).split(/\s+/)
  const place = (line.length > 1 ? line : track).slice(0, 2).map(Number.parseFloat)
  return [place, wordsOf(first(root, 'when', 'begin'))]
}

function beginningOfJson(value: unknown): Beginning {
  if (typeof value !== 'object' || value === null || !('type' in value)) throw new Error('No GeoJSON.')
  const deepest = (part: unknown): unknown =>
    Array.isArray(part) && Array.isArray(part[0]) ? deepest(part[0]) : part
  const geometry = (part: unknown): unknown => {
    const { features, geometry: inner, geometries, coordinates } = (part ?? {}) as Record<string, unknown>
    if (Array.isArray(features)) return geometry(features[0])
    if (Array.isArray(geometries)) return geometry(geometries[0])
    return inner ? geometry(inner) : deepest(coordinates)
  }
  const place = geometry(value)
  return [Array.isArray(place) ? place.slice(0, 2).map(Number) : [], null]
}

function placeOf([lon, lat]: (number | null)[]): [number, number] | null {
  if (typeof lon !== 'number' || typeof lat !== 'number') return null
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? [lon, lat] : null
}

/** A day alone, as KML allows, is no moment. */
const momentOf = (text: string | null): string | null =>
  text && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null
