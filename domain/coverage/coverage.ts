/**
 * A coverage: council areas that fit together like the tiles of a floor, and stay so after every edit.
 *
 * All outlines lie on a grid of 1e-7 degree (grid.ts). A NODE is a place on it where an outline has a vertex; there is
 * one node in a place, whoever uses it, so the place is its name: councils that share a border share its nodes, and
 * what moves a node moves it for all of them (vertex-edits.ts). Edits name nodes by position too, so that one drawn in
 * a browser that holds a town means the same on a server that holds the country.
 *
 * An AREA is a council's parts, each a shell (counter-clockwise) with holes (clockwise). A COVERAGE is a value: an
 * edit makes another one, which shares all that it didn't change. What is unchanged since it was read stands in an
 * index in `base`, the rest in `changed`; that is copied with each edit and folded into a new base when it grows long.
 *
 * Every other edit is one thing: a REGION of land, given by rings, changes hands by a rule (reassign.ts). Its border
 * and the outlines in its box are cut where they meet (noding.ts), each edge learns who has the land on its left and
 * right before and after (winding.ts), and outlines are put together again from the edges (dissolve.ts); what didn't
 * change hands keeps its vertices exactly. Regions are drawn, or found: what a line cuts off, a gap, an overlap, the land
 * between a stretch of border and the line that takes its place where other borders end on it (past-junctions.ts).
 *
 * After an edit the neighbourhood is looked over (faults.ts): each edge must have its own council and no other on the
 * left, no two edges meet except in nodes. A layer that came in with faults stays workable: an edit is refused only
 * for a fault that wasn't there before.
 */
import Flatbush from 'flatbush'
import type { Part } from './dissolve.ts'
import { type Box, boxOf, meet } from './grid.ts'

export interface Area {
  readonly id: string
  readonly parts: readonly Part[]
  readonly box: Box
}

export interface Coverage {
  readonly base: Base
  /** Areas since `base`; null for one that is gone. */
  readonly changed: ReadonlyMap<string, Area | null>
}

interface Base {
  readonly areas: ReadonlyMap<string, Area>
  readonly list: readonly Area[]
  readonly index: Flatbush | null
}

export type Changes = ReadonlyMap<string, Area | null>

/** Above this many changed areas a new base is cheaper than copying and searching them with each edit. */
const CHANGED_AT_MOST = 4096

export const makeArea = (id: string, parts: readonly Part[]): Area => ({
  id,
  parts,
  box: boxOf(parts.map(([shell]) => shell)),
})

export const ringsOf = (area: Area): Int32Array[] => area.parts.flat()

export function coverageOf(areas: readonly Area[]): Coverage {
  return { base: baseOf(areas), changed: new Map() }
}

function baseOf(all: readonly Area[]): Base {
  const list = all.filter(({ parts }) => parts.length > 0)
  const index = list.length > 0 ? new Flatbush(list.length) : null
  for (const { box } of list) index?.add(box.minX, box.minY, box.maxX, box.maxY)
  index?.finish()
  return { areas: new Map(all.map((area) => [area.id, area])), list, index }
}

export function areaOf({ base, changed }: Coverage, id: string): Area | null {
  const now = changed.get(id)
  return now === undefined ? (base.areas.get(id) ?? null) : now
}

/** The areas whose boxes meet a box, in order of their ids: replays must come by them in the same order. */
export function areasNear({ base, changed }: Coverage, box: Box): Area[] {
  const found = base.index ? base.index.search(box.minX, box.minY, box.maxX, box.maxY) : []
  const near = found.map((at) => base.list[at]).filter(({ id }) => !changed.has(id))
  for (const area of changed.values()) if (area && meet(area.box, box)) near.push(area)
  return near.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** All areas, in no order that means anything. */
export function* allAreas({ base, changed }: Coverage): Generator<Area> {
  for (const area of base.areas.values()) if (!changed.has(area.id)) yield area
  for (const area of changed.values()) if (area) yield area
}

export function withChanges(coverage: Coverage, changes: Changes): Coverage {
  const changed = new Map(coverage.changed)
  for (const [id, area] of changes) {
    // what is as it was needs no entry: undoing everything gives the very value that one began with
    if ((coverage.base.areas.get(id) ?? null) === area) changed.delete(id)
    else changed.set(id, area)
  }
  const next = { base: coverage.base, changed }
  return changed.size <= CHANGED_AT_MOST ? next : coverageOf([...allAreas(next)])
}
