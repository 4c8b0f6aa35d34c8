/** Judgements for somebody who does not see every council: nothing in them comes from one of those. */
import type { Territory } from './territory.ts'
import type { Judgement } from './types.ts'

/** Councils that the judgement names and that are not among the judged: in remedies and enclaves. */
export function namedOutside({ remedies, enclaves }: Judgement, judged: ReadonlySet<string>): string[] {
  const named = [
    ...remedies.flatMap((remedy) => (remedy.kind === 'add-councils' ? remedy.councils : [])),
    ...enclaves.flatMap(({ unit }) => (unit === null ? [] : [unit])),
  ]
  return [...new Set(named)].filter((id) => !judged.has(id))
}

/**
 * The same territory for somebody who does not see some of its units: a judgement finds them nowhere. They keep their
 * positions, without a place and without neighbours.
 *
 * @param unseen positions
 */
export function withoutUnits(territory: Territory, unseen: readonly number[]): Territory {
  if (unseen.length === 0) return territory
  const { adjacency } = territory
  const gone = new Uint8Array(adjacency.count)
  const boxes = territory.boxes.slice()
  for (const unit of unseen) {
    gone[unit] = 1
    boxes.fill(Number.NaN, 4 * unit, 4 * unit + 4)
  }
  const start = new Uint32Array(adjacency.count + 1)
  const neighbour = new Uint32Array(adjacency.neighbour.length)
  const pairOf = new Uint32Array(adjacency.pairOf.length)
  let kept = 0
  for (let unit = 0; unit < adjacency.count; unit++) {
    for (let at = adjacency.start[unit]; at < adjacency.start[unit + 1]; at++) {
      if (gone[unit] || gone[adjacency.neighbour[at]]) continue
      neighbour[kept] = adjacency.neighbour[at]
      pairOf[kept++] = adjacency.pairOf[at]
    }
    start[unit + 1] = kept
  }
  const left = { start, neighbour: neighbour.slice(0, kept), pairOf: pairOf.slice(0, kept) }
  return { ...territory, boxes, adjacency: { ...adjacency, ...left } }
}
