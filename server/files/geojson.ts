/** GeoJSON (RFC 7946 and its predecessor with a `crs` member) and GeoJSONSeq (RFC 8142, or one feature per line). */
import { isAscii, isUtf8 } from 'node:buffer'
import { utf8Chunks } from './bytes.ts'
import { crsFromName } from './crs.ts'
import { BrokenJson, JsonSplitter, type Piece } from './json-splitter.ts'
import { findSyntaxError } from './json-syntax.ts'
import { problem, Refusal } from './problem.ts'
import { cleanText, flatProperties } from './properties.ts'
import { BATCH, type OpenedFile, type RawFeature, type ReadContext } from './raw.ts'

const GEOMETRY_TYPES = new Set([
  'Point',
  'MultiPoint',
  'LineString',
  'MultiLineString',
  'Polygon',
  'MultiPolygon',
  'GeometryCollection',
])
const WINDOWS_1252 = new TextDecoder('windows-1252')

type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A `crs` member came after the features that it is about: read again, knowing it. */
class LateCrs extends Error {
  readonly crs: string
  constructor(crs: string) {
    super(crs)
    this.crs = crs
  }
}

/** Opens what `content.ts` took for JSON. Its coordinate system may show only while reading: `crs` is live. */
export function openGeoJson(path: string, context: ReadContext, sequence: boolean): OpenedFile {
  const file: OpenedFile = {
    format: sequence ? 'geojsonseq' : 'geojson',
    layers: [],
    layer: null,
    crs: 'EPSG:4326',
    problems: [],
    features: () => read(path, context, file),
  }
  return file
}

/** The declared system of a file whose `crs` stands after its features; known only after a first reading. */
export const lateCrs = (error: unknown): string | null => (error instanceof LateCrs ? error.crs : null)

async function* read(path: string, context: ReadContext, file: OpenedFile): AsyncGenerator<RawFeature[]> {
  const splitter = new JsonSplitter()
  const batch: RawFeature[] = []
  let index = 0
  let roots = 0
  let latin1 = false
  const expectedCrs = file.crs

  const parse = (piece: Piece): unknown => {
    const { text } = piece
    let decoded: string
    if (isAscii(text)) decoded = text.toString('latin1')
    else if (isUtf8(text)) decoded = text.toString('utf8')
    else {
      decoded = WINDOWS_1252.decode(text)
      latin1 = true
    }
    try {
      return JSON.parse(decoded)
    } catch {
      const at = findSyntaxError(decoded) ?? 0
      throw new BrokenJson(
        piece.offset + Buffer.byteLength(decoded.slice(0, at), isUtf8(text) ? 'utf8' : 'latin1'),
      )
    }
  }
  const add = (value: unknown) => {
    for (const feature of featuresOf(value)) batch.push({ index: index++, ...feature })
  }
  const declared = (root: Json) => {
    const crs = declaredCrs(root)
    if (!crs || crs === expectedCrs) return
    if (index > 0) throw new LateCrs(crs)
    file.crs = crs
  }
  const take = (piece: Piece) => {
    const value = parse(piece)
    if (piece.kind === 'feature') return add(value)
    if (piece.kind === 'opening') return isObject(value) ? declared(value) : undefined
    roots++
    if (!isObject(value))
      throw new Refusal('json-not-geojson', { found: Array.isArray(value) ? '[ ]' : String(value) })
    declared(value)
    if (!piece.withFeatures) add(value)
    else if (value.type !== 'FeatureCollection') throw foreign(value)
  }

  try {
    for await (const chunk of utf8Chunks(path, context)) {
      for (const piece of splitter.push(chunk)) take(piece)
      while (batch.length >= BATCH) yield batch.splice(0, BATCH)
    }
    splitter.finish()
  } catch (error) {
    if (error instanceof BrokenJson) throw await syntaxRefusal(path, context, error, index)
    if (error instanceof Refusal && typeof error.problem.facts.offset === 'number') {
      Object.assign(error.problem.facts, await lineAndColumn(path, context, error.problem.facts.offset))
    }
    throw error
  }
  if (roots === 0) throw new Refusal('empty-file')
  if (roots > 1) file.format = 'geojsonseq'
  if (latin1) file.problems.push(problem('latin1-text', 'note'))
  if (batch.length) yield batch
}

function* featuresOf(value: unknown): Generator<Omit<RawFeature, 'index'>> {
  if (!isObject(value))
    throw new Refusal('json-not-geojson', { found: JSON.stringify(value)?.slice(0, 40) ?? '' })
  if (value.type === 'Feature') {
    const properties = flatProperties(isObject(value.properties) ? value.properties : {})
    if ((typeof value.id === 'string' || typeof value.id === 'number') && !('id' in properties))
      properties.id = value.id
    const crs = declaredCrs(value)
    const feature = { properties, geometry: value.geometry ?? null }
    yield crs ? { ...feature, crs } : feature
  } else if (value.type === 'GeometryCollection' && Array.isArray(value.geometries)) {
    for (const geometry of value.geometries) yield { properties: {}, geometry: geometry ?? null }
  } else if (typeof value.type === 'string' && GEOMETRY_TYPES.has(value.type)) {
    yield { properties: {}, geometry: value }
  } else if (value.type === 'FeatureCollection' && Array.isArray(value.features)) {
    for (const feature of value.features) yield* featuresOf(feature)
  } else throw foreign(value)
}

/** JSON, but of somebody else. */
function foreign(value: Json): Refusal {
  if (value.type === 'Topology') return new Refusal('json-not-geojson', { found: 'TopoJSON' })
  if ('geometryType' in value || 'rings' in value || 'attributes' in value)
    return new Refusal('json-not-geojson', { found: 'Esri JSON' })
  if (value.type === 'FeatureCollection') return new Refusal('json-not-geojson', { found: 'features' })
  const keys = Object.keys(value).slice(0, 5).join(', ')
  return new Refusal('json-not-geojson', {
    found:
      typeof value.type === 'string' ? `"type": "${value.type.slice(0, 40)}"` : `{ ${keys.slice(0, 80)} }`,
  })
}

/** RFC 7946 dropped the `crs` member, yet QGIS and GDAL still write it and mean it. */
function declaredCrs(root: Json): string | null {
  if (!isObject(root.crs)) return null
  const { type, properties } = root.crs
  if (!isObject(properties)) return null
  if (typeof properties.name === 'string') return crsFromName(properties.name)
  if (type === 'EPSG' && (typeof properties.code === 'number' || typeof properties.code === 'string'))
    return `EPSG:${properties.code}`
  return null
}

async function syntaxRefusal(
  path: string,
  context: ReadContext,
  error: BrokenJson,
  features: number,
): Promise<Refusal> {
  const place = await lineAndColumn(path, context, error.offset)
  if (error.truncated) return new Refusal('json-truncated', { ...place, features })
  return new Refusal('json-syntax', { ...place, features })
}

async function lineAndColumn(path: string, context: ReadContext, offset: number) {
  let line = 1
  let lineStart = 0
  let at = 0
  let near = ''
  for await (const chunk of utf8Chunks(path, context)) {
    const end = Math.min(chunk.length, offset - at)
    for (let i = chunk.indexOf(10); i >= 0 && i < end; i = chunk.indexOf(10, i + 1)) {
      line++
      lineStart = at + i + 1
    }
    if (offset < at + chunk.length) {
      near = chunk.toString('utf8', end, Math.min(end + 20, chunk.length)).split('\n')[0]
      break
    }
    at += chunk.length
  }
  return { line, column: offset - lineStart + 1, near: cleanText(near) }
}
