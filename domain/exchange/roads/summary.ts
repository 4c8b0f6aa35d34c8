/** What was made of some lines of a network: for whoever brought them. */
import type { LineProblem } from './line.ts'
import type { RoadNetwork } from './network.ts'

export interface LinesSummary {
  km: number
  /** Places where more than two ways out begin, and one of them is of these lines. */
  crossings: number
  /** Ends drawn short of the line they lead to, and the longest such gap. */
  joinedEnds: number
  longestGapM: number
  /** Lines of them that pass over or under another without meeting it. */
  passedOver: number
  oneWay: number
  /** Separate parts of the whole network that these lines belong to. */
  islands: number
  problems: Partial<Record<LineProblem['problem'], number>>
}

export function summaryOf(network: RoadNetwork, ids: ReadonlySet<string>): LinesSummary {
  const { lines, line, from, to, km, island, nodeCount, segmentCount } = network
  const isOurs = lines.map(({ source }) => ids.has(source.id))
  const ends = new Int32Array(nodeCount)
  const touched = new Uint8Array(nodeCount)
  const islands = new Set<number>()
  let length = 0
  for (let s = 0; s < segmentCount; s++) {
    ends[from[s]]++
    ends[to[s]]++
    if (!isOurs[line[s]]) continue
    touched[from[s]] = touched[to[s]] = 1
    islands.add(island[from[s]])
    length += km[s]
  }
  const joined = network.joinedEnds.filter((end) => ids.has(end.line) || ids.has(end.to))
  const problems: LinesSummary['problems'] = {}
  for (const { line: id, problem } of network.problems)
    if (ids.has(id)) problems[problem] = (problems[problem] ?? 0) + 1
  return {
    km: length,
    crossings: touched.reduce((sum, is, node) => sum + (is && ends[node] > 2 ? 1 : 0), 0),
    joinedEnds: joined.length,
    longestGapM: Math.max(0, ...joined.map(({ gapM }) => gapM)),
    passedOver: network.passedOver.filter((pair) => pair.lines.some((id) => ids.has(id))).length,
    oneWay: lines.filter(({ oneWay }, i) => isOurs[i] && oneWay !== 0).length,
    islands: islands.size,
    problems,
  }
}
