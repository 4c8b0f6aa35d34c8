/** Tables to files: GeoPackage, GeoJSON with the other tables beside the features, and a zip of CSV. */
import { writeFile } from 'node:fs/promises'
import { zipSync } from 'fflate'
import type { Geometry, Position } from 'geojson'
import { bareBlob, csvText, newGeoPackage, parseWkb, quoted } from '../../files/index.ts'
import { FILE_KINDS, SPATIAL, TABLE_NAMES, type Tables, tableColumns } from './tables.ts'

export const LAND_FORMATS = {
  geopackage: { ending: 'gpkg', type: 'application/geopackage+sqlite3' },
  geojson: { ending: 'geojson', type: 'application/geo+json' },
  csv: { ending: 'zip', type: 'application/zip' },
} as const
export type LandFormat = keyof typeof LAND_FORMATS

export async function writeTables(format: LandFormat, tables: Tables, path: string): Promise<void> {
  if (format === 'geopackage') return writeGeoPackage(tables, path)
  await writeFile(path, format === 'geojson' ? geoJson(tables) : csvZip(tables))
}

function geoJson(tables: Tables): string {
  const { [SPATIAL]: spatial = [], ...others } = tables
  const lines = (rows: string[]) => `[${rows.map((row) => `\n${row}`).join(',')}\n]`
  const features = spatial.map(({ cells, wkb }) =>
    JSON.stringify({ type: 'Feature', properties: cells, geometry: shapeOf(wkb) }),
  )
  // A foreign member (RFC 7946, 6.1): other programs read the features and pass it over.
  const beside = Object.entries(others).map(
    ([name, rows]) => `${JSON.stringify(name)}:${lines(rows.map(({ cells }) => JSON.stringify(cells)))}`,
  )
  return `{"type":"FeatureCollection","name":"${SPATIAL}","tables":{${beside.join(',\n')}},"features":${lines(features)}}\n`
}

function csvZip(tables: Tables): Uint8Array {
  const files = FILE_KINDS.map((kind) => {
    const columns = tableColumns(kind).map(({ name }) => name)
    const spatial = kind === 'extent'
    const rows = (tables[TABLE_NAMES[kind]] ?? []).map(({ cells, wkb }) => [
      ...columns.map((column) => cells[column] ?? null),
      ...(spatial ? [wkb ? wkt(shapeOf(wkb)!) : null] : []),
    ])
    const text = csvText([...columns, ...(spatial ? ['WKT'] : [])], rows)
    return [`${TABLE_NAMES[kind]}.csv`, new TextEncoder().encode(text)] as const
  })
  // The same bytes for the same record: no time of day in the archive.
  return zipSync(Object.fromEntries(files), { mtime: new Date(1980, 0, 1) })
}

const shapeOf = (wkb: string | null | undefined): Geometry | null =>
  wkb ? (parseWkb(Buffer.from(wkb, 'hex')).geometry as Geometry) : null

function wkt(geometry: Geometry): string {
  const point = ([x, y]: Position) => `${x} ${y}`
  const text = (value: unknown): string =>
    typeof (value as Position)[0] === 'number'
      ? point(value as Position)
      : `(${(value as unknown[]).map(text).join(', ')})`
  const { type, coordinates } = geometry as { type: string; coordinates: unknown }
  return `${type.toUpperCase()} ${type === 'Point' ? `(${text(coordinates)})` : text(coordinates)}`
}

async function writeGeoPackage(tables: Tables, path: string): Promise<void> {
  const database = await newGeoPackage(path)
  try {
    database.exec('begin')
    for (const kind of FILE_KINDS) {
      const name = TABLE_NAMES[kind]
      const rows = tables[name] ?? []
      const spatial = kind === 'extent'
      const columns = tableColumns(kind)
      const definitions = columns.map((column) => `, ${quoted(column.name)} ${sqlType(column)}`)
      database.exec(
        `create table ${quoted(name)} (fid integer primary key autoincrement not null${spatial ? ', geom geometry' : ''}${definitions.join('')})`,
      )
      database
        .prepare('insert into gpkg_contents (table_name, data_type, identifier, srs_id) values (?, ?, ?, ?)')
        .run(name, spatial ? 'features' : 'attributes', name, spatial ? 4326 : null)
      if (spatial)
        database
          .prepare("insert into gpkg_geometry_columns values (?, 'geom', 'GEOMETRY', 4326, 0, 0)")
          .run(name)
      const names = [...(spatial ? ['geom'] : []), ...columns.map((column) => column.name)].map(quoted)
      const insert = database.prepare(
        `insert into ${quoted(name)} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`,
      )
      for (const { cells, wkb } of rows)
        insert.run(
          ...(spatial ? [wkb ? bareBlob(Buffer.from(wkb, 'hex')) : null] : []),
          ...columns.map((column) => {
            const value = cells[column.name] ?? null
            return typeof value === 'boolean' ? Number(value) : value
          }),
        )
    }
    database.exec('commit')
  } finally {
    database.close()
  }
}

/** Counts and numbers of records are whole; the rest are measures. */
const sqlType = ({ name, type }: { name: string; type: string }): string =>
  type === 'number'
    ? /id$|_numerator$|_denominator$/.test(name)
      ? 'integer'
      : 'real'
    : type === 'boolean'
      ? 'boolean'
      : 'text'
