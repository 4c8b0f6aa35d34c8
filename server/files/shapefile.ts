/** Shapefile (ESRI White Paper, July 1998): .shp with whichever of its parts are there. */
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Position } from 'geojson'
import { readAt } from './archive.ts'
import { crsFromPrj } from './crs.ts'
import { openDbf } from './dbf.ts'
import { problem, Refusal } from './problem.ts'
import { BATCH, LIMITS, type OpenedFile, type RawFeature, type ReadContext } from './raw.ts'
import type { FileProblem } from './types.ts'

export interface ShapefileParts {
  shp: string
  shx?: string
  dbf?: string
  prj?: string
  cpg?: string
}

const HEADER = 100
const NULL_SHAPE = 0
const POINTS = new Set([1, 11, 21])
const LINES = new Set([3, 13, 23])
const POLYGONS = new Set([5, 15, 25])
const MULTIPOINTS = new Set([8, 18, 28])

/** The parts that lie beside a .shp of the same name, whatever the case of their extensions. */
export function sidecars(path: string): ShapefileParts {
  const parts: ShapefileParts = { shp: path }
  if (!/\.shp$/i.test(path) || !existsSync(path)) return parts
  const stem = basename(path).slice(0, -4)
  for (const name of readdirSync(dirname(path))) {
    const extension = name.slice(-3).toLowerCase()
    if (name.slice(0, -4) !== stem || name.at(-4) !== '.') continue
    if (extension === 'shx' || extension === 'dbf' || extension === 'prj' || extension === 'cpg')
      parts[extension] = join(dirname(path), name)
  }
  return parts
}

export function openShapefile(parts: ShapefileParts, context: ReadContext): OpenedFile {
  const problems: FileProblem[] = []
  const missing = (['shx', 'dbf'] as const).filter((part) => !parts[part]).map((part) => `.${part}`)
  if (missing.length)
    problems.push(
      problem('shapefile-parts-missing', 'note', {
        parts: missing.join(', '),
        withoutTable: parts.dbf ? 0 : 1,
      }),
    )
  const shp = openSync(parts.shp, 'r')
  const { size } = fstatSync(shp)
  const header = readAt(shp, 0, HEADER)
  if (header.length < HEADER) {
    closeSync(shp)
    throw new Refusal('shapefile-truncated', { bytes: size })
  }
  const claimed = header.readInt32BE(24) * 2
  if (claimed > size) problems.push(problem('shapefile-shorter', 'note', { claimed, bytes: size }))
  const dbf = parts.dbf ? openDbf(parts.dbf, parts.cpg) : null
  if (dbf) problems.push(...dbf.problems)
  const prj = parts.prj && statSync(parts.prj).size < 65_536 ? readFileSync(parts.prj, 'utf8') : ''

  async function* features(): AsyncGenerator<RawFeature[]> {
    const offsets = parts.shx ? recordsByIndex(parts.shx, size) : null
    const records = offsets ?? recordsInOrder(shp, size)
    let batch: { geometry: unknown; fault?: RawFeature['fault'] }[] = []
    let index = 0
    let row = 0
    let read = 0
    const flush = (): RawFeature[] => {
      const rows = dbf?.read(row, batch.length) ?? []
      const found: RawFeature[] = []
      for (const [i, shape] of batch.entries()) {
        // Marked as deleted in the table: the row is gone, though its shape is still there.
        if (rows[i] === null) continue
        found.push({ index: index++, properties: rows[i] ?? {}, ...shape })
      }
      row += batch.length
      batch = []
      return found
    }
    for (const { offset, length } of records) {
      read = Math.max(read, offset + length)
      batch.push(shapeAt(shp, offset, length, size, row + batch.length))
      if (batch.length === BATCH) {
        context.progress(read)
        yield flush()
      }
    }
    const last = flush()
    if (last.length) yield last
    if (dbf && dbf.rows !== row)
      problems.push(problem('rows-differ', 'note', { shapes: row, rows: dbf.rows }))
  }

  return {
    format: 'shapefile',
    layers: [],
    layer: null,
    crs: crsFromPrj(prj),
    problems,
    features,
    close() {
      closeSync(shp)
      dbf?.close()
    },
  }
}

interface RecordPlace {
  /** Of the content, after the record's header of 8 bytes. */
  offset: number
  length: number
}

function recordsByIndex(path: string, shpSize: number): RecordPlace[] | null {
  const shx = readFileSync(path)
  const count = Math.floor((shx.length - HEADER) / 8)
  if (shx.length < HEADER || shx.readInt32BE(0) !== 9994 || count > LIMITS.features) return null
  const records: RecordPlace[] = []
  for (let i = 0; i < count; i++) {
    const offset = shx.readInt32BE(HEADER + i * 8) * 2 + 8
    const length = shx.readInt32BE(HEADER + i * 8 + 4) * 2
    if (offset < HEADER + 8 || length < 0 || offset > shpSize) return null
    records.push({ offset, length })
  }
  return records
}

function* recordsInOrder(shp: number, size: number): Generator<RecordPlace> {
  for (let at = HEADER; at + 8 <= size; ) {
    const header = readAt(shp, at, 8)
    const length = header.readInt32BE(4) * 2
    // Without an index there is no telling where the next record begins.
    if (length < 4) throw new Refusal('shapefile-corrupt', { record: header.readInt32BE(0), offset: at })
    yield { offset: at + 8, length }
    at += 8 + length
  }
}

function shapeAt(
  shp: number,
  offset: number,
  length: number,
  size: number,
  record: number,
): Pick<RawFeature, 'geometry' | 'fault'> {
  const corrupt = (facts: Record<string, number>) => ({
    geometry: null,
    fault: { code: 'record-corrupt', facts: { record: record + 1, ...facts } },
  })
  if (length < 4) return { geometry: null }
  if (offset + length > size) return corrupt({ bytes: length })
  if (length > LIMITS.featureBytes) return corrupt({ bytes: length })
  const bytes = readAt(shp, offset, length)
  const type = bytes.readInt32LE(0)
  if (type === NULL_SHAPE) return { geometry: null }
  if (POINTS.has(type))
    return length < 20
      ? corrupt({ bytes: length })
      : { geometry: { type: 'Point', coordinates: [bytes.readDoubleLE(4), bytes.readDoubleLE(12)] } }
  if (MULTIPOINTS.has(type))
    return {
      geometry: {
        type: 'MultiPoint',
        coordinates: length < 56 ? [] : [[bytes.readDoubleLE(40), bytes.readDoubleLE(48)]],
      },
    }
  if (type === 31) return { geometry: { type: 'MultiPatch' } }
  if (!LINES.has(type) && !POLYGONS.has(type)) return corrupt({ type })
  if (length < 44) return corrupt({ bytes: length })
  const parts = bytes.readUInt32LE(36)
  const points = bytes.readUInt32LE(40)
  // Before anything is allocated: a damaged record may claim billions.
  if (44 + parts * 4 + points * 16 > length) return corrupt({ points, parts })
  const rings = ringsOf(bytes, parts, points)
  if (!rings) return corrupt({ points, parts })
  if (LINES.has(type)) return { geometry: { type: 'MultiLineString', coordinates: rings } }
  return { geometry: { type: 'MultiPolygon', coordinates: nest(rings) } }
}

function ringsOf(bytes: Buffer, parts: number, points: number): Position[][] | null {
  const rings: Position[][] = []
  const start = 44 + parts * 4
  for (let part = 0; part < parts; part++) {
    const from = bytes.readInt32LE(44 + part * 4)
    const to = part + 1 < parts ? bytes.readInt32LE(48 + part * 4) : points
    if (from < 0 || to < from || to > points) return null
    const ring: Position[] = new Array(to - from)
    for (let i = from; i < to; i++)
      ring[i - from] = [bytes.readDoubleLE(start + i * 16), bytes.readDoubleLE(start + i * 16 + 8)]
    if (ring.length) rings.push(ring)
  }
  return rings
}

interface Shell {
  ring: Position[]
  area: number
  box: [number, number, number, number]
  polygon: Position[][]
}

/** Shells run clockwise, holes the other way and after any shell: each goes to the smallest shell around it. */
function nest(rings: Position[][]): Position[][][] {
  if (rings.length === 1) return [rings]
  const shells: Shell[] = []
  const holes: Position[][] = []
  for (const ring of rings) {
    const area = clockwiseArea(ring)
    if (area >= 0) shells.push({ ring, area, box: boxOf(ring), polygon: [ring] })
    else holes.push(ring)
  }
  shells.sort((a, b) => a.area - b.area)
  for (const hole of holes) {
    const around = shells.find((shell) => isInside(hole, shell))
    if (around) around.polygon.push(hole)
    // Wound the wrong way by its writer: with nothing around it, it is land.
    else shells.push({ ring: hole, area: Infinity, box: boxOf(hole), polygon: [hole] })
  }
  const order = new Map(rings.map((ring, i) => [ring, i]))
  return shells
    .sort((a, b) => (order.get(a.ring) as number) - (order.get(b.ring) as number))
    .map((shell) => shell.polygon)
}

function clockwiseArea(ring: Position[]): number {
  let twice = 0
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++)
    twice += (ring[i][0] - ring[j][0]) * (ring[i][1] + ring[j][1])
  return twice / 2
}

function boxOf(ring: Position[]): [number, number, number, number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x, y] of ring) {
    box[0] = Math.min(box[0], x)
    box[1] = Math.min(box[1], y)
    box[2] = Math.max(box[2], x)
    box[3] = Math.max(box[3], y)
  }
  return box
}

/** By most of three of the hole's points, since one may lie on the shell's line. */
function isInside(hole: Position[], shell: Shell): boolean {
  const probes = [hole[0], hole[Math.floor(hole.length / 3)], hole[Math.floor((hole.length * 2) / 3)]]
  return probes.filter(([x, y]) => holds(shell, x, y)).length >= 2
}

function holds({ ring, box }: Shell, x: number, y: number): boolean {
  if (x < box[0] || x > box[2] || y < box[1] || y > box[3]) return false
  let inside = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [ax, ay] = ring[i]
    const [bx, by] = ring[j]
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}
