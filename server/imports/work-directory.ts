/** The files of one import while it is under way. Their names never come from the person. */
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'

export interface WorkFiles {
  directory: string
  /** As it came. */
  source: string
  /** One SourceFeature a line (files/types.ts). */
  features: string
  /** One SourceRow a line: features without their shapes, quick to read again at each decision. */
  rows: string
  /** A FeatureCollection of few vertices. */
  preview: string
}

export const importsDirectory = (dataDirectory: string): string => join(dataDirectory, 'imports')

export function workFiles(dataDirectory: string, id: number | string): WorkFiles {
  const directory = join(importsDirectory(dataDirectory), String(id))
  return {
    directory,
    source: join(directory, 'source'),
    features: join(directory, 'features.ndjson'),
    rows: join(directory, 'rows.ndjson'),
    preview: join(directory, 'preview.json'),
  }
}

export const removeWork = (files: WorkFiles): Promise<void> =>
  rm(files.directory, { recursive: true, force: true })

/** The lines of a file in groups as they come from the disk, so that other work slips between. */
export async function* lineGroups(path: string, signal?: AbortSignal): AsyncGenerator<string[]> {
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
    yield lines
  }
  if (rest !== '') yield [rest]
}
