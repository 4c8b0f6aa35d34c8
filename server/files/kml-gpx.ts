/** KML and GPX: placemark by placemark, track by track. Nothing that they link to is ever fetched. */
import { gpx, kml } from '@tmcw/togeojson'
import { DOMParser } from '@xmldom/xmldom'
import { chunks, head, utf16 } from './bytes.ts'
import { problem, Refusal } from './problem.ts'
import { flatProperties } from './properties.ts'
import { BATCH, type OpenedFile, type Properties, type RawFeature, type ReadContext } from './raw.ts'
import { metresBetween } from './rings.ts'
import { type Element, XmlSplitter } from './xml-splitter.ts'

type Kind = 'kml' | 'gpx'

const WANTED: Record<Kind, string[]> = {
  kml: ['Placemark', 'NetworkLink', 'GroundOverlay'],
  gpx: ['wpt', 'rte', 'trk'],
}
/** How it is drawn, not what it is. */
const STYLING =
  /^(styleUrl|styleHash|styleMapHash|stroke|fill|icon|label|marker|visibility|tessellate|extrude|altitudeMode|coordinateProperties|@geometry-type|_gpxType)/

export function openXml(path: string, context: ReadContext, kind: Kind): OpenedFile {
  const file: OpenedFile = {
    format: kind,
    layers: [],
    layer: null,
    // Both formats are in WGS 84 by definition.
    crs: 'EPSG:4326',
    problems: [],
    features: () => read(path, context, kind, file),
  }
  return file
}

async function* read(
  path: string,
  context: ReadContext,
  kind: Kind,
  file: OpenedFile,
): AsyncGenerator<RawFeature[]> {
  const splitter = new XmlSplitter(WANTED[kind])
  const skipped = new Map<string, number>()
  const parser = new DOMParser({ onError: () => {} })
  let batch: RawFeature[] = []
  let index = 0
  const take = (element: Element) => {
    if (element.name === 'NetworkLink' || element.name === 'GroundOverlay') {
      skipped.set(element.name, (skipped.get(element.name) ?? 0) + 1)
      return
    }
    for (const feature of featuresOf(parser, splitter.root, element, kind))
      batch.push({ index: index++, ...feature })
  }
  for await (const chunk of text(path, context)) {
    for (const element of splitter.push(chunk)) take(element)
    while (batch.length >= BATCH) yield batch.splice(0, BATCH)
  }
  splitter.finish(kind)
  if (batch.length) yield batch
  batch = []
  const links = skipped.get('NetworkLink')
  const overlays = skipped.get('GroundOverlay')
  if (links) file.problems.push(problem('network-link', 'note', { count: links }))
  if (overlays) file.problems.push(problem('ground-overlay', 'note', { count: overlays }))
}

async function* text(path: string, context: ReadContext): AsyncGenerator<string> {
  const start = head(path, 256)
  const declared = /encoding\s*=\s*["']([\w-]+)["']/.exec(start.toString('latin1'))?.[1]
  let decoder = new TextDecoder(utf16(start) ?? 'utf-8')
  if (declared && decoder.encoding === 'utf-8') {
    try {
      decoder = new TextDecoder(declared)
    } catch {
      // A made-up name: UTF-8 is what it is most of the time.
    }
  }
  for await (const chunk of chunks(path, context)) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

function featuresOf(
  parser: DOMParser,
  root: string,
  element: Element,
  kind: Kind,
): Omit<RawFeature, 'index'>[] {
  const rootName = /^<([^\s/>]+)/.exec(root)?.[1] ?? kind
  const prefix = rootName.includes(':') ? rootName.slice(0, rootName.indexOf(':') + 1) : ''
  let xml = `${root}>${element.text}</${rootName}>`
  if (prefix) xml = xml.replaceAll(`<${prefix}`, '<').replaceAll(`</${prefix}`, '</')
  let collection: { features: { geometry: unknown; properties: Record<string, unknown> | null }[] }
  try {
    const document = parser.parseFromString(xml, 'text/xml') as unknown as Document
    collection = kind === 'kml' ? kml(document, { skipNullGeometry: false }) : gpx(document)
  } catch {
    // What the parser says is English, and of its own rebuilt text: a person finds the place by its line and name.
    const name = /<name>([^<]{1,60})/.exec(element.text)?.[1].trim()
    throw new Refusal('xml-syntax', { line: element.line, found: name || `<${element.name}>` })
  }
  // The reader of tracks drops one that has no line in it: a person looks for it, so that it stays as a row without a shape.
  if (!collection.features.length) return [{ properties: {}, geometry: null }]
  const gapM = kind === 'kml' ? widestOpening(element.text) : 0
  return collection.features.map(({ geometry, properties }) => ({
    properties: propertiesOf(properties ?? {}),
    geometry: geometry ?? null,
    ...(gapM > 0 ? { note: { code: 'ring-unclosed', facts: { gapM } } } : {}),
  }))
}

/** Metres between the ends of rings that are not closed, since the parser closes them without a word; 0 for none. */
function widestOpening(xml: string): number {
  let widest = 0
  for (const [, coordinates] of xml.matchAll(/<LinearRing\b[^>]*>[\s\S]*?<coordinates>([^<]*)</g)) {
    const tuples = coordinates.trim().split(/\s+/)
    const [first, last] = [tuples[0], tuples.at(-1) ?? ''].map((tuple) =>
      tuple.split(',').slice(0, 2).map(Number),
    )
    const gap = metresBetween(first, last)
    if (gap > widest) widest = gap
  }
  return Math.round(widest * 10) / 10
}

function propertiesOf(source: Record<string, unknown>): Properties {
  const kept: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(source)) {
    if (STYLING.test(name)) continue
    const html =
      typeof value === 'object' && value !== null && '@type' in value
        ? (value as { value?: unknown }).value
        : value
    kept[name] = html
  }
  return flatProperties(kept)
}
