/** The stretch of a line, such as a river or a recorded track, between two places beside it. */
import type { Place } from './grid.ts'

interface Spot {
  /** The step of the line that it lies on, and the share of it that lies before. */
  step: number
  share: number
  distance2: number
}

/** The places of the line between those nearest to `from` and `to`, in the direction from one to the other. */
export function stretchAlong(line: readonly Place[], from: Place, to: Place): Place[] {
  const [begin, end] = [nearestOn(line, from), nearestOn(line, to)]
  const onward = begin.step < end.step || (begin.step === end.step && begin.share <= end.share)
  const [first, last] = onward ? [begin, end] : [end, begin]
  const between = [spotOn(line, first), ...line.slice(first.step + 1, last.step + 1), spotOn(line, last)]
  return onward ? between : between.reverse()
}

function spotOn(line: readonly Place[], { step, share }: Spot): Place {
  const [a, b] = [line[step], line[Math.min(step + 1, line.length - 1)]]
  return [Math.round(a[0] + (b[0] - a[0]) * share) + 0, Math.round(a[1] + (b[1] - a[1]) * share) + 0]
}

function nearestOn(line: readonly Place[], [x, y]: Place): Spot {
  let best: Spot = { step: 0, share: 0, distance2: Infinity }
  for (let step = 0; step < Math.max(1, line.length - 1); step++) {
    const [a, b] = [line[step], line[Math.min(step + 1, line.length - 1)]]
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
    const length2 = dx * dx + dy * dy
    const along = length2 > 0 ? ((x - a[0]) * dx + (y - a[1]) * dy) / length2 : 0
    const share = Math.min(1, Math.max(0, along))
    const distance2 = (a[0] + dx * share - x) ** 2 + (a[1] + dy * share - y) ** 2
    if (distance2 < best.distance2) best = { step, share, distance2 }
  }
  return best
}
