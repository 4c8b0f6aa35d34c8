/** All council areas, page by page, as bytes that a worker thread can be handed without a copy. */
import { sql } from 'kysely'
import type { Executor } from '../executor.ts'

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
    const ids = new Int32Array(rows.length)
    const starts = new Uint32Array(rows.length + 1)
    rows.forEach((row, i) => {
      ids[i] = row.id
      starts[i + 1] = starts[i] + row.geom.byteLength
    })
    const bytes = new Uint8Array(starts[rows.length])
    for (let i = 0; i < rows.length; i++) bytes.set(rows[i].geom, starts[i])
    yield { ids, starts, bytes }
    if (rows.length < PAGE) return
    last = ids[rows.length - 1]
  }
}
