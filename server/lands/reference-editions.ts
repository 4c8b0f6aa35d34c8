/** Editions of layers that others drew: written over the one before, number by number, and taken back. */
import { sql } from 'kysely'
import { type AreaKey, matchAreas } from '../../domain/land/reference-areas.ts'
import type { Executor } from '../executor.ts'
import { checkOverlaps } from '../overlaps/check.ts'
import { refuse } from '../problems.ts'
import { raiseRevisions } from '../territories/layers.ts'
import { claimLand } from './records.ts'
import type { AreaKind, Edition } from './reference-schema.ts'

export interface ReadArea extends AreaKey {
  wkb: Uint8Array
}

interface Layer {
  kind: AreaKind
  source: string
}

/** Which of the areas are known already. @throws a refusal where two have one code. */
export async function comparedWith(
  database: Executor,
  { kind, source }: Layer,
  areas: readonly AreaKey[],
): Promise<{ ids: (number | null)[]; gone: number[] }> {
  const { rows } = await sql<AreaKey & { id: number }>`
    select id, code, name, state from reference_area where kind = ${kind} and source = ${source} order by id`.execute(
    database,
  )
  const matched = matchAreas(rows, areas)
  return 'refused' in matched ? refuse(matched.refused, matched.facts) : matched
}

/**
 * In place of the edition before: an area that is known keeps its number, what goes or changes is kept for taking back.
 * Places that are shown as municipalities are made anew, and protected areas compared with claims.
 * @param onArea after each; it throws where nobody waits any more.
 */
export async function bringInEdition(
  transaction: Executor,
  { kind, source, fileName }: Layer & { fileName: string },
  areas: readonly ReadArea[],
  skipped: number,
  onArea: (done: number) => void,
): Promise<{ edition: number; units: number }> {
  await claimLand(transaction)
  const { ids, gone } = await comparedWith(transaction, { kind, source }, areas)
  const { rows } = await sql<{ id: number }>`
    insert into reference_edition (kind, source, file_name, areas, skipped, gone)
    values (${kind}, ${source}, ${fileName}, ${areas.length}, ${skipped}, ${gone.length}) returning id`.execute(
    transaction,
  )
  const edition = rows[0].id
  await keepFormer(transaction, edition, gone)
  await sql`delete from reference_area where id = any(${gone}::integer[])`.execute(transaction)
  const [added, changed]: [number[], number[]] = [[], []]
  for (const [i, { code, name, state, wkb }] of areas.entries()) {
    const id = ids[i]
    const shape = sql`st_multi(st_geomfromewkb(decode(${Buffer.from(wkb).toString('hex')}, 'hex')))`
    if (id === null) {
      const one = await sql<{ id: number }>`insert into reference_area (kind, code, name, state, source, geom)
        values (${kind}, ${code}, ${name}, ${state}, ${source}, ${shape}) returning id`.execute(transaction)
      added.push(one.rows[0].id)
    } else {
      const kept = await sql`
        insert into reference_former (edition_id, area_id, code, name, state, geom)
        select ${edition}, r.id, r.code, r.name, r.state, r.geom from reference_area r where r.id = ${id}
          and ((r.code, r.name, r.state) is distinct from (${code}::text, ${name}::text, ${state}::text)
            or st_asbinary(r.geom) <> st_asbinary(${shape}))
        returning area_id`.execute(transaction)
      if (kept.rows.length > 0) {
        await sql`update reference_area set code = ${code}, name = ${name}, state = ${state}, geom = ${shape}
          where id = ${id}`.execute(transaction)
        changed.push(id)
      }
    }
    onArea(i + 1)
  }
  await sql`update reference_edition set added = ${added}::integer[], changed = ${changed.length} where id = ${edition}`.execute(
    transaction,
  )
  return { edition, units: await redrawn(transaction, kind, [...gone, ...added, ...changed]) }
}

const keepFormer = (transaction: Executor, edition: number, ids: readonly number[]) =>
  sql`insert into reference_former (edition_id, area_id, code, name, state, geom)
    select ${edition}, id, code, name, state, geom from reference_area where id = any(${[...ids]}::integer[])`.execute(
    transaction,
  )

const EDITION = sql`e.id, e.kind, e.source, e.file_name as "fileName",
  to_char(e.brought_in_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "broughtInAt",
  e.areas, cardinality(e.added) as added, e.changed, e.gone,
  to_char(e.undone_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "undoneAt",
  e.undone_at is null and not exists (select from reference_edition later where later.kind = e.kind
    and later.source = e.source and later.id > e.id and later.undone_at is null) as last`

export async function readEditions(database: Executor): Promise<Edition[]> {
  const { rows } = await sql<Edition>`
    select ${EDITION} from reference_edition e order by e.id desc limit 200`.execute(database)
  return rows
}

/** As it was before the edition, number by number. @throws a refusal where it is not the last one of its source. */
export async function takeBackEdition(
  transaction: Executor,
  id: number,
): Promise<{ edition: Edition; areas: number; units: number }> {
  await claimLand(transaction)
  const { rows } = await sql<Edition & { ids: number[] }>`
    select ${EDITION}, e.added as ids from reference_edition e where e.id = ${id} for update`.execute(
    transaction,
  )
  const edition = rows[0] ?? refuse('area-edition-not-found', { id })
  if (!edition.last) return refuse('area-edition-not-last', { name: edition.source })
  await sql`delete from reference_area where id = any(${edition.ids}::integer[])`.execute(transaction)
  const former = await sql<{ id: number }>`
    insert into reference_area (id, kind, source, code, name, state, geom) overriding system value
    select f.area_id, ${edition.kind}, ${edition.source}, f.code, f.name, f.state, f.geom
    from reference_former f where f.edition_id = ${id}
    on conflict (id) do update set code = excluded.code, name = excluded.name, state = excluded.state, geom = excluded.geom
    returning id`.execute(transaction)
  await sql`update reference_edition set undone_at = clock_timestamp() where id = ${id}`.execute(transaction)
  const ids = [...edition.ids, ...former.rows.map((row) => row.id)]
  return { edition, areas: ids.length, units: await redrawn(transaction, edition.kind, ids) }
}

/** @returns how many units look different for it. */
async function redrawn(transaction: Executor, kind: AreaKind, ids: readonly number[]): Promise<number> {
  if (kind === 'protected-area') await checkOverlaps(transaction, { protectedAreas: ids })
  await raiseRevisions(transaction, ['land'])
  if (kind !== 'municipality') return 0
  const { rows } = await sql<{ id: number }>`
    select u.id from (select distinct on (id) id, place_precision from land_unit order by id, version desc) u
    where u.place_precision = 'municipality'`.execute(transaction)
  for (const { id } of rows) await sql`select place_extents(${id}::integer)`.execute(transaction)
  return rows.length
}
