/** Who held what on a day, as known on another: one query for what was told, and the rule in domain/land/holdings.ts. */
import { type RawBuilder, sql } from 'kysely'
import { type Disagreement, disagreementsIn, type Holding, holdingsOn } from '../../domain/land/holdings.ts'
import type { LandKind } from '../../domain/land/records.ts'
import type { Executor } from '../executor.ts'
import type { Row } from './columns.ts'
import { hiddenByItself, hiddenOf, type Seen, seenRecord, standing } from './read.ts'

export interface Told {
  assertions: Seen<'assertion'>[]
  /** Extents whose stated area may differ from others'. */
  extents: Seen<'extent'>[]
  parties: Seen<'party'>[]
  sources: Seen<'source'>[]
  units: { id: number; name: string | null }[]
}

interface Line {
  row: Row
  hidden: string[]
}

interface Lines {
  units: { id: number; name: string | null }[]
  assertions: Line[]
  extents: Line[]
  parties: Line[]
  sources: Line[]
}

/** Units, or a page of all of them that have assertions, by number. */
export type WhichUnits = { ids: readonly number[] } | { after: number; limit: number }

/**
 * All that was told of units as known at a moment, with its parties, sources and stated areas, in one query. What refers
 * to something that the viewer does not see refers to nothing.
 */
export async function readTold(visible: Executor, which: WhichUnits, known: string | null): Promise<Told> {
  const units =
    'ids' in which
      ? sql`select u.* from land_unit u where u.id = any(${[...which.ids]}::integer[]) and ${standing('u', known)}`
      : sql`select u.* from land_unit u where u.id > ${which.after} and ${standing('u', known)}
          order by u.id limit ${which.limit}`
  // A party or a source that a hundred assertions name is read, and its fields are judged, once.
  const lines = (kind: LandKind, order: RawBuilder<unknown>, from: RawBuilder<unknown>, more = sql``) =>
    sql`coalesce((select json_agg(json_build_object('row', to_json(t), 'hidden', to_jsonb(${hiddenOf(kind, 't')} ${more}))
      order by ${order}) from ${from}), '[]')`
  const byUnit = sql`t.unit_id, t.id`
  const { rows } = await sql<Lines>`
    with chosen as materialized (${units}),
      told as materialized (select a.* from assertion a
        where a.unit_id in (select id from chosen) and ${standing('a', known)})
    select
      coalesce((select json_agg(json_build_object('id', u.id, 'name', case when 'name' = any (${hiddenByItself('u')})
        then null else u.name end) order by u.id) from chosen u), '[]') as units,
      ${lines(
        'assertion',
        byUnit,
        sql`told t`,
        sql`|| case when t.extent_id is not null and not exists (
            select from land_extent e where e.id = t.extent_id and ${standing('e', known)}) then '{extentId}'::text[] else '{}' end
          || case when t.about_id is not null and not exists (
            select from assertion b where b.id = t.about_id and ${standing('b', known)}) then '{aboutId}'::text[] else '{}' end`,
      )} as assertions,
      ${lines('extent', byUnit, sql`land_extent t where t.unit_id in (select id from chosen) and t.stated_area_m2 is not null and ${standing('t', known)}`)} as extents,
      ${lines('party', sql`t.id`, sql`party t where t.id in (select party_id from told) and ${standing('t', known)}`)} as parties,
      ${lines('source', sql`t.id`, sql`land_source t where t.id in (select source_id from told) and ${standing('t', known)}`)} as sources`.execute(
    visible,
  )
  return toldBy(rows[0])
}

function toldBy({ units, ...lines }: Lines): Told {
  const [partiesSeen, sourcesSeen] = [lines.parties, lines.sources].map(
    (list) => new Set(list.map(({ row }) => row.id)),
  )
  const assertions = lines.assertions.map(({ row, hidden }) =>
    seenRecord('assertion', row, [
      ...hidden,
      ...(row.party_id !== null && !partiesSeen.has(row.party_id) ? ['partyId'] : []),
      ...(sourcesSeen.has(row.source_id) ? [] : ['sourceId']),
    ]),
  )
  // Named by nothing that the viewer sees, a party or source is none of theirs here.
  const named = (field: 'partyId' | 'sourceId') => new Set(assertions.map((one) => one[field]))
  const [parties, sources] = [named('partyId'), named('sourceId')]
  return {
    units,
    assertions,
    extents: lines.extents.map(({ row, hidden }) => seenRecord('extent', row, hidden)),
    parties: lines.parties
      .filter(({ row }) => parties.has(row.id as number))
      .map(({ row, hidden }) => seenRecord('party', row, hidden)),
    sources: lines.sources
      .filter(({ row }) => sources.has(row.id as number))
      .map(({ row, hidden }) => seenRecord('source', row, hidden)),
  }
}

export interface Held {
  holdings: Holding[]
  disagreements: Disagreement[]
}

export const heldAmong = ({ assertions, extents }: Told, on: string): Held => ({
  holdings: holdingsOn(assertions, on),
  disagreements: disagreementsIn(assertions, on, extents),
})
