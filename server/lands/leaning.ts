/** What refers to a land record that is about to go, and what a record that comes back refers to. */
import { sql } from 'kysely'
import { nameOf, presentRecord } from '../../domain/land/alterations.ts'
import type { LandAlteration, LandKind } from '../../domain/land/records.ts'
import type { Executor } from '../executor.ts'
import { SHAPES } from './columns.ts'

/** Columns that refer, by what they refer to. */
const REFERENCES: Partial<Record<LandKind, [from: LandKind, column: string][]>> = {
  unit: [
    ['extent', 'unit_id'],
    ['assertion', 'unit_id'],
    ['case', 'unit_id'],
    ['event', 'unit_id'],
    ['use', 'unit_id'],
  ],
  extent: [['assertion', 'extent_id']],
  party: [
    ['assertion', 'party_id'],
    ['case', 'claimant_id'],
  ],
  source: [
    ['extent', 'source_id'],
    ['assertion', 'source_id'],
    ['event', 'source_id'],
    ['use', 'source_id'],
  ],
  assertion: [['assertion', 'about_id']],
  case: [['event', 'case_id']],
}

/** @returns the first record of the step that others refer to and that it takes away, or that would refer to nothing. */
export async function leaningOn(
  database: Executor,
  records: readonly LandAlteration[],
): Promise<{ kind: LandKind; id: number; name: string } | null> {
  const going = new Map<LandKind, number[]>()
  const coming = new Map<LandKind, number[]>()
  for (const one of records) {
    const list = one.after ? coming : going
    list.set(one.kind, [...(list.get(one.kind) ?? []), presentRecord(one).id])
  }
  for (const [kind, ids] of going) {
    const [id] = await referredTo(database, kind, ids)
    if (id !== undefined) return named(records, kind, id)
  }
  for (const [to, references] of Object.entries(REFERENCES) as [LandKind, [LandKind, string][]][])
    for (const [from, column] of references) {
      const ids = coming.get(from) ?? []
      if (ids.length === 0) continue
      const { rows } = await sql<{ id: number }>`
        select f.id from ${sql.table(SHAPES[from].table)} f
        where f.superseded_at is null and f.id = any(${ids}::integer[]) and f.${sql.ref(column)} is not null
          and not exists (select from ${sql.table(SHAPES[to].table)} t where t.id = f.${sql.ref(column)} and t.superseded_at is null)
        limit 1`.execute(database)
      if (rows.length > 0) return named(records, from, rows[0].id)
    }
  return null
}

/** Which of these present records others, present too, refer to. A group's members count for parties. */
export async function referredTo(
  database: Executor,
  kind: LandKind,
  ids: readonly number[],
): Promise<number[]> {
  for (const [from, column] of REFERENCES[kind] ?? []) {
    const { rows } = await sql<{ id: number }>`
      select distinct ${sql.ref(column)} as id from ${sql.table(SHAPES[from].table)}
      where superseded_at is null and ${sql.ref(column)} = any(${[...ids]}::integer[])`.execute(database)
    if (rows.length > 0) return rows.map(({ id }) => id)
  }
  if (kind !== 'party') return []
  const { rows } = await sql<{ id: number }>`
    select distinct (m ->> 'partyId')::integer as id from party p, jsonb_array_elements(p.members) m
    where p.superseded_at is null and (m ->> 'partyId')::integer = any(${[...ids]}::integer[])`.execute(
    database,
  )
  return rows.map(({ id }) => id)
}

const named = (records: readonly LandAlteration[], kind: LandKind, id: number) => {
  const one = records.find((record) => record.kind === kind && presentRecord(record).id === id)!
  return { kind, id, name: nameOf(presentRecord(one)) }
}
