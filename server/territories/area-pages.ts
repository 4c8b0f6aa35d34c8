/** All council areas, page by page, as bytes that a worker thread can be handed without a copy. */
import { sql } from 'kysely'
import type { Executor } from '../executor.ts'
import { holdsOn } from './history.ts'

export interface AreaPage {
  ids: Int32Array<ArrayBuffer>
  /** Where each area begins in `bytes`; one more than there are ids. */
  starts: Uint32Array<ArrayBuffer>
  /** Well-known binary, one area after the other. */
  bytes: Uint8Array<ArrayBuffer>
}

const PAGE = 2000

export async function* areaPages(database: Executor): AsyncGenerator<AreaPage> {
  for (let last = 0; ; ) {
    const { rows } = await sql<{ id: number; geom: Uint8Array }>`
      select c.id, st_asbinary(c.geom) as geom from present_council c where c.id > ${last} order by c.id limit ${PAGE}`.execute(
      database,
    )
    if (rows.length === 0) return
    yield pageOf(rows)
    if (rows.length < PAGE) return
    last = rows[rows.length - 1].id
  }
}

function pageOf(rows: readonly { id: number; geom: Uint8Array }[]): AreaPage {
  const ids = new Int32Array(rows.length)
  const starts = new Uint32Array(rows.length + 1)
  rows.forEach((row, i) => {
    ids[i] = row.id
    starts[i + 1] = starts[i] + row.geom.byteLength
  })
  const bytes = new Uint8Array(starts[rows.length])
  for (let i = 0; i < rows.length; i++) bytes.set(rows[i].geom, starts[i])
  return { ids, starts, bytes }
}

/** Degrees, some 1.5 km: how exactly borders were drawn is measured on what lies around them, too. */
const AROUND = 0.0135

/** Councils as they were on a day, with those around them; null where none of them was otherwise than it is now. */
export async function areasOn(
  database: Executor,
  councils: readonly number[],
  day: string,
): Promise<AreaPage | null> {
  const wanted = sql`${[...councils]}::integer[]`
  const { rows: former } = await sql`
    select from council_version v where v.id = any(${wanted}) and v.until is not null and ${holdsOn('v', day)} limit 1`.execute(
    database,
  )
  if (former.length === 0) return null
  const { rows } = await sql<{ id: number; geom: Uint8Array }>`
    with named as materialized (
      select v.geom from council_version v where v.id = any(${wanted}) and ${holdsOn('v', day)}),
    near as (
      select distinct v.id from named n join council_version v on v.geom && st_expand(n.geom, ${AROUND})
      where ${holdsOn('v', day)})
    select distinct on (v.id) v.id, st_asbinary(v.geom) as geom from council_version v
    where v.id in (select id from near) and ${holdsOn('v', day)} order by v.id, v.until`.execute(database)
  return pageOf(rows)
}
