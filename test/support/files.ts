/** Small files made in the test that needs them, and what reading one gives. */
import { mkdtemp, rm, writeFile as writeBytes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ReadOutcome, readFeatures, readFile, readFileInWorker } from '../../server/files/index.ts'
import type { FileProblem, ReadOptions, SourceFeature } from '../../server/files/types.ts'

export interface Reading {
  outcome: ReadOutcome
  features: SourceFeature[]
  problems: FileProblem[]
  /** Codes of the problems in the order of the report. */
  codes: string[]
}

type Options = Omit<ReadOptions, 'signal' | 'onProgress'>

/** Reads a file on disk in this thread, or in a worker as the server does. */
export async function readPath(
  path: string,
  fileName: string,
  options: Options = {},
  inWorker = false,
): Promise<Reading> {
  const directory = await mkdtemp(join(tmpdir(), 'toparquia-test-'))
  try {
    const output = { rows: join(directory, 'rows.ndjson'), shapes: join(directory, 'shapes.wkb') }
    const outcome = await (inWorker ? readFileInWorker : readFile)({ path, fileName, output, options })
    const features: SourceFeature[] = []
    if (outcome.kind === 'read') for await (const feature of readFeatures(output)) features.push(feature)
    const report = 'report' in outcome ? outcome.report : null
    const problems = report?.problems ?? ('problem' in outcome ? [outcome.problem] : [])
    return {
      outcome,
      features,
      problems,
      codes: problems.map((problem) => problem.code),
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** Writes the bytes to a file of its own and reads that. */
export async function readBytesAs(
  fileName: string,
  content: string | Uint8Array,
  options: Options = {},
): Promise<Reading> {
  const directory = await mkdtemp(join(tmpdir(), 'toparquia-test-'))
  try {
    // The upload's name is never a path here either.
    const path = join(directory, 'upload')
    await writeBytes(path, content)
    return await readPath(path, fileName, options)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

export const square = (x: number, y: number, size = 0.01): number[][] => [
  [x, y],
  [x + size, y],
  [x + size, y + size],
  [x, y + size],
  [x, y],
]

export const polygonFeature = (coordinates: unknown, properties: object = {}) => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Polygon', coordinates },
})

export const collection = (...features: unknown[]) => JSON.stringify({ type: 'FeatureCollection', features })

/** A .shp of polygons, rings given as shapefiles have them: shells clockwise, holes the other way. */
export function shapefileOf(records: number[][][][], type = 5): { shp: Buffer; shx: Buffer } {
  const contents = records.map((rings) => {
    const points = rings.flat()
    const content = Buffer.alloc(rings.length ? 44 + rings.length * 4 + points.length * 16 : 4)
    if (!rings.length) return content
    content.writeInt32LE(type, 0)
    content.writeInt32LE(rings.length, 36)
    content.writeInt32LE(points.length, 40)
    let first = 0
    for (const [i, ring] of rings.entries()) {
      content.writeInt32LE(first, 44 + i * 4)
      first += ring.length
    }
    for (const [i, [x, y]] of points.entries()) {
      content.writeDoubleLE(x, 44 + rings.length * 4 + i * 16)
      content.writeDoubleLE(y, 52 + rings.length * 4 + i * 16)
    }
    return content
  })
  const header = (bytes: number) => {
    const buffer = Buffer.alloc(100)
    buffer.writeInt32BE(9994, 0)
    buffer.writeInt32BE(bytes / 2, 24)
    buffer.writeInt32LE(1000, 28)
    buffer.writeInt32LE(type, 32)
    return buffer
  }
  const parts: Buffer[] = []
  const index: Buffer[] = []
  let at = 100
  for (const [i, content] of contents.entries()) {
    const head = Buffer.alloc(8)
    head.writeInt32BE(i + 1, 0)
    head.writeInt32BE(content.length / 2, 4)
    const entry = Buffer.alloc(8)
    entry.writeInt32BE(at / 2, 0)
    entry.writeInt32BE(content.length / 2, 4)
    index.push(entry)
    parts.push(head, content)
    at += 8 + content.length
  }
  return {
    shp: Buffer.concat([header(at), ...parts]),
    shx: Buffer.concat([header(100 + index.length * 8), ...index]),
  }
}

/** A .dbf of text columns 20 bytes wide; the texts are written in `encoding`. */
export function dbfOf(columns: string[], rows: string[][], encoding: 'latin1' | 'utf8' = 'latin1'): Buffer {
  const width = 20
  const header = Buffer.alloc(32 + columns.length * 32 + 1)
  header[0] = 3
  header.writeUInt32LE(rows.length, 4)
  header.writeUInt16LE(header.length, 8)
  header.writeUInt16LE(1 + columns.length * width, 10)
  for (const [i, column] of columns.entries()) {
    header.write(column, 32 + i * 32, 10, encoding)
    header.write('C', 32 + i * 32 + 11)
    header[32 + i * 32 + 16] = width
  }
  header[header.length - 1] = 0x0d
  const body = rows.map((row) => {
    const record = Buffer.alloc(1 + columns.length * width, 0x20)
    for (const [i, text] of row.entries()) record.write(text, 1 + i * width, width, encoding)
    return record
  })
  return Buffer.concat([header, ...body, Buffer.from([0x1a])])
}

/** Clockwise, as shapefiles want their shells. */
export const clockwise = (ring: number[][]): number[][] => [...ring].reverse()
