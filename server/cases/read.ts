/** Cases with their events, what is due, and land use, as the viewer sees them. */
import { type RawBuilder, sql } from 'kysely'
import type { Observation } from '../../domain/idleness/index.ts'
import { accountsOf } from '../../domain/idleness/index.ts'
import { findProcedure, findVersion, idlenessRule } from '../../domain/law/procedures.ts'
import { type CaseNow, dueOf, inOrder, stateOfCase } from '../../domain/procedures/index.ts'
import type { Executor } from '../executor.ts'
import { placesOfUnits } from '../lands/places.ts'
import { readOne, readSeen, type Seen } from '../lands/read.ts'
import type { Case, Due, UseOfUnit } from './schema.ts'

export interface Told extends Seen<'case'> {
  /** In the order of their days. */
  events: Seen<'event'>[]
}

/** @param where over `t`. */
export async function readCases(visible: Executor, where: RawBuilder<unknown>): Promise<Told[]> {
  const cases = await readSeen(visible, 'case', where)
  if (cases.length === 0) return []
  const ids = cases.map(({ id }) => id)
  const events = Map.groupBy(
    await readSeen(visible, 'event', sql`t.case_id = any(${ids}::integer[])`),
    ({ caseId }) => caseId,
  )
  return cases.map((one) => ({ ...one, events: inOrder(events.get(one.id) ?? []) }))
}

export const findCase = async (visible: Executor, id: number): Promise<Told | undefined> =>
  (await readCases(visible, sql`t.id = ${id}`))[0]

/** Of a unit, of the units of a commune that the viewer sees, or of all. */
export const casesOf = ({ unit, commune }: { unit?: number; commune?: number }): RawBuilder<unknown> =>
  sql`(${unit ?? null}::integer is null or t.unit_id = ${unit ?? null}::integer)
    and (${commune ?? null}::integer is null or exists (
      select from land_unit u where u.id = t.unit_id and u.superseded_at is null
        and u.communes @> array[${commune ?? null}::integer]
        and exists (select from present_commune c where c.id = ${commune ?? null}::integer)))`

export async function pageOfCases(
  visible: Executor,
  filter: { unit?: number; commune?: number },
  { after, limit }: { after: number; limit: number },
): Promise<{ items: Told[]; next: number | null }> {
  const found = await readCases(
    visible,
    sql`t.id in (select t.id from land_case t where t.superseded_at is null and t.id > ${after}
      and ${casesOf(filter)} order by t.id limit ${limit + 1})`,
  )
  const items = found.slice(0, limit)
  return { items, next: found.length > limit ? items.at(-1)!.id : null }
}

/** With its state on an ISO day. */
export function withState(told: Told, today: string): Case {
  const procedure = findProcedure(told.procedure)
  const version = procedure && findVersion(procedure, told.packVersion)
  const now: CaseNow | null = version ? stateOfCase(told.events, version, today) : null
  return {
    ...told,
    standing: now && { what: now.standing, step: now.of, since: now.since },
    steps: (now?.steps ?? []).map(({ id, state, since, deadline, late }) => ({
      step: id,
      state,
      since,
      dueOn: deadline?.dueOn ?? null,
      late,
    })),
  }
}

/** @param today ISO day; @param until the last day that is listed. */
export async function readDue(
  visible: Executor,
  { commune, until }: { commune?: number; until?: string },
  today: string,
): Promise<Due[]> {
  return dueOf(await readCases(visible, casesOf({ commune })), today).flatMap(
    ({ case: { id, unitId, title, procedure }, step, actor, state, deadline }) => {
      const { dueOn, length, count, law, article, confidence } = deadline
      return until !== undefined && dueOn > until
        ? []
        : [
            {
              caseId: id,
              unitId,
              title,
              procedure,
              step,
              actor,
              state,
              dueOn,
              length,
              count,
              law,
              article,
              confidence,
            },
          ]
    },
  )
}

/** Undefined where the viewer does not see the unit. */
export async function readUse(visible: Executor, unitId: number): Promise<UseOfUnit | undefined> {
  const unit = await readOne(visible, 'unit', unitId)
  if (!unit) return undefined
  const items = await readSeen(visible, 'use', sql`t.unit_id = ${unitId}`)
  const totalM2 = await wholeArea(visible, unitId)
  // What a viewer does not see of an area or a yield is unknown to them.
  const observations: Observation[] = items
  return {
    items,
    totalM2,
    accounts: accountsOf(observations, totalM2, (day) => idlenessRule(unit.country, day)),
  }
}

/**
 * Of the unit's extents that are no part of it the last: measured where the viewer sees the shape, otherwise as its
 * source states it. Null where neither is known.
 */
async function wholeArea(visible: Executor, unitId: number): Promise<number | null> {
  const extents = (await readSeen(visible, 'extent', sql`t.unit_id = ${unitId}`)).filter(
    ({ part, hidden }) => part === null && !hidden.includes('part'),
  )
  const measured = new Map(
    (await placesOfUnits(visible, [unitId], null)).map(({ extentId, areaM2 }) => [extentId, areaM2]),
  )
  const latest = extents.toSorted(
    (a, b) => (a.from?.latest ?? '').localeCompare(b.from?.latest ?? '') || a.id - b.id,
  )
  for (const { id, statedAreaM2 } of latest.toReversed()) {
    const area = measured.get(id) ?? statedAreaM2
    if (area !== null && area !== undefined) return area
  }
  return null
}
