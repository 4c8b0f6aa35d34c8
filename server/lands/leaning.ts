/** What refers to a land record that is about to go, and what a record that comes back refers to. */
import { sql } from 'kysely'
import { nameOf, presentRecord } from '../../domain/land/alterations.ts'
import type { LandAlteration, LandKind } from '../../domain/land/records.ts'
import type { Executor } from '../executor.ts'
import { SHAPES } from './columns.ts'

interface Reference {
  from: LandKind
  field: string
  column: string
}
const by = (from: LandKind, field: string): Reference => ({
  from,
  field,
  column: (SHAPES[from].fields as Record<string, { column: string }>)[field].column,
})

/** What refers, by what it refers to. */
const REFERENCES: Partial<Record<LandKind, Reference[]>> = {
  unit: [
    by('extent', 'unitId'),
    by('assertion', 'unitId'),
    by('case', 'unitId'),
    by('event', 'unitId'),
    by('use', 'unitId'),
  ],
  extent: [by('assertion', 'extentId')],
  party: [by('assertion', 'partyId'), by('case', 'claimantId')],
  source: [
    by('extent', 'sourceId'),
    by('assertion', 'sourceId'),
    by('event', 'sourceId'),
    by('use', 'sourceId'),
  ],
  assertion: [by('assertion', 'aboutId')],
  case: [by('event', 'caseId')],
}

/**
 * Asked before the step is applied.
 * @returns the first record that it takes away while others refer to it, or that would refer to nothing.
 */
export async function leaningOn(
  database: Executor,
  records: readonly LandAlteration[],
): Promise<{ kind: LandKind; id: number; name: string } | null> {
  const [going, coming] = [new Map<LandKind, number[]>(), new Map<LandKind, LandAlteration[]>()]
  for (const one of records)
    if (one.after) coming.set(one.kind, [...(coming.get(one.kind) ?? []), one])
    else going.set(one.kind, [...(going.get(one.kind) ?? []), presentRecord(one).id])
  for (const [kind, ids] of going) {
    const [id] = await referredTo(database, kind, ids, going)
    if (id !== undefined) return named(records, kind, id)
  }
  for (const [to, references] of Object.entries(REFERENCES) as [LandKind, Reference[]][]) {
    const own = new Set((coming.get(to) ?? []).map((one) => presentRecord(one).id))
    const wanted = references.flatMap(({ from, field }) =>
      (coming.get(from) ?? []).flatMap((one) => {
        const id = (one.after as unknown as Record<string, number | null>)[field]
        return id === null || own.has(id) ? [] : [{ by: one, id }]
      }),
    )
    const there = await standingAmong(
      database,
      to,
      wanted.map(({ id }) => id),
    )
    const lost = wanted.find(({ id }) => !there.has(id))
    if (lost) return named(records, lost.by.kind, presentRecord(lost.by).id)
  }
  return null
}

async function standingAmong(
  database: Executor,
  kind: LandKind,
  ids: readonly number[],
): Promise<Set<number>> {
  if (ids.length === 0) return new Set()
  const { rows } = await sql<{ id: number }>`
    select id from ${sql.table(SHAPES[kind].table)}
    where superseded_at is null and id = any(${[...new Set(ids)]}::integer[])`.execute(database)
  return new Set(rows.map(({ id }) => id))
}

/**
 * Which of these present records others, present too, refer to. A group's members count for parties.
 * @param going records that go with them, and so count for nothing.
 */
export async function referredTo(
  database: Executor,
  kind: LandKind,
  ids: readonly number[],
  going: ReadonlyMap<LandKind, readonly number[]> = new Map(),
): Promise<number[]> {
  const staying = (from: LandKind) => sql`id <> all(${[...(going.get(from) ?? [])]}::integer[])`
  for (const { from, column } of REFERENCES[kind] ?? []) {
    const { rows } = await sql<{ id: number }>`
      select distinct ${sql.ref(column)} as id from ${sql.table(SHAPES[from].table)}
      where superseded_at is null and ${staying(from)} and ${sql.ref(column)} = any(${[...ids]}::integer[])`.execute(
      database,
    )
    if (rows.length > 0) return rows.map(({ id }) => id)
  }
  if (kind !== 'party') return []
  const { rows } = await sql<{ id: number }>`
    select distinct (m ->> 'partyId')::integer as id from party p, jsonb_array_elements(p.members) m
    where p.superseded_at is null and p.${staying('party')} and (m ->> 'partyId')::integer = any(${[...ids]}::integer[])`.execute(
    database,
  )
  return rows.map(({ id }) => id)
}

const named = (records: readonly LandAlteration[], kind: LandKind, id: number) => {
  const one = records.find((record) => record.kind === kind && presentRecord(record).id === id)!
  return { kind, id, name: nameOf(presentRecord(one)) }
}
