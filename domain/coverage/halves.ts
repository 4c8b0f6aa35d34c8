/** A sliver between two councils, parted along its middle. */
import { type Area, ringsOf } from './coverage.ts'
import type { Part } from './dissolve.ts'
import { type Place, placesOf } from './grid.ts'
import { cutPieces } from './regions.ts'

/** The pieces of land that lie along the outline of each of two councils. */
export interface Halves {
  one: Part[]
  other: Part[]
}

/** Steps that an edge of a sliver may be off the outline it came from, after rounding. */
const OFF_AT_MOST = 1
/** The same for land that was found on a finer grid, and rounded. */
const OFF_AT_OPEN_ENDS = 2

/**
 * Parts land whose shell runs first along the outline of one council, then along that of the other. The middle joins
 * what lies at equal shares of the two ways. Null where a third council or the open is beside it, where the two take
 * turns, where it has a hole, or where it is too thin to be parted on the grid.
 *
 * @param openEnds whether a third council or the open may be beside it where the two ways meet: each has half of that
 */
export function halvesOf(land: Part, one: Area, other: Area, openEnds = false): Halves | null {
  if (land.length > 1) return null
  const shell = placesOf(openEnds ? withMiddles(land[0], one, other) : land[0])
  const along = sidesAlong(shell, one, other, openEnds ? OFF_AT_OPEN_ENDS : OFF_AT_MOST)
  const sides = openEnds ? withSharedEnds(along, shell) : along
  const starts = sides.flatMap((side, i) => (side !== sides.at(i - 1) ? [i] : []))
  if (sides.includes(null) || starts.length !== 2) return null
  const [first, second] = starts
  const around = [...shell.slice(first), ...shell.slice(0, first)]
  const there = around.slice(0, second - first + 1)
  const back = [...around.slice(second - first), around[0]].reverse()
  const pieces = cutPieces([land], middleOf(there, back).flat())
  if (!pieces) return null
  const halves: Halves = { one: [], other: [] }
  for (const piece of [...pieces.left, ...pieces.right]) {
    const ring = placesOf(piece[0])
    const beside = sidesAlong(ring, one, other, OFF_AT_MOST)
    const count = (side: 'one' | 'other') => beside.filter((value) => value === side).length
    halves[count('one') >= count('other') ? 'one' : 'other'].push(piece)
  }
  return halves.one.length > 0 && halves.other.length > 0 ? halves : null
}

type Side = 'one' | 'other' | null

const sidesAlong = (ring: readonly Place[], one: Area, other: Area, offAtMost: number): Side[] =>
  ring.map((place, i) => sideOf(place, ring[(i + 1) % ring.length], one, other, offAtMost))

/** An edge along nobody's outline gets a place in its middle, so that both sides can have half of it. */
function withMiddles(ring: Int32Array, one: Area, other: Area): number[] {
  const places = placesOf(ring)
  const sides = sidesAlong(places, one, other, OFF_AT_OPEN_ENDS)
  return places.flatMap(([x, y], i) => {
    const [u, v] = places[(i + 1) % places.length]
    return sides[i] === null ? [x, y, Math.round((x + u) / 2), Math.round((y + v) / 2)] : [x, y]
  })
}

/** What runs along nobody's outline goes to the sides before and after it, half and half by its length. */
function withSharedEnds(sides: readonly Side[], ring: readonly Place[]): Side[] {
  const count = sides.length
  const start = sides.findIndex((side, i) => side !== null && sides[(i + 1) % count] === null)
  if (start < 0) return [...sides]
  const shared = [...sides]
  const length = (i: number) => {
    const [[ax, ay], [bx, by]] = [ring[i], ring[(i + 1) % count]]
    return Math.sqrt((bx - ax) ** 2 + (by - ay) ** 2)
  }
  for (let k = 1; k <= count; k++) {
    if (sides[(start + k) % count] !== null) continue
    const run: number[] = []
    for (; sides[(start + k) % count] === null; k++) run.push((start + k) % count)
    const [before, after] = [sides[(run[0] + count - 1) % count], sides[(start + k) % count]]
    const whole = run.reduce((sum, i) => sum + length(i), 0)
    let gone = 0
    for (const i of run) {
      shared[i] = gone + length(i) / 2 <= whole / 2 ? before : after
      gone += length(i)
    }
  }
  return shared
}

/** Whose outline a step runs along: the nearer to its middle. */
function sideOf(a: Place, b: Place, one: Area, other: Area, offAtMost: number): Side {
  const middle: Place = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
  const [toOne, toOther] = [distanceTo(one, middle), distanceTo(other, middle)]
  if (Math.min(toOne, toOther) > offAtMost) return null
  return toOne <= toOther ? 'one' : 'other'
}

/** Steps from a place to the nearest of an area's outlines. */
export function distanceTo(area: Area, [x, y]: Place): number {
  let least = Infinity
  for (const ring of ringsOf(area))
    for (let i = 0; i < ring.length; i += 2) {
      const [ax, ay] = [ring[i], ring[i + 1]]
      const [dx, dy] = [ring[(i + 2) % ring.length] - ax, ring[(i + 3) % ring.length] - ay]
      const share = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
      least = Math.min(least, (ax + dx * share - x) ** 2 + (ay + dy * share - y) ** 2)
    }
  return Math.sqrt(least)
}

/** The line of middles of two ways with the same ends. */
function middleOf(one: Place[], other: Place[]): Place[] {
  const [sharesOne, sharesOther] = [sharesOf(one), sharesOf(other)]
  const shares = [...new Set([...sharesOne, ...sharesOther])].sort((p, q) => p - q)
  return shares.map((share) => {
    const [ax, ay] = placeAt(one, sharesOne, share)
    const [bx, by] = placeAt(other, sharesOther, share)
    return [Math.round((ax + bx) / 2) + 0, Math.round((ay + by) / 2) + 0]
  })
}

/** For each place the share of the way's length that lies before it. */
function sharesOf(way: Place[]): number[] {
  const before = [0]
  for (let i = 1; i < way.length; i++)
    before.push(
      before[i - 1] + Math.sqrt((way[i][0] - way[i - 1][0]) ** 2 + (way[i][1] - way[i - 1][1]) ** 2),
    )
  return before.map((length, i) => (i + 1 === way.length ? 1 : length / before[way.length - 1]))
}

function placeAt(way: Place[], shares: number[], share: number): Place {
  const next = Math.max(
    1,
    shares.findIndex((value) => value >= share),
  )
  const part = (share - shares[next - 1]) / (shares[next] - shares[next - 1] || 1)
  const [a, b] = [way[next - 1], way[next]]
  return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part]
}
