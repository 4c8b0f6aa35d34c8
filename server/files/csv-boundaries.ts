/** Tables with one vertex per row: the lists of boundary points that surveyors hand over. */
import type { Position } from 'geojson'
import { parseCoordinate } from './coordinate-text.ts'
import { isWgs84, utmCrs } from './crs.ts'
import type { ShapeColumns } from './csv-columns.ts'
import { declaredIn, propertiesOf } from './csv-rows.ts'
import { Refusal } from './problem.ts'
import { cleanText } from './properties.ts'
import { LIMITS, type OpenedFile, type Properties, type RawFeature, type ReadContext } from './raw.ts'
import { reprojection } from './reproject.ts'

interface Boundary {
  properties: Properties
  positions: Position[]
  systems: (string | null)[]
  rows: number[]
}

/** Collects the vertices of every ring; their rows need not stand together. */
export async function* boundariesOf(
  rows: AsyncIterable<string[]>,
  header: string[],
  shape: Extract<ShapeColumns, { kind: 'vertices' }>,
  file: OpenedFile,
  context: ReadContext,
): AsyncGenerator<RawFeature[]> {
  const boundaries = new Map<string, Boundary>()
  const faults: RawFeature['fault'][] = []
  let count = 0
  let line = 1
  for await (const row of rows) {
    line++
    const key = shape.ring < 0 ? '' : (row[shape.ring] ?? '').trim()
    let boundary = boundaries.get(key)
    if (!boundary) {
      const skip = new Set([shape.x, shape.y, shape.zone, shape.datum, shape.crs])
      const properties = propertiesOf(header, row, skip)
      boundary = {
        properties: shape.ring < 0 ? { name: cleanText(context.fileName.replace(/\.\w+$/, '')) } : properties,
        positions: [],
        systems: [],
        rows: [],
      }
      boundaries.set(key, boundary)
    }
    const x = parseCoordinate(row[shape.x] ?? '')
    const y = parseCoordinate(row[shape.y] ?? '')
    if (x === null || y === null) {
      const found = `${row[shape.x] ?? ''} / ${row[shape.y] ?? ''}`.slice(0, 60)
      faults.push({ code: 'coordinate-unreadable', facts: { line, found } })
      boundary.rows.push(-line)
      continue
    }
    if (++count > 5 * LIMITS.vertices)
      throw new Refusal('too-many-vertices', { vertices: count, limit: 5 * LIMITS.vertices })
    boundary.positions.push([x, y])
    boundary.rows.push(line)
    const zone = shape.zone < 0 ? '' : (row[shape.zone] ?? '')
    const datum = shape.datum < 0 ? '' : (row[shape.datum] ?? '')
    boundary.systems.push(declaredIn(row, shape.crs) ?? utmCrs(zone, datum))
  }
  let index = 0
  for (const boundary of boundaries.values())
    yield [await featureOf(boundary, index++, file, context, faults)]
}

async function featureOf(
  { properties, positions, systems, rows }: Boundary,
  index: number,
  file: OpenedFile,
  context: ReadContext,
  faults: RawFeature['fault'][],
): Promise<RawFeature> {
  if (rows.some((row) => row < 0)) {
    const line = -(rows.find((row) => row < 0) as number)
    return { index, properties, geometry: null, fault: faults.find((fault) => fault?.facts.line === line) }
  }
  const geometry = { type: 'Polygon', coordinates: [positions] }
  const different = new Set(systems)
  if (different.has(null) || context.options.crs) {
    return { index, properties, geometry }
  }
  if (different.size === 1) {
    const crs = systems[0] as string
    file.crs ??= crs
    return { index, properties, geometry, crs }
  }
  // One boundary surveyed on two datums: each vertex is brought over on its own.
  file.crs ??= 'EPSG:4326'
  for (let i = 0; i < positions.length; i++) {
    const crs = systems[i] as string
    if (isWgs84(crs)) continue
    const x = Float64Array.of(positions[i][0])
    const y = Float64Array.of(positions[i][1])
    const { toWgs84 } = await reprojection(crs)
    toWgs84(x, y)
    positions[i] = [x[0], y[0]]
  }
  return {
    index,
    properties,
    geometry,
    crs: 'EPSG:4326',
    note: { code: 'datums-mixed', facts: { systems: [...different].join(', ') } },
  }
}
