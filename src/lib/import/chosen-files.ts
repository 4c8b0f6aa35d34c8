/** What a person dropped, as the one file that goes to the server. A shapefile's parts travel together in a zip. */
import { Zip, ZipDeflate } from 'fflate'
import type { MessageKey, MessageValues } from '../../../messages/index.ts'

export type Arrangement =
  | { kind: 'file'; index: number }
  | { kind: 'shapefile'; name: string; indexes: number[] }
  | { kind: 'refused'; message: MessageKey; facts: MessageValues }

const PART = /^(.+?)\.(shp|dbf|shx|prj|cpg|sbn|sbx|qix|qpj|shp\.xml)$/i
const refused = (message: MessageKey, facts: MessageValues = {}): Arrangement => ({
  kind: 'refused',
  message,
  facts,
})

/** Decides by the names alone; `size` in bytes. */
export function arrange(files: readonly { name: string; size: number }[]): Arrangement {
  const parts = files.map(({ name }) => PART.exec(name))
  if (parts.length === 0 || parts.some((part) => part === null)) {
    if (files.length !== 1) return refused('import.one-at-a-time')
    return files[0].size === 0
      ? refused('import.empty-file', { name: files[0].name })
      : { kind: 'file', index: 0 }
  }
  const stems = new Map(parts.map((part) => [part![1].toLowerCase(), part![1]]))
  if (stems.size > 1) return refused('import.two-shapefiles', { names: [...stems.values()].join(', ') })
  const shapes = files.find(({ name }) => /\.shp$/i.test(name))
  if (!shapes) return refused('import.no-shp')
  if (shapes.size === 0) return refused('import.empty-file', { name: shapes.name })
  return { kind: 'shapefile', name: `${[...stems.values()][0]}.zip`, indexes: files.map((_, index) => index) }
}

/**
 * Zips piece by piece, so that a large shapefile freezes nothing. `onProgress` from 0 to 1.
 * Rejects with the signal's reason when it is aborted.
 */
export async function pack(
  files: readonly File[],
  name: string,
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<File> {
  const total = files.reduce((sum, { size }) => sum + size, 0)
  const chunks: Uint8Array<ArrayBuffer>[] = []
  const zip = new Zip((error, chunk) => {
    if (error) throw error
    chunks.push(chunk as Uint8Array<ArrayBuffer>)
  })
  let read = 0
  for (const file of files) {
    const entry = new ZipDeflate(file.name, { level: 3 })
    zip.add(entry)
    const reader = file.stream().getReader()
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      signal.throwIfAborted()
      entry.push(piece.value)
      read += piece.value.length
      onProgress(read / total)
    }
    entry.push(new Uint8Array(0), true)
  }
  zip.end()
  return new File(chunks, name, { type: 'application/zip' })
}
