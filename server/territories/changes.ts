/** Steps: applying one, undoing one, and undoing the undoing. */

import { sql } from 'kysely'
import { presentExchange } from '../../domain/exchange/alterations.ts'
import { idsOf, presentRecord, unitsOf } from '../../domain/land/alterations.ts'
import type { Author } from '../../domain/log/entry.ts'
import { stepEvent } from '../../domain/log/step-events.ts'
import { idOf } from '../../domain/steps/alteration.ts'
import { changedSince, invert, type Change as Step } from '../../domain/steps/step.ts'
import { movedMembers } from '../../domain/territory/dated.ts'
import { importSaved } from '../../domain/territory/operations.ts'
import { lockEvidence, writeEvidence } from '../evidence/steps.ts'
import { lockExchange, writeExchange } from '../exchanges/records.ts'
import type { Executor } from '../executor.ts'
import { foundingsOf, writeFounding } from '../foundings/repository.ts'
import { lockRecords, writeRecords } from '../lands/records.ts'
import { lockBodies, writeBody } from '../levels/bodies.ts'
import { writeLog } from '../log/write.ts'
import { lockSpaces, writeSpace } from '../mending/allowed-spaces.ts'
import { checkOverlaps } from '../overlaps/check.ts'
import { lockOverlaps, writeOverlap } from '../overlaps/repository.ts'
import { today } from '../today.ts'
import { lockCommunes, writeCommune } from './communes.ts'
import {
  communesOfAreas,
  endAreas,
  keepFormer,
  lockCouncils,
  waitInLine,
  writeAreas,
} from './council-areas.ts'
import { audiences } from './councils.ts'
import { type LayerName, raiseRevisions } from './layers.ts'
import { linkRecords, writeLink } from './links.ts'
import { type FormerMember, keepFormerMembers } from './membership-history.ts'
import type { Change } from './schema.ts'
import { communeOf, reachOf, unitsBeside } from './step-reach.ts'
import { refusalOfUndo, type UndoRefusal } from './undo-refusals.ts'

const ENTRY = sql`id, kind, facts, undone, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
  to_char(effective_on, 'YYYY-MM-DD') as "effectiveOn"`

/**
 * Applies a change, raises the revisions of its layers and writes it down, both for undoing and in the log. Inside the
 * caller's transaction, last of all (log/write.ts).
 */
export async function applyAndLog(database: Executor, decided: Step, author: Author): Promise<Change> {
  // Members that come and go without a day do so today, whichever operation moves them.
  const open = decided.effectiveOn === undefined && movedMembers(decided).length > 0
  const step = open ? { ...decided, effectiveOn: today() } : decided
  const left = await apply(database, step)
  const { communes, councils, audience, bodies } = await reachOf(database, step)
  const land = step.records ?? []
  const corridors = (step.exchange ?? [])
    .filter(({ kind }) => kind === 'corridor')
    .map((one) => presentExchange(one).id)
  const { rows } = await sql<Change>`
    insert into change (kind, facts, inverse, communes, councils, bodies, units, parties, sources, corridors, audience, effective_on)
    values (${step.kind}, ${JSON.stringify(step.facts)}::jsonb, ${JSON.stringify(invert(step))}::jsonb,
      ${communes}::integer[], ${councils}::integer[], ${bodies}::integer[], ${[...unitsOf(land), ...unitsBeside(step)]}::integer[],
      ${idsOf(land, 'party')}::integer[], ${idsOf(land, 'source')}::integer[], ${corridors}::integer[], ${audience}, ${step.effectiveOn ?? null}::date)
    returning ${ENTRY}`.execute(database)
  await keepFormer(database, step, rows[0].id)
  await keepFormerMembers(database, step, left, rows[0].id)
  const { seq } = await writeLog(
    database,
    author,
    stepEvent(step, rows[0].id, { communes, councils, audience }),
  )
  await sql`update change set log_seq = ${seq} where id = ${rows[0].id}`.execute(database)
  return rows[0]
}

/** What an undo would touch, as far as the viewer sees it. */
interface Touched {
  kind: string
  communes: number[]
  /** Councils of whom others would see more or less. */
  disclosed: number[]
  /** Councils whose area or facts would be others. */
  drawn: number[]
  /** Whether it touches land records. */
  land: boolean
  /** Whether it touches corridors or exchange. */
  exchange: boolean
}

export async function findChange(visible: Executor, id: number): Promise<Touched | undefined> {
  const { rows } = await sql<Touched>`
    select kind, communes, array(
      select (one #>> '{before,id}')::integer from jsonb_array_elements(coalesce(inverse -> 'councils', '[]'::jsonb)) altered (one)
    ) as disclosed, array(
      select coalesce(one #>> '{before,id}', one #>> '{after,id}')::integer
      from jsonb_array_elements(coalesce(inverse -> 'areas', '[]'::jsonb)) altered (one)
    ) as drawn, inverse ?| array['records', 'overlaps', 'evidence'] as land, inverse ? 'exchange' as exchange
    from change where id = ${id}`.execute(visible)
  return rows[0]
}

/** Turns a step round; called again, turns it back. */
export async function undo(database: Executor, id: number, author: Author): Promise<Change | UndoRefusal> {
  const { rows } = await sql<{
    inverse: Step
  }>`select inverse from change where id = ${id} for update`.execute(database)
  if (rows.length === 0) return { refused: 'change-not-found', facts: { id } }
  const next = rows[0].inverse
  if (next.areas?.length) await waitInLine(database)
  const areas = await lockCouncils(database, (next.areas ?? []).map(idOf))
  const communes = await lockCommunes(database, [
    ...next.communes.map(idOf),
    ...(next.foundings ?? []).map(communeOf),
  ])
  const links = new Map(
    (await linkRecords(database, { ids: next.links.map(idOf) })).map((link) => [link.id, link]),
  )
  const imports = await importStates(database, next.imports.map(idOf))
  const spaces = await lockSpaces(database, (next.spaces ?? []).map(idOf))
  const disclosed = await audiences(database, (next.councils ?? []).map(idOf))
  const councils = new Map(disclosed.map((council) => [council.id, council]))
  const bodies = await lockBodies(database, (next.bodies ?? []).map(idOf))
  const founded = [...(next.foundings ?? []).map(communeOf), ...next.communes.map(idOf)]
  const foundings = await foundingsOf(database, founded)
  const records = await lockRecords(
    database,
    (next.records ?? []).map((one) => ({ kind: one.kind, id: presentRecord(one).id })),
  )
  const exchange = await lockExchange(
    database,
    (next.exchange ?? []).map((one) => ({ kind: one.kind, id: presentExchange(one).id })),
  )
  const overlaps = await lockOverlaps(database, (next.overlaps ?? []).map(idOf))
  const evidence = await lockEvidence(database, next.evidence ?? [])
  const conflict = changedSince(next, {
    communes,
    links,
    imports,
    councils,
    areas,
    bodies,
    foundings,
    spaces,
    records,
    exchange,
    overlaps,
    evidence,
  })
  if (conflict) return { refused: 'changed-since', facts: conflict }
  const refusal = await refusalOfUndo(database, next)
  if (refusal) return refusal
  const left = await apply(database, next)
  await keepFormer(database, next, id)
  await keepFormerMembers(database, next, left, id)
  const updated = await sql<Change>`
    update change set undone = not undone, inverse = ${JSON.stringify(invert(next))}::jsonb where id = ${id}
    returning ${ENTRY}`.execute(database)
  const [change] = updated.rows
  const { bodies: _, ...reach } = await reachOf(database, next)
  await writeLog(database, author, stepEvent(next, id, reach, change.undone ? 'undone' : 'redone'))
  return change
}

/** Writes down an import that is about to be visible. @param records land that comes with it. */
export const logImport = (
  database: Executor,
  id: number,
  facts: Record<string, string | number>,
  author: Author,
  beside: Pick<Step, 'records' | 'exchange'> = {},
): Promise<Change> => applyAndLog(database, { ...importSaved(id, facts), ...beside }, author)

/** @returns the councils that left a commune by it. */
async function apply(database: Executor, step: Step): Promise<FormerMember[]> {
  const left: FormerMember[] = []
  const layers = new Set<LayerName>()
  await writeAreas(database, step)
  for (const { before, after } of step.communes) {
    const since = step.backwards ? null : (step.effectiveOn ?? null)
    left.push(...(await writeCommune(database, before, after, since)))
    layers.add('communes')
  }
  if (step.areas?.length) {
    await endAreas(database, step)
    await touchCommunes(database, await communesOfAreas(database, step))
    for (const layer of ['councils', 'communes', 'links'] as const) layers.add(layer)
  }
  for (const { before, after } of step.foundings ?? []) {
    await writeFounding(database, communeOf({ before, after }), after)
    layers.add('communes')
  }
  for (const { before, after } of step.links) {
    await writeLink(database, before, after)
    layers.add('links')
  }
  for (const { after } of step.councils ?? []) {
    await sql`update council set audience = ${after!.audience} where id = ${after!.id}`.execute(database)
    layers.add('councils')
  }
  for (const { before, after } of step.spaces ?? []) {
    await writeSpace(database, before, after)
    layers.add('links')
  }
  for (const { before, after } of step.bodies ?? []) {
    await writeBody(database, before, after)
    layers.add('bodies')
  }
  if (step.records?.length) {
    await writeRecords(database, step.records)
    layers.add('land')
  }
  if (step.exchange?.length) {
    await writeExchange(database, step.exchange)
    layers.add('exchange')
  }
  for (const { after } of step.imports) {
    await sql`update import set status = ${after!.status} where id = ${after!.id}`.execute(database)
    const { rows } = await sql<{ ids: number[] }>`select array(select distinct m.commune_id
      from membership m join council c on c.id = m.council_id where c.import_id = ${after!.id}) as ids`.execute(
      database,
    )
    await touchCommunes(database, rows[0].ids)
    for (const layer of ['councils', 'communes', 'links', 'bodies'] as const) layers.add(layer)
  }
  for (const alteration of step.overlaps ?? []) {
    await writeOverlap(database, alteration)
    layers.add('land')
  }
  if (step.evidence?.length) {
    await writeEvidence(database, step.evidence)
    layers.add('land')
  }
  await checkOverlaps(database, {
    extents: idsOf(step.records ?? [], 'extent'),
    councils: (step.areas ?? []).map(idOf),
    imports: step.imports.map(idOf),
  })
  await raiseRevisions(database, [...layers])
  return left
}

/** Communes whose members are others, or lie otherwise, look different now: a window that saw them has to look again. */
async function touchCommunes(database: Executor, ids: readonly number[]): Promise<void> {
  await sql`update commune set revision = revision + 1 where id = any(${[...ids]}::integer[])`.execute(
    database,
  )
}

async function importStates(database: Executor, ids: number[]) {
  if (ids.length === 0) return new Map<number, { id: number; status: 'saved' | 'undone' }>()
  const { rows } = await sql<{ id: number; status: 'saved' | 'undone' }>`
    select id, status from import where id = any(${ids}::integer[]) order by id for update`.execute(database)
  return new Map(rows.map((row) => [row.id, row]))
}
