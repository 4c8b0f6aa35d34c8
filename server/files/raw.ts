/** What every format's reader hands to the checks: rows as they stand in the file, nothing repaired yet. */
import type { FileProblem, FormatId, ReadOptions } from './types.ts'

export type Scalar = string | number | boolean | null
export type Properties = Record<string, Scalar>

export interface RawFeature {
  index: number
  properties: Properties
  /** GeoJSON in the file's own coordinates, not yet believed; null where the row has none. */
  geometry: unknown
  /** Where this row says another coordinate system than the file. */
  crs?: string
  /** Why the row can't have a geometry at all, found while reading it. */
  fault?: { code: string; facts: FileProblem['facts'] }
  /** What the reader did without harm. */
  note?: { code: string; facts: FileProblem['facts'] }
}

export interface OpenedFile {
  format: FormatId
  layers: string[]
  layer: string | null
  /** What the file declares, `EPSG:N` or WKT; null when it is silent and must be asked about. */
  crs: string | null
  problems: FileProblem[]
  /** Batches keep the price of awaiting away from each of a million rows. */
  features(): AsyncIterable<RawFeature[]>
  close?(): void
}

export interface ReadContext {
  /** The file's own name, for messages only; never used as a path. */
  fileName: string
  /** A directory of this job alone, emptied afterwards. */
  directory: string
  options: ReadOptions
  /** Bytes read of the file on disk. Throws Cancelled when the caller gave up. */
  progress(bytes: number): void
}

/** Bounds on what one file may ask of the machine. */
export const LIMITS = {
  expandedBytes: 2 * 1024 ** 3,
  entries: 10_000,
  features: 1_000_000,
  featureBytes: 64 * 1024 ** 2,
  vertices: 1_000_000,
  jsonDepth: 64,
  wkbDepth: 16,
  textLength: 10_000,
  columns: 2_000,
  /** Listed one by one in the report; all of them are counted. */
  problemsPerCode: 500,
} as const

export const BATCH = 256
