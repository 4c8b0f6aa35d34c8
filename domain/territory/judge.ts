/** The whole judgement of a commune: its verdict, the reasons, and what would mend it. */
import { pairAt } from './adjacency.ts'
import { type Declared, locateDeclared } from './declared.ts'
import { type GraphJudgement, judgeGraph } from './graph-judgement.ts'
import { judgeParts } from './parts.ts'
import { findRemedies } from './remedies.ts'
import { findSeparations, nearestPoints, type PieceSeparation } from './separations.ts'
import { findSpaces } from './spaces.ts'
import { makeTerritory, pickParts, surveyTerritory, type Territory } from './territory.ts'
import type {
  Cohesion,
  ContiguityRule,
  DeclaredLink,
  Judgement,
  PartedUnit,
  Separation,
  Unit,
  Verdict,
} from './types.ts'

export interface JudgeOptions {
  links?: readonly DeclaredLink[]
  /** `rook` (default): meeting in a corner is not sharing space. */
  rule?: ContiguityRule
}

/**
 * Judges a set of units of a territory; the other units are its surroundings.
 *
 * `components` and `cutUnits` count every council as one however many parts it has, as published answers do. Where
 * the parts of a council tie together groups that share no space, the verdict is still `split`, and `parted` says by
 * which council.
 *
 * @param members positions in the territory; order and repetitions don't matter
 */
export function judge(
  territory: Territory,
  members: ArrayLike<number>,
  options: JudgeOptions = {},
): Judgement {
  const looked = lookAt(territory, members, options)
  const { graph, declared, broken, rule, units } = looked
  const separations = separationsOf(territory, broken)
  return {
    ...cohesionOf(territory, looked, options),
    ...findSpaces(territory, units),
    separations: describeSeparations(separations, graph, (unit) => territory.ids[unit]),
    remedies: findRemedies(territory, graph, declared, broken.pieces, separations, rule),
  }
}

/** What `judge` says of how the members hold together, without looking at the spaces between them. */
export const judgeCohesion = (
  territory: Territory,
  members: ArrayLike<number>,
  options: JudgeOptions = {},
): Cohesion => cohesionOf(territory, lookAt(territory, members, options), options)

function lookAt(territory: Territory, members: ArrayLike<number>, options: JudgeOptions) {
  const rule = options.rule ?? 'rook'
  const declared = locateDeclared(territory, options.links ?? [])
  const graph = judgeGraph(territory.adjacency, members, declared.ways, rule, declared.confirmed)
  const units = graph.components.flat().sort((a, b) => a - b)
  return { rule, declared, graph, units, broken: lookIntoParts(territory, graph, declared.ways, rule) }
}

function cohesionOf(
  territory: Territory,
  { graph, broken, units, declared }: ReturnType<typeof lookAt>,
  { links = [] }: JudgeOptions,
): Cohesion {
  const name = (unit: number) => territory.ids[unit]
  return {
    verdict: broken.verdict,
    components: graph.components.map((piece) => piece.map(name)),
    certainComponents: graph.certainComponents.map((piece) => piece.map(name)),
    cutUnits: graph.cutUnits.map(name),
    bridges: graph.bridges.map(([a, b]) => [name(a), name(b)]),
    spanningTree: graph.spanningTree.map(([a, b]) => [name(a), name(b)]),
    parted: broken.parted,
    pairs: pairsWithin(territory, units, declared.confirmed, links),
  }
}

export interface VerdictJudgement extends GraphJudgement {
  /** The components, further divided where a council's parts hide a break; largest first. */
  pieces: number[][]
  parted: PartedUnit[]
}

/**
 * The verdict and the graph alone, without geometry: what a list or a map of all communes needs, and a what-if.
 *
 * @param linkEdges declared ways as flat pairs of positions; a confirmed border changes no verdict
 */
export function judgeVerdict(
  territory: Territory,
  members: ArrayLike<number>,
  linkEdges: readonly number[] = [],
  rule: ContiguityRule = 'rook',
): VerdictJudgement {
  const graph = judgeGraph(territory.adjacency, members, linkEdges, rule)
  const { verdict, pieces, parted } = lookIntoParts(territory, graph, linkEdges, rule)
  return { ...graph, verdict, pieces, parted }
}

/** For few units that are at hand as objects: a preview, a test, a file of one commune. */
export function judgeUnits(
  members: readonly Unit[],
  outside: readonly Unit[] = [],
  options: JudgeOptions = {},
): Judgement {
  const territory = surveyTerritory([...members, ...outside])
  return judge(
    territory,
    members.map((_, i) => i),
    options,
  )
}

interface LookedInto {
  verdict: Verdict
  parted: PartedUnit[]
  /** The pieces of the graph, further divided where a council's parts hide a break. */
  pieces: number[][]
  /** Parts that lie apart from the piece that their council is counted in. */
  strayParts: Set<number>
}

function lookIntoParts(
  territory: Territory,
  graph: GraphJudgement,
  links: readonly number[],
  rule: ContiguityRule,
): LookedInto {
  const parted: PartedUnit[] = []
  const pieces: number[][] = []
  const strayParts = new Set<number>()
  let verdict = graph.verdict
  for (const piece of graph.components) {
    const parts = judgeParts(territory, piece, links, rule)
    pieces.push(...(parts?.spaces ?? [piece]))
    if (!parts) continue
    parted.push(...parts.parted)
    for (const part of parts.strayParts) strayParts.add(part)
    if (parts.spaces.length > 1) verdict = 'split'
    else if (parts.certainSpaces.length > 1 && verdict === 'contiguous') verdict = 'conditional'
  }
  return { verdict, parted, pieces: pieces.sort((a, b) => b.length - a.length), strayParts }
}

/** A hidden break is as wide as it is without the parts that hide it. */
function separationsOf(territory: Territory, { pieces, strayParts }: LookedInto): PieceSeparation[] {
  if (strayParts.size === 0) return findSeparations(territory, pieces)
  const units = pieces.flat()
  const { areas } = territory
  const kept = units.map((unit) => {
    const parts: number[] = []
    for (let part = areas.unitStart[unit]; part < areas.unitStart[unit + 1]; part++) {
      if (!strayParts.has(part)) parts.push(part)
    }
    return parts
  })
  const picked = pickParts(areas, kept)
  const own = makeTerritory([], picked, territory.adjacency)
  let first = 0
  const renumbered = pieces.map((piece) => piece.map(() => first++))
  return findSeparations(own, renumbered).map((separation) => ({
    ...separation,
    from: units[separation.from],
    to: units[separation.to],
  }))
}

function describeSeparations(
  separations: readonly PieceSeparation[],
  graph: GraphJudgement,
  name: (unit: number) => string,
): Separation[] {
  const pieceOf = new Map<number, number>()
  graph.components.forEach((piece, p) => {
    for (const unit of piece) pieceOf.set(unit, p)
  })
  return separations.map(({ from, to, gapM, line }) => ({
    from: name(from),
    to: name(to),
    gapM,
    line,
    pieces: [pieceOf.get(from)!, pieceOf.get(to)!],
  }))
}

function pairsWithin(
  territory: Territory,
  units: readonly number[],
  confirmed: Declared['confirmed'],
  links: readonly DeclaredLink[],
): Judgement['pairs'] {
  const { adjacency, ids } = territory
  const inside = new Set(units)
  const pairs: Judgement['pairs'] = []
  for (const unit of units) {
    for (let at = adjacency.start[unit]; at < adjacency.start[unit + 1]; at++) {
      const other = adjacency.neighbour[at]
      if (other < unit || !inside.has(other)) continue
      const pair = adjacency.pairOf[at]
      const confirmation = confirmed.get(pair)
      pairs.push({
        ...pairAt(adjacency, pair),
        a: ids[unit],
        b: ids[other],
        ...(confirmation && { confirmation }),
      })
    }
  }
  const ways = links.filter(({ kind }) => kind !== 'border')
  return [...pairs, ...linkPairs(territory, units, ways)]
}

/** Declared ways between the units, with what each has to cross. */
function linkPairs(
  territory: Territory,
  units: readonly number[],
  ways: readonly DeclaredLink[],
): Judgement['pairs'] {
  if (ways.length === 0) return []
  const position = new Map(units.map((unit) => [territory.ids[unit], unit]))
  const pairs: Judgement['pairs'] = []
  for (const link of ways) {
    const a = position.get(link.a)
    const b = position.get(link.b)
    if (a === undefined || b === undefined || a === b) continue
    const { boxes } = territory
    const located = !Number.isNaN(boxes[4 * a]) && !Number.isNaN(boxes[4 * b])
    const nearest = located ? nearestPoints(territory, a, b) : undefined
    const [from, to] = nearest?.line ?? [
      [0, 0],
      [0, 0],
    ]
    pairs.push({
      a: a < b ? link.a : link.b,
      b: a < b ? link.b : link.a,
      kind: 'link',
      certainty: 'certain',
      lengthM: 0,
      separationM: nearest?.gapM ?? 0,
      place: [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2],
    })
  }
  return pairs
}
