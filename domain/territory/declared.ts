/** What assemblies vouch for: ways across, and borders that a drawing leaves in doubt. */
import { type Adjacency, BORDER, CERTAIN } from './adjacency.ts'
import type { Territory } from './territory.ts'
import type { DeclaredLink } from './types.ts'

/** How two units meet. `certain` and `doubtful` are borders. */
export type Meeting = 'certain' | 'doubtful' | 'corner' | 'none'

export interface Declared {
  /** Ways across as flat pairs of positions: ties of the graph. */
  ways: number[]
  /** Doubtful borders that are confirmed, by pair. They are ties already; they are no longer open. */
  confirmed: Map<number, DeclaredLink>
}

/**
 * Puts declared links in their places; those to units that aren't there are left out, and so are confirmations where
 * the drawing shows no doubtful border: there is nothing, or nothing left, to confirm.
 */
export function locateDeclared(territory: Territory, links: readonly DeclaredLink[]): Declared {
  const ways: number[] = []
  const confirmed = new Map<number, DeclaredLink>()
  if (links.length === 0) return { ways, confirmed }
  const ends = new Set(links.flatMap((link) => [link.a, link.b]))
  const position = new Map<string, number>()
  territory.ids.forEach((id, i) => {
    if (ends.has(id) && !position.has(id)) position.set(id, i)
  })
  for (const link of links) {
    const a = position.get(link.a)
    const b = position.get(link.b)
    if (a === undefined || b === undefined || a === b) continue
    if (link.kind !== 'border') ways.push(a, b)
    else if (meetingOf(territory.adjacency, a, b) === 'doubtful')
      confirmed.set(pairBetween(territory.adjacency, a, b), link)
  }
  return { ways, confirmed }
}

export function meetingOf(adjacency: Adjacency, a: number, b: number): Meeting {
  const pair = pairBetween(adjacency, a, b)
  if (pair < 0) return 'none'
  if (adjacency.kind[pair] !== BORDER) return 'corner'
  return adjacency.certainty[pair] === CERTAIN ? 'certain' : 'doubtful'
}

/** -1 where the two don't touch. */
function pairBetween({ start, neighbour, pairOf }: Adjacency, a: number, b: number): number {
  for (let at = start[a]; at < start[a + 1]; at++) if (neighbour[at] === b) return pairOf[at]
  return -1
}
