import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { SourceFeature, SourceRow } from './types.ts'

/** Features on disk, one JSON object per line; waits for the disk, so that memory stays flat. */
export class FeatureFile {
  private readonly features: LineFile
  private readonly rows: LineFile | null

  /** @param rowsPath where the same features go without their shapes, a tenth of the size. */
  constructor(path: string, rowsPath?: string) {
    this.features = new LineFile(path)
    this.rows = rowsPath === undefined ? null : new LineFile(rowsPath)
  }

  async write(features: SourceFeature[]): Promise<void> {
    await this.features.write(features)
    await this.rows?.write(features.map(rowOf))
  }

  async close(): Promise<void> {
    await this.features.close()
    await this.rows?.close()
  }
}

const rowOf = ({ index, properties, geometry, repair, problems = [] }: SourceFeature): SourceRow => ({
  index,
  properties,
  hasShape: geometry !== null,
  hasRepair: repair !== undefined,
  problems,
})

class LineFile {
  private readonly stream: WriteStream

  constructor(path: string) {
    this.stream = createWriteStream(path, { highWaterMark: 1 << 20 })
    // Reported where it is awaited, in `write` or `close`.
    this.stream.on('error', () => {})
  }

  async write(records: object[]): Promise<void> {
    if (!records.length) return
    let text = ''
    for (const record of records) text += `${JSON.stringify(record)}\n`
    if (this.stream.errored) throw this.stream.errored
    if (!this.stream.write(text)) await once(this.stream, 'drain')
  }

  async close(): Promise<void> {
    if (this.stream.errored) throw this.stream.errored
    this.stream.end()
    await finished(this.stream)
  }
}
