/** Where communes are, for distances. */
import { sql } from 'kysely'
import type { Place } from '../../domain/exchange/roads/index.ts'
import type { Executor } from '../executor.ts'

/** The middle of each commune's councils, as far as they are seen. */
export async function placesOf(visible: Executor, communes: readonly number[]): Promise<Place[]> {
  const { rows } = await sql<{ id: string; at: [number, number] }>`
    select p.id::text, json_build_array(st_x(p.middle), st_y(p.middle)) as at
    from (select m.commune_id as id, st_centroid(st_collect(st_pointonsurface(c.geom))) as middle
      from membership m join present_council c on c.id = m.council_id
      where m.commune_id = any(${[...communes]}::integer[]) group by m.commune_id) p
    order by p.id`.execute(visible)
  return rows
}
