/** Files to tables: whatever `write.ts` writes, and the same tables from elsewhere. Pure reading; nothing is believed. */
import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { unzipSync } from 'fflate'
import type { Geometry } from 'geojson'
import { parseCsv, parseWkb, parseWkt, wkbOfBlob } from '../../files/index.ts'
import { type Cell, FILE_KINDS, TABLE_NAMES, type TableRow, type Tables, tableColumns } from './tables.ts'

/** Rows of all tables together. */
const ROW_LIMIT = 20_000
const EXPANDED_LIMIT = 200 * 1024 * 1024

export type TablesRead =
  | { tables: Tables }
  | { refused: 'not-a-land-file'; facts: { missing: string } }
  | { refused: 'land-file-too-long'; facts: { rows: number; limit: number } }
  | { refused: 'land-file-row-wrong'; facts: { table: string; row: number; why: string } }

class Wrong extends Error {
  readonly outcome: TablesRead
  constructor(outcome: TablesRead) {
    super('wrong')
    this.outcome = outcome
  }
}

export function readTables(path: string): TablesRead {
  try {
    const bytes = readFileSync(path)
    const start = bytes.subarray(0, 16).toString('latin1')
    const tables = start.startsWith('SQLite format 3')
      ? fromGeoPackage(path)
      : start.startsWith('PK')
        ? fromZip(bytes)
        : fromGeoJson(bytes.toString('utf8'))
    const rows = Object.values(tables).reduce((sum, table) => sum + table.length, 0)
    if (rows > ROW_LIMIT) return { refused: 'land-file-too-long', facts: { rows, limit: ROW_LIMIT } }
    return { tables }
  } catch (error) {
    if (error instanceof Wrong) return error.outcome
    return { refused: 'not-a-land-file', facts: { missing: TABLE_NAMES.unit } }
  }
}

const missing = (): never => {
  throw new Wrong({ refused: 'not-a-land-file', facts: { missing: TABLE_NAMES.unit } })
}
const wrong = (table: string, row: number, why: string): never => {
  throw new Wrong({ refused: 'land-file-row-wrong', facts: { table, row, why } })
}

function fromGeoJson(text: string): Tables {
  const read = JSON.parse(text) as {
    tables?: Record<string, Record<string, unknown>[]>
    features?: { properties: Record<string, unknown>; geometry: Geometry | null }[]
  }
  if (!read.tables || !Array.isArray(read.features)) return missing()
  const tables: Tables = {}
  for (const kind of FILE_KINDS) {
    const name = TABLE_NAMES[kind]
    if (kind === 'extent')
      tables[name] = read.features.map(({ properties, geometry }) => ({
        cells: properties as Record<string, Cell>,
        geometry,
      }))
    else tables[name] = (read.tables[name] ?? []).map((cells) => ({ cells: cells as Record<string, Cell> }))
  }
  return checked(tables)
}

function fromZip(bytes: Buffer): Tables {
  let budget = EXPANDED_LIMIT
  const wanted = new Set(FILE_KINDS.map((kind) => `${TABLE_NAMES[kind]}.csv`))
  const files = unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      budget -= originalSize
      return wanted.has(name) && budget >= 0
    },
  })
  if (!files[`${TABLE_NAMES.unit}.csv`]) return missing()
  const tables: Tables = {}
  for (const kind of FILE_KINDS) {
    const name = TABLE_NAMES[kind]
    const file = files[`${name}.csv`]
    tables[name] = file ? fromCsv(kind === 'extent', name, new TextDecoder('utf8').decode(file)) : []
  }
  return checked(tables)
}

function fromCsv(spatial: boolean, name: string, text: string): TableRow[] {
  const [header = [], ...rows] = parseCsv(text)
  return rows.map((row, i) => {
    const cells: Record<string, Cell> = {}
    for (const [column, cell] of row.entries()) if (header[column]) cells[header[column]] = cell
    const { WKT: shape = null, ...rest } = cells
    if (!spatial) return { cells: rest }
    try {
      return { cells: rest, geometry: shape === null ? null : (parseWkt(String(shape)).geometry as Geometry) }
    } catch {
      return wrong(name, i + 1, 'WKT')
    }
  })
}

function fromGeoPackage(path: string): Tables {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const tables: Tables = {}
    for (const kind of FILE_KINDS) {
      const name = TABLE_NAMES[kind]
      // A view could be anything.
      const there = database
        .prepare("select 1 from sqlite_master where type = 'table' and name = ?")
        .get(name)
      if (!there && kind === 'unit') return missing()
      const rows = there
        ? (database.prepare(`select * from "${name}" limit ${ROW_LIMIT + 1}`).all() as Record<
            string,
            unknown
          >[])
        : []
      tables[name] = rows.map(({ fid: _, geom = null, ...cells }, i) => {
        if (kind !== 'extent') return { cells: cells as Record<string, Cell> }
        try {
          const geometry = geom === null ? null : parseWkb(wkbOfBlob(geom as Uint8Array)).geometry
          return { cells: cells as Record<string, Cell>, geometry: geometry as Geometry | null }
        } catch {
          return wrong(name, i + 1, 'geom')
        }
      })
    }
    return checked(tables)
  } finally {
    database.close()
  }
}

/** Cells of the types that their columns have; unknown columns are passed over. */
function checked(tables: Tables): Tables {
  for (const kind of FILE_KINDS) {
    const name = TABLE_NAMES[kind]
    const columns = tableColumns(kind)
    tables[name] = tables[name].map((row, i) => {
      const cells: Record<string, Cell> = {}
      for (const { name: column, type } of columns) {
        const value = typedCell(row.cells?.[column] ?? null, type)
        if (value === undefined) return wrong(name, i + 1, column)
        cells[column] = value
      }
      return kind === 'extent' ? { cells, geometry: row.geometry ?? null } : { cells }
    })
  }
  return tables
}

function typedCell(value: Cell, type: string): Cell | undefined {
  if (value === null) return null
  switch (type) {
    case 'number': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
      return typeof number === 'number' && Number.isFinite(number) ? number : undefined
    }
    case 'boolean':
      return value === true || value === 1 || value === 'true'
        ? true
        : value === false || value === 0 || value === 'false'
          ? false
          : undefined
    default:
      return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined
  }
}
