/**
 * A stretch of a council's border drawn anew past places where other borders end on it.
 *
 * In the graph of borders one path is replaced by another with the same ends. The land between the two changes hands:
 * what comes to lie inside is the council's, and the borders that ended there are cut at the new line. What the council
 * leaves goes to whoever was beside the old path there; where two were, the border between them is led on to the new
 * line: straight, as it came, or the shortest way where that leads elsewhere or far. Where more than one border ended in
 * a place, nobody can tell how they go on.
 */
import { type Area, areasNear, type Coverage, ringsOf } from './coverage.ts'
import { dissolve, Edges, type Part } from './dissolve.ts'
import { boxOf, crossing, grown, type Place, placeKey, placesOf } from './grid.ts'
import { nodeLines } from './noding.ts'
import type { Rule, Transfer } from './reassign.ts'
import { type Refusal, refuse } from './refusal.ts'
import { cutPieces } from './regions.ts'
import { contains, RingsByPlace } from './winding.ts'

/** Whoever is beside a step of the old path, in order of their ids; nobody if empty. */
type Side = readonly string[]

const stepKey = ([ax, ay]: Place, [bx, by]: Place): string => `${placeKey(ax, ay)} ${placeKey(bx, by)}`
const lengthBetween = ([ax, ay]: Place, [bx, by]: Place): number =>
  Math.sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay))

/**
 * @param stretch consecutive places of the council's outline, whichever way round
 * @param drawn the line that takes its place, from its first place to its last
 */
export function transfersPast(
  coverage: Coverage,
  council: Area,
  stretch: readonly Place[],
  drawn: readonly Place[],
): Transfer[] | Refusal {
  const onward = ringsOf(council).some((ring) => {
    const places = placesOf(ring)
    return places.some(
      (place, i) => stepKey(place, places[(i + 1) % places.length]) === stepKey(stretch[0], stretch[1]),
    )
  })
  const [old, fresh] = onward ? [stretch, drawn] : [stretch.toReversed(), drawn.toReversed()]
  const areas = areasNear(coverage, grown(boxOf(old), 1))
  const sides = sidesOf(areas, council, old)

  const { x, y, lines } = nodeLines([old, fresh].map((line) => ({ row: line.flat(), closed: false })))
  const [oldLine, freshLine] = lines
  const place = (node: number): Place => [x[node], y[node]]
  const [gained, left] = [new Edges(), new Edges()]
  const beside = new Map<string, Side>()
  let step = -1
  for (let i = 0; i + 1 < oldLine.nodes.length; i++) {
    const [a, b] = [place(oldLine.nodes[i]), place(oldLine.nodes[i + 1])]
    step += oldLine.own[i]
    beside.set(stepKey(a, b), sides[step])
    left.add(...a, ...b)
    gained.add(...b, ...a)
  }
  for (let i = 0; i + 1 < freshLine.nodes.length; i++) {
    const [a, b] = [place(freshLine.nodes[i]), place(freshLine.nodes[i + 1])]
    left.add(...b, ...a)
    gained.add(...a, ...b)
  }

  const shares = new Map<string, { side: Side; region: Part[] }>()
  const cuts = new Set<string>()
  for (const part of dissolve(left)) {
    const shared = sharesOf({ areas, old, beside, cuts }, part)
    if ('ambiguous' in shared) {
      const around = areas.filter((area) => neighboursOf([area], shared.ambiguous).size > 0)
      return refuse(
        'crossroads',
        around.map(({ id }) => id).filter((id) => id !== council.id),
        [shared.ambiguous],
      )
    }
    for (const { side, land } of shared) {
      const share = shares.get(side.join()) ?? { side, region: [] }
      shares.set(side.join(), share)
      share.region.push(land)
    }
  }
  const meeting = new Set(sides.flat())
  for (const area of areas)
    if (old.slice(1, -1).some((node) => neighboursOf([area], node).size > 0)) meeting.add(area.id)
  const transfers: Transfer[] = [...shares.values()].map(({ side, region }) => ({
    region,
    rule: (owners) => sorted([...owners.filter((id) => id !== council.id), ...side]),
  }))
  // whoever isn't beside the stretch keeps its land, which is then found to be taken twice
  const taken: Rule = (owners) => sorted([...owners.filter((id) => !meeting.has(id)), council.id])
  const region = dissolve(gained)
  return region.length > 0 ? [...transfers, { region, rule: taken }] : transfers
}

const sorted = (ids: readonly string[]): string[] => [...new Set(ids)].sort()

/** Who is on the right of each step of the old path, the council being on its left. */
function sidesOf(areas: readonly Area[], council: Area, old: readonly Place[]): Side[] {
  const others = areas
    .filter(({ id }) => id !== council.id)
    .map((area) => ({ id: area.id, rings: new RingsByPlace(ringsOf(area)) }))
  return old
    .slice(1)
    .map((b, i) =>
      others.filter(({ rings }) => rings.windingBeside(...old[i], ...b).right !== 0).map(({ id }) => id),
    )
}

interface Left {
  areas: readonly Area[]
  old: readonly Place[]
  /** By the steps of the old path. */
  beside: ReadonlyMap<string, Side>
  /** Steps of borders led on through the land, both ways. */
  cuts: Set<string>
}

type Shares = { side: Side; land: Part }[] | { ambiguous: Place }

/** Who gets what of a piece of land that the council leaves. */
function sharesOf(left: Left, land: Part): Shares {
  const runs: { from: Place; side: Side }[] = []
  for (const ring of land.map(placesOf)) {
    const along = ring.map((a, i) => left.beside.get(stepKey(a, ring[(i + 1) % ring.length])))
    for (const [i, side] of along.entries()) {
      if (!side) continue
      const before = along.at(i - 1)
      if (before && before.join() !== side.join()) return partedAt(left, land, ring[i])
      runs.push({ from: ring[i], side })
    }
  }
  const other = runs.find(({ side }) => side.join() !== runs[0].side.join())
  if (runs.length === 0 || other) return { ambiguous: other?.from ?? [land[0][0], land[0][1]] }
  return [{ side: runs[0].side, land }]
}

function partedAt(left: Left, land: Part, junction: Place): Shares {
  const end = endOfBorder(left, land, junction)
  const pieces = end && cutPieces([land], [...junction, ...end])
  if (!pieces) return { ambiguous: junction }
  const parts = [...pieces.left, ...pieces.right]
  const steps = new Set(parts.flatMap(stepsOf).map(([a, b]) => stepKey(a, b)))
  for (const [a, b] of parts.flatMap(stepsOf))
    if (steps.has(stepKey(b, a))) left.cuts.add(stepKey(a, b)).add(stepKey(b, a))
  const shares: { side: Side; land: Part }[] = []
  for (const part of parts) {
    const shared = sharesOf(left, part)
    if ('ambiguous' in shared) return shared
    shares.push(...shared)
  }
  return shares
}

const stepsOf = (land: Part): [Place, Place][] =>
  land.map(placesOf).flatMap((ring) => ring.map((a, i): [Place, Place] => [a, ring[(i + 1) % ring.length]]))

/** Where the border that ended in a junction meets the new line; null where it can't be told. */
function endOfBorder({ areas, old, beside, cuts }: Left, land: Part, junction: Place): Place | null {
  const at = old.findIndex((place) => placeKey(...place) === placeKey(...junction))
  const ending = neighboursOf(areas, junction)
  for (const place of [old[at - 1], old[at + 1]]) ending.delete(placeKey(...place))
  if (ending.size !== 1) return null
  const steps = stepsOf(land)
  const isNew = ([a, b]: [Place, Place]) => !beside.has(stepKey(a, b)) && !cuts.has(stepKey(a, b))
  const reachable = (end: Place) =>
    contains(land, (junction[0] + end[0]) / 2, (junction[1] + end[1]) / 2) === true &&
    steps.every(([a, b]) => {
      const met = crossing(...junction, ...end, ...a, ...b)
      // rounded to the grid, the end may lie just beyond the line it is on
      return !met || lengthBetween(met, end) < 2
    })
  const onOld = new Set(
    steps
      .filter((step) => beside.has(stepKey(...step)))
      .flatMap((step) => step.map(([x, y]) => placeKey(x, y))),
  )
  const fresh = steps.filter(isNew)
  const spots = fresh.map(([a, b]) => nearestBetween(junction, a, b))
  const middles = fresh.map(([a, b]) => onGrid([(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], a, b))
  const nearest = [spots, middles]
    .flatMap((ends) =>
      ends
        // an end of the new line would leave one of the two without a border on the council
        .filter((end) => !onOld.has(placeKey(...end)))
        .map((end) => ({ end, length: lengthBetween(junction, end) }))
        .sort((one, other) => one.length - other.length),
    )
    .find(({ end }) => reachable(end))
  if (!nearest) return null
  const from = alongBorder(areas, junction, [...ending.values()][0], nearest.length)
  const straight = ahead(from, junction, steps)
  return straight &&
    isNew(straight.step) &&
    lengthBetween(junction, straight.end) <= SLANT_AT_MOST * nearest.length &&
    reachable(straight.end)
    ? straight.end
    : nearest.end
}

/** A border that would go on through this many times the shortest way slants too much to be meant. */
const SLANT_AT_MOST = 2

/** The places next to one along the outlines of some areas. */
function neighboursOf(areas: readonly Area[], [x, y]: Place): Map<string, Place> {
  const found = new Map<string, Place>()
  for (const ring of areas.flatMap(ringsOf))
    for (let i = 0; i < ring.length; i += 2) {
      if (ring[i] !== x || ring[i + 1] !== y) continue
      for (const j of [(i + ring.length - 2) % ring.length, (i + 2) % ring.length])
        found.set(placeKey(ring[j], ring[j + 1]), [ring[j], ring[j + 1]])
    }
  return found
}

/** The spot of a border so far from its end, or where it meets another one before: a single step may lead anywhere. */
function alongBorder(areas: readonly Area[], end: Place, next: Place, length: number): Place {
  let [before, here, left] = [end, next, length]
  for (;;) {
    const step = lengthBetween(before, here)
    if (step >= left) {
      const share = left / step
      return [before[0] + (here[0] - before[0]) * share, before[1] + (here[1] - before[1]) * share]
    }
    left -= step
    const onward = neighboursOf(areas, here)
    onward.delete(placeKey(...before))
    if (onward.size !== 1) return here
    before = here
    here = [...onward.values()][0]
    if (placeKey(...here) === placeKey(...end)) return before
  }
}

/** What a straight line from one place through another meets first after it. */
function ahead(
  [fromX, fromY]: Place,
  [x, y]: Place,
  steps: readonly [Place, Place][],
): { end: Place; step: [Place, Place] } | null {
  const [dx, dy] = [x - fromX, y - fromY]
  let first: { end: Place; step: [Place, Place]; share: number } | null = null
  for (const [a, b] of steps) {
    const [ax, ay, bx, by] = [a[0] - x, a[1] - y, b[0] - x, b[1] - y]
    if ((ax === 0 && ay === 0) || (bx === 0 && by === 0)) continue
    const [offA, offB] = [dx * ay - dy * ax, dx * by - dy * bx]
    if (offA > 0 === offB > 0) continue
    const between = offA / (offA - offB)
    const [u, v] = [ax + (bx - ax) * between, ay + (by - ay) * between]
    const share = dx * dx + dy * dy > 0 ? (u * dx + v * dy) / (dx * dx + dy * dy) : -1
    if (share > 0 && !(first && first.share <= share))
      first = { end: onGrid([x + u, y + v], a, b), step: [a, b], share }
  }
  return first
}

function nearestBetween([x, y]: Place, a: Place, b: Place): Place {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
  const along = ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy)
  const share = Math.min(1, Math.max(0, along))
  return onGrid([a[0] + dx * share, a[1] + dy * share], a, b)
}

/** The nearest step of the grid, or an end that is as near as the grid can tell. */
function onGrid(place: Place, a: Place, b: Place): Place {
  const near = [a, b].find((end) => lengthBetween(end, place) < 2)
  return near ?? [Math.round(place[0]) + 0, Math.round(place[1]) + 0]
}
