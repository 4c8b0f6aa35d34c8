/** What is pressed, and what of the map goes with it: the exchanges that use a road, those of a commune, the way of one. Pure. */
import type { Flow } from '../../../server/exchanges/schema.ts'
import { drivenOf } from './flow-columns.ts'

/**
 * `flow 5` an exchange; `segment a` a road, `pair 1 2` all from a group to another, `group 3` all of a group (numbers of the
 * drawing); `commune 7` all of a commune.
 */
export type Picked = string | null

export interface Lit {
  flows: Set<number>
  /** Groups of the drawing: `from to`. */
  pairs: Set<string>
  /** `segment direction` */
  steps: Set<string>
  groups: Set<number>
}

type Used = Pick<Flow, 'id' | 'fromCommune' | 'toCommune' | 'segments'>

/** @param groupOf group of a commune in the drawing; null: it has no place there. */
export function litBy(
  picked: Picked,
  flows: readonly Used[],
  groupOf: (commune: number) => number | null,
): Lit | null {
  const uses = picked === null ? null : usesOf(picked, groupOf)
  if (!uses) return null
  const lit: Lit = { flows: new Set(), pairs: new Set(), steps: new Set(), groups: new Set() }
  for (const flow of flows) {
    if (!uses(flow)) continue
    const [from, to] = [groupOf(flow.fromCommune), groupOf(flow.toCommune)]
    lit.flows.add(flow.id)
    if (from !== null) lit.groups.add(from)
    if (to !== null) lit.groups.add(to)
    lit.pairs.add(`${from} ${to}`)
    for (const { segmentId, dir } of drivenOf(flow)) lit.steps.add(`${segmentId} ${dir}`)
  }
  return lit.flows.size > 0 ? lit : null
}

function usesOf(
  picked: string,
  groupOf: (commune: number) => number | null,
): ((flow: Used) => boolean) | null {
  const [kind, ...rest] = picked.split(' ')
  const of = rest.join(' ')
  const [first, second] = rest.map(Number)
  switch (kind) {
    case 'flow':
      return ({ id }) => id === first
    case 'commune':
      return ({ fromCommune, toCommune }) => fromCommune === first || toCommune === first
    case 'segment':
      return (flow) => drivenOf(flow).some(({ segmentId }) => segmentId === of)
    case 'pair':
      return ({ fromCommune, toCommune }) => groupOf(fromCommune) === first && groupOf(toCommune) === second
    case 'group':
      return ({ fromCommune, toCommune }) => groupOf(fromCommune) === first || groupOf(toCommune) === first
    default:
      return null
  }
}

export interface User extends Pick<Flow, 'fromCommune' | 'toCommune' | 'product' | 'form'> {
  dir: 1 | -1
  /** What passes twice counts twice. */
  kg: number
  periods: Set<string>
}

/** Who uses a road, greatest first: months added up, each direction for itself. */
export function usersOf(segmentId: string, flows: readonly Flow[]): User[] {
  const users = new Map<string, User>()
  for (const flow of flows)
    for (const { dir, segmentId: used } of drivenOf(flow)) {
      if (used !== segmentId) continue
      const { fromCommune, toCommune, product, form, kg, period } = flow
      const key = [fromCommune, toCommune, product, form, dir].join()
      const user = users.get(key) ?? { fromCommune, toCommune, product, form, dir, kg: 0, periods: new Set() }
      user.kg += kg
      user.periods.add(period)
      users.set(key, user)
    }
  return [...users.values()].sort((a, b) => b.kg - a.kg)
}
