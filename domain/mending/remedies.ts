/** What mends a gap or an overlap, as edits of the drawing, and what each council gains or loses by it. */
import type { MultiPolygon, Polygon } from 'geojson'
import { applyEdit } from '../coverage/apply-edit.ts'
import { areaOf, type Coverage } from '../coverage/coverage.ts'
import type { Change } from '../coverage/delta.ts'
import type { Part } from '../coverage/dissolve.ts'
import type { Edit } from '../coverage/edits.ts'
import { toPosition } from '../coverage/grid.ts'
import { halvesOf } from '../coverage/halves.ts'
import { isRefusal, type Refusal } from '../coverage/refusal.ts'
import { areaM2, regionOf, unitOf } from '../coverage/units.ts'
import { groupRings, intersectionOf, pathsOf, toMultiPolygon } from '../geometry/clip.ts'
import { type Flaw, insideOf } from './flaws.ts'
import { type FactsOf, type PrecedenceReason, whoYields } from './precedence.ts'

/** `give`: all of it to one council, who keeps an overlap alone; `halve`: to each of two the half on its side. */
export type RemedyKind = 'give' | 'halve'

export interface Remedy {
  kind: RemedyKind
  /** One council or two. */
  to: string[]
  /** Why it is offered first; of the others `choice`. */
  why: PrecedenceReason | 'only-neighbour' | 'longest-border' | 'choice'
}

/** What becomes of a council's area. */
export interface Gain {
  council: string
  beforeM2: number
  afterM2: number
}

export interface Tried {
  remedy: Remedy
  /** In order; each is possible after those before it. */
  edits: Edit[]
  gains: Gain[]
  coverage: Coverage
}

/** Of many neighbours only those with the longest borders are offered the land. */
const OFFERED_AT_MOST = 4
/** Two with so much of the border have it between them; whoever else is there stands at an end of it. */
const BETWEEN_TWO = 0.7

/** The councils whose borders ought to meet: two where it lies between two, else all around it. */
function sidesOf({ beside }: Flaw): string[] {
  const whole = beside.reduce((sum, { lengthM }) => sum + lengthM, 0)
  const two = beside.slice(0, 2).reduce((sum, { lengthM }) => sum + lengthM, 0)
  return (two >= BETWEEN_TWO * whole ? beside.slice(0, 2) : beside).map(({ council }) => council)
}

/** Everything that may be tried, best first; the first keeps precedence. Whether it is possible tells `tryRemedy`. */
export function remediesFor(flaw: Flaw, factsOf: FactsOf): Remedy[] {
  const first = defaultRemedy(flaw, factsOf)
  const councils = flaw.beside.slice(0, OFFERED_AT_MOST).map(({ council }) => council)
  const others: Remedy[] = councils.map((council) => ({ kind: 'give', to: [council], why: 'choice' }))
  const sides = sidesOf(flaw)
  if (sides.length === 2) others.push({ kind: 'halve', to: sides, why: 'choice' })
  return [first, ...others.filter(({ kind, to }) => kind !== first.kind || to.join() !== first.to.join())]
}

/**
 * What keeps precedence: the border that must not move stays, and the council that yields takes the gap up to it, or
 * loses the overlap. Between equals the middle, or the council with most of the border.
 */
function defaultRemedy(flaw: Flaw, factsOf: FactsOf): Remedy {
  const sides = sidesOf(flaw)
  const give = (council: string, why: Remedy['why']): Remedy => ({ kind: 'give', to: [council], why })
  if (sides.length === 1) return give(sides[0], 'only-neighbour')
  if (sides.length === 2) {
    const [a, b] = sides
    const { yields, reason } = whoYields(a, b, factsOf)
    if (yields === null) return { kind: 'halve', to: sides, why: 'equal' }
    return give(flaw.kind === 'gap' ? yields : yields === a ? b : a, reason)
  }
  const movable = sides.filter((one) => mayMove(one, sides, factsOf))
  const reasons = movable.flatMap((one) =>
    sides.flatMap((other) => (yieldsTo(one, other, factsOf) ? [whoYields(one, other, factsOf).reason] : [])),
  )
  return give(movable[0] ?? sides[0], reasons[0] ?? 'longest-border')
}

function yieldsTo(one: string, other: string, factsOf: FactsOf): boolean {
  return one !== other && whoYields(one, other, factsOf).yields === one
}

const mayMove = (one: string, sides: readonly string[], factsOf: FactsOf): boolean =>
  sides.every((other) => !yieldsTo(other, one, factsOf))

/** Whether precedence lets a remedy be taken unasked. */
export function keepsPrecedence(flaw: Flaw, { kind, to }: Remedy, factsOf: FactsOf): boolean {
  const sides = sidesOf(flaw)
  const moving = flaw.kind === 'gap' || kind === 'halve' ? to : sides.filter((id) => !to.includes(id))
  return moving.every((one) => mayMove(one, sides, factsOf))
}

/** A sliver's place may lie on an outline by now, where an edit beside it led a border a step aside. */
const PLACES_AT_MOST = 6

export function tryRemedy(coverage: Coverage, flaw: Flaw, remedy: Remedy): Tried | Refusal {
  if (flaw.form === 'slit') return filledSlit(coverage, flaw, remedy)
  let refusal: Refusal | null = null
  for (const place of insideOf(flaw.geometry, PLACES_AT_MOST)) {
    const at = toPosition(...place)
    const to = remedy.to as [string] | [string, string]
    const edit: Edit =
      flaw.kind === 'gap'
        ? { kind: 'fill', at, to }
        : {
            kind: 'resolve-overlap',
            between: flaw.beside.map(({ council }) => council) as [string, string],
            at,
            to,
          }
    const tried = made(coverage, remedy, [edit])
    if (!isRefusal(tried)) return tried
    if (tried.reason === 'no-middle' && flaw.kind === 'gap') return filledSlit(coverage, flaw, remedy)
    refusal = tried
    if (tried.reason !== 'no-gap' && tried.reason !== 'no-overlap') return tried
  }
  return refusal ?? { reason: 'too-small', councils: remedy.to, places: [flaw.place] }
}

/** At its ends a slit has a border with nobody, or with a third council: each of the two takes what is drawn of it. */
function filledSlit(coverage: Coverage, flaw: Flaw, remedy: Remedy): Tried | Refusal {
  const [land] = regionOf(flaw.geometry)
  if (!land) return { reason: 'too-small', councils: remedy.to, places: [flaw.place] }
  const whole = added(remedy.to.at(-1)!, [land])
  if (remedy.kind === 'give') return made(coverage, remedy, whole)
  const [one, other] = remedy.to.map((id) => areaOf(coverage, id))
  const halves = one && other ? halvesOf(land, one, other, true) : null
  if (!halves) return { reason: 'no-middle', councils: remedy.to, places: [flaw.place] }
  return made(coverage, remedy, [...added(remedy.to[0], halves.one), ...whole])
}

const added = (council: string, land: readonly Part[]): Edit[] =>
  land.map((part) => ({ kind: 'add-part', council, outline: polygonOf(part), take: [] }))

function polygonOf(part: Part): Polygon {
  const { geometry } = unitOf({ id: '', parts: [part], box: { minX: 0, minY: 0, maxX: 0, maxY: 0 } })
  return geometry as Polygon
}

function made(coverage: Coverage, remedy: Remedy, edits: Edit[]): Tried | Refusal {
  const changes = new Map<string, Change>()
  let current = coverage
  for (const edit of edits) {
    const applied = applyEdit(current, edit)
    if (isRefusal(applied)) return applied
    current = applied.coverage
    for (const change of applied.delta)
      changes.set(change.id, { ...change, before: (changes.get(change.id) ?? change).before })
  }
  return { remedy, edits, gains: gainsOf([...changes.values()]), coverage: current }
}

const gainsOf = (changes: readonly Change[]): Gain[] =>
  changes.map(({ id, before, after }) => ({
    council: id,
    beforeM2: before ? areaM2(before) : 0,
    afterM2: after ? areaM2(after) : 0,
  }))

/** What each council has of the flaw's land afterwards, to be shown before it is done. */
export function landAfter(flaw: Flaw, { coverage, gains }: Tried): { council: string; land: MultiPolygon }[] {
  const land = pathsOf(flaw.geometry)
  const councils = new Set([
    ...gains.map(({ council }) => council),
    ...(flaw.kind === 'overlap' ? flaw.beside.map(({ council }) => council) : []),
  ])
  return [...councils].flatMap((council) => {
    const area = areaOf(coverage, council)
    const own = area ? groupRings(intersectionOf(land, pathsOf(unitOf(area).geometry))) : []
    return own.length > 0 ? [{ council, land: toMultiPolygon(own) }] : []
  })
}
