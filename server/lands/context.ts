/** What an operation on a land record has to know around it. Nobody refers to what they do not see. */
import { sql } from 'kysely'
import type { LandContext } from '../../domain/land/operations.ts'
import type { LandKind, LandRecords } from '../../domain/land/records.ts'
import type { Executor } from '../executor.ts'
import { readRecord, readRecords } from './records.ts'

/** Numbers that a record names, by kind. */
export interface Named {
  communes: number[]
  unit: number[]
  source: number[]
  party: number[]
  extent: number[]
  assertion: number[]
  case: number[]
}

export function namedBy(record: object): Named {
  const fields = record as Record<string, unknown>
  const ids = (...names: string[]) =>
    names.flatMap((name) => (typeof fields[name] === 'number' ? [fields[name] as number] : []))
  const members = (fields.members ?? []) as { partyId: number }[]
  return {
    communes: [...((fields.communes ?? []) as number[]), ...ids('communeId')],
    unit: ids('unitId'),
    source: ids('sourceId'),
    party: [...ids('partyId', 'claimantId'), ...members.map(({ partyId }) => partyId)],
    extent: ids('extentId'),
    assertion: ids('aboutId'),
    case: ids('caseId'),
  }
}

const TABLES = {
  communes: 'present_commune',
  unit: 'land_unit',
  source: 'land_source',
  party: 'party',
  extent: 'land_extent',
  assertion: 'assertion',
  case: 'land_case',
} as const

/** Those of them that stand and that the viewer sees. */
export async function seenAmong(visible: Executor, named: Named): Promise<Named> {
  const seen = { ...named }
  for (const kind of Object.keys(TABLES) as (keyof Named)[]) {
    if (named[kind].length === 0) continue
    const stands = kind === 'communes' ? sql`true` : sql`superseded_at is null`
    const { rows } = await sql<{ id: number }>`
      select id from ${sql.table(TABLES[kind])} where id = any(${[...new Set(named[kind])]}::integer[]) and ${stands}`.execute(
      visible,
    )
    seen[kind] = rows.map(({ id }) => id)
  }
  return seen
}

/** @param seen what the writer may refer to. */
export async function contextOf(
  transaction: Executor,
  seen: Named,
  record: Partial<LandRecords['assertion']>,
): Promise<LandContext> {
  const one = async <K extends LandKind>(kind: K, [id]: number[]) =>
    id === undefined ? null : ((await readRecord(transaction, kind, id)) ?? null)
  const sources = await readRecords(transaction, 'source', seen.source)
  return {
    communes: new Set(seen.communes),
    unit: await one('unit', seen.unit),
    sources: new Set(sources.map(({ id }) => id)),
    parties: await withMembers(transaction, seen.party),
    extent: await one('extent', seen.extent),
    about: await one('assertion', seen.assertion),
    beside: await claimsBeside(transaction, record),
  }
}

/** Parties, and all that the groups among them come down to. */
async function withMembers(
  transaction: Executor,
  ids: readonly number[],
): Promise<Map<number, LandRecords['party']>> {
  const found = new Map<number, LandRecords['party']>()
  for (let next = [...ids]; next.length > 0; ) {
    const parties = await readRecords(transaction, 'party', next)
    for (const party of parties) found.set(party.id, party)
    next = parties
      .flatMap(({ members }) => members.map(({ partyId }) => partyId))
      .filter((id) => !found.has(id))
  }
  return found
}

/** What the same source says of the same relation of the same unit. */
async function claimsBeside(
  transaction: Executor,
  { share, unitId, sourceId, predicate }: Partial<LandRecords['assertion']>,
): Promise<LandRecords['assertion'][]> {
  if (!share) return []
  const { rows } = await sql<{ id: number }>`
    select id from assertion where unit_id = ${unitId} and source_id = ${sourceId} and predicate = ${predicate}
      and superseded_at is null`.execute(transaction)
  return readRecords(
    transaction,
    'assertion',
    rows.map(({ id }) => id),
  )
}
