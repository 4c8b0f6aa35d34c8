/**
 * Councils in several parts. A commune shares one space where one continuous space has a part of every council.
 *
 * The pieces of a commune are counted council by council, as every published answer does: a council is one node
 * however many parts it has. So a council whose two parts lie apart could tie together two groups that share no
 * space. Here the parts are nodes instead. An islet that touches nobody, or a second island that several councils
 * share, is no break as long as each of them has a foot in the common space; a council that has none in it is.
 */
import { type Adjacency, BORDER, buildAdjacency, buildExactAdjacency, CERTAIN } from './adjacency.ts'
import { nearestPoints } from './separations.ts'
import { makeTerritory, pickParts, type Territory } from './territory.ts'
import type { ContiguityRule, PartedUnit } from './types.ts'

export interface PartsJudgement {
  parted: PartedUnit[]
  /** Groups of councils of one piece that no continuous space joins, largest first; one group where all is well. */
  spaces: number[][]
  /** The same by certain borders only. */
  certainSpaces: number[][]
  /** Parts, by position in the territory, that lie apart from the space their council is counted in. */
  strayParts: number[]
}

/**
 * Looks at the parts of one piece. `members` are positions of units, ascending; `links` flat pairs of units.
 * Returns undefined where no member has more than one part.
 */
export function judgeParts(
  territory: Territory,
  members: readonly number[],
  links: readonly number[],
  rule: ContiguityRule,
): PartsJudgement | undefined {
  const { unitStart } = territory.areas
  const several = members.filter((unit) => unitStart[unit + 1] - unitStart[unit] > 1)
  if (several.length === 0) return undefined
  // exactly shared lines are found in no time, and mostly they show already that nothing is hidden
  let graph = partGraph(territory, members, new Set(several), links, rule, buildExactAdjacency)
  let certain = commonSpaces(graph, members, false)
  if (certain.groups.length > 1) {
    graph = partGraph(territory, members, new Set(several), links, rule, buildAdjacency)
    certain = commonSpaces(graph, members, false)
  }
  const all = commonSpaces(graph, members, true)
  const main = all.spaceOfPart
  const parted = several.map((unit) => {
    const parts = graph.partsOf.get(unit)!
    const pieces = new Set(parts.map((part) => main[part]))
    const ties = [...pieces].filter((piece) => all.groupOfSpace.has(piece)).length
    return { unit: territory.ids[unit], parts: parts.length, hidesBreak: all.groups.length > 1 && ties > 1 }
  })
  const strayParts = several.flatMap((unit) =>
    graph.partsOf.get(unit)!.flatMap((part, rank) => {
      const group = all.groupOfSpace.get(main[part])
      return group !== undefined && !all.groups[group].includes(unit) ? [unitStart[unit] + rank] : []
    }),
  )
  return { parted, spaces: all.groups, certainSpaces: certain.groups, strayParts }
}

interface PartGraph {
  partsOf: Map<number, number[]>
  unitOfPart: number[]
  /** Flat pairs of parts. */
  certain: number[]
  doubtful: number[]
}

function partGraph(
  territory: Territory,
  members: readonly number[],
  several: Set<number>,
  links: readonly number[],
  rule: ContiguityRule,
  build: typeof buildAdjacency,
): PartGraph {
  const partsOf = new Map<number, number[]>()
  const unitOfPart: number[] = []
  for (const unit of members) {
    const count = Math.max(1, territory.areas.unitStart[unit + 1] - territory.areas.unitStart[unit])
    partsOf.set(
      unit,
      Array.from({ length: count }, () => unitOfPart.push(unit) - 1),
    )
  }
  const graph: PartGraph = { partsOf, unitOfPart, certain: [], doubtful: [] }
  const near = territoryOfParts(territory, members, several, build)
  const seen = near ? addPartContacts(near, several, graph, rule) : new Set<string>()
  const { start, neighbour, pairOf, kind, certainty } = territory.adjacency
  for (const a of members) {
    for (let at = start[a]; at < start[a + 1]; at++) {
      const b = neighbour[at]
      if (b < a || !partsOf.has(b) || seen.has(`${a},${b}`)) continue
      const pair = pairOf[at]
      if (kind[pair] !== BORDER && rule === 'rook') continue
      const list = certainty[pair] === CERTAIN ? graph.certain : graph.doubtful
      list.push(...nearestParts(near, graph, a, b))
    }
  }
  for (let l = 0; l + 1 < links.length; l += 2) {
    if (!partsOf.has(links[l]) || !partsOf.has(links[l + 1])) continue
    graph.doubtful.push(...nearestParts(near, graph, links[l], links[l + 1]))
  }
  return graph
}

interface NearParts extends Territory {
  /** Positions in the part graph's numbering are found by unit and rank of the part. */
  owner: { unit: number; rank: number }[]
}

/** The parts of councils in several parts and of their neighbours, every part as a unit. */
function territoryOfParts(
  territory: Territory,
  members: readonly number[],
  several: Set<number>,
  build: typeof buildAdjacency,
): NearParts | undefined {
  const { areas, adjacency } = territory
  const inside = new Set(members)
  const wanted = new Set(several)
  for (const unit of several) {
    for (let at = adjacency.start[unit]; at < adjacency.start[unit + 1]; at++) {
      if (inside.has(adjacency.neighbour[at])) wanted.add(adjacency.neighbour[at])
    }
  }
  const parts: number[] = []
  const owner: { unit: number; rank: number }[] = []
  for (const unit of [...wanted].sort((a, b) => a - b)) {
    for (let part = areas.unitStart[unit]; part < areas.unitStart[unit + 1]; part++) {
      parts.push(part)
      owner.push({ unit, rank: part - areas.unitStart[unit] })
    }
  }
  if (parts.length === 0) return undefined
  const picked = pickParts(
    areas,
    parts.map((part) => [part]),
  )
  return { ...makeTerritory([], picked, build(picked)), owner }
}

/** Adds the contacts between parts of which one at least is of a council in several parts. */
function addPartContacts(
  near: NearParts,
  several: Set<number>,
  graph: PartGraph,
  rule: ContiguityRule,
): Set<string> {
  const adjacency: Adjacency = near.adjacency
  const seen = new Set<string>()
  for (let pair = 0; pair < adjacency.a.length; pair++) {
    const a = near.owner[adjacency.a[pair]]
    const b = near.owner[adjacency.b[pair]]
    if (!several.has(a.unit) && !several.has(b.unit)) continue
    if (adjacency.kind[pair] !== BORDER && rule === 'rook') continue
    const list = adjacency.certainty[pair] === CERTAIN ? graph.certain : graph.doubtful
    list.push(graph.partsOf.get(a.unit)![a.rank], graph.partsOf.get(b.unit)![b.rank])
    seen.add(a.unit < b.unit ? `${a.unit},${b.unit}` : `${b.unit},${a.unit}`)
  }
  return seen
}

/** The parts by which two units come nearest: a border or a link without parts of its own is put there. */
function nearestParts(near: NearParts | undefined, graph: PartGraph, a: number, b: number): [number, number] {
  const partsA = graph.partsOf.get(a)!
  const partsB = graph.partsOf.get(b)!
  if (!near || partsA.length * partsB.length === 1) return [partsA[0], partsB[0]]
  let best: [number, number] = [partsA[0], partsB[0]]
  let bestM = Number.POSITIVE_INFINITY
  for (let i = 0; i < near.owner.length; i++) {
    if (near.owner[i].unit !== a) continue
    for (let j = 0; j < near.owner.length; j++) {
      if (near.owner[j].unit !== b) continue
      const found = nearestPoints(near, i, j, bestM)
      if (!found) continue
      bestM = found.gapM
      best = [partsA[near.owner[i].rank], partsB[near.owner[j].rank]]
    }
  }
  return best
}

/** Splits the councils into groups, each with a continuous space that all of the group have a part in. */
function commonSpaces(graph: PartGraph, members: readonly number[], withDoubtful: boolean) {
  const { unitOfPart } = graph
  const parent = unitOfPart.map((_, part) => part)
  const root = (part: number): number => {
    let at = part
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]]
      at = parent[at]
    }
    return at
  }
  const ties = withDoubtful ? [...graph.certain, ...graph.doubtful] : graph.certain
  for (let t = 0; t < ties.length; t += 2) parent[root(ties[t])] = root(ties[t + 1])
  const spaceOfPart = unitOfPart.map((_, part) => root(part))
  const unitsOf = new Map<number, Set<number>>()
  for (let part = 0; part < unitOfPart.length; part++) {
    const units = unitsOf.get(spaceOfPart[part])
    if (units) units.add(unitOfPart[part])
    else unitsOf.set(spaceOfPart[part], new Set([unitOfPart[part]]))
  }
  const left = new Set(members)
  const groups: number[][] = []
  const groupOfSpace = new Map<number, number>()
  const spaces = [...unitsOf].sort((p, q) => q[1].size - p[1].size || Math.min(...p[1]) - Math.min(...q[1]))
  for (const [space, units] of spaces) {
    const group = [...units].filter((unit) => left.has(unit)).sort((p, q) => p - q)
    if (group.length === 0) continue
    for (const unit of group) left.delete(unit)
    groupOfSpace.set(space, groups.length)
    groups.push(group)
  }
  return { groups, groupOfSpace, spaceOfPart }
}
