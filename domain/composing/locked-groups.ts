/** Councils that stay together, and the fewest others without which such a group would share no space. */
import type { Territory } from '../territory/territory.ts'
import { mendCommune } from './mending.ts'
import type { TieOptions, Ties } from './ties.ts'

export interface Locks {
  /** Every node once, but for those apart: locked groups first, then single nodes. */
  blocks: number[][]
  /** For each locked group that needed some, the nodes added to it. */
  joined: number[][]
  /** Locked groups that nothing joins. */
  apart: number[][]
}

/** Groups that have a council in common are one. */
export function lockTogether(
  territory: Territory,
  ties: Ties,
  lockedGroups: readonly (readonly number[])[],
  options: TieOptions,
): Locks {
  const nodeOf = new Map(Array.from(ties.units, (unit, node) => [unit, node]))
  const groups = united(
    lockedGroups
      .map((units) => units.flatMap((unit) => nodeOf.get(unit) ?? []))
      .filter(({ length }) => length > 0),
  )
  const taken = new Set(groups.flat())
  const locks: Locks = { blocks: [], joined: [], apart: [] }
  for (const group of groups) {
    const free = [...ties.units.keys()].filter((node) => !taken.has(node))
    const mending = mendCommune(
      territory,
      group.map((node) => ties.units[node]),
      { ...options, candidates: free.map((node) => ties.units[node]), most: 1 },
    )
    if (mending.outcome === 'none') {
      locks.apart.push(group)
      continue
    }
    const ids = new Set(
      mending.outcome === 'mended' ? mending.sets[0].moves.map(({ council }) => council) : [],
    )
    const joining = ids.size === 0 ? [] : free.filter((node) => ids.has(territory.ids[ties.units[node]]))
    for (const node of joining) taken.add(node)
    if (joining.length > 0) locks.joined.push(joining)
    locks.blocks.push([...group, ...joining].sort((a, b) => a - b))
  }
  for (let node = 0; node < ties.units.length; node++) if (!taken.has(node)) locks.blocks.push([node])
  return locks
}

function united(groups: number[][]): number[][] {
  const found: Set<number>[] = []
  for (const group of groups) {
    const own = new Set(group)
    for (let g = found.length - 1; g >= 0; g--) {
      if (!group.some((node) => found[g].has(node))) continue
      for (const node of found[g]) own.add(node)
      found.splice(g, 1)
    }
    found.push(own)
  }
  return found.map((group) => [...group].sort((a, b) => a - b))
}
