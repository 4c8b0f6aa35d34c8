/** The files of one import while it is under way. Their names never come from the person. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { FeaturePaths } from '../files/types.ts'

export interface WorkFiles extends FeaturePaths {
  directory: string
  /** As it came. */
  source: string
  /** A FeatureCollection of few vertices. */
  preview: string
}

export const importsDirectory = (dataDirectory: string): string => join(dataDirectory, 'imports')

export function workFiles(dataDirectory: string, id: number | string): WorkFiles {
  const directory = join(importsDirectory(dataDirectory), String(id))
  return {
    directory,
    source: join(directory, 'source'),
    rows: join(directory, 'rows.ndjson'),
    shapes: join(directory, 'shapes.wkb'),
    preview: join(directory, 'preview.json'),
  }
}

export const removeWork = (files: WorkFiles): Promise<void> =>
  rm(files.directory, { recursive: true, force: true })
