/**
 * The ways of a product over roads on which anything can go anywhere in time: looked at no farther than there are nearby
 * givers. That nothing farther would be cheaper is proved by one search from all givers at once, each starting at what
 * it asks for, instead of by every pair.
 */
import { type Paths, placeOf } from './paths.ts'
import type { Ways } from './uncoupled.ts'

/**
 * @param sourceNodes node of each source
 * @param extra whole cost units that a way from each source costs beside its roads
 */
export function nearWays(
  paths: Paths,
  sourceNodes: Int32Array,
  extra: Float64Array,
  sinkNodes: Int32Array,
): Ways {
  const { nodes } = paths.network
  const sources = sourceNodes.length
  /** Sources of each node: the first, then the next of each. */
  const firstAt = new Int32Array(nodes).fill(-1)
  const nextAt = new Int32Array(sources)
  for (let s = sources - 1; s >= 0; s--) {
    nextAt[s] = firstAt[sourceNodes[s]]
    firstAt[sourceNodes[s]] = s
  }
  const start = new Float64Array(nodes)
  const cheapest = new Int32Array(nodes)
  /** The roads as they were when the costs of the last solution were read. */
  let seen = paths.era()
  const costOf = (s: number, d: number): number => {
    const { tree, at } = paths.reach(sinkNodes[d], sourceNodes[s])
    return at < 0 ? Infinity : tree.cost[at] + extra[s]
  }
  return {
    nearest(d, best, costs) {
      let size = 0
      let tree = paths.near(sinkNodes[d], 1)
      for (let at = 0; size < best.length; at++) {
        if (at === tree.size) {
          if (tree.whole) break
          tree = paths.near(sinkNodes[d], at + 1)
        }
        for (let s = firstAt[tree.nodes[at]]; s >= 0 && size < best.length; s = nextAt[s]) {
          best[size] = s
          costs[size++] = tree.cost[at] + extra[s]
        }
      }
      return size
    },
    renewed(s, d, cost, idle) {
      const before = paths.grown(sinkNodes[d])
      const tree = before ?? paths.near(sinkNodes[d], 1)
      const isNear = tree.whole || cost - extra[s] < tree.cost[tree.size - 1]
      if (isNear && tree === before && tree.era <= seen) return cost
      // How far it is to those out of sight is found only where something goes there: the others come back if they pay.
      return idle && placeOf(tree, sourceNodes[s]) < 0 ? Infinity : costOf(s, d)
    },
    settled() {
      seen = paths.era()
    },
    cheaper(potential, add) {
      start.fill(Infinity)
      for (let s = 0; s < sources; s++) {
        const asked = extra[s] - potential[s]
        const node = sourceNodes[s]
        if (asked >= start[node]) continue
        start[node] = asked
        cheapest[node] = s
      }
      let most = 0
      for (let d = 0; d < sinkNodes.length; d++) most = Math.max(most, -potential[sources + d])
      const { cost, origin } = paths.fromMany(start, most)
      for (let d = 0; d < sinkNodes.length; d++) {
        const least = cost[sinkNodes[d]]
        if (least >= -potential[sources + d]) continue
        const s = cheapest[origin[sinkNodes[d]]]
        add(s, d, least + potential[s])
      }
    },
  }
}
