/** An edit made on a coverage: another coverage and what changed, or the reason why not. */
import type { Position } from 'geojson'
import { type Area, areaOf, type Changes, type Coverage, coverageOf, makeArea, ringsOf } from './coverage.ts'
import { applyDelta, type Delta } from './delta.ts'
import type { Part } from './dissolve.ts'
import type { Edit, Outline } from './edits.ts'
import { findFaults, isOld } from './faults.ts'
import { stretchAlong } from './follow.ts'
import { type Box, boxOf, type Place, placesOf, toPlace } from './grid.ts'
import { halvesOf } from './halves.ts'
import { nodeLines } from './noding.ts'
import { type Rule, reassign, reassignInSteps, type Transfer } from './reassign.ts'
import { isRefusal, type Refusal, refuse } from './refusal.ts'
import { cutPieces, gapAround, overlapAround } from './regions.ts'
import { areaM2, regionOf } from './units.ts'
import { deleteNode, insertNode, moveNode, reshape } from './vertex-edits.ts'
import { contains } from './winding.ts'

export interface Applied {
  coverage: Coverage
  delta: Delta
}

/** What an edit would do, before anybody has looked whether it may. */
interface Plan {
  changes: Changes
  /** Where faults could come up. */
  box: Box
  /** Councils of which nothing need be left. */
  ending?: string[]
  /** From whom to whom land went over, and its old faults with it. */
  heirs?: [from: string, to: string][]
}

const SMALLEST_M2 = 1

export function applyEdit(coverage: Coverage, edit: Edit): Applied | Refusal {
  const off = positionsIn(edit).find(([lon, lat]) => !(Math.abs(lon) <= 180 && Math.abs(lat) <= 90))
  if (off) return { reason: 'outside', councils: [], places: [off] }
  const plan = planOf(coverage, edit)
  return isRefusal(plan) ? plan : judged(coverage, plan)
}

function planOf(coverage: Coverage, edit: Edit): Plan | Refusal {
  switch (edit.kind) {
    case 'move-node':
      return moveNode(coverage, toPlace(edit.from), toPlace(edit.to))
    case 'insert-node':
      return insertNode(coverage, [toPlace(edit.between[0]), toPlace(edit.between[1])], toPlace(edit.at))
    case 'delete-node':
      return deleteNode(coverage, toPlace(edit.at))
    case 'reshape':
    case 'follow':
      return redrawn(coverage, edit)
    case 'draw':
      if (areaOf(coverage, edit.council)) return refuse('council-exists', [edit.council])
      return taken(coverage, edit)
    case 'add-part':
      return known(coverage, [edit.council]) ?? taken(coverage, edit)
    case 'split':
      if (areaOf(coverage, edit.as)) return refuse('council-exists', [edit.as])
      return (
        known(coverage, [edit.council]) ??
        handedOver(coverage, edit.council, edit.as, cutOff(coverage, edit.council, edit))
      )
    case 'give':
      return (
        known(coverage, [edit.from, edit.to]) ??
        handedOver(
          coverage,
          edit.from,
          edit.to,
          'line' in edit ? cutOff(coverage, edit.from, edit) : drawnRegion(edit.outline),
        )
      )
    case 'merge':
      return merged(coverage, edit)
    case 'cut-hole':
      return hollowed(coverage, edit)
    case 'fill':
      return filled(coverage, edit)
    case 'resolve-overlap':
      return resolved(coverage, edit)
  }
}

/** Refuses what leaves nothing of a council, or brings in a fault that wasn't there. */
function judged(coverage: Coverage, { changes, box, ending = [], heirs = [] }: Plan): Applied | Refusal {
  if (changes.size === 0) return refuse('nothing-changes')
  const delta: Delta = [...changes]
    .map(([id, after]) => ({ id, before: areaOf(coverage, id), after }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const swallowed = delta.find(({ id, after }) => !after && !ending.includes(id))
  if (swallowed) return refuse('swallowed', [swallowed.id])
  const next = applyDelta(coverage, delta)
  const faults = findFaults(next, box)
  if (faults.length > 0) {
    const before = findFaults(coverage, box)
    const inherited = heirs.flatMap(([from, to]) =>
      before.map((fault) => ({
        ...fault,
        councils: [...new Set(fault.councils.map((id) => (id === from ? to : id)))].sort(),
      })),
    )
    const old = [...before, ...inherited]
    const added = faults.filter((fault) => !isOld(fault, old))
    if (added.length > 0) {
      const { councils } = added[0]
      const places = added
        .filter((fault) => fault.councils.join() === councils.join())
        .map(({ place }) => place)
      return refuse(councils.length > 1 ? 'would-overlap' : 'self-crossing', councils, places)
    }
  }
  for (const { id, before, after } of delta)
    if (after && areaM2(after) < SMALLEST_M2 && !(before && areaM2(before) < SMALLEST_M2))
      return refuse('too-small', [id], [[after.box.minX, after.box.minY]])
  return { coverage: next, delta }
}

function known(coverage: Coverage, ids: readonly string[]): Refusal | null {
  const missing = ids.filter((id) => !areaOf(coverage, id))
  return missing.length > 0 ? refuse('unknown-council', missing) : null
}

function redrawn(coverage: Coverage, edit: Extract<Edit, { kind: 'reshape' | 'follow' }>): Plan | Refusal {
  const council = areaOf(coverage, edit.council)
  if (!council) return refuse('unknown-council', [edit.council])
  const [from, to] = [toPlace(edit.from), toPlace(edit.to)]
  const line =
    edit.kind === 'reshape' ? edit.line.map(toPlace) : stretchAlong(edit.along.map(toPlace), from, to)
  return reshape(coverage, council, from, to, line, edit.long)
}

/** Land in an outline goes to a council, where nobody has it or only councils that may be taken from. */
function taken(
  coverage: Coverage,
  { council, outline, take }: { council: string; outline: Outline; take: string[] },
) {
  const region = drawnRegion(outline)
  if (isRefusal(region)) return region
  const free = new Set([council, ...take])
  const plan = planned(coverage, region, (owners) =>
    owners.every((id) => free.has(id)) ? [council] : owners,
  )
  return plan.changes.has(council) ? plan : refuse('nothing-free', [council], nodesOf(region))
}

function handedOver(coverage: Coverage, from: string, to: string, region: Part[] | Refusal): Plan | Refusal {
  if (isRefusal(region)) return region
  const over = (owners: readonly string[]) => [...new Set(owners.map((id) => (id === from ? to : id)))].sort()
  return { ...planned(coverage, region, over), heirs: [[from, to]] }
}

/** What a line cuts off a council on one of its sides. */
function cutOff(
  coverage: Coverage,
  council: string,
  edit: { line: Position[]; side: 'left' | 'right' },
): Part[] | Refusal {
  const line = edit.line.map(toPlace)
  const noding = nodeLines([{ row: line.flat(), closed: false }])
  const doubled = noding.lines[0].own.indexOf(0)
  if (doubled >= 0) {
    const node = noding.lines[0].nodes[doubled]
    return refuse('self-crossing', [], [[noding.x[node], noding.y[node]]])
  }
  const pieces = line.length > 1 ? cutPieces(areaOf(coverage, council)!.parts, line.flat()) : null
  return pieces && pieces[edit.side].length > 0
    ? pieces[edit.side]
    : refuse('line-does-not-cross', [council], line)
}

function merged(coverage: Coverage, { into, councils }: Extract<Edit, { kind: 'merge' }>): Plan | Refusal {
  const others = councils.filter((id) => id !== into)
  const region = others.flatMap((id) => areaOf(coverage, id)?.parts ?? [])
  const over = (owners: readonly string[]) =>
    [...new Set(owners.map((id) => (others.includes(id) ? into : id)))].sort()
  return (
    known(coverage, [into, ...others]) ?? {
      ...planned(coverage, region, over),
      ending: others,
      heirs: others.map((id): [string, string] => [id, into]),
    }
  )
}

function hollowed(
  coverage: Coverage,
  { council, outline }: Extract<Edit, { kind: 'cut-hole' }>,
): Plan | Refusal {
  const area = areaOf(coverage, council)
  if (!area) return refuse('unknown-council', [council])
  const region = drawnRegion(outline)
  if (isRefusal(region)) return region
  const outside = nodesOf(region).filter(([x, y]) => contains(ringsOf(area), x, y) === false)
  if (outside.length > 0) return refuse('outside', [council], outside)
  return planned(coverage, region, (owners) => owners.filter((id) => id !== council))
}

function filled(coverage: Coverage, { at, to }: Extract<Edit, { kind: 'fill' }>): Plan | Refusal {
  const gap = gapAround(coverage, toPlace(at))
  if (!gap) return known(coverage, to) ?? refuse('no-gap', [], [toPlace(at)])
  const give =
    (id: string): Rule =>
    (owners) =>
      owners.length === 0 ? [id] : owners
  return remedied(coverage, gap, to, (areas) => {
    if (areas.length === 1) return [{ region: [gap], rule: give(to[0]) }]
    const halves = halvesOf(gap, areas[0], areas[1])
    return (
      halves && [
        { region: halves.one, rule: give(areas[0].id) },
        { region: halves.other, rule: give(areas[1].id) },
      ]
    )
  })
}

function resolved(
  coverage: Coverage,
  { between, at, to }: Extract<Edit, { kind: 'resolve-overlap' }>,
): Plan | Refusal {
  const [one, other] = between.map((id) => areaOf(coverage, id))
  if (!one || !other || to.some((id) => !between.includes(id)))
    return refuse('unknown-council', [...between, ...to])
  const overlap = overlapAround(one, other, toPlace(at))
  if (!overlap) return refuse('no-overlap', between, [toPlace(at)])
  const without =
    (id: string): Rule =>
    (owners) =>
      between.every((both) => owners.includes(both)) ? owners.filter((owner) => owner !== id) : owners
  return remedied(coverage, overlap, to, (areas) => {
    if (areas.length === 1) return [{ region: [overlap], rule: without(between.find((id) => id !== to[0])!) }]
    const halves = halvesOf(overlap, one, other)
    // the outline of the one lies deep in the other
    return (
      halves && [
        { region: halves.one, rule: without(one.id) },
        { region: halves.other, rule: without(other.id) },
      ]
    )
  })
}

/** Steps one after the other on the land of a gap or an overlap; null where its halves can't be told. */
function remedied(
  coverage: Coverage,
  land: Part,
  to: string[],
  steps: (areas: Area[]) => Transfer[] | null,
): Plan | Refusal {
  const unknown = known(coverage, to)
  if (unknown) return unknown
  const chosen = steps(to.map((id) => areaOf(coverage, id)!))
  if (!chosen) return refuse('no-middle', to, nodesOf([land]))
  return { changes: reassignInSteps(coverage, chosen), box: boxOf(land) }
}

const planned = (coverage: Coverage, region: Part[], rule: Rule): Plan => ({
  changes: reassign(coverage, region, rule),
  box: boxOf(region.flat()),
})

/** A drawn outline as a region; it must be a valid area by itself. */
function drawnRegion(outline: Outline): Part[] | Refusal {
  const region = regionOf(outline)
  if (region.length === 0) return refuse('too-small')
  const crossings = findFaults(coverageOf([makeArea('drawn', region)])).map(({ place }) => place)
  return crossings.length > 0 ? refuse('self-crossing', [], crossings) : region
}

const nodesOf = (region: readonly Part[]): Place[] => region.flat().flatMap(placesOf)

function positionsIn(value: unknown): Position[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'number'))
    return [value]
  return Object.values(value).flatMap(positionsIn)
}
