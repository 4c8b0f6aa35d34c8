/** Layers out, as files that other programs open. */
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { MultiPolygon, Polygon } from 'geojson'
import type { Scalar } from './raw.ts'
import { multiPolygonWkt } from './wkt.ts'
import { writeGeoPackage } from './write-geopackage.ts'

export type ExportFormat = 'geojson' | 'gpkg' | 'csv'

export interface ExportRow {
  id: number | string
  properties: Record<string, Scalar>
  /** WGS 84. */
  geometry: Polygon | MultiPolygon
}

/**
 * Writes rows to `path` as they come; memory holds one batch. Every row should have the same properties: a GeoPackage
 * and a table take their columns from the first. Returns the number of rows.
 */
export async function writeFile(
  format: ExportFormat,
  layerName: string,
  rows: AsyncIterable<ExportRow> | Iterable<ExportRow>,
  path: string,
): Promise<number> {
  if (format === 'gpkg') return writeGeoPackage(layerName, rows, path)
  let count = 0
  async function* counted() {
    for await (const row of rows) {
      count++
      yield row
    }
  }
  const text = format === 'geojson' ? geoJsonText(layerName, counted()) : csvText(counted())
  await pipeline(Readable.from(gathered(text)), createWriteStream(path))
  return count
}

/** Larger pieces, so that the stream is not asked for every row. */
async function* gathered(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let text = ''
  for await (const piece of pieces) {
    text += piece
    if (text.length > 65_536) {
      yield text
      text = ''
    }
  }
  yield text
}

async function* geoJsonText(layerName: string, rows: AsyncIterable<ExportRow>): AsyncGenerator<string> {
  yield `{"type":"FeatureCollection","name":${JSON.stringify(layerName)},"features":[`
  let separator = '\n'
  for await (const { id, properties, geometry } of rows) {
    yield `${separator}${JSON.stringify({ type: 'Feature', id, properties, geometry })}`
    separator = ',\n'
  }
  yield '\n]}\n'
}

/** The shape as WKT, and its system beside it, so that the table can be read again without asking. */
async function* csvText(rows: AsyncIterable<ExportRow>): AsyncGenerator<string> {
  let columns: string[] | null = null
  let hasOwnId = false
  for await (const { id, properties, geometry } of rows) {
    if (!columns) {
      columns = Object.keys(properties)
      hasOwnId = columns.includes('id')
      // Excel takes a file without a byte order mark for Latin-1.
      yield `\ufeff${[...(hasOwnId ? [] : ['id']), ...columns, 'crs', 'WKT'].map(csvCell).join(',')}\r\n`
    }
    const shape = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
    const cells = [
      ...(hasOwnId ? [] : [id]),
      ...columns.map((column) => properties[column] ?? null),
      'EPSG:4326',
      multiPolygonWkt(shape),
    ]
    yield `${cells.map(csvCell).join(',')}\r\n`
  }
  if (!columns) yield '\ufeffid,crs,WKT\r\n'
}

/**
 * Where a spreadsheet would begin a formula (OWASP, CSV injection): at the start of a text, wide letters included, and
 * inside of it where the program that opens the file takes a semicolon, a tabulator or a new line for the end of a cell,
 * as Excel does in Spanish and Portuguese.
 */
const FORMULA = /(?:^|[;\t\r\n]) *(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g

/** What would be run as a formula gets an apostrophe in front; numbers stay numbers. */
function csvCell(value: Scalar): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const safe = value.replace(FORMULA, "$&'").replace(/^(?=[\t\r\n])/, "'")
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
