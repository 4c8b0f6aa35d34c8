/** The way back from what FeatureFile wrote. */
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { StringDecoder } from 'node:string_decoder'
import type { MultiPolygon } from 'geojson'
import { asGeometry, boundsOf } from './geometry-forms.ts'
import type { Polygons } from './shape.ts'
import type { FeaturePaths, ShapePlace, SourceFeature, SourceRow } from './types.ts'
import { parseWkb } from './wkb.ts'

const WINDOW = 1 << 20

/** Rows in groups as they come from the disk, so that other work slips between. */
export async function* readRows<Row = SourceRow>(path: string, signal?: AbortSignal): AsyncGenerator<Row[]> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18, signal })) {
    const text = decoder.write(chunk as Buffer)
    if (!text.includes('\n')) {
      rest += text
      continue
    }
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    yield lines.map((line) => JSON.parse(line) as Row)
  }
  if (rest !== '') yield [JSON.parse(rest) as Row]
}

/** The shapes of a reading, from the disk as they are asked for; fastest in the order of the file. */
export class ShapeFile {
  private window = Buffer.alloc(0)
  private from = 0
  private readonly file: FileHandle

  private constructor(file: FileHandle) {
    this.file = file
  }

  static async open(path: string): Promise<ShapeFile> {
    return new ShapeFile(await open(path))
  }

  /** EWKB of a MultiPolygon in WGS 84. */
  async bytesAt([at, length]: ShapePlace): Promise<Uint8Array> {
    if (at < this.from || at + length > this.from + this.window.length) {
      // A new one each time: bytes that were handed out may still be on their way.
      const window = Buffer.allocUnsafe(Math.max(WINDOW, length))
      const { bytesRead } = await this.file.read(window, 0, window.length, at)
      if (bytesRead < length) throw new Error(`The file of shapes ends before byte ${at + length}.`)
      this.window = window.subarray(0, bytesRead)
      this.from = at
    }
    return this.window.subarray(at - this.from, at - this.from + length)
  }

  async polygonsAt(place: ShapePlace): Promise<Polygons> {
    return (parseWkb(await this.bytesAt(place)).geometry as MultiPolygon).coordinates
  }

  /** West, south, east, north. */
  async boundsAt(place: ShapePlace): Promise<[number, number, number, number]> {
    return boundsOf({ type: 'MultiPolygon', coordinates: await this.polygonsAt(place) })
  }

  close(): Promise<void> {
    return this.file.close()
  }
}

/** Features with their shapes, one by one in file order. */
export async function* readFeatures({ rows, shapes }: FeaturePaths): AsyncGenerator<SourceFeature> {
  const file = await ShapeFile.open(shapes)
  try {
    for await (const group of readRows(rows))
      for (const { index, properties, shape, repair, problems } of group) {
        const geometry = shape && asGeometry(await file.polygonsAt(shape))
        const feature: SourceFeature = { index, properties, geometry }
        if (repair) {
          const { areaBeforeM2, areaAfterM2 } = repair
          const coordinates = await file.polygonsAt(repair.shape)
          feature.repair = { geometry: { type: 'MultiPolygon', coordinates }, areaBeforeM2, areaAfterM2 }
        }
        if (problems.length > 0) feature.problems = problems
        yield feature
      }
  } finally {
    await file.close()
  }
}
