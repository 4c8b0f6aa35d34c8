/** Units with the strongest relation of a day, and one with all that is told of it. */
import { sql } from 'kysely'
import { disagreementsIn, unitState } from '../../domain/land/holdings.ts'
import type { Executor } from '../executor.ts'
import type { Asked } from './asking.ts'
import { heldAmong, readTold, type Told } from './holdings.ts'
import { placesOfUnits } from './places.ts'
import { readOne, readSeen, type Seen, standing } from './read.ts'
import type { UnitItem, UnitWhole } from './schema.ts'

/** Whether the last observation of a unit's use by a day says that it lies idle. */
async function idleUnits(
  visible: Executor,
  units: readonly number[],
  { on, known }: Asked,
): Promise<Set<number>> {
  const { rows } = await sql<{ id: number; idle: boolean }>`
    select distinct on (t.unit_id) t.unit_id as id, t.use = 'idle' as idle from land_use t
    where t.unit_id = any(${[...units]}::integer[]) and ${standing('t', known)} and t.observed_on <= ${on}::date
    order by t.unit_id, t.observed_on desc, t.id desc`.execute(visible)
  return new Set(rows.flatMap(({ id, idle }) => (idle ? [id] : [])))
}

/** What the map and the list say of units in one word. */
export async function tenureOf(
  visible: Executor,
  units: readonly number[],
  asked: Asked,
  told?: Told,
): Promise<Map<number, Pick<UnitItem, 'tenure' | 'disputed'>>> {
  const { assertions, extents } = told ?? (await readTold(visible, { ids: units }, asked.known))
  const idle = await idleUnits(visible, units, asked)
  const byUnit = Map.groupBy(assertions, ({ unitId }) => unitId)
  const extentsOf = Map.groupBy(extents, ({ unitId }) => unitId)
  return new Map(
    units.map((id) => {
      const own = byUnit.get(id) ?? []
      return [
        id,
        {
          tenure: unitState(own, asked.on, idle.has(id)),
          disputed: disagreementsIn(own, asked.on, extentsOf.get(id)).length > 0,
        },
      ]
    }),
  )
}

export async function withTenure(
  visible: Executor,
  units: readonly Seen<'unit'>[],
  asked: Asked,
): Promise<UnitItem[]> {
  const tenure = await tenureOf(
    visible,
    units.map(({ id }) => id),
    asked,
  )
  return units.map((unit) => ({ ...unit, ...tenure.get(unit.id)! }))
}

export async function wholeUnit(visible: Executor, id: number, asked: Asked): Promise<UnitWhole | undefined> {
  const { on, known } = asked
  const unit = await readOne(visible, 'unit', id, known)
  if (!unit) return undefined
  const told = await readTold(visible, { ids: [id] }, known)
  const extents = await readSeen(visible, 'extent', sql`t.unit_id = ${id}`, known)
  const places = new Map(
    (await placesOfUnits(visible, [id], known)).map(({ extentId, unitId: _, ...place }) => [extentId, place]),
  )
  const named = new Set(told.sources.map((source) => source.id))
  const others = extents.flatMap(({ sourceId }) =>
    sourceId === null || named.has(sourceId) ? [] : [sourceId],
  )
  const sources = [
    ...told.sources,
    ...(await readSeen(visible, 'source', sql`t.id = any(${[...new Set(others)]}::integer[])`, known)),
  ]
  const tenure = await tenureOf(visible, [id], asked, told)
  return {
    on,
    known,
    unit: { ...unit, ...tenure.get(id)! },
    extents: extents.map((extent) => ({ ...extent, place: places.get(extent.id) ?? null })),
    assertions: told.assertions,
    parties: told.parties,
    sources,
    ...heldAmong(told, on),
    moments: await momentsOf(visible, id, known),
  }
}

/** When something of a unit was learned or taken back, of what the viewer sees. */
async function momentsOf(visible: Executor, id: number, known: string | null): Promise<string[]> {
  const until = known === null ? sql`true` : sql`m.moment <= ${known}::timestamptz`
  const { rows } = await sql<{ moments: string[] }>`
    select coalesce(json_agg(to_char(m.moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') order by m.moment), '[]') as moments
    from (
      select recorded_at as moment from land_unit where id = ${id}
      union select superseded_at from land_unit where id = ${id}
      union select recorded_at from land_extent where unit_id = ${id}
      union select superseded_at from land_extent where unit_id = ${id}
      union select recorded_at from assertion where unit_id = ${id}
      union select superseded_at from assertion where unit_id = ${id}) m
    where m.moment is not null and ${until}`.execute(visible)
  return rows[0].moments
}
