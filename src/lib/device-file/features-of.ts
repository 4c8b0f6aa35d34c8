/** Features out of a file of this device: GeoJSON, KML or GPX, read in this window and sent nowhere. */
import type { Feature, FeatureCollection, Geometry } from 'geojson'

/** @throws where the text is none of the three */
export async function featuresOf(text: string): Promise<Feature[]> {
  if (text.trimStart().startsWith('<')) return fromXml(text)
  const parsed = JSON.parse(text) as FeatureCollection | Feature | Geometry
  if (parsed.type === 'FeatureCollection') return parsed.features
  return parsed.type === 'Feature' ? [parsed] : [{ type: 'Feature', geometry: parsed, properties: {} }]
}

/** By a parser that knows no pages: the browser's own would do, but nothing here hands it text as markup. */
async function fromXml(text: string): Promise<Feature[]> {
  const [{ gpx, kml }, xmldom] = await Promise.all([import('@tmcw/togeojson'), import('@xmldom/xmldom')])
  const document = new xmldom.DOMParser({
    onError: (level, message) => {
      if (level !== 'warning') throw new Error(message)
    },
  }).parseFromString(text, 'text/xml') as unknown as Document
  const read = document.documentElement.localName === 'gpx' ? gpx : kml
  return read(document).features as Feature[]
}
