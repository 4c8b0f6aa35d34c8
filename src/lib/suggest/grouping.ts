/** A grouping that people took from the suggestions and change by hand, with the way back. Plain values, pure. */

export interface Group {
  name: string
  /** The commune that goes on in it; null: a new one. */
  communeId: number | null
  councilIds: number[]
}
export type Grouping = readonly Group[]

export interface PresentCommune {
  id: number
  name: string
  revision: number
  councilIds: readonly number[]
}

/**
 * Names for suggested groups. A commune whose councils were all chosen goes on where most of it is, one in each group;
 * one of which some councils were never looked at goes on by itself, with those.
 */
export function nameGroups(
  groups: readonly (readonly number[])[],
  chosen: ReadonlySet<number>,
  communes: readonly PresentCommune[],
  newName: (number: number) => string,
): Grouping {
  const goesOn = goingOn(groups, chosen, communes)
  const taken = new Set(communes.map(({ name }) => name))
  let number = 0
  return groups.map((councilIds, group) => {
    const commune = goesOn.get(group)
    if (commune) return { name: commune.name, communeId: commune.id, councilIds: [...councilIds] }
    let name: string
    do name = newName(++number)
    while (taken.has(name))
    return { name, communeId: null, councilIds: [...councilIds] }
  })
}

function goingOn(
  groups: readonly (readonly number[])[],
  chosen: ReadonlySet<number>,
  communes: readonly PresentCommune[],
): Map<number, PresentCommune> {
  const whole = communes.filter(
    ({ councilIds }) => councilIds.length > 0 && councilIds.every((id) => chosen.has(id)),
  )
  const shares = whole.flatMap((commune) => {
    const members = new Set(commune.councilIds)
    return groups.map((ids, group) => ({
      commune,
      group,
      common: ids.filter((id) => members.has(id)).length,
    }))
  })
  const found = new Map<number, PresentCommune>()
  const placed = new Set<number>()
  for (const { commune, group, common } of shares.sort((one, other) => other.common - one.common)) {
    if (common === 0 || found.has(group) || placed.has(commune.id)) continue
    found.set(group, commune)
    placed.add(commune.id)
  }
  return found
}

/** @param to null: into none. A group that loses its last council stays, empty, until the grouping is accepted. */
export function moved(grouping: Grouping, council: number, to: number | null): Grouping {
  return grouping.map((group, i) => {
    const without = group.councilIds.filter((id) => id !== council)
    if (i === to) return { ...group, councilIds: [...without, council] }
    return without.length === group.councilIds.length ? group : { ...group, councilIds: without }
  })
}

export const renamed = (grouping: Grouping, group: number, name: string): Grouping =>
  grouping.map((one, i) => (i === group ? { ...one, name } : one))

export const groupOf = (grouping: Grouping, council: number): number | null => {
  const found = grouping.findIndex(({ councilIds }) => councilIds.includes(council))
  return found < 0 ? null : found
}

/** Groups that a council could move to: those of its neighbours. */
export function neighbouring(
  grouping: Grouping,
  council: number,
  neighbours: ReadonlyMap<number, readonly number[]>,
): number[] {
  const own = groupOf(grouping, council)
  const found = new Set<number>()
  for (const neighbour of neighbours.get(council) ?? []) {
    const group = groupOf(grouping, neighbour)
    if (group !== null && group !== own) found.add(group)
  }
  return [...found].sort((a, b) => a - b)
}

export interface Steps {
  past: Grouping[]
  future: Grouping[]
}
export const NO_STEPS: Steps = { past: [], future: [] }
const LONGEST = 200

export const onward = (now: Grouping, { past }: Steps): Steps => ({
  past: [...past, now].slice(-LONGEST),
  future: [],
})

export function back(now: Grouping, { past, future }: Steps): { grouping: Grouping; steps: Steps } | null {
  const before = past.at(-1)
  return before ? { grouping: before, steps: { past: past.slice(0, -1), future: [now, ...future] } } : null
}

export function forth(now: Grouping, { past, future }: Steps): { grouping: Grouping; steps: Steps } | null {
  const [after, ...rest] = future
  return after ? { grouping: after, steps: { past: [...past, now], future: rest } } : null
}
