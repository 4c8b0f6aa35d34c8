/** Claims, councils and protected areas by place: who overlaps whom, for one new claim or for all. Pure. */
import Flatbush from 'flatbush'
import type { MultiPolygon, Polygon } from 'geojson'
import { compare, geometryOf, TOLERANCE, type Tolerance } from './compare.ts'
import { type Outline, outlineOf, TURN, type Unusable } from './outline.ts'

/** Councils and protected areas are compared with claims, not with each other. */
const AREA_KINDS = ['claim', 'council', 'protected-area'] as const
export type AreaKind = (typeof AREA_KINDS)[number]

export interface Side {
  kind: AreaKind
  /** Of its kind. */
  id: string
}

export interface ComparedArea extends Side {
  /** Areas of one group are not compared: the parts and versions of one land unit. */
  group?: string
  geometry: Polygon | MultiPolygon | null
}

export interface Overlap {
  /** Always a claim; of two claims the one with the lower id. */
  a: Side
  b: Side
  kind: `claim-${AreaKind}`
  /** What both cover, square metres on the ellipsoid. */
  areaM2: number
  /** Mean width of its widest piece, metres. */
  widthM: number
  /** 0 to 1. Of 1 the other holds all of it. */
  shareOfA: number
  shareOfB: number
  geometry: MultiPolygon
}

/** What is taken for a border drawn twice; told, so that somebody may look. */
export interface IgnoredOverlap extends Overlap {
  /** Narrower than what files round; narrower than the tolerance, and a small share of both. */
  reason: 'rounding' | 'digitising'
  tolerance: Tolerance
}

export interface Overlaps {
  /** The largest first. */
  found: Overlap[]
  ignored: IgnoredOverlap[]
}

interface Entry {
  side: Side
  group: string | undefined
  outline: Outline
}

/** Beyond so many added since, the tree is built anew: 30 ms for 100,000 areas. */
const LOOSE = 256

export class OverlapIndex {
  /** Gaps where one was taken out. */
  #entries: (Entry | null)[] = []
  #slots = new Map<string, number>()
  #tree: Flatbush | null = null
  /** Entries from here on are not in the tree. */
  #planted = 0

  get size(): number {
    return this.#slots.size
  }

  /** Takes the place of the one with its kind and id. An area that can not be compared is not in it, and says why. */
  set(area: ComparedArea): Unusable | { crossesItself: boolean } {
    this.remove(area)
    const outline = outlineOf(area.geometry)
    if (typeof outline === 'string') return outline
    this.#slots.set(keyOf(area), this.#entries.length)
    this.#entries.push(entryOf(area, outline))
    return { crossesItself: outline.crossesItself }
  }

  remove(side: Side): void {
    const slot = this.#slots.get(keyOf(side))
    if (slot === undefined) return
    this.#entries[slot] = null
    this.#slots.delete(keyOf(side))
  }

  has = (side: Side): boolean => this.#slots.has(keyOf(side))

  /** Of an area that need not be in the index. One with its kind and id there is not compared with it. */
  overlapsOf(area: ComparedArea, tolerance: Tolerance = TOLERANCE): Overlaps | Unusable {
    const outline = outlineOf(area.geometry)
    if (typeof outline === 'string') return outline
    this.#plant()
    const overlaps: Overlaps = { found: [], ignored: [] }
    const entry = entryOf(area, outline)
    for (const other of this.#near(entry, 0)) addOverlap(entry, other, tolerance, overlaps)
    return sorted(overlaps)
  }

  /**
   * Every pair once.
   *
   * @param goOn asked now and then with what is done of how many areas; false stops, and there is no result
   */
  allOverlaps(
    tolerance: Tolerance = TOLERANCE,
    goOn: (done: number, total: number) => boolean = () => true,
  ): Overlaps | null {
    this.#plant(0)
    const overlaps: Overlaps = { found: [], ignored: [] }
    const total = this.#entries.length
    for (let slot = 0; slot < total; slot++) {
      if (slot % 256 === 0 && !goOn(slot, total)) return null
      const entry = this.#entries[slot]
      if (!entry) continue
      for (const other of this.#near(entry, slot + 1)) addOverlap(entry, other, tolerance, overlaps)
    }
    goOn(total, total)
    return sorted(overlaps)
  }

  /** In order of slots, so that the same areas give the same answer; each with how far east it lies nearer. */
  #near({ side, group, outline: { box } }: Entry, from: number): Near[] {
    const near: Near[] = []
    const concerns = (slot: number) => {
      const entry = this.#entries[slot]
      if (!entry || (side.kind !== 'claim' && entry.side.kind !== 'claim')) return false
      if (group !== undefined && group === entry.group) return false
      return side.kind !== entry.side.kind || side.id !== entry.side.id
    }
    for (const shift of [0, TURN, -TURN]) {
      const [west, east] = [box.west - shift, box.east - shift]
      const slots = this.#tree
        ? this.#tree.search(west, box.south, east, box.north, (slot) => slot >= from && concerns(slot))
        : []
      for (let slot = Math.max(from, this.#planted); slot < this.#entries.length; slot++)
        if (concerns(slot) && meets(this.#entries[slot]!.outline.box, west, box.south, east, box.north))
          slots.push(slot)
      for (const slot of slots.sort((p, q) => p - q)) near.push({ ...this.#entries[slot]!, shift })
    }
    return near
  }

  /** Builds the tree anew if more than `loose` areas are not in it. */
  #plant(loose = LOOSE): void {
    if (this.#entries.length - this.#planted <= loose) return
    this.#entries = this.#entries.filter((entry) => entry !== null)
    this.#slots = new Map(this.#entries.map((entry, slot) => [keyOf(entry!.side), slot]))
    this.#planted = this.#entries.length
    this.#tree = this.#planted > 0 ? new Flatbush(this.#planted) : null
    for (const entry of this.#entries) {
      const { west, south, east, north } = entry!.outline.box
      this.#tree?.add(west, south, east, north)
    }
    this.#tree?.finish()
  }
}

type Near = Entry & { shift: number }
type Bounds = { west: number; south: number; east: number; north: number }

const meets = (box: Bounds, west: number, south: number, east: number, north: number): boolean =>
  box.west <= east && box.east >= west && box.south <= north && box.north >= south

const keyOf = ({ kind, id }: Side): string => `${kind} ${id}`

const entryOf = ({ kind, id, group }: ComparedArea, outline: Outline): Entry => ({
  side: { kind, id },
  group,
  outline,
})

/** Claims first; ids that are numbers by their value. */
function bySide(one: Side, other: Side): number {
  const kinds = AREA_KINDS.indexOf(one.kind) - AREA_KINDS.indexOf(other.kind)
  return kinds || one.id.length - other.id.length || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0)
}

/** The same whichever of the two was asked about. */
function addOverlap(entry: Entry, near: Near, tolerance: Tolerance, { found, ignored }: Overlaps): void {
  const turned = bySide(entry.side, near.side) > 0
  const [first, second] = turned ? [near, entry] : [entry, near]
  const common = compare(first.outline, second.outline, turned ? -near.shift : near.shift, tolerance)
  if (!common) return
  const { areaM2, widthM } = common
  const overlap: Overlap = {
    a: first.side,
    b: second.side,
    kind: `claim-${second.side.kind}`,
    areaM2,
    widthM,
    shareOfA: areaM2 / first.outline.areaM2,
    shareOfB: areaM2 / second.outline.areaM2,
    geometry: geometryOf(common),
  }
  if (common.ignored) ignored.push({ ...overlap, reason: common.ignored, tolerance })
  else found.push(overlap)
}

function sorted({ found, ignored }: Overlaps): Overlaps {
  const order = (p: { a: Side; b: Side; areaM2: number }, q: { a: Side; b: Side; areaM2: number }) =>
    q.areaM2 - p.areaM2 || bySide(p.a, q.a) || bySide(p.b, q.b)
  return { found: found.sort(order), ignored: ignored.sort(order) }
}
