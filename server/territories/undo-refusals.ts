/** What stands in the way of undoing a step beside records that were changed since: others came to lean on it, or took its place. */
import { sql } from 'kysely'
import { idOf } from '../../domain/steps/alteration.ts'
import type { Change as Step } from '../../domain/steps/step.ts'
import { nowUnsupported } from '../evidence/steps.ts'
import { stillCarried } from '../exchanges/in-use.ts'
import type { Executor } from '../executor.ts'
import { leaningOn } from '../lands/leaning.ts'
import { presentNames } from './councils.ts'
import { linkRecords } from './links.ts'

export type UndoRefusal =
  | { refused: 'change-not-found'; facts: { id: number } }
  | { refused: 'changed-since'; facts: { kind: string; id: number; name: string } }
  | { refused: 'councils-unknown'; facts: { councils: number[] } }
  | { refused: 'import-in-use'; facts: { communes: string[] } }

/** Asked one after the other: the first that has something to say is enough. */
const REFUSALS = [
  landTaken,
  linkTaken,
  councilsGone,
  importInUse,
  landInUse,
  exchangeInUse,
  supportGone,
] as const

/** @param next the step turned round, whose records are locked */
export async function refusalOfUndo(database: Executor, next: Step): Promise<UndoRefusal | null> {
  for (const refusalOf of REFUSALS) {
    const refusal = await refusalOf(database, next)
    if (refusal) return refusal
  }
  return null
}

/** A commune can't come back with councils whose import was undone meanwhile. */
async function councilsGone(database: Executor, next: Step): Promise<UndoRefusal | null> {
  const wanted = [
    ...next.communes.flatMap(({ after }) => after?.councilIds ?? []),
    ...next.links.flatMap(({ after }) => (after ? [after.councilA, after.councilB] : [])),
    ...(next.spaces ?? []).flatMap(({ after }) => after?.councils ?? []),
  ]
  const present = await presentNames(database, wanted)
  const coming = new Set((next.areas ?? []).flatMap(({ after }) => (after ? [after.id] : [])))
  const gone = [...new Set(wanted)].filter((id) => !present.has(id) && !coming.has(id))
  return gone.length === 0 ? null : { refused: 'councils-unknown', facts: { councils: gone } }
}

/** A border can't go back over land that another council was given meanwhile. Names only what the step itself names. */
async function landTaken(database: Executor, next: Step): Promise<UndoRefusal | null> {
  const own = (next.areas ?? []).map(idOf)
  for (const { before, after } of next.areas ?? []) {
    if (!after) continue
    const shape = (record: { geometry: string } | null) =>
      sql`st_geomfromwkb(decode(${record?.geometry ?? null}, 'hex'), 4326)`
    const { rows } = await sql<{ taken: boolean }>`
      select exists (
        select from present_council c, (select ${shape(after)} as geom) as comes, (select ${shape(before)} as geom) as goes
        where c.id <> all(${own}::integer[]) and c.geom && comes.geom
          and st_area(st_intersection(c.geom, comes.geom)::geography) >
            1 + coalesce(st_area(st_intersection(c.geom, goes.geom)::geography), 0)) as taken`.execute(
      database,
    )
    if (rows[0].taken)
      return { refused: 'changed-since', facts: { kind: 'council', id: after.id, name: after.name } }
  }
  return null
}

/** A link can't come back where another of its kind was declared meanwhile. */
async function linkTaken(database: Executor, next: Step): Promise<UndoRefusal | null> {
  for (const { before, after } of next.links) {
    if (before || !after) continue
    const others = await linkRecords(database, { between: [after.councilA, after.councilB] })
    const { a, b } = next.facts
    if (others.some(({ kind }) => kind === after.kind))
      return { refused: 'changed-since', facts: { kind: 'link', id: after.id, name: `${a} – ${b}` } }
  }
  return null
}

/** Communes composed later from an import's councils would lose them without a word. */
async function importInUse(database: Executor, next: Step): Promise<UndoRefusal | null> {
  for (const { after } of next.imports) {
    if (after?.status !== 'undone') continue
    const drawn = await sql<{ id: number; name: string }>`
      select c.id, c.name from council c join former_council f on f.council_id = c.id
      where c.import_id = ${after.id} limit 1`.execute(database)
    if (drawn.rows.length > 0)
      return { refused: 'changed-since', facts: { kind: 'council', ...drawn.rows[0] } }
    const { rows } = await sql<{ name: string }>`
      select distinct p.name from present_commune p
      join membership m on m.commune_id = p.id
      join council c on c.id = m.council_id
      join import i on i.id = c.import_id
      where c.import_id = ${after.id} and p.import_id is distinct from c.import_id
        and not coalesce(i.details -> 'extendedCommunes', '[]'::jsonb) @> to_jsonb(p.id)
      order by p.name limit 20`.execute(database)
    if (rows.length > 0) return { refused: 'import-in-use', facts: { communes: rows.map((row) => row.name) } }
  }
  return null
}

/** Others refer to it meanwhile: it can't go from under them. */
async function landInUse(database: Executor, next: Step): Promise<UndoRefusal | null> {
  const leaning = await leaningOn(database, next.records ?? [])
  return leaning && { refused: 'changed-since', facts: { ...leaning } }
}

async function exchangeInUse(database: Executor, next: Step): Promise<UndoRefusal | null> {
  const carried = await stillCarried(database, next.exchange ?? [])
  return carried && { refused: 'changed-since', facts: carried }
}

/** Evidence can't be for what is no longer there. */
async function supportGone(database: Executor, next: Step): Promise<UndoRefusal | null> {
  const id = await nowUnsupported(database, next.evidence ?? [])
  return id === null
    ? null
    : { refused: 'changed-since', facts: { kind: 'evidence', id, name: String(next.facts.name ?? id) } }
}
