import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { MultiPolygon, Polygon } from 'geojson'
import { partsOf } from './geometry-forms.ts'
import type { FeaturePaths, LineRow, ShapePlace, SourceFeature, SourceRow } from './types.ts'
import { multiPolygonSize, writeMultiPolygon } from './wkb.ts'

const WGS84 = 4326

/**
 * Features on disk, rows and shapes apart: mapping and decisions read the rows again and again and never a shape, and
 * a shape goes on from here as it stands. Waits for the disk, so that memory stays flat.
 */
export class FeatureFile {
  private readonly rows: WriteStream
  private readonly shapes: WriteStream
  private written = 0

  constructor({ rows, shapes }: FeaturePaths) {
    this.rows = open(rows)
    this.shapes = open(shapes)
  }

  async write(features: SourceFeature[]): Promise<void> {
    if (!features.length) return
    let size = 0
    for (const { geometry, repair } of features) size += sizeOf(geometry) + sizeOf(repair?.geometry)
    const bytes = Buffer.allocUnsafe(size)
    const view = new DataView(bytes.buffer, bytes.byteOffset, size)
    let at = 0
    const place = (geometry: Polygon | MultiPolygon): ShapePlace => {
      const from = at
      at = writeMultiPolygon(view, at, partsOf(geometry), WGS84)
      return [this.written + from, at - from]
    }
    let text = ''
    for (const { index, properties, geometry, repair, problems = [] } of features) {
      const row: SourceRow = { index, properties, shape: geometry && place(geometry), problems }
      if (repair) {
        const { areaBeforeM2, areaAfterM2 } = repair
        row.repair = { shape: place(repair.geometry), areaBeforeM2, areaAfterM2 }
      }
      text += `${JSON.stringify(row)}\n`
    }
    this.written += size
    await append(this.shapes, bytes)
    await append(this.rows, text)
  }

  async close(): Promise<void> {
    await end(this.shapes)
    await end(this.rows)
  }
}

/** Lines on disk, in the file of rows alone: `readRows<LineRow>` brings them back. */
export class LineFile {
  private readonly rows: WriteStream

  constructor({ rows }: Pick<FeaturePaths, 'rows'>) {
    this.rows = open(rows)
  }

  async write(features: LineRow[]): Promise<void> {
    if (features.length) await append(this.rows, features.map((row) => `${JSON.stringify(row)}\n`).join(''))
  }

  close(): Promise<void> {
    return end(this.rows)
  }
}

const sizeOf = (geometry: Polygon | MultiPolygon | null | undefined): number =>
  geometry ? multiPolygonSize(partsOf(geometry), WGS84) : 0

function open(path: string): WriteStream {
  const stream = createWriteStream(path, { highWaterMark: 1 << 20 })
  // Reported where it is awaited, in `append` or `end`.
  stream.on('error', () => {})
  return stream
}

async function append(stream: WriteStream, content: string | Uint8Array): Promise<void> {
  if (stream.errored) throw stream.errored
  if (!stream.write(content)) await once(stream, 'drain')
}

async function end(stream: WriteStream): Promise<void> {
  if (stream.errored) throw stream.errored
  stream.end()
  await finished(stream)
}
