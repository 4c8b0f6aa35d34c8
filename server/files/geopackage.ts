/** GeoPackage (OGC 12-128) by SQLite; geometries from their WKB. */
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { layerRefusal, Refusal } from './problem.ts'
import { flatProperties } from './properties.ts'
import { BATCH, type OpenedFile, type RawFeature, type ReadContext } from './raw.ts'
import { BrokenWkb, parseWkb } from './wkb.ts'

interface LayerRow {
  name: string
  geometry: string
  srs: number | null
  organization: string | null
  code: number | null
  definition: string | null
}

const ENVELOPE_BYTES = [0, 32, 48, 48, 64]
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

export function openGeoPackage(path: string, context: ReadContext): OpenedFile {
  // Immutable: no lock and no journal is made beside somebody's file.
  const url = pathToFileURL(path)
  url.search = 'immutable=1'
  const database = new DatabaseSync(url, { readOnly: true, allowExtension: false })
  try {
    database.exec('pragma trusted_schema = off')
    return openLayer(database, context)
  } catch (error) {
    database.close()
    throw asRefusal(error)
  }
}

function openLayer(database: DatabaseSync, context: ReadContext): OpenedFile {
  const tables = new Set(
    database
      .prepare("select lower(name) as name from sqlite_master where type in ('table', 'view')")
      .all()
      .map((row) => String(row.name)),
  )
  if (!tables.has('gpkg_contents') || !tables.has('gpkg_geometry_columns'))
    throw new Refusal('not-a-map', { found: tables.has('tiles') ? 'MBTiles' : 'SQLite' })
  const rows = database
    .prepare(
      `select c.table_name as name, g.column_name as geometry, g.srs_id as srs, s.organization, s.organization_coordsys_id as code, s.definition
       from gpkg_contents c
       join gpkg_geometry_columns g on lower(g.table_name) = lower(c.table_name)
       left join gpkg_spatial_ref_sys s on s.srs_id = g.srs_id
       where c.data_type = 'features' order by c.table_name`,
    )
    .all() as unknown as LayerRow[]
  if (!rows.length) throw new Refusal('geopackage-without-layers')
  const names = rows.map((row) => row.name)
  const { layer } = context.options
  const wanted = layer ? rows.find((row) => row.name === layer) : rows.length === 1 ? rows[0] : undefined
  if (!wanted) throw layerRefusal(names, layer, 'geopackage')
  return {
    format: 'geopackage',
    layers: names,
    layer: wanted.name,
    crs: crsOf(wanted),
    problems: [],
    features: () => read(database, wanted, context),
    close: () => database.close(),
  }
}

function crsOf({ srs, organization, code, definition }: LayerRow): string | null {
  if (srs === null || srs === -1 || srs === 0) return null
  if (organization?.toUpperCase() === 'EPSG' && code !== null) return `EPSG:${code}`
  if (!definition || /^\s*(undefined|LOCAL_CS|ENGCRS)/i.test(definition)) return null
  return definition
}

async function* read(
  database: DatabaseSync,
  layer: LayerRow,
  context: ReadContext,
): AsyncGenerator<RawFeature[]> {
  let batch: RawFeature[] = []
  let index = 0
  try {
    const statement: StatementSync = database.prepare(`select * from ${quoted(layer.name)}`)
    statement.setReadBigInts(true)
    for (const row of statement.iterate()) {
      const { [layer.geometry]: blob, ...others } = row as Record<string, unknown>
      batch.push({ index: index++, properties: flatProperties(withoutBlobs(others)), ...geometryOf(blob) })
      if (batch.length === BATCH) {
        context.progress(0)
        yield batch
        batch = []
      }
    }
  } catch (error) {
    throw asRefusal(error)
  }
  if (batch.length) yield batch
}

function withoutBlobs(row: Record<string, unknown>): Record<string, unknown> {
  for (const name in row) if (row[name] instanceof Uint8Array) row[name] = null
  return row
}

function geometryOf(blob: unknown): Pick<RawFeature, 'geometry' | 'fault'> {
  if (blob === null || blob === undefined) return { geometry: null }
  const broken = (message: string) => ({ geometry: null, fault: { code: 'wkb-broken', facts: { message } } })
  if (!(blob instanceof Uint8Array) || blob[0] !== 0x47 || blob[1] !== 0x50 || blob.length < 8)
    return broken('GP')
  const envelope = ENVELOPE_BYTES[(blob[3] >> 1) & 7]
  if (envelope === undefined) return broken('envelope')
  try {
    return { geometry: parseWkb(blob, 8 + envelope).geometry }
  } catch (error) {
    if (error instanceof BrokenWkb) return broken(error.message)
    throw error
  }
}

/** SQLite's own complaints about a damaged file, as a refusal; anything else as it is. */
function asRefusal(error: unknown): unknown {
  const { code, message } = error as { code?: string; message?: string }
  return code === 'ERR_SQLITE_ERROR'
    ? new Refusal('geopackage-corrupt', { message: String(message).slice(0, 200) })
    : error
}
