/** Reading and writing scenarios. */
import { sql } from 'kysely'
import type { ScenarioContent } from '../../domain/scenario/index.ts'
import type { Executor } from '../executor.ts'
import type { Scenario, ScenarioSummary } from './schema.ts'

const MOMENT = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`
const COLUMNS = sql`
  s.id, s.name, s.note, scenario_state(s.state, s.change_id) as state, s.audience, s.communes, s.councils,
  case when s.author_id is null then null else json_build_object('id', s.author_id, 'name', s.author_name) end as author,
  s.change_id as "changeId", s.revision,
  to_char(s.created_at at time zone 'UTC', ${sql.raw(MOMENT)}) as "createdAt",
  to_char(s.changed_at at time zone 'UTC', ${sql.raw(MOMENT)}) as "changedAt"`

const MOST_LISTED = 500

/** Open ones first, of these the latest change first; without those on what came with an import that was undone. */
export async function listScenarios(visible: Executor): Promise<ScenarioSummary[]> {
  const { rows } = await sql<ScenarioSummary>`
    select ${COLUMNS}, json_build_object(
      'edits', case when jsonb_typeof(s.content -> 'drawing') = 'object'
        then jsonb_array_length(s.content #> '{drawing,edits}') else 0 end,
      'communes', jsonb_array_length(s.content -> 'communes'),
      'links', jsonb_array_length(s.content -> 'links') + jsonb_array_length(s.content -> 'withdrawnLinks')) as parts
    from scenario s
    where not exists (select from unnest(s.communes) named (id) join commune c on c.id = named.id
      join import i on i.id = c.import_id where i.status = 'undone')
    order by array_position(array['open', 'applied', 'dropped'], scenario_state(s.state, s.change_id)), s.changed_at desc, s.id desc
    limit ${MOST_LISTED}`.execute(visible)
  return rows
}

/** @param lock until the transaction ends */
export async function findScenario(
  database: Executor,
  id: number,
  lock = false,
): Promise<Scenario | undefined> {
  const { rows } = await sql<Scenario>`
    select ${COLUMNS}, s.content from scenario s where s.id = ${id} ${lock ? sql`for update` : sql``}`.execute(
    database,
  )
  return rows[0]
}

export interface ScenarioNames {
  communes: number[]
  councils: number[]
}

/** Communes of councils, as far as somebody sees them. */
export async function communesOfCouncils(visible: Executor, councils: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ ids: number[] }>`
    select array(select distinct m.commune_id from membership m join present_commune p on p.id = m.commune_id
      where m.council_id = any(${[...councils]}::integer[]) order by 1) as ids`.execute(visible)
  return rows[0].ids
}

export async function insertScenario(
  database: Executor,
  scenario: {
    name: string
    note: string | null
    content: ScenarioContent
    names: ScenarioNames
    author: { id: number; name: string } | null
    audience: Scenario['audience']
  },
): Promise<number> {
  const { name, note, content, names, author, audience } = scenario
  const { rows } = await sql<{ id: number }>`
    insert into scenario (name, note, content, communes, councils, audience, author_id, author_name)
    values (${name}, ${note}, ${JSON.stringify(content)}::jsonb, ${names.communes}::integer[], ${names.councils}::integer[],
      ${audience}, ${author?.id ?? null}, ${author?.name ?? null})
    returning id`.execute(database)
  return rows[0].id
}

/** @param state open and dropped ones have no step any more: one that was undone is forgotten here. */
export async function updateScenario(
  database: Executor,
  id: number,
  { name, note, content, communes, councils }: Scenario,
  state: 'open' | 'dropped' | { appliedBy: number },
): Promise<void> {
  const change = typeof state === 'object' ? state.appliedBy : null
  await sql`update scenario set name = ${name}, note = ${note}, content = ${JSON.stringify(content)}::jsonb,
    communes = ${communes}::integer[], councils = ${councils}::integer[],
    state = ${typeof state === 'object' ? 'applied' : state}, change_id = ${change}::integer,
    revision = revision + 1, changed_at = now() where id = ${id}`.execute(database)
}
