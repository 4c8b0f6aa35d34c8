/** What a step names and whom it concerns: the communes and councils whose people may read of it. */
import { sql } from 'kysely'
import { AUDIENCES, type Audience } from '../../domain/access/index.ts'
import { unitsOfEvidence } from '../../domain/evidence/alterations.ts'
import type { FoundingRecord } from '../../domain/founding/index.ts'
import { namedCouncils, type Reach } from '../../domain/log/step-events.ts'
import { overlapOf } from '../../domain/overlaps/record.ts'
import { type Alteration, idOf } from '../../domain/steps/alteration.ts'
import type { Change as Step } from '../../domain/steps/step.ts'
import { reachOfExchange } from '../exchanges/reach.ts'
import type { Executor } from '../executor.ts'
import { reachOfLand } from '../lands/reach.ts'
import { reachOfBodies } from '../levels/reach.ts'
import { communesNaming } from './communes.ts'
import { communesOfAreas } from './council-areas.ts'

/** The communes that a step touches, the councils and bodies that it names, and the narrowest audience of all of them. */
export async function reachOf(database: Executor, step: Step): Promise<Reach & { bodies: number[] }> {
  const above = await reachOfBodies(database, step.bodies ?? [])
  const land = await reachOfLand(database, step.records ?? [], unitsBeside(step))
  const exchange = await reachOfExchange(database, step.exchange ?? [])
  const communes = step.communes.flatMap(({ before, after }) => [before, after].filter((one) => one !== null))
  const links = step.links.flatMap(({ before, after }) => [before, after].filter((one) => one !== null))
  const beside = (step.spaces ?? []).flatMap(({ before, after }) => (before ?? after)!.councils)
  const councils = [
    ...communes.flatMap(({ councilIds }) => councilIds),
    ...links.flatMap(({ councilA, councilB }) => [councilA, councilB]),
    ...(step.councils ?? []).map(idOf),
    ...(step.areas ?? []).map(idOf),
    ...beside,
    ...(step.bodies ? namedCouncils(step) : []),
  ]
  const drawn = [...(await communesOfAreas(database, step)), ...(await communesNaming(database, beside))]
  const founded = (step.foundings ?? []).map(communeOf)
  const narrowest: readonly Audience[] = [
    ...above.audiences,
    ...land.audiences,
    ...exchange.audiences,
    ...communes.map(({ audience }) => audience ?? 'public'),
    ...(step.councils ?? []).flatMap(({ before, after }) => [before!.audience, after!.audience]),
    // What files bring in is a matter of those who bring in.
    ...(step.imports.length > 0 ? (['committee'] as const) : []),
  ]
  const { rows } = await sql<{ communes: number[]; audience: Audience }>`
    select ${[...communes.map(({ id }) => id), ...drawn, ...founded, ...above.communes, ...land.communes, ...exchange.communes]}::integer[] || coalesce(array(
        select a.commune_id from unnest(${links.map(({ councilA }) => councilA)}::integer[],
          ${links.map(({ councilB }) => councilB)}::integer[]) as link (a, b)
        join membership a on a.council_id = link.a join membership b on b.council_id = link.b and b.commune_id = a.commune_id
      ), '{}') as communes,
      (select name from unnest(${[...AUDIENCES]}::text[]) with ordinality as audience (name, rank)
        where name = any(${[...narrowest]}::text[])
          or name in (select c.audience from council c where c.id = any(${[...new Set(councils)]}::integer[]))
          or name in (select c.audience from commune c where c.id = any(${founded}::integer[]))
          or rank = 1
        order by rank desc limit 1) as audience`.execute(database)
  return {
    ...rows[0],
    communes: [...new Set(rows[0].communes)],
    councils: namedCouncils(step),
    bodies: above.bodies,
  }
}

export const communeOf = ({ before, after }: Alteration<FoundingRecord>): number =>
  (before ?? after)!.communeId

/** Of overlaps and evidence. */
export const unitsBeside = ({ overlaps = [], evidence }: Step): number[] => [
  ...overlaps.flatMap((one) => overlapOf(one).units),
  ...unitsOfEvidence(evidence),
]
