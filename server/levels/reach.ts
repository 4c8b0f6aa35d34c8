/** What a step about bodies is about: the communes that they come down to, the bodies named, and for whom these are. */
import { sql } from 'kysely'
import type { Audience } from '../../domain/access/index.ts'
import type { Alteration } from '../../domain/steps/alteration.ts'
import type { BodyRecord, MemberRef } from '../../domain/territory/body-record.ts'
import type { Executor } from '../executor.ts'

export interface BodyReach {
  communes: number[]
  bodies: number[]
  audiences: Audience[]
}

const NOWHERE: BodyReach = { communes: [], bodies: [], audiences: [] }

export async function reachOfBodies(
  database: Executor,
  alterations: readonly Alteration<BodyRecord>[],
): Promise<BodyReach> {
  if (alterations.length === 0) return NOWHERE
  const sides = alterations.flatMap(({ before, after }) => [before, after].filter((one) => one !== null))
  const members = sides.flatMap(({ memberships }) => memberships)
  const ids = (kind: MemberRef['kind']) =>
    members.filter((member) => member.kind === kind).map(({ id }) => id)
  const bodies = [...new Set([...sides.map(({ id }) => id), ...ids('body')])]
  const communes = await communesBelow(database, { bodies: ids('body'), communes: ids('commune') })
  const { rows } = await sql<{ audience: Audience }>`
    select audience from commune where id = any(${ids('commune')}::integer[])
    union select audience from body where id = any(${ids('body')}::integer[])`.execute(database)
  return {
    communes,
    bodies,
    audiences: [...sides.map(({ audience }) => audience), ...rows.map(({ audience }) => audience)],
  }
}

/** The communes themselves, and those that the bodies come down to, at whatever time. */
export async function communesBelow(
  database: Executor,
  { bodies, communes }: { bodies: readonly number[]; communes: readonly number[] },
): Promise<number[]> {
  const { rows } = await sql<{ ids: number[] }>`
    select array(select unnest(${[...communes]}::integer[])
      union select unnest(body_communes(b)) from unnest(${[...new Set(bodies)]}::integer[]) as b) as ids`.execute(
    database,
  )
  return rows[0].ids
}
