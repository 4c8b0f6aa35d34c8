/** Who held what on a day, as known on another: one query for what was told, and the rule in domain/land/holdings.ts. */
import { sql } from 'kysely'
import { type Disagreement, disagreementsIn, type Holding, holdingsOn } from '../../domain/land/holdings.ts'
import type { Executor } from '../executor.ts'
import type { Row } from './columns.ts'
import { hiddenOf, type Seen, seenRecord, standing } from './read.ts'

export interface Told {
  assertions: Seen<'assertion'>[]
  /** Extents whose stated area may differ from others'. */
  extents: Seen<'extent'>[]
  parties: Seen<'party'>[]
  sources: Seen<'source'>[]
  units: { id: number; name: string | null }[]
}

interface Line {
  unit: { id: number; name: string | null }
  assertion: Row | null
  hiddenOfAssertion: string[] | null
  party: Row | null
  hiddenOfParty: string[] | null
  source: Row | null
  hiddenOfSource: string[] | null
  extents: { row: Row; hidden: string[] }[]
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
  const { rows } = await sql<Line>`
    with chosen as materialized (${units})
    select json_build_object('id', u.id, 'name', case when 'name' = any (${sql`hidden_fields(u.field_audiences, u.seen_in)`}) then null else u.name end) as unit,
      to_jsonb(a) as assertion, to_jsonb(${hiddenOf('assertion', 'a')}
        || case when a.party_id is not null and p.id is null then '{partyId}'::text[] else '{}' end
        || case when s.id is null then '{sourceId}'::text[] else '{}' end
        || case when a.extent_id is not null and not exists (
          select from land_extent e where e.id = a.extent_id and ${standing('e', known)}) then '{extentId}'::text[] else '{}' end
        || case when a.about_id is not null and not exists (
          select from assertion b where b.id = a.about_id and ${standing('b', known)}) then '{aboutId}'::text[] else '{}' end
      ) as "hiddenOfAssertion",
      to_jsonb(p) as party, to_jsonb(${hiddenOf('party', 'p')}) as "hiddenOfParty",
      to_jsonb(s) as source, to_jsonb(${hiddenOf('source', 's')}) as "hiddenOfSource",
      case when row_number() over (partition by u.id order by a.id) = 1 then coalesce((
        select jsonb_agg(jsonb_build_object('row', to_jsonb(e), 'hidden', to_jsonb(${hiddenOf('extent', 'e')})) order by e.id)
        from land_extent e where e.unit_id = u.id and e.stated_area_m2 is not null and ${standing('e', known)}), '[]') else '[]' end as extents
    from chosen u
    left join assertion a on a.unit_id = u.id and ${standing('a', known)}
    left join party p on p.id = a.party_id and ${standing('p', known)}
    left join land_source s on s.id = a.source_id and ${standing('s', known)}
    order by u.id, a.id`.execute(visible)
  const told: Told = { assertions: [], extents: [], parties: [], sources: [], units: [] }
  const [parties, sources, seenUnits] = [new Set<number>(), new Set<number>(), new Set<number>()]
  for (const line of rows) {
    if (!seenUnits.has(line.unit.id)) told.units.push(line.unit)
    seenUnits.add(line.unit.id)
    for (const { row, hidden } of line.extents) told.extents.push(seenRecord('extent', row, hidden))
    if (!line.assertion) continue
    const assertion = seenRecord('assertion', line.assertion, line.hiddenOfAssertion!)
    told.assertions.push(assertion)
    // Named by nothing that the viewer sees, a party or source is none of theirs here.
    if (line.party && assertion.partyId !== null && !parties.has(assertion.partyId)) {
      parties.add(assertion.partyId)
      told.parties.push(seenRecord('party', line.party, line.hiddenOfParty!))
    }
    if (line.source && assertion.sourceId !== null && !sources.has(assertion.sourceId)) {
      sources.add(assertion.sourceId)
      told.sources.push(seenRecord('source', line.source, line.hiddenOfSource!))
    }
  }
  return told
}

export interface Held {
  holdings: Holding[]
  disagreements: Disagreement[]
}

export const heldAmong = ({ assertions, extents }: Told, on: string): Held => ({
  holdings: holdingsOn(assertions, on),
  disagreements: disagreementsIn(assertions, on, extents),
})
