/** Edits by chance, as people would make them and as they would not: across borders, through nodes, along lines. */
import type { MultiPolygon, Polygon, Position } from 'geojson'
import { doubleArea } from '../../domain/coverage/grid.ts'
import {
  type Area,
  areaOf,
  areasNear,
  type Coverage,
  type Delta,
  type Edit,
  toPosition,
} from '../../domain/coverage/index.ts'
import { type CoverageOptions, generateCoverage } from '../../domain/demonstration/coverage.ts'
import { geometryOf } from '../../domain/demonstration/coverage-features.ts'
import type { Random } from '../../domain/demonstration/random.ts'
import type { Unit } from '../../domain/territory/types.ts'

/** A generated coverage as council areas. */
export function generatedUnits(options: CoverageOptions): Unit[] {
  const { areas } = generateCoverage(options)
  return Array.from({ length: areas.count }, (_, unit) => ({
    id: `C${unit}`,
    geometry: geometryOf(areas, unit),
  }))
}

type Kind = Edit['kind']

/** How often each kind is tried; what parts councils is balanced by what joins them. */
const SHARES: [Kind, number][] = [
  ['move-node', 30],
  ['insert-node', 10],
  ['delete-node', 10],
  ['reshape', 14],
  ['follow', 7],
  ['draw', 6],
  ['add-part', 4],
  ['split', 7],
  ['give', 14],
  ['merge', 7],
  ['cut-hole', 4],
  ['fill', 6],
]
const KINDS = SHARES.flatMap(([kind, share]): Kind[] => Array(share).fill(kind))

export class EditsByChance {
  private random: Random
  private ids: string[]
  private made = 0

  constructor(random: Random, ids: readonly string[]) {
    this.random = random
    this.ids = [...ids]
  }

  /** An edit that may well be refused. */
  next(coverage: Coverage): Edit {
    const area = this.council(coverage)
    const neighbours = areasNear(coverage, area.box).filter(({ id }) => id !== area.id)
    const neighbour = this.one(neighbours.length > 0 ? neighbours : [area])
    const ring = this.ring(area)
    const at = this.random.between(0, ring.length - 1)
    const node = ring[at]
    const next = ring[(at + 1) % ring.length]
    const kind = this.one(KINDS)
    switch (kind) {
      case 'move-node':
        return { kind, from: node, to: this.near(coverage, node, this.size(area) / 12) }
      case 'insert-node':
        return {
          kind,
          between: [node, next],
          at: this.near(coverage, middle(node, next), this.size(area) / 20),
        }
      case 'delete-node':
        return { kind, at: node }
      case 'reshape':
      case 'follow': {
        const far = this.random.next() < 0.4 ? Math.floor(ring.length / 2) : 6
        const steps = this.random.between(1, Math.max(1, far))
        const to = ring[(at + steps) % ring.length]
        const places = this.redrawn(coverage, area, ring, at, steps)
        const council = area.id
        if (kind === 'reshape') return { kind, council, from: node, to, line: places }
        return {
          kind,
          council,
          from: node,
          to,
          along: [node, ...places, to, neighbour ? this.ring(neighbour)[0] : to],
        }
      }
      case 'draw':
        return {
          kind,
          council: this.newId(),
          outline: this.outline(coverage, area),
          take: this.some(neighbours),
        }
      case 'add-part':
        return { kind, council: area.id, outline: this.outline(coverage, area), take: this.some(neighbours) }
      case 'cut-hole':
        return { kind, council: area.id, outline: this.outline(coverage, area, 0.2) }
      case 'split':
        return {
          kind,
          council: area.id,
          line: this.line(coverage, area),
          as: this.newId(),
          side: this.side(),
        }
      case 'give': {
        const [from, to] = [area.id, neighbour.id]
        if (this.random.next() < 0.5)
          return { kind, from, to, line: this.line(coverage, area), side: this.side() }
        return { kind, from, to, outline: this.outline(coverage, area) }
      }
      case 'merge':
        return { kind, into: neighbour.id, councils: [area.id] }
      default: {
        const hollow = [area, ...neighbours].flatMap(({ parts }) => parts.flatMap(([, ...holes]) => holes))
        const place = hollow.length > 0 ? insideOf(this.one(hollow)) : this.somewhere(area)
        return { kind: 'fill', at: place, to: this.random.next() < 0.7 ? [area.id] : [area.id, neighbour.id] }
      }
    }
  }

  private council(coverage: Coverage): Area {
    for (;;) {
      const at = this.random.between(0, this.ids.length - 1)
      const area = areaOf(coverage, this.ids[at])
      if (area) return area
      this.ids.splice(at, 1)
    }
  }

  private newId(): string {
    const id = `N${++this.made}`
    this.ids.push(id)
    return id
  }

  private one<T>(list: readonly T[]): T {
    return list[this.random.between(0, list.length - 1)]
  }

  private some(areas: Area[]): string[] {
    return areas.filter(() => this.random.next() < 0.4).map(({ id }) => id)
  }

  private side(): 'left' | 'right' {
    return this.random.next() < 0.5 ? 'left' : 'right'
  }

  private ring({ parts }: Area): Position[] {
    const ring = this.one(this.one(parts))
    return Array.from({ length: ring.length / 2 }, (_, i) => toPosition(ring[2 * i], ring[2 * i + 1]))
  }

  private size({ box }: Area): number {
    return (box.maxX - box.minX + box.maxY - box.minY) / 2e7
  }

  /** A place about a distance in degrees away; now and then exactly a node, or exactly one step from one. */
  private near(coverage: Coverage, [x, y]: Position, distance: number): Position {
    const place = [x + this.random.normal() * distance, y + this.random.normal() * distance]
    const chance = this.random.next()
    if (chance > 0.3) return place
    const [px, py] = place.map((degrees) => Math.round(degrees * 1e7))
    const reach = Math.ceil(distance * 1e7)
    const areas = areasNear(coverage, {
      minX: px - reach,
      minY: py - reach,
      maxX: px + reach,
      maxY: py + reach,
    })
    if (areas.length === 0) return place
    const ring = this.ring(this.one(areas))
    const node = ring.reduce((best, other) => (apart(other, place) < apart(best, place) ? other : best))
    return chance > 0.06 ? node : [node[0] + 1e-7 * this.random.between(-1, 1), node[1] + 1e-7]
  }

  private somewhere({ box }: Area): Position {
    return toPosition(this.random.between(box.minX, box.maxX), this.random.between(box.minY, box.maxY))
  }

  /** Places of a line beside a stretch, as a hand draws it that means the stretch, or straight from end to end. */
  private redrawn(coverage: Coverage, area: Area, ring: Position[], at: number, steps: number): Position[] {
    if (steps > 6 || this.random.next() < 0.3) {
      const along = Array.from({ length: steps - 1 }, (_, i) => ring[(at + i + 1) % ring.length])
      const kept = along.filter(() => this.random.next() < 0.5)
      return kept.map((place) => this.near(coverage, place, this.size(area) / 25))
    }
    const [from, to] = [ring[at], ring[(at + steps) % ring.length]]
    return Array.from({ length: this.random.between(0, 3) }, (_, i) =>
      this.near(coverage, between(from, to, (i + 1) / 4), this.size(area) / 15),
    )
  }

  private outline(coverage: Coverage, area: Area, share = 0.5): Polygon | MultiPolygon {
    const center = this.somewhere(area)
    const corners = this.random.between(3, 9)
    const radius = this.size(area) * share * (0.3 + this.random.next())
    const ring = Array.from({ length: corners }, (_, i) => {
      const angle = (2 * Math.PI * i) / corners
      const out = radius * (0.6 + 0.4 * this.random.next())
      return this.near(
        coverage,
        [center[0] + out * Math.cos(angle), center[1] + out * Math.sin(angle)],
        radius / 20,
      )
    })
    return { type: 'Polygon', coordinates: [[...ring, ring[0]]] }
  }

  private line(coverage: Coverage, area: Area): Position[] {
    const through = this.somewhere(area)
    const angle = 2 * Math.PI * this.random.next()
    const half = this.size(area)
    const end = (sign: number): Position => [
      through[0] + sign * half * Math.cos(angle),
      through[1] + sign * half * Math.sin(angle),
    ]
    const bend = this.near(coverage, through, half / 10)
    return [end(-1), bend, end(1)].map((place) =>
      place === bend ? place : this.near(coverage, place, half / 30),
    )
  }
}

/** Grid steps squared that rounding may move. */
const ROUNDED = 1e5

/** Whether land of three councils or more changed hands: what redrawing a stretch between two never does. */
export const passedJunction = (delta: Delta): boolean =>
  delta.filter(({ before, after }) => Math.abs(sizeOf(before) - sizeOf(after)) > ROUNDED).length > 2

const sizeOf = (area: Area | null): number =>
  area?.parts.flat().reduce((sum, ring) => sum + doubleArea(ring), 0) ?? 0

const between = (a: Position, b: Position, share: number): Position => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
]
const middle = (a: Position, b: Position): Position => between(a, b, 0.5)
const apart = (a: Position, b: Position): number => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1])

const insideOf = (ring: Int32Array): Position => {
  const places = Array.from({ length: ring.length / 2 }, (_, i) => [ring[2 * i], ring[2 * i + 1]])
  const sum = places.reduce(([x, y], [u, v]) => [x + u, y + v], [0, 0])
  return toPosition(Math.round(sum[0] / places.length), Math.round(sum[1] / places.length))
}
