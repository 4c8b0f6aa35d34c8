/** Communes by growth: each starts at one council and takes in neighbours, the smallest first. */
import type { Random } from './random.ts'

/**
 * @param count councils.
 * @param borders pairs that share a border, interleaved.
 * @returns for each council the number of its commune, 0 to `groups - 1`. Every commune is in one piece, unless
 *   the councils themselves are in more pieces than there are communes.
 */
export function growGroups(
  count: number,
  borders: ArrayLike<number>,
  groups: number,
  random: Random,
): Uint32Array {
  const start = new Uint32Array(count + 1)
  for (let k = 0; k < borders.length; k++) start[borders[k] + 1]++
  for (let i = 0; i < count; i++) start[i + 1] += start[i]
  const fill = start.slice(0, count)
  const neighbours = new Uint32Array(borders.length)
  for (let k = 0; k < borders.length; k += 2) {
    neighbours[fill[borders[k]]++] = borders[k + 1]
    neighbours[fill[borders[k + 1]]++] = borders[k]
  }

  const FREE = 0xffffffff
  const group = new Uint32Array(count).fill(FREE)
  const order = Uint32Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const j = random.between(0, i)
    const kept = order[i]
    order[i] = order[j]
    order[j] = kept
  }
  /** Groups that can still grow, by their size. */
  const bySize: number[][] = []
  const front: number[][] = []
  const put = (member: number, into: number, size: number) => {
    group[member] = into
    for (let k = start[member]; k < start[member + 1]; k++)
      if (group[neighbours[k]] === FREE) front[into].push(neighbours[k])
    bySize[size] ??= []
    bySize[size].push(into)
  }
  for (let g = 0; g < Math.min(groups, count); g++) {
    front.push([])
    put(order[g], g, 1)
  }
  let left = count - Math.min(groups, count)
  for (let size = 1; left > 0; ) {
    const growing = bySize[size]?.pop()
    if (growing === undefined) {
      size++
      if (size >= bySize.length) {
        // Nobody can reach the rest: an island starts with the first group.
        const stranded = order.find((i) => group[i] === FREE) as number
        put(stranded, 0, size)
        left--
      }
      continue
    }
    let taken = -1
    while (front[growing].length > 0 && taken < 0) {
      const pick = random.between(0, Math.min(2, front[growing].length - 1))
      const [candidate] = front[growing].splice(pick, 1)
      if (group[candidate] === FREE) taken = candidate
    }
    if (taken < 0) continue
    put(taken, growing, size + 1)
    left--
  }
  return group
}
