/** GeoPackage 1.3 (OGC 12-128r17) by SQLite, with the R-tree that QGIS and GDAL search by. */
import { rm } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import type { Scalar } from './raw.ts'
import { multiPolygonWkb } from './wkb.ts'
import type { ExportRow } from './write-file.ts'

const WGS84_WKT =
  'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]'
export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

const METADATA = `
create table gpkg_spatial_ref_sys (srs_name text not null, srs_id integer primary key, organization text not null,
  organization_coordsys_id integer not null, definition text not null, description text);
create table gpkg_contents (table_name text not null primary key, data_type text not null, identifier text unique,
  description text default '', last_change datetime not null default (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x double, min_y double, max_x double, max_y double, srs_id integer,
  constraint fk_gc_r_srs_id foreign key (srs_id) references gpkg_spatial_ref_sys(srs_id));
create table gpkg_geometry_columns (table_name text not null, column_name text not null, geometry_type_name text not null,
  srs_id integer not null, z tinyint not null, m tinyint not null,
  constraint pk_geom_cols primary key (table_name, column_name), constraint uk_gc_table_name unique (table_name),
  constraint fk_gc_tn foreign key (table_name) references gpkg_contents(table_name),
  constraint fk_gc_srs foreign key (srs_id) references gpkg_spatial_ref_sys (srs_id));
create table gpkg_extensions (table_name text, column_name text, extension_name text not null, definition text not null,
  scope text not null, constraint ge_tce unique (table_name, column_name, extension_name));
insert into gpkg_spatial_ref_sys values
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system');
`

/** An empty one, with the systems that WGS 84 needs. */
export async function newGeoPackage(path: string): Promise<DatabaseSync> {
  await rm(path, { force: true })
  const database = new DatabaseSync(path)
  database.exec(
    'pragma application_id = 0x47504b47; pragma user_version = 10300; pragma journal_mode = off; pragma synchronous = off',
  )
  database.exec(METADATA)
  database
    .prepare(
      "insert into gpkg_spatial_ref_sys values ('WGS 84 geodetic', 4326, 'EPSG', 4326, ?, 'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid')",
    )
    .run(WGS84_WKT)
  return database
}

export async function writeGeoPackage(
  layerName: string,
  rows: AsyncIterable<ExportRow> | Iterable<ExportRow>,
  path: string,
): Promise<number> {
  const database = await newGeoPackage(path)
  try {
    database.exec('begin')
    let insert: ((row: ExportRow) => void) | null = null
    let count = 0
    const bounds: Box = [Infinity, Infinity, -Infinity, -Infinity]
    for await (const row of rows) {
      insert ??= createLayer(database, layerName, row.properties, bounds)
      insert(row)
      count++
    }
    if (!insert) createLayer(database, layerName, {}, bounds)
    const known = count > 0 ? bounds : [null, null, null, null]
    database.prepare('update gpkg_contents set min_x = ?, min_y = ?, max_x = ?, max_y = ?').run(...known)
    database.exec('commit')
    return count
  } finally {
    database.close()
  }
}

type Box = [west: number, south: number, east: number, north: number]

function createLayer(
  database: DatabaseSync,
  layerName: string,
  first: Record<string, Scalar>,
  whole: Box,
): (row: ExportRow) => void {
  const columns = Object.keys(first)
  // SQLite takes column names for equal whatever their case, and two names are ours.
  const used = new Set(['fid', 'geom'])
  const names = columns.map((column) => {
    let name = column
    for (let n = 2; used.has(name.toLowerCase()); n++) name = `${column}_${n}`
    used.add(name.toLowerCase())
    return name
  })
  const table = layerName.replace(/^(gpkg|rtree|sqlite)_/i, '') || 'layer'
  const type = (value: Scalar) =>
    typeof value === 'number'
      ? Number.isInteger(value)
        ? 'integer'
        : 'real'
      : typeof value === 'boolean'
        ? 'boolean'
        : 'text'
  const definitions = names.map((name, i) => `, ${quoted(name)} ${type(first[columns[i]])}`).join('')
  const tree = `rtree_${table}_geom`
  database.exec(
    `create table ${quoted(table)} (fid integer primary key autoincrement not null, geom multipolygon${definitions})`,
  )
  database.exec(`create virtual table ${quoted(tree)} using rtree(id, minx, maxx, miny, maxy)`)
  database
    .prepare(
      "insert into gpkg_contents (table_name, data_type, identifier, srs_id) values (?, 'features', ?, 4326)",
    )
    .run(table, table)
  database
    .prepare("insert into gpkg_geometry_columns values (?, 'geom', 'MULTIPOLYGON', 4326, 0, 0)")
    .run(table)
  database
    .prepare(
      "insert into gpkg_extensions values (?, 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
    )
    .run(table)
  const marks = ', ?'.repeat(names.length)
  const row = database.prepare(
    `insert into ${quoted(table)} (geom${names.map((name) => `, ${quoted(name)}`).join('')}) values (?${marks})`,
  )
  const index = database.prepare(`insert into ${quoted(tree)} values (?, ?, ?, ?, ?)`)
  return ({ properties, geometry }) => {
    const coordinates = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
    const box: Box = [Infinity, Infinity, -Infinity, -Infinity]
    for (const polygon of coordinates) {
      for (const [x, y] of polygon[0] ?? []) {
        box[0] = Math.min(box[0], x)
        box[1] = Math.min(box[1], y)
        box[2] = Math.max(box[2], x)
        box[3] = Math.max(box[3], y)
      }
    }
    const values = columns.map((column) => {
      const value = properties[column] ?? null
      return typeof value === 'boolean' ? Number(value) : value
    })
    const { lastInsertRowid } = row.run(withHeader(multiPolygonWkb(coordinates), box), ...values)
    if (box[0] <= box[2]) index.run(lastInsertRowid, box[0], box[2], box[1], box[3])
    for (const i of [0, 1] as const) whole[i] = Math.min(whole[i], box[i])
    for (const i of [2, 3] as const) whole[i] = Math.max(whole[i], box[i])
  }
}

/** GeoPackageBinary: magic, version, flags (little endian, envelope of four), SRS and envelope, then WKB. */
function withHeader(wkb: Uint8Array, [west, south, east, north]: Box): Uint8Array {
  const bytes = new Uint8Array(40 + wkb.length)
  const view = new DataView(bytes.buffer)
  bytes.set([0x47, 0x50, 0, 0b0000_0011])
  view.setInt32(4, 4326, true)
  for (const [i, value] of [west, east, south, north].entries()) view.setFloat64(8 + i * 8, value, true)
  bytes.set(wkb, 40)
  return bytes
}

/** GeoPackageBinary of any WKB, without an envelope. */
export function bareBlob(wkb: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + wkb.length)
  bytes.set([0x47, 0x50, 0, 0b0000_0001])
  new DataView(bytes.buffer).setInt32(4, 4326, true)
  bytes.set(wkb, 8)
  return bytes
}

/** @throws RangeError where it is no GeoPackageBinary. */
export function wkbOfBlob(blob: Uint8Array): Uint8Array {
  if (blob.length < 8 || blob[0] !== 0x47 || blob[1] !== 0x50) throw new RangeError('no GeoPackage geometry')
  const envelope = [0, 32, 48, 48, 64][(blob[3] >> 1) & 0b111] ?? 0
  return blob.subarray(8 + envelope)
}
