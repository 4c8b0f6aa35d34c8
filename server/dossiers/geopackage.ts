/** The data of a claim as a GeoPackage: the places as areas, and one table for each kind of record, for QGIS and SQLite. */
import { DatabaseSync } from 'node:sqlite'
import type { MultiPolygon, Polygon } from 'geojson'
import type { ClaimContent } from '../../domain/dossier/content.ts'
import type { Scalar } from '../files/raw.ts'
import { type ExportRow, writeFile } from '../files/write-file.ts'

type Row = { id: number }
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

export async function writeClaimGeoPackage(content: ClaimContent, path: string): Promise<void> {
  await writeFile('gpkg', 'places', placeRows(content), path)
  const { cases } = content
  const tables: Record<string, Row[]> = {
    unit: [content.unit],
    // A point or a line is no area: it stands here as GeoJSON.
    extent: content.extents,
    party: content.parties,
    assertion: content.assertions,
    land_use: content.uses,
    land_case: cases.map(({ events: _, ...one }) => one),
    case_event: cases.flatMap(({ events }) => events),
    evidence: content.evidence,
    source: content.sources,
  }
  const database = new DatabaseSync(path)
  try {
    database.exec('begin')
    for (const [name, records] of Object.entries(tables)) writeTable(database, name, records)
    database.exec('commit')
  } finally {
    database.close()
  }
}

function* placeRows({ extents }: ClaimContent): Generator<ExportRow> {
  for (const { id, part, place, method, statedAreaM2, statedAreaText, sourceId } of extents) {
    if (!place?.geometry.type.endsWith('Polygon')) continue
    const { precision, name, areaM2, geometry } = place
    yield {
      id,
      properties: {
        extent_id: id,
        part,
        precision,
        municipality: name,
        method,
        measured_m2: areaM2,
        stated_m2: statedAreaM2,
        stated: statedAreaText,
        source_id: sourceId,
      },
      geometry: geometry as Polygon | MultiPolygon,
    }
  }
}

/** Tables without shapes are `attributes` in a GeoPackage (OGC 12-128r17, 2.4). */
function writeTable(database: DatabaseSync, name: string, records: readonly Row[]): void {
  const rows = records.map(flat)
  const columns = [...new Set(['id', ...rows.flatMap((row) => Object.keys(row))])]
  const type = (column: string) => {
    const value = rows.map((row) => row[column]).find((one) => one !== null && one !== undefined)
    return typeof value === 'number' ? 'double' : typeof value === 'boolean' ? 'boolean' : 'text'
  }
  const definitions = columns
    .filter((column) => column !== 'id')
    .map((column) => `, ${quoted(column)} ${type(column)}`)
  database.exec(`create table ${quoted(name)} (id integer primary key not null${definitions.join('')})`)
  database
    .prepare("insert into gpkg_contents (table_name, data_type, identifier) values (?, 'attributes', ?)")
    .run(name, name)
  const marks = columns.map(() => '?').join(', ')
  const insert = database.prepare(
    `insert into ${quoted(name)} (${columns.map(quoted).join(', ')}) values (${marks})`,
  )
  for (const row of rows)
    insert.run(
      ...columns.map((column) => {
        const value = row[column] ?? null
        return typeof value === 'boolean' ? Number(value) : value
      }),
    )
}

/** Dates become text and two days, shares a fraction; what is deeper stays JSON. */
function flat(record: object): Record<string, Scalar> {
  const row: Record<string, Scalar> = {}
  for (const [field, value] of Object.entries(record)) {
    const name = field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    if (value === null || typeof value !== 'object') row[name] = value as Scalar
    else if ('earliest' in value) {
      row[name] = value.text
      row[`${name}_earliest`] = value.earliest
      row[`${name}_latest`] = value.latest
    } else if ('denominator' in value) row[name] = `${value.numerator}/${value.denominator}`
    else row[name] = JSON.stringify(value)
  }
  return row
}
