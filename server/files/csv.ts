/** Tables of text: WKT, hexadecimal WKB, ODK geoshapes, or the vertices of boundaries one per row. */
import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { chunks, head, isGzip, utf16 } from './bytes.ts'
import { boundariesOf } from './csv-boundaries.ts'
import { findShape, type ShapeColumns } from './csv-columns.ts'
import { declaredIn, propertiesOf } from './csv-rows.ts'
import { problem, Refusal } from './problem.ts'
import { cleanText } from './properties.ts'
import { BATCH, LIMITS, type OpenedFile, type RawFeature, type ReadContext } from './raw.ts'
import { BrokenWkb, parseWkb } from './wkb.ts'
import { BrokenWkt, parseWkt } from './wkt.ts'

/** Rows looked at before deciding which columns hold the shape. */
const SAMPLE = 500

export async function openCsv(path: string, context: ReadContext): Promise<OpenedFile> {
  const encoding = await encodingOf(path, context)
  const delimiter = delimiterOf(await firstLine(path, encoding, context))
  const file: OpenedFile = {
    format: 'csv',
    layers: [],
    layer: null,
    crs: null,
    problems: encoding === 'windows-1252' ? [problem('latin1-text', 'note')] : [],
    features: () => read(path, context, encoding, delimiter, file),
  }
  return file
}

/** Every row of a table of text, empty ones too, by the separator that its first row has most of. */
export async function csvTable(path: string, context: ReadContext): Promise<AsyncGenerator<string[]>> {
  const encoding = await encodingOf(path, context)
  const first = await firstLine(path, encoding, context)
  // Excel's own way of naming it.
  const named = /^\ufeff?sep=(.)$/i.exec(first)?.[1]
  return records(path, context, encoding, named ?? delimiterOf(first), true)
}

async function encodingOf(path: string, context: ReadContext): Promise<string> {
  const start = isGzip(head(path, 2)) ? null : utf16(head(path, 2))
  if (start) return start
  const strict = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of chunks(path, context)) strict.decode(chunk, { stream: true })
    strict.decode()
    return 'utf-8'
  } catch (error) {
    if (error instanceof TypeError) return 'windows-1252'
    throw error
  }
}

async function* text(path: string, context: ReadContext, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of chunks(path, context))
    yield decoder.decode(chunk, { stream: true }).replaceAll('\0', '')
  yield decoder.decode()
}

/** A table whose first row does not end within a megabyte is none. */
async function firstLine(path: string, encoding: string, context: ReadContext): Promise<string> {
  let start = ''
  for await (const part of text(path, context, encoding)) {
    start += part
    const end = start.search(/[\r\n]/)
    if (end >= 0) return start.slice(0, end)
    if (start.length > 1 << 20) throw new Refusal('csv-syntax', { line: 1 })
  }
  return start
}

function delimiterOf(line: string): string {
  const outside = line.replace(/"[^"]*"/g, '')
  const count = (mark: string) => outside.split(mark).length
  return [';', '\t', ',', '|'].sort((a, b) => count(b) - count(a))[0]
}

async function* records(
  path: string,
  context: ReadContext,
  encoding: string,
  delimiter: string,
  everyRow = false,
): AsyncGenerator<string[]> {
  const parser = parse({
    delimiter,
    bom: false,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: !everyRow,
    max_record_size: LIMITS.featureBytes,
  })
  const source = Readable.from(text(path, context, encoding))
  source.on('error', (error) => parser.destroy(error))
  source.pipe(parser)
  try {
    for await (const record of parser) yield record as string[]
  } catch (error) {
    if (error instanceof CsvError)
      throw new Refusal('csv-syntax', { line: Number(error.lines ?? 0), message: error.code })
    throw error
  } finally {
    source.destroy()
  }
}

async function* read(
  path: string,
  context: ReadContext,
  encoding: string,
  delimiter: string,
  file: OpenedFile,
): AsyncGenerator<RawFeature[]> {
  const rows = records(path, context, encoding, delimiter)
  const first = await rows.next()
  if (first.done) throw new Refusal('empty-file')
  const header = columnNames(first.value, file)
  const sample: string[][] = []
  while (sample.length < SAMPLE) {
    const next = await rows.next()
    if (next.done) break
    sample.push(next.value)
  }
  if (!sample.length) throw new Refusal('no-features')
  const shape = findShape(header, sample, context.options.columns)
  if (!shape) throw new Refusal('csv-no-shape', { columns: header.slice(0, 12).join(', ').slice(0, 300) })
  if (shape.kind === 'points')
    throw new Refusal('csv-only-points', { x: header[shape.x], y: header[shape.y] })
  if (shape.kind === 'geoshape') file.crs = 'EPSG:4326'

  async function* all() {
    yield* sample
    yield* rows
  }
  if (shape.kind === 'vertices') {
    yield* boundariesOf(all(), header, shape, file, context)
    return
  }
  const skip = new Set([shape.column, shape.crs])
  let batch: RawFeature[] = []
  let index = 0
  for await (const row of all()) {
    const properties = propertiesOf(header, row, skip)
    const crs = declaredIn(row, shape.crs)
    batch.push({ index: index++, properties, ...shapeOf(row, shape), ...(crs ? { crs } : {}) })
    if (batch[batch.length - 1].crs) file.crs ??= batch[batch.length - 1].crs as string
    if (batch.length === BATCH) {
      yield batch
      batch = []
    }
  }
  if (batch.length) yield batch
}

function columnNames(cells: string[], file: OpenedFile): string[] {
  const used = new Set<string>()
  const repeated: string[] = []
  const names = cells.slice(0, LIMITS.columns).map((cell, column) => {
    const name = cleanText(cell).trim() || `column_${column + 1}`
    let unique = name
    for (let n = 2; used.has(unique) || unique === '__proto__'; n++) unique = `${name}_${n}`
    if (unique !== name) repeated.push(name)
    used.add(unique)
    return unique
  })
  if (repeated.length)
    file.problems.push(problem('columns-repeated', 'note', { columns: repeated.join(', ').slice(0, 300) }))
  return names
}

function shapeOf(
  row: string[],
  shape: Extract<ShapeColumns, { column: number }>,
): Pick<RawFeature, 'geometry' | 'fault' | 'crs'> {
  const cell = (row[shape.column] ?? '').trim()
  if (!cell) return { geometry: null }
  try {
    if (shape.kind === 'geoshape') return { geometry: parseGeoshape(cell) }
    const { geometry, srid } = shape.kind === 'wkt' ? parseWkt(cell) : parseWkb(Buffer.from(cell, 'hex'))
    return srid ? { geometry, crs: `EPSG:${srid}` } : { geometry }
  } catch (error) {
    if (error instanceof BrokenWkt) {
      return {
        geometry: null,
        fault: { code: 'wkt-broken', facts: { at: error.at + 1, near: cell.slice(error.at, error.at + 20) } },
      }
    }
    if (error instanceof BrokenWkb)
      return { geometry: null, fault: { code: 'wkb-broken', facts: { message: error.message } } }
    throw error
  }
}

/** ODK: "latitude longitude altitude accuracy;" for every vertex. */
function parseGeoshape(cell: string): unknown {
  const ring = cell
    .split(';')
    .map((vertex) => vertex.trim().split(/\s+/).map(Number))
    .filter((numbers) => numbers.length >= 2)
    .map(([latitude, longitude]) => [longitude, latitude])
  return { type: 'Polygon', coordinates: [ring] }
}
