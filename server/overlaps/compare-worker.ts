/** Compares areas in a thread of its own: one estate may lie over hundreds of parcels. */
import { type ComparedArea, OverlapIndex, type Side } from '../../domain/overlaps/index.ts'
import { answerQuestions } from '../workers/ask.ts'
import { type Compared, sidesKey } from './compare.ts'

answerQuestions(({ areas, asked }: { areas: ComparedArea[]; asked: Side[] }): Compared[] => {
  const index = new OverlapIndex()
  const byKey = new Map<string, ComparedArea>()
  for (const area of areas) {
    index.set(area)
    byKey.set(sidesKey(area), area)
  }
  const pairs = new Map<string, Compared>()
  for (const side of asked) {
    const area = byKey.get(sidesKey(side))
    const overlaps = area && index.overlapsOf(area)
    if (!overlaps || typeof overlaps === 'string') continue
    for (const overlap of overlaps.found) pairs.set(pairKey(overlap), { ...overlap, tolerated: false })
    for (const overlap of overlaps.ignored)
      if (overlap.reason === 'digitising') pairs.set(pairKey(overlap), { ...overlap, tolerated: true })
  }
  return [...pairs.values()]
})

const pairKey = ({ a, b }: { a: Side; b: Side }): string => `${sidesKey(a)} ${sidesKey(b)}`
