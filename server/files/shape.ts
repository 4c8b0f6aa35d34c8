/** From whatever stands under `geometry` to closed rings of finite numbers, or to the reason why not. */
import type { Position } from 'geojson'
import type { Facts } from './problem.ts'
import { cleanText } from './properties.ts'
import { LIMITS } from './raw.ts'

export type Ring = Position[]
export type Polygons = Ring[][]

/** What was dropped or mended without harm; the report says each once, with the count. */
export interface Tally {
  thirdDimension: number
  repeatedPoints: number
  emptyParts: number
}

export type Extraction =
  | { kind: 'area'; polygons: Polygons; notes: { code: string; facts: Facts }[] }
  /** A line that ends where it began, or nearly: an area only if a person says so. */
  | { kind: 'line'; polygons: Polygons }
  | { kind: 'none'; code: string; facts: Facts; place: Position | null }

class Fault extends Error {
  readonly code: string
  readonly facts: Facts
  constructor(code: string, facts: Facts = {}) {
    super(code)
    this.code = code
    this.facts = facts
  }
}

const OTHER_TYPES = ['Point', 'MultiPoint', 'LineString', 'MultiLineString']

const CURVED = ['CircularString', 'CompoundCurve', 'CurvePolygon', 'MultiCurve', 'MultiSurface']
const SOLID = ['PolyhedralSurface', 'TIN', 'Triangle']

/** What stands under `type`, and in which words to speak of it. */
function kindOfShape(type: unknown): Facts {
  if (typeof type !== 'string') return { kind: 'none', type: '' }
  const kind = CURVED.includes(type) ? 'curved' : SOLID.includes(type) ? 'solid' : 'other'
  return { kind, type: cleanText(type).slice(0, 30) }
}

const describe = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return value.length ? '[…]' : '[]'
  if (typeof value === 'object') return '{…}'
  return JSON.stringify(value)?.slice(0, 30) ?? String(value)
}

export function extract(geometry: unknown, tally: Tally): Extraction {
  if (geometry === null || geometry === undefined)
    return { kind: 'none', code: 'geometry-null', facts: {}, place: null }
  const notes: { code: string; facts: Facts }[] = []
  try {
    const polygons = areasOf(geometry, notes, tally, 0)
    if (polygons.length) return { kind: 'area', polygons, notes }
    return { kind: 'none', code: 'geometry-empty', facts: {}, place: null }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    if (error.code === 'not-an-area') {
      const line = closedLine(geometry)
      if (line) return { kind: 'line', polygons: [[line]] }
    }
    return { kind: 'none', code: error.code, facts: error.facts, place: firstPlace(geometry) }
  }
}

function areasOf(
  value: unknown,
  notes: { code: string; facts: Facts }[],
  tally: Tally,
  depth: number,
): Polygons {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Fault('geometry-not-object', { found: describe(value) })
  }
  const { type, coordinates, geometries } = value as {
    type?: unknown
    coordinates?: unknown
    geometries?: unknown
  }
  if (type === 'Polygon') {
    if (isEmpty(coordinates)) return []
    return [polygonOf(coordinates, tally, [])]
  }
  if (type === 'MultiPolygon') {
    if (isEmpty(coordinates)) return []
    const parts = list(coordinates, 'MultiPolygon', [])
    const kept = parts.filter((part) => !isEmpty(part))
    tally.emptyParts += parts.length - kept.length
    return kept.map((part, index) => polygonOf(part, tally, [index]))
  }
  if (type === 'GeometryCollection') {
    const members = Array.isArray(geometries) ? geometries : []
    if (depth > LIMITS.wkbDepth) throw new Fault('nesting', { type: 'GeometryCollection', path: '' })
    const found: Polygons = []
    let dropped = 0
    let firstFault: Fault | null = null
    for (const member of members) {
      if (member === null) {
        dropped++
        continue
      }
      try {
        found.push(...areasOf(member, [], tally, depth + 1))
      } catch (error) {
        if (!(error instanceof Fault)) throw error
        // A broken area inside must not vanish among the points that are dropped.
        if (error.code !== 'not-an-area') throw error
        firstFault ??= error
        dropped++
      }
    }
    if (!found.length && firstFault) throw new Fault('not-an-area', { type: 'GeometryCollection' })
    if (found.length) notes.push({ code: 'collection-opened', facts: { kept: found.length, dropped } })
    return found
  }
  if (typeof type === 'string' && OTHER_TYPES.includes(type)) {
    if (isEmpty(coordinates)) return []
    throw new Fault('not-an-area', { type })
  }
  throw new Fault('geometry-type-unknown', kindOfShape(type))
}

const isEmpty = (value: unknown) => value === null || (Array.isArray(value) && value.length === 0)

const at = (path: number[]) => path.map((index) => `[${index}]`).join('')

function list(value: unknown, type: string, path: number[]): unknown[] {
  if (!Array.isArray(value)) throw new Fault('nesting', { type, path: at(path) })
  return value
}

function polygonOf(value: unknown, tally: Tally, path: number[]): Ring[] {
  const rings = list(value, 'Polygon', path)
  let vertices = 0
  const polygon: Ring[] = []
  for (let r = 0; r < rings.length; r++) {
    const ring = list(rings[r], 'Polygon', [...path, r])
    if (r > 0 && ring.length === 0) {
      tally.emptyParts++
      continue
    }
    vertices += ring.length
    if (vertices > LIMITS.vertices) throw new Fault('too-many-vertices', { vertices, limit: LIMITS.vertices })
    let flat = true
    for (let i = 0; i < ring.length; i++) {
      const position = ring[i] as unknown[]
      if (!Array.isArray(position)) throw new Fault('nesting', { type: 'Polygon', path: at([...path, r, i]) })
      const x = position[0]
      const y = position[1]
      if (typeof x !== 'number' || typeof y !== 'number') throw positionFault(position, [...path, r, i])
      if (!Number.isFinite(x) || !Number.isFinite(y)) {
        throw new Fault('coordinate-not-finite', { path: at([...path, r, i]), x: String(x), y: String(y) })
      }
      if (position.length > 2) {
        flat = false
        position.length = 2
      }
    }
    if (!flat) tally.thirdDimension++
    polygon.push(ring as Ring)
  }
  return polygon
}

function positionFault(position: unknown[], path: number[]): Fault {
  if (Array.isArray(position[0])) return new Fault('nesting', { type: 'Polygon', path: at(path) })
  if (position.length < 2) return new Fault('position-empty', { path: at(path), found: describe(position) })
  const wrong = typeof position[0] === 'number' ? position[1] : position[0]
  return new Fault('coordinate-not-number', { path: at(path), found: describe(wrong ?? null) })
}

/** The ring of a line that ends at its start, or within a twentieth of its length from it, as GPS tracks do. */
function closedLine(geometry: unknown): Ring | null {
  const { type, coordinates } = geometry as { type: string; coordinates: unknown }
  const line =
    type === 'MultiLineString' && Array.isArray(coordinates) && coordinates.length === 1
      ? coordinates[0]
      : coordinates
  if (
    !type.endsWith('LineString') ||
    !Array.isArray(line) ||
    line.length < 4 ||
    line.length > LIMITS.vertices
  )
    return null
  const ring: Ring = []
  let length = 0
  for (const position of line) {
    if (!Array.isArray(position) || !Number.isFinite(position[0]) || !Number.isFinite(position[1]))
      return null
    const last = ring.at(-1)
    if (last) length += Math.hypot(position[0] - last[0], position[1] - last[1])
    ring.push([position[0], position[1]])
  }
  const gap = Math.hypot(ring[0][0] - ring[ring.length - 1][0], ring[0][1] - ring[ring.length - 1][1])
  return gap <= length / 20 ? ring : null
}

/** Some position inside a geometry that could not be read, so that a person finds it on the map. */
export function firstPlace(geometry: unknown): Position | null {
  let value: unknown = geometry
  for (let depth = 0; depth < 12 && typeof value === 'object' && value !== null; depth++) {
    if (Array.isArray(value)) {
      const [x, y] = value
      if (Number.isFinite(x) && Number.isFinite(y)) return [x, y]
      value = value[0]
    } else {
      const { coordinates, geometries } = value as { coordinates?: unknown; geometries?: unknown }
      value = coordinates ?? geometries
    }
  }
  return null
}
