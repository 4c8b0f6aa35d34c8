import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { SourceFeature } from './types.ts'

/** Features on disk, one JSON object per line; waits for the disk, so that memory stays flat. */
export class FeatureFile {
  private readonly stream: WriteStream

  constructor(path: string) {
    this.stream = createWriteStream(path, { highWaterMark: 1 << 20 })
    // Reported where it is awaited, in `write` or `close`.
    this.stream.on('error', () => {})
  }

  async write(features: SourceFeature[]): Promise<void> {
    if (!features.length) return
    let text = ''
    for (const feature of features) text += `${JSON.stringify(feature)}\n`
    if (this.stream.errored) throw this.stream.errored
    if (!this.stream.write(text)) await once(this.stream, 'drain')
  }

  async close(): Promise<void> {
    if (this.stream.errored) throw this.stream.errored
    this.stream.end()
    await finished(this.stream)
  }
}
