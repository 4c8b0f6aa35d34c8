/**
 * Which exchanges of a plan go along which corridor, where trucks with several stops carry them; and trucks of a month for
 * the others, from commune to commune: what each loads, in the order in which it is to be loaded. Pure.
 */
import type { Corridor, Flow } from '../../../server/exchanges/schema.ts'

export interface Along {
  corridor: Corridor
  flows: Flow[]
  kg: number
  agreedKg: number
}

/** A flow goes along each corridor that has both its communes; axes join corridors and have no trucks of their own. */
export function alongCorridors(
  flows: readonly Flow[],
  corridors: readonly Corridor[],
): { along: Along[]; off: Flow[] } {
  const standing = flows.filter(({ state }) => state !== 'refused')
  const along = corridors
    .filter(({ kind }) => kind === 'corridor')
    .map((corridor) => {
      const ids = new Set(corridor.members.map(({ id }) => id))
      const mine = standing.filter(({ fromCommune, toCommune }) => ids.has(fromCommune) && ids.has(toCommune))
      const sum = (some: readonly Flow[]) => some.reduce((total, { kg }) => total + kg, 0)
      return {
        corridor,
        flows: mine,
        kg: sum(mine),
        agreedKg: sum(mine.filter(({ state }) => state === 'agreed')),
      }
    })
    .filter((one) => one.flows.length > 0)
    .sort((a, b) => b.kg - a.kg)
  const carried = new Set(along.flatMap((one) => one.flows))
  return { along, off: standing.filter((flow) => !carried.has(flow)) }
}

export interface Run {
  /** Within its way and month. */
  number: number
  from: number
  to: number
  period: string
  km: number | null
  kg: number
  /** What is unloaded last is loaded first; of one stop the heaviest lies at the bottom. */
  load: { flow: number; product: string; form: string; kg: number }[]
}

/** Each way of a month is filled truck by truck; an exchange that does not fit goes on with the next. */
export function truckRuns(flows: readonly Flow[], truckKg: number): Run[] {
  const ways = Map.groupBy(
    flows.filter(({ state, kg }) => state !== 'refused' && kg > 0),
    ({ fromCommune, toCommune, period }) => `${period} ${fromCommune} ${toCommune}`,
  )
  return [...ways.values()]
    .flatMap((alike) => {
      const { fromCommune: from, toCommune: to, period, km } = alike[0]
      const runs: Run[] = []
      // A gram is rounding.
      for (const { id, product, form, kg } of [...alike].sort((a, b) => b.kg - a.kg || a.id - b.id))
        for (let left = kg; left > 0.001; ) {
          let run = runs.at(-1)
          if (!run || truckKg - run.kg < 0.001) {
            run = { number: runs.length + 1, from, to, period, km, kg: 0, load: [] }
            runs.push(run)
          }
          const part = Math.min(left, truckKg - run.kg)
          run.load.push({ flow: id, product, form, kg: part })
          run.kg += part
          left -= part
        }
      return runs
    })
    .sort((a, b) => a.period.localeCompare(b.period) || a.from - b.from || a.to - b.to || a.number - b.number)
}
