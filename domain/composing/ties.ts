/** The graph that communes are composed on: chosen councils and the ties between them that may be counted on. */
import { type Adjacency, BORDER, buildAdjacency, CERTAIN } from '../territory/adjacency.ts'
import { pickParts, type Territory } from '../territory/territory.ts'
import type { ContiguityRule, DeclaredLink } from '../territory/types.ts'
import { partAreaM2 } from './outlines.ts'

/** What may hold councils together: certain borders only, doubtful ones too, or declared links as well. */
export type Through = 'certain' | 'doubtful' | 'links'

export const CERTAIN_TIE = 0
const DOUBTFUL_TIE = 1
export const LINK_TIE = 2

export interface TieOptions {
  links?: readonly DeclaredLink[]
  /** `rook` (default): meeting in a corner is not sharing space. */
  rule?: ContiguityRule
  /** `links` (default) counts what every verdict counts. */
  through?: Through
}

/** Node `i` is unit `units[i]`; its ties are the entries `start[i] .. start[i + 1] - 1`, one for each neighbour. */
export interface Ties {
  units: Int32Array
  start: Uint32Array
  neighbour: Uint32Array
  /** Metres side by side; 0 for a corner and for a link. */
  lengthM: Float64Array
  /** The surest tie between the two. */
  grade: Uint8Array
}

/**
 * A council in several parts is tied by one of them alone, so that no far part of it can hide a break.
 *
 * @param units positions in the territory; order and repetitions don't matter
 */
export function tiesAmong(territory: Territory, units: ArrayLike<number>, options: TieOptions = {}): Ties {
  const { links = [], rule = 'rook', through = 'links' } = options
  const nodes = Int32Array.from(new Set(Array.from(units))).sort()
  const nodeOf = new Map<number, number>()
  for (let i = 0; i < nodes.length; i++) nodeOf.set(nodes[i], i)
  const lists: Map<number, { lengthM: number; grade: number }>[] = Array.from(nodes, () => new Map())
  const tie = (a: number, b: number, lengthM: number, grade: number) => {
    if (a === b) return
    const known = lists[a].get(b)
    const best = known && known.grade <= grade ? known : { lengthM, grade }
    lists[a].set(b, best)
    lists[b].set(a, best)
  }
  const counts = (adjacency: Adjacency, pair: number) =>
    (adjacency.kind[pair] === BORDER || rule === 'queen') &&
    (adjacency.certainty[pair] === CERTAIN || through !== 'certain')
  const gradeOf = (adjacency: Adjacency, pair: number) =>
    adjacency.certainty[pair] === CERTAIN ? CERTAIN_TIE : DOUBTFUL_TIE

  const { areas, adjacency } = territory
  const several = new Set([...nodes].filter((unit) => areas.unitStart[unit + 1] - areas.unitStart[unit] > 1))
  for (let i = 0; i < nodes.length; i++) {
    const unit = nodes[i]
    for (let at = adjacency.start[unit]; at < adjacency.start[unit + 1]; at++) {
      const other = adjacency.neighbour[at]
      const pair = adjacency.pairOf[at]
      const j = other > unit ? nodeOf.get(other) : undefined
      if (j === undefined || several.has(unit) || several.has(other) || !counts(adjacency, pair)) continue
      tie(i, j, adjacency.lengthM[pair], gradeOf(adjacency, pair))
    }
  }
  if (several.size > 0) {
    const { owner, adjacency: among, isMain } = mainParts(territory, several, nodeOf)
    for (let pair = 0; pair < among.a.length; pair++) {
      const [i, j] = [among.a[pair], among.b[pair]]
      const [a, b] = [owner[i], owner[j]]
      if (!isMain[i] || !isMain[j] || (!several.has(a) && !several.has(b)) || !counts(among, pair)) continue
      tie(nodeOf.get(a)!, nodeOf.get(b)!, among.lengthM[pair], gradeOf(among, pair))
    }
  }
  if (through === 'links') {
    const ways = waysAmong(territory, nodes, links)
    for (let w = 0; w < ways.length; w += 2) {
      const a = nodeOf.get(ways[w])
      const b = nodeOf.get(ways[w + 1])
      if (a !== undefined && b !== undefined) tie(a, b, 0, LINK_TIE)
    }
  }
  return inColumns(nodes, lists)
}

/**
 * Who touches whom if councils of several parts had one only: the one with the longest border with the others, for it
 * is in their space; else the largest.
 */
function mainParts(
  { areas, adjacency }: Territory,
  several: ReadonlySet<number>,
  nodeOf: ReadonlyMap<number, number>,
) {
  const near = new Set(several)
  for (const unit of several) {
    for (let at = adjacency.start[unit]; at < adjacency.start[unit + 1]; at++) {
      if (nodeOf.has(adjacency.neighbour[at])) near.add(adjacency.neighbour[at])
    }
  }
  const parts: number[] = []
  const owner: number[] = []
  for (const unit of [...near].sort((a, b) => a - b)) {
    for (let part = areas.unitStart[unit]; part < areas.unitStart[unit + 1]; part++) {
      parts.push(part)
      owner.push(unit)
    }
  }
  const picked = pickParts(
    areas,
    parts.map((part) => [part]),
  )
  const among = buildAdjacency(picked)
  const borderM = new Float64Array(parts.length)
  for (let pair = 0; pair < among.a.length; pair++) {
    if (among.kind[pair] !== BORDER || owner[among.a[pair]] === owner[among.b[pair]]) continue
    borderM[among.a[pair]] += among.lengthM[pair]
    borderM[among.b[pair]] += among.lengthM[pair]
  }
  const main = new Map<number, number>()
  for (let i = 0; i < parts.length; i++) {
    const known = main.get(owner[i])
    if (known === undefined) main.set(owner[i], i)
    else if (
      borderM[i] > borderM[known] ||
      (borderM[i] === borderM[known] && partAreaM2(areas, parts[i]) > partAreaM2(areas, parts[known]))
    )
      main.set(owner[i], i)
  }
  return { owner, adjacency: among, isMain: parts.map((_, i) => main.get(owner[i]) === i) }
}

/** Declared ways between some units, as flat pairs of positions: only those units are looked through for their ends. */
export function waysAmong(
  { ids }: Territory,
  units: Iterable<number>,
  links: readonly DeclaredLink[],
): number[] {
  if (links.length === 0) return []
  const position = new Map<string, number>()
  for (const unit of units) position.set(ids[unit], unit)
  const ways: number[] = []
  for (const { a, b, kind } of links) {
    const [from, to] = [position.get(a), position.get(b)]
    if (kind !== 'border' && from !== undefined && to !== undefined && from !== to) ways.push(from, to)
  }
  return ways
}

function inColumns(units: Int32Array, lists: Map<number, { lengthM: number; grade: number }>[]): Ties {
  const entries = lists.reduce((sum, list) => sum + list.size, 0)
  const ties: Ties = {
    units,
    start: new Uint32Array(units.length + 1),
    neighbour: new Uint32Array(entries),
    lengthM: new Float64Array(entries),
    grade: new Uint8Array(entries),
  }
  let at = 0
  for (let i = 0; i < units.length; i++) {
    for (const [other, { lengthM, grade }] of [...lists[i]].sort((a, b) => a[0] - b[0])) {
      ties.neighbour[at] = other
      ties.lengthM[at] = lengthM
      ties.grade[at++] = grade
    }
    ties.start[i + 1] = at
  }
  return ties
}
