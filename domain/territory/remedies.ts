/** What a person can do about a commune that is not one piece, best first. */
import { BORDER, CERTAIN, pairAt } from './adjacency.ts'
import type { Declared } from './declared.ts'
import type { GraphJudgement } from './graph-judgement.ts'
import { fewestJoiningCouncils } from './joining-councils.ts'
import type { PieceSeparation } from './separations.ts'
import type { Territory } from './territory.ts'
import type { ContiguityRule, Remedy } from './types.ts'

/**
 * @param pieces the pieces that share no space, largest first
 * @param separations the shortest ways between them
 */
export function findRemedies(
  territory: Territory,
  graph: GraphJudgement,
  declared: Declared,
  pieces: readonly (readonly number[])[],
  separations: readonly PieceSeparation[],
  rule: ContiguityRule,
): Remedy[] {
  const remedies = confirmBorders(territory, graph, declared)
  if (pieces.length > 1) {
    remedies.push(
      ...addCouncils(territory, graph, pieces, rule),
      ...declareLinks(territory, pieces, separations),
      ...leaveOut(territory, pieces),
    )
  }
  return remedies.sort((a, b) => a.remaining - b.remaining || effort(a) - effort(b))
}

/** Asking one council comes before building a bridge, and a short bridge before a long one. */
function effort(remedy: Remedy): number {
  if (remedy.kind === 'confirm-border') return 0
  if (remedy.kind === 'add-councils') return remedy.councils.length
  if (remedy.kind === 'declare-link') return 1.5 + remedy.gapM / 100
  return 1000 + remedy.councils.length
}

/**
 * A doubtful border that the spanning tree stands on, where nobody vouches for it yet. `remaining` counts the spaces
 * that certain borders and what people vouch for leave apart once it is confirmed too.
 */
function confirmBorders(
  territory: Territory,
  graph: GraphJudgement,
  { ways, confirmed }: Declared,
): Remedy[] {
  const { adjacency, ids } = territory
  const ties = new Set<string>()
  for (let w = 0; w < ways.length; w += 2)
    ties.add(`${Math.min(ways[w], ways[w + 1])},${Math.max(ways[w], ways[w + 1])}`)
  const open: number[] = []
  for (const [a, b] of graph.spanningTree) {
    if (ties.has(`${a},${b}`)) continue
    for (let at = adjacency.start[a]; at < adjacency.start[a + 1]; at++) {
      const pair = adjacency.pairOf[at]
      if (adjacency.neighbour[at] !== b || adjacency.certainty[pair] === CERTAIN) continue
      if (!confirmed.has(pair)) open.push(pair)
    }
  }
  const remaining = graph.components.length + open.length - 1
  // A doubtful corner, which counts by queen, is no border that anybody could confirm.
  return open
    .filter((pair) => adjacency.kind[pair] === BORDER)
    .map((pair) => {
      const { a, b, lengthM, separationM, place } = pairAt(adjacency, pair)
      return { kind: 'confirm-border', a: ids[a], b: ids[b], lengthM, separationM, place, remaining }
    })
}

function addCouncils(
  territory: Territory,
  graph: GraphJudgement,
  pieces: readonly (readonly number[])[],
  rule: ContiguityRule,
): Remedy[] {
  const joining = fewestJoiningCouncils(territory.adjacency, pieces, rule)
  if (!joining) return []
  const pieceOf = new Map<number, number>()
  graph.components.forEach((piece, p) => {
    for (const unit of piece) pieceOf.set(unit, p)
  })
  const joins = [...new Set(joining.joins.map((piece) => pieceOf.get(pieces[piece][0])!))].sort(
    (a, b) => a - b,
  )
  return [
    {
      kind: 'add-councils',
      councils: joining.councils.map((unit) => territory.ids[unit]),
      joins,
      remaining: pieces.length - joining.joins.length + 1,
    },
  ]
}

function declareLinks(
  territory: Territory,
  pieces: readonly (readonly number[])[],
  separations: readonly PieceSeparation[],
): Remedy[] {
  return separations.map(({ from, to, gapM, line }) => ({
    kind: 'declare-link',
    a: territory.ids[from],
    b: territory.ids[to],
    gapM,
    line,
    remaining: pieces.length - 1,
  }))
}

/** Only less than half of the commune can be left out: the rest would no longer be the commune. */
function leaveOut(territory: Territory, pieces: readonly (readonly number[])[]): Remedy[] {
  const size = pieces.reduce((sum, piece) => sum + piece.length, 0)
  const rest = pieces.slice(1)
  const councils = (some: readonly (readonly number[])[]) => some.flat().map((unit) => territory.ids[unit])
  const remedies: Remedy[] = []
  if (rest.flat().length < size / 2)
    remedies.push({ kind: 'leave-out', councils: councils(rest), remaining: 1 })
  if (rest.length > 1) {
    for (const piece of rest) {
      if (piece.length < size / 2) {
        remedies.push({ kind: 'leave-out', councils: councils([piece]), remaining: pieces.length - 1 })
      }
    }
  }
  return remedies
}
