/** The land record as somebody sees it, as tables. */
import { sql } from 'kysely'
import type { Precision } from '../../../domain/land/records.ts'
import type { Executor } from '../../executor.ts'
import { readSeen, standing } from '../read.ts'
import { FILE_KINDS, PRECISION, TABLE_NAMES, type TableRow, type Tables, toTableRow } from './tables.ts'

/** Fields that are hidden are empty; places are those of the viewer, with how precise they are. */
export async function seenTables(visible: Executor, known: string | null): Promise<Tables> {
  const places = await seenShapes(visible, known)
  const communes = await communeNames(visible)
  const tables: Tables = {}
  for (const kind of FILE_KINDS) {
    const records = await readSeen(visible, kind, sql`true`, known)
    tables[TABLE_NAMES[kind]] = records.map((record): TableRow => {
      const named = withCommunes(record as unknown as Record<string, unknown>, communes)
      const row = toTableRow(kind, named)
      if (kind !== 'extent') return row
      const place = places.get(record.id)
      return {
        cells: { ...row.cells, [PRECISION]: place?.precision ?? null },
        wkb: place?.wkb ?? null,
      }
    })
  }
  return tables
}

async function seenShapes(visible: Executor, known: string | null) {
  const { rows } = await sql<{ id: number; precision: Precision; wkb: string }>`
    select distinct on (p.extent_id) p.extent_id as id, p.precision, encode(st_asbinary(p.geom), 'hex') as wkb
    from land_extent e join land_place p on p.extent_id = e.id and p.extent_version = e.version
    where ${standing('e', known)}
    order by p.extent_id, array_position('{exact,cell-1,cell-5,cell-10,cell-50,municipality}'::text[], p.precision)`.execute(
    visible,
  )
  return new Map(rows.map((row) => [row.id, row]))
}

async function communeNames(visible: Executor): Promise<Map<number, string>> {
  const { rows } = await sql<{ id: number; name: string }>`select id, name from present_commune`.execute(
    visible,
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** A commune's number means nothing on another server: its name goes with it. */
export interface NamedCommune {
  id: number
  name: string | null
}

function withCommunes(
  record: Record<string, unknown>,
  names: ReadonlyMap<number, string>,
): Record<string, unknown> {
  const named = (id: number): NamedCommune => ({ id, name: names.get(id) ?? null })
  return {
    ...record,
    ...('communes' in record && { communes: (record.communes as number[]).map(named) }),
    ...(typeof record.communeId === 'number' && { communeId: named(record.communeId) }),
  }
}
