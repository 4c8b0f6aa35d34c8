/** The judge's thread. */
import { type Adjacency, buildAdjacency, flatten, judgeGraph, pairAt } from '$domain/territory/index.ts'
import type { Judgement, Unit } from '$domain/territory/types.ts'
import type { Question, Reply } from './protocol.ts'

let ids: string[] = []
let index = new Map<string, number>()
let adjacency: Adjacency | null = null

function setAreas(units: Unit[]): void {
  ids = units.map(({ id }) => id)
  index = new Map(ids.map((id, i) => [id, i]))
  adjacency = buildAdjacency(flatten(units))
}

function answer(members: string[], links: { a: string; b: string }[]): Judgement {
  const at = (id: string) => index.get(id)!
  const graph = judgeGraph(
    adjacency!,
    members.map(at),
    links.filter((l) => index.has(l.a) && index.has(l.b)).flatMap((l) => [at(l.a), at(l.b)]),
  )
  const name = (unit: number) => ids[unit]
  const inside = new Set(members.map(at))
  const pairs: Judgement['pairs'] = []
  for (let i = 0; i < adjacency!.a.length; i++) {
    const pair = pairAt(adjacency!, i)
    if (inside.has(pair.a) && inside.has(pair.b)) pairs.push({ ...pair, a: name(pair.a), b: name(pair.b) })
  }
  return {
    verdict: graph.verdict,
    components: graph.components.map((c) => c.map(name)),
    certainComponents: graph.certainComponents.map((c) => c.map(name)),
    cutUnits: graph.cutUnits.map(name),
    bridges: graph.bridges.map(([a, b]) => [name(a), name(b)]),
    spanningTree: graph.spanningTree.map(([a, b]) => [name(a), name(b)]),
    enclaves: [],
    overlaps: [],
    gaps: [],
    parted: [],
    separations: [],
    remedies: [],
    pairs,
  }
}

self.onmessage = ({ data }: MessageEvent<Question>) => {
  if (data.kind === 'areas') {
    adjacency = null
    setAreas(data.units)
    return
  }
  const start = performance.now()
  let reply: Reply
  try {
    reply = {
      number: data.number,
      judgement: answer(data.members, data.links),
      milliseconds: performance.now() - start,
    }
  } catch (defect) {
    reply = {
      number: data.number,
      judgement: null,
      milliseconds: 0,
      defect: String(defect instanceof Error ? defect.stack : defect),
    }
  }
  self.postMessage(reply)
}
