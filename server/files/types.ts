/** What comes out of any file: features one by one in WGS 84, and problems that name feature, place and remedy. */
import type { MultiPolygon, Polygon, Position } from 'geojson'

export type FormatId = 'geojson' | 'geojsonseq' | 'geopackage' | 'shapefile' | 'kml' | 'gpx' | 'csv'

/** One row of the file. `index` counts from 0 in file order and is its name where it has no other. */
export interface SourceFeature {
  index: number
  properties: Record<string, string | number | boolean | null>
  /** WGS 84, two dimensions, closed, wound by the right-hand rule, rounded to 1e-7 degrees; null if unusable. */
  geometry: Polygon | MultiPolygon | null
  /** Where `geometry` is invalid: what a repair would make of it. Never applied without consent if area changes. */
  repair?: { geometry: MultiPolygon; areaBeforeM2: number; areaAfterM2: number }
  /** Codes of its problems that a person must decide; absent where there are none. The report may list fewer. */
  problems?: string[]
}

/** Where the features of a reading go: one SourceRow per line of JSON, and the shapes one behind the other. */
export interface FeaturePaths {
  rows: string
  shapes: string
}

/** Byte in the file of shapes, and bytes: EWKB of a MultiPolygon, as a database takes it. */
export type ShapePlace = [at: number, length: number]

/** A feature without its shape: what mapping and decisions look at again and again. */
export interface SourceRow {
  index: number
  properties: SourceFeature['properties']
  shape: ShapePlace | null
  repair?: { shape: ShapePlace; areaBeforeM2: number; areaAfterM2: number }
  /** Codes that a person must decide. */
  problems: string[]
}

/** A feature of a file of lines: what roads are made of. Lines in WGS 84, two dimensions, rounded to 1e-7 degrees. */
export interface LineRow {
  index: number
  properties: SourceFeature['properties']
  /** None where the feature has no usable line. */
  lines: Position[][]
}

/** `stop`: nothing can be imported; `decide`: a person must choose; `note`: done or dropped harmlessly, and said. */
export type Severity = 'stop' | 'decide' | 'note'

/** Codes are message keys: `problem.<code>` says what happened, `remedy.<code>` what to do (messages/*\/imports.json). */
export interface FileProblem {
  code: string
  severity: Severity
  /** File order, or null where the problem is the file's. */
  feature: number | null
  place: Position | null
  facts: Record<string, string | number>
}

/** What the reader knows about the file before and after reading it. */
export interface FileReport {
  format: FormatId
  /** Layers found; a file with several has to be read one at a time. */
  layers: string[]
  layer: string | null
  /** As declared (`EPSG:2202`, or the text of a .prj), or null when the file is silent: the caller must ask. */
  declaredCrs: string | null
  fields: { name: string; kind: 'text' | 'number' | 'boolean' | 'mixed'; samples: string[] }[]
  featureCount: number
  problems: FileProblem[]
  /** WGS 84 west, south, east, north; null when there is no geometry. */
  bounds: [number, number, number, number] | null
}

export interface ReadOptions {
  /** Answers "which coordinate system?" when the file is silent, or overrules a wrong .prj: `EPSG:N`. */
  crs?: string
  layer?: string
  /** Coordinates were written latitude first. */
  swapAxes?: boolean
  /** For CSV: which columns hold the shape. Guessed from names and content when absent. */
  columns?: { wkt: string } | { x: string; y: string; ring?: string }
  /** Bytes that compressed content may expand to, summed over the archive. */
  expandedLimit?: number
  signal?: AbortSignal
  onProgress?: (bytesRead: number, bytesTotal: number, features: number) => void
}
