/** In which order to visit places once, from any of them to any other: the shortest open path, or nearly. */

export interface OrderingOptions {
  /** Position at which the path must begin, or end. */
  first?: number | null
  last?: number | null
}

export interface Ordering {
  order: number[]
  /** Infinity where no order avoids a pair without a way. */
  length: number
  /** Whether no order is shorter; else it was found by inserting and exchanging. */
  exact: boolean
}

/** Up to here every order is weighed (Held and Karp). */
const EXACT_UP_TO = 12
const STARTS = 12

/** @param distance from `i` to `j` at `i * count + j`; need not be the same both ways, Infinity where there is no way */
export function orderPath(
  distance: ArrayLike<number>,
  count: number,
  options: OrderingOptions = {},
): Ordering {
  if (count <= 1) return { order: Array.from({ length: count }, (_, i) => i), length: 0, exact: true }
  return count <= EXACT_UP_TO ? everyOrder(distance, count, options) : inserted(distance, count, options)
}

function everyOrder(
  distance: ArrayLike<number>,
  count: number,
  { first = null, last = null }: OrderingOptions,
): Ordering {
  const all = (1 << count) - 1
  // By set of visited places and the last of them.
  const best = new Float64Array((all + 1) * count).fill(Infinity)
  const before = new Int8Array((all + 1) * count).fill(-1)
  for (let i = 0; i < count; i++) if (first === null || i === first) best[(1 << i) * count + i] = 0
  for (let set = 1; set <= all; set++)
    for (let i = 0; i < count; i++) {
      const here = best[set * count + i]
      if (here === Infinity) continue
      for (let j = 0; j < count; j++) {
        if (set & (1 << j)) continue
        const cell = (set | (1 << j)) * count + j
        const there = here + distance[i * count + j]
        if (there < best[cell]) {
          best[cell] = there
          before[cell] = i
        }
      }
    }
  let end = -1
  for (let i = 0; i < count; i++) {
    const allowed = last === null || i === last
    if (allowed && best[all * count + i] < (end < 0 ? Infinity : best[all * count + end])) end = i
  }
  if (end < 0) return { order: Array.from({ length: count }, (_, i) => i), length: Infinity, exact: true }
  const order: number[] = []
  for (let set = all, i = end; i >= 0; ) {
    order.push(i)
    const previous = before[set * count + i]
    set &= ~(1 << i)
    i = previous
  }
  return { order: order.reverse(), length: best[all * count + end], exact: true }
}

function inserted(distance: ArrayLike<number>, count: number, options: OrderingOptions): Ordering {
  const { first = null, last = null } = options
  const length = (order: readonly number[]): number => {
    if (first !== null && order[0] !== first) return Infinity
    if (last !== null && order[order.length - 1] !== last) return Infinity
    let sum = 0
    for (let k = 1; k < order.length; k++) sum += distance[order[k - 1] * count + order[k]]
    return sum
  }
  let best: Ordering = { order: Array.from({ length: count }, (_, i) => i), length: Infinity, exact: false }
  const step = Math.max(1, Math.floor(count / STARTS))
  for (let start = 0; start < count; start += step) {
    const begin = first ?? start
    for (const path of [
      nearestInsertion(distance, count, begin, { first, last }),
      nearestNext(distance, count, begin, last),
    ]) {
      const order = improve(path, length)
      const found = length(order)
      if (found < best.length) best = { order, length: found, exact: false }
    }
  }
  return best
}

/** From each place to the nearest that was not visited yet, and to the last at the end. */
function nearestNext(
  distance: ArrayLike<number>,
  count: number,
  start: number,
  last: number | null,
): number[] {
  const path = [start]
  const left = new Set(Array.from({ length: count }, (_, i) => i).filter((i) => i !== start && i !== last))
  for (let here = start; left.size > 0; ) {
    here = [...left].reduce((a, b) => (distance[here * count + b] < distance[here * count + a] ? b : a))
    path.push(here)
    left.delete(here)
  }
  return last === null || last === start ? path : [...path, last]
}

/** Always the place that lies nearest to the path, where it lengthens it least. */
function nearestInsertion(
  distance: ArrayLike<number>,
  count: number,
  start: number,
  { first = null, last = null }: OrderingOptions,
): number[] {
  const between = (a: number, b: number) => distance[a * count + b]
  const path = last === null || last === start ? [start] : [start, last]
  const left = new Set(Array.from({ length: count }, (_, i) => i).filter((i) => !path.includes(i)))
  const gap = (i: number) => Math.min(...path.map((j) => Math.min(between(i, j), between(j, i))))
  while (left.size > 0) {
    const next = [...left].reduce((a, b) => (gap(b) < gap(a) ? b : a))
    let where = path.length
    let least = Infinity
    for (let at = first === null ? 0 : 1; at <= path.length - (last === null ? 0 : 1); at++) {
      const joins =
        (at > 0 ? between(path[at - 1], next) : 0) +
        (at < path.length ? between(next, path[at]) : 0) -
        (at > 0 && at < path.length ? between(path[at - 1], path[at]) : 0)
      if (joins < least) {
        least = joins
        where = at
      }
    }
    if (least === Infinity && last !== null) where = path.length - 1
    path.splice(where, 0, next)
    left.delete(next)
  }
  return path
}

/** Turns stretches round (2-opt) and moves short ones elsewhere, as long as anything is won. */
function improve(start: number[], length: (order: readonly number[]) => number): number[] {
  let order = start
  let now = length(order)
  const won = (candidate: number[]): boolean => {
    const then = length(candidate)
    if (!(then < now - 1e-9)) return false
    order = candidate
    now = then
    return true
  }
  for (let again = true; again; ) {
    again = false
    for (let i = 0; i < order.length - 1; i++)
      for (let j = i + 1; j < order.length; j++)
        again =
          won([...order.slice(0, i), ...order.slice(i, j + 1).reverse(), ...order.slice(j + 1)]) || again
    for (let size = 1; size <= 3; size++)
      for (let i = 0; i + size <= order.length; i++)
        for (let at = 0; at <= order.length - size; at++) {
          const piece = order.slice(i, i + size)
          const rest = [...order.slice(0, i), ...order.slice(i + size)]
          again = won([...rest.slice(0, at), ...piece, ...rest.slice(at)]) || again
        }
  }
  return order
}
