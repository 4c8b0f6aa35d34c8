/** Nodes moved, put in, taken out, and stretches between two nodes drawn anew, for all councils that use them. */
import {
  type Area,
  areasNear,
  type Changes,
  type Coverage,
  coverageOf,
  makeArea,
  ringsOf,
  withChanges,
} from './coverage.ts'
import { dissolve, Edges, type Part } from './dissolve.ts'
import { findFaults, isOld } from './faults.ts'
import { type Box, boxOf, grown, liesOn, meet, type Place, placeKey, placesOf } from './grid.ts'
import { nodeLines } from './noding.ts'
import { transfersPast } from './past-junctions.ts'
import { reassignInSteps } from './reassign.ts'
import { isRefusal, type Refusal, refuse } from './refusal.ts'

/** What changed, and where to look for faults. */
export interface Outcome {
  changes: Changes
  box: Box
}

const same = ([ax, ay]: Place, [bx, by]: Place): boolean => ax === bx && ay === by

export function moveNode(coverage: Coverage, from: Place, to: Place): Outcome | Refusal {
  const touched: Place[] = [from, to]
  const rewritten = rewriteRings(coverage, [from], (ring) => {
    const at = ring.findIndex((place) => same(place, from))
    if (at < 0) return null
    return ring.map((place, i) => {
      if (!same(place, from)) return place
      touched.push(ring.at(i - 1)!, ring[(i + 1) % ring.length])
      return to
    })
  })
  if (rewritten.size === 0) return refuse('unknown-node', [], [from])
  return settled(coverage, rewritten, touched, [to])
}

/** Puts a node into the segment between two others; `place` needn't lie on it. */
export function insertNode(
  coverage: Coverage,
  between: readonly [Place, Place],
  place: Place,
): Outcome | Refusal {
  const rewritten = rewriteRings(coverage, between, (ring) =>
    replaced(ring, between, [between[0], place, between[1]]),
  )
  if (rewritten.size === 0) return refuse('not-on-border', [], between)
  return settled(coverage, rewritten, [...between, place], [place])
}

/** A node where borders part has to stay, or a gap would be left between the three. */
export function deleteNode(coverage: Coverage, place: Place): Outcome | Refusal {
  const neighbours = new Map<string, Place>()
  let rings = 0
  let tooSmall = false
  const rewritten = rewriteRings(coverage, [place], (ring) => {
    const at = ring.findIndex((other) => same(other, place))
    if (at < 0) return null
    rings++
    tooSmall ||= ring.length <= 3
    for (const beside of [ring.at(at - 1)!, ring[(at + 1) % ring.length]])
      neighbours.set(placeKey(...beside), beside)
    return ring.toSpliced(at, 1)
  })
  if (rings === 0) return refuse('unknown-node', [], [place])
  if (neighbours.size > 2) return refuse('junction', [...rewritten.keys()], [place])
  if (tooSmall) return refuse('too-small', [...rewritten.keys()], [place])
  const ends = [...neighbours.values()]
  return settled(coverage, rewritten, [place, ...ends], ends)
}

/**
 * Replaces the stretch of a council's border between two places by a line, for all who share it: of the two ways
 * round the ring the shorter, or the longer if `long`. `line` may begin and end with the two places. Borders that end on
 * the stretch are led to the line (past-junctions.ts).
 */
export function reshape(
  coverage: Coverage,
  council: Area,
  from: Place,
  to: Place,
  line: readonly Place[],
  long = false,
): Outcome | Refusal {
  let current = coverage
  const begun = new Map<string, Area | null>()
  for (const place of [from, to]) {
    const segment = segmentAt(
      areasNear(current, boxOf([place])).find(({ id }) => id === council.id) ?? council,
      place,
    )
    if (!segment) return refuse('not-on-border', [council.id], [place])
    if (segment === 'node') continue
    const put = insertNode(current, segment, place)
    if ('reason' in put) return put
    for (const [id, area] of put.changes) begun.set(id, area)
    current = withChanges(current, put.changes)
  }
  const stretch = stretchBetween(begun.get(council.id) ?? council, from, to, long)
  if (!stretch) return refuse('not-on-border', [council.id], [from, to])
  const drawn = [from, ...line, to].filter((place, i, all) => i === 0 || !same(place, all[i - 1]))
  let partly = false
  const rewritten = rewriteRings(current, stretch, (ring) => {
    const whole = replaced(ring, stretch, drawn)
    partly ||= !whole && isPartlyOn(ring, stretch)
    return whole
  })
  const outcome = partly
    ? reshapedPast(current, begun.get(council.id) ?? council, stretch, drawn)
    : settled(current, rewritten, [...stretch, ...drawn], drawn)
  if (isRefusal(outcome)) return outcome
  return { box: outcome.box, changes: new Map([...begun, ...outcome.changes]) }
}

function reshapedPast(
  coverage: Coverage,
  council: Area,
  stretch: readonly Place[],
  drawn: readonly Place[],
): Outcome | Refusal {
  const alone = coverageOf([council])
  const rewritten = rewriteRings(alone, stretch, (ring) => replaced(ring, stretch, drawn))
  const { changes, box } = settled(alone, rewritten, [...stretch, ...drawn], drawn)
  const before = findFaults(alone, box)
  const crossings = findFaults(withChanges(alone, changes), box).filter((fault) => !isOld(fault, before))
  if (crossings.length > 0)
    return refuse(
      'self-crossing',
      [council.id],
      crossings.map(({ place }) => place),
    )
  const transfers = transfersPast(coverage, council, stretch, drawn)
  return isRefusal(transfers) ? transfers : { changes: reassignInSteps(coverage, transfers), box }
}

/** The segment of an outline that a place lies on; `node` where it is one of its nodes. */
function segmentAt(area: Area, place: Place): [Place, Place] | 'node' | null {
  let found: [Place, Place] | null = null
  for (const ring of ringsOf(area).map(placesOf))
    for (const [i, a] of ring.entries()) {
      const b = ring[(i + 1) % ring.length]
      if (same(a, place)) return 'node'
      if (liesOn(place[0], place[1], a[0], a[1], b[0], b[1])) found = [a, b]
    }
  return found
}

function stretchBetween(area: Area, from: Place, to: Place, long: boolean): Place[] | null {
  for (const ring of ringsOf(area).map(placesOf)) {
    const [i, j] = [from, to].map((end) => ring.findIndex((place) => same(place, end)))
    if (i < 0 || j < 0 || i === j) continue
    const onward = [...ring.slice(i), ...ring.slice(0, i)].slice(0, ((j - i + ring.length) % ring.length) + 1)
    const back = [...ring.slice(j), ...ring.slice(0, j)]
      .slice(0, ((i - j + ring.length) % ring.length) + 1)
      .reverse()
    return lengthOf(onward) <= lengthOf(back) !== long ? onward : back
  }
  return null
}

function lengthOf(places: Place[]): number {
  let sum = 0
  for (let i = 1; i < places.length; i++)
    sum += Math.sqrt((places[i][0] - places[i - 1][0]) ** 2 + (places[i][1] - places[i - 1][1]) ** 2)
  return sum
}

/** The ring with a stretch of it replaced, whichever way it runs; null where it isn't in the ring. */
function replaced(ring: Place[], stretch: readonly Place[], by: readonly Place[]): Place[] | null {
  for (const backwards of [false, true]) {
    const old = backwards ? stretch.toReversed() : stretch
    const at = ring.findIndex((_, i) => old.every((place, k) => same(place, ring[(i + k) % ring.length])))
    if (at < 0 || old.length > ring.length) continue
    const put = backwards ? by.toReversed() : by
    const wrapped = Math.max(0, at + old.length - ring.length)
    const next = [...ring.slice(wrapped, at), ...put, ...ring.slice(at + old.length)]
    const first = Math.max(
      0,
      next.findIndex((place) => same(place, ring[0])),
    )
    return [...next.slice(first), ...next.slice(0, first)]
  }
  return null
}

/** Whether a ring has some segments of a stretch and not others. */
function isPartlyOn(ring: Place[], stretch: readonly Place[]): boolean {
  const steps = new Set<string>()
  ring.forEach(([x, y], i) => {
    const [u, v] = ring[(i + 1) % ring.length]
    steps.add(`${placeKey(x, y)} ${placeKey(u, v)}`).add(`${placeKey(u, v)} ${placeKey(x, y)}`)
  })
  const has = stretch
    .slice(1)
    .map((place, i) => steps.has(`${placeKey(...stretch[i])} ${placeKey(...place)}`))
  return has.includes(true) && has.includes(false)
}

/** Applies a change to all rings of the areas around some places; the rings for which it is null stay. */
function rewriteRings(
  coverage: Coverage,
  around: readonly Place[],
  rewrite: (ring: Place[]) => Place[] | null,
): Map<string, Area> {
  const changes = new Map<string, Area>()
  const box = boxOf(around)
  for (const area of areasNear(coverage, box)) {
    let differs = false
    const parts = area.parts.map((part) =>
      part.map((ring) => {
        const places = meet(boxOf([ring]), box) ? rewrite(placesOf(ring)) : null
        if (!places) return ring
        differs = true
        return Int32Array.from(places.filter((place, i) => !same(place, places.at(i - 1)!)).flat())
      }),
    )
    if (differs) changes.set(area.id, makeArea(area.id, parts))
  }
  return changes
}

/**
 * Joins what was changed with what it came to lie on: vertices on segments become nodes of both, an outline that now
 * touches itself is put together anew.
 */
function settled(
  coverage: Coverage,
  rewritten: Changes,
  touched: readonly Place[],
  fresh: readonly Place[],
): Outcome {
  const box = grown(boxOf(touched), 1)
  const near = areasNear(withChanges(coverage, rewritten), box)
  const isFresh = new Set(fresh.map(([x, y]) => placeKey(x, y)))
  const isNear = (ring: Int32Array) => meet(boxOf([ring]), box)
  const rows = near.flatMap(ringsOf).filter(isNear)
  const noding = nodeLines(
    rows.map((row) => ({ row, closed: true })),
    {
      within: box,
      cross: false,
      fresh: (line, i) => {
        const row = rows[line]
        const next = (2 * i + 2) % row.length
        return (
          isFresh.has(placeKey(row[2 * i], row[2 * i + 1])) || isFresh.has(placeKey(row[next], row[next + 1]))
        )
      },
    },
  )
  const changes = new Map<string, Area | null>(rewritten)
  let at = 0
  for (const area of near) {
    let differs = false
    const parts = area.parts.map((part) =>
      part.map((ring) => {
        if (ring !== rows[at]) return ring
        const { nodes, own } = noding.lines[at++]
        if (!own.includes(0)) return ring
        differs = true
        return Int32Array.from(nodes.flatMap((node) => [noding.x[node], noding.y[node]]))
      }),
    )
    if (!differs && !rewritten.has(area.id)) continue
    const untouched = withoutTouching(parts)
    changes.set(area.id, untouched.length > 0 ? makeArea(area.id, untouched) : null)
  }
  return { changes, box }
}

/** Parts as they are where they are rings that use no place twice, otherwise put together anew from their edges. */
function withoutTouching(parts: Part[]): Part[] {
  const places = new Set<string>()
  let count = 0
  let whole = true
  const edges = new Edges()
  for (const ring of parts.flat()) {
    edges.addRing(ring)
    for (let i = 0; i < ring.length; i += 2) places.add(placeKey(ring[i], ring[i + 1]))
    count += ring.length / 2
    whole &&= ring.length >= 6
  }
  return whole && places.size === count ? parts : dissolve(edges)
}
