/**
 * Council coverages drawn by chance from a seed, as large as a country, with the borders known by construction:
 * what tests and benchmarks measure the engine against.
 */
import type { Position } from 'geojson'
import type { FlatAreas } from '../geometry/flat-areas.ts'
import { type Bend, bend, type Frame, redigitised, trace } from './border-line.ts'
import { growGroups } from './groups.ts'
import { mix, seededRandom } from './random.ts'
import { placeSites } from './sites.ts'
import { meetingPoint } from './voronoi.ts'

export interface CoverageOptions {
  seed: number
  /** Councils. */
  count: number
  /** Communes; a ninth of the councils if absent. */
  communes?: number
  /** Longitude and latitude of the middle; near Barquisimeto if absent. */
  center?: Position
  /** Share of councils in towns, 0 to 1; 0.6 if absent. */
  urbanShare?: number
  /** Mean hectares of a council in town; 3 if absent. */
  urbanHectares?: number
  /** Mean hectares of a council in the country; 300 if absent. */
  ruralHectares?: number
  /** Mean vertices of a council area; 60 if absent. */
  vertices?: number
  /** Share of borders whose two sides were digitised by different hands, 0 to 1; 0 if absent. */
  dirtyShare?: number
  /** Standard error in metres of those hands; 5 if absent. */
  digitisingErrorM?: number
  /** Share of councils that lie wholly inside another; 0 if absent. */
  enclaveShare?: number
  /** Share of councils with an empty space inside that nobody claims; 0 if absent. */
  holeShare?: number
  /** Share of councils in two separate parts; 0 if absent. */
  multiPartShare?: number
}

export interface Coverage {
  areas: FlatAreas
  kinds: ('urban' | 'rural')[]
  families: Uint16Array
  /** Commune of each council, 0 to `communes - 1`; each in one piece by its true borders. */
  communes: Uint32Array
  /** Every pair that truly shares a border, `a < b`; true metres of it; 1 where both sides were digitised apart. */
  borders: { a: Uint32Array; b: Uint32Array; lengthM: Float64Array; dirty: Uint8Array }
}

const METRES_PER_LATITUDE = 110_600
const METRES_PER_LONGITUDE = 111_320

export function generateCoverage(options: CoverageOptions): Coverage {
  const { seed, count } = options
  const { urbanShare = 0.6, urbanHectares = 3, ruralHectares = 300, vertices = 60 } = options
  const {
    dirtyShare = 0,
    digitisingErrorM = 5,
    enclaveShare = 0,
    holeShare = 0,
    multiPartShare = 0,
  } = options
  const center = options.center ?? [-69.35, 10.05]
  const random = seededRandom(seed)
  const enclaves = Math.round(count * enclaveShare)
  const parted = Math.round(count * multiPartShare)
  const cellCount = count + parted - enclaves
  const { sites, urban, cells, inside } = placeSites(
    { count: cellCount, urbanShare, urbanHectares, ruralHectares },
    random,
  )
  if (inside.length < cellCount)
    throw new Error(`Only ${inside.length} of ${cellCount} cells fit; this is a defect.`)

  const chosen = inside.slice(0, cellCount).sort((a, b) => a - b)
  const unitOfCell = new Int32Array(sites.length / 2).fill(-1)
  const partsOfUnit: number[][] = []
  const leftOver = new Set(
    Array.from({ length: parted }, (_, k) => Math.floor(((k + 0.5) * cellCount) / parted)),
  )
  for (const [rank, cell] of chosen.entries())
    unitOfCell[cell] = leftOver.has(rank) ? -2 : partsOfUnit.push([cell]) - 1
  joinLeftovers(chosen, unitOfCell, partsOfUnit, cells, random)

  const borders = new Map<number, { lengthM: number; dirty: number }>()
  const span = count + 1
  const border = (a: number, b: number, lengthM: number, dirty: boolean) => {
    const key = Math.min(a, b) * span + Math.max(a, b)
    const known = borders.get(key)
    if (known) known.lengthM += lengthM
    else borders.set(key, { lengthM, dirty: dirty ? 1 : 0 })
  }

  const perimeter = new Float64Array(sites.length / 2)
  const corner = (cell: number, k: number): [number, number] => {
    const first = cells.start[cell]
    const size = cells.start[cell + 1] - first
    return meetingPoint(
      sites,
      cell,
      cells.neighbours[first + ((k + size - 1) % size)],
      cells.neighbours[first + k],
    )
  }
  for (const cell of inside) {
    const size = cells.start[cell + 1] - cells.start[cell]
    let before = corner(cell, size - 1)
    for (let k = 0; k < size; k++) {
      const here = corner(cell, k)
      perimeter[cell] += Math.hypot(here[0] - before[0], here[1] - before[1])
      before = here
    }
  }

  const lines = new Map<number, { frame: Frame; line: Bend; dirty: boolean }>()
  const cellSpan = sites.length / 2 + 1
  /** The true border between two cells, in the direction and frame of the lower one. */
  const trueBorder = (cell: number, k: number) => {
    const first = cells.start[cell]
    const size = cells.start[cell + 1] - first
    const other = cells.neighbours[first + k]
    const key = Math.min(cell, other) * cellSpan + Math.max(cell, other)
    const known = lines.get(key)
    if (known) return known
    const here = corner(cell, k)
    const there = corner(cell, (k + 1) % size)
    const low = cell < other
    const site = low ? cell : other
    const frame: Frame = {
      from: low ? here : there,
      to: low ? there : here,
      site: [sites[2 * site], sites[2 * site + 1]],
    }
    const chance = seededRandom(mix(seed, mix(Math.min(cell, other), Math.max(cell, other))))
    const length = Math.hypot(there[0] - here[0], there[1] - here[1])
    const around = perimeter[other] > 0 ? (perimeter[cell] + perimeter[other]) / 2 : perimeter[cell]
    const dirty =
      unitOfCell[cell] >= 0 &&
      unitOfCell[other] >= 0 &&
      unitOfCell[cell] !== unitOfCell[other] &&
      chance.next() < dirtyShare
    const made = {
      frame,
      line: bend(frame, Math.max(1, Math.round((vertices * length) / around)), chance),
      dirty,
    }
    lines.set(key, made)
    return made
  }

  const rings: number[][] = []
  const ringCounts: number[] = []
  const partCounts: number[] = []
  const drawCell = (cell: number): number[] => {
    const first = cells.start[cell]
    const size = cells.start[cell + 1] - first
    const site: [number, number] = [sites[2 * cell], sites[2 * cell + 1]]
    const own = seededRandom(mix(seed + 1, cell))
    const edges = Array.from({ length: size }, (_, k) => trueBorder(cell, k))
    const corners = Array.from({ length: size }, (_, k) => corner(cell, k))
    shiftCorners(corners, edges, site, digitisingErrorM, own)
    const ring: number[] = []
    for (let k = 0; k < size; k++) {
      const other = cells.neighbours[first + k]
      const { frame, line, dirty } = edges[k]
      const here = corners[k]
      const there = corners[(k + 1) % size]
      ring.push(here[0], here[1])
      const low = cell < other
      const ownFrame: Frame = dirty ? { from: low ? here : there, to: low ? there : here, site } : frame
      const points = trace(ownFrame, dirty ? redigitised(ownFrame, line, digitisingErrorM, own) : line)
      if (low) for (const value of points) ring.push(value)
      else for (let v = points.length - 2; v >= 0; v -= 2) ring.push(points[v], points[v + 1])
      const unit = unitOfCell[cell]
      const beside = unitOfCell[other]
      if (low && beside >= 0 && beside !== unit) border(unit, beside, lineLength(frame, line), dirty)
    }
    return ring
  }

  const kinds: ('urban' | 'rural')[] = []
  const enclaveRings: { ring: number[]; host: number }[] = []
  const baseCount = partsOfUnit.length
  const holes = Math.round(count * holeShare)
  /** Hosts spread evenly over the list, enclaves first, then empty spaces. */
  const hollow = new Map<number, 'enclave' | 'hole'>()
  for (let k = 0; k < enclaves + holes; k++) {
    hollow.set(Math.floor(((k + 0.5) * baseCount) / (enclaves + holes)), k < enclaves ? 'enclave' : 'hole')
  }
  for (const [unit, parts] of partsOfUnit.entries()) {
    kinds.push(urban[parts[0]] ? 'urban' : 'rural')
    partCounts.push(parts.length)
    for (const [p, cell] of parts.entries()) {
      rings.push(drawCell(cell))
      const inner = p === 0 ? hollow.get(unit) : undefined
      if (!inner) {
        ringCounts.push(1)
        continue
      }
      const loop = innerLoop(sites, cell, cells.area[cell], vertices / 2, seededRandom(mix(seed + 2, cell)))
      rings.push(backwards(loop))
      ringCounts.push(2)
      if (inner === 'enclave') enclaveRings.push({ ring: loop, host: unit })
    }
  }
  for (const { ring, host } of enclaveRings) {
    const unit = kinds.push(kinds[host]) - 1
    partCounts.push(1)
    ringCounts.push(1)
    rings.push(ring)
    border(host, unit, ringLength(ring), false)
  }

  const keys = Float64Array.from(borders.keys()).sort()
  const a = Uint32Array.from(keys, (key) => Math.floor(key / span))
  const b = Uint32Array.from(keys, (key) => key % span)
  const lengthM = Float64Array.from(keys, (key) => borders.get(key)?.lengthM ?? 0)
  const dirty = Uint8Array.from(keys, (key) => borders.get(key)?.dirty ?? 0)
  const ends = new Uint32Array(2 * keys.length)
  for (let k = 0; k < keys.length; k++) ends.set([a[k], b[k]], 2 * k)
  const families = Uint16Array.from(kinds, (kind) =>
    kind === 'urban' ? random.between(150, 400) : random.between(20, 140),
  )
  return {
    areas: flatten(rings, ringCounts, partCounts, center),
    kinds,
    families,
    communes: growGroups(count, ends, options.communes ?? Math.max(1, Math.round(count / 9)), random),
    borders: { a, b, lengthM, dirty },
  }
}

/** Gives every cell left over as a second part to a council two or three cells away. */
function joinLeftovers(
  chosen: number[],
  unitOfCell: Int32Array,
  partsOfUnit: number[][],
  cells: { start: Uint32Array; neighbours: Int32Array },
  random: { between(low: number, high: number): number },
): void {
  const ring = (cell: number) => cells.neighbours.subarray(cells.start[cell], cells.start[cell + 1])
  for (const cell of chosen) {
    if (unitOfCell[cell] !== -2) continue
    const near = new Set(ring(cell))
    const candidates = [...near]
      .flatMap((other) => (other < 0 ? [] : [...ring(other)]))
      .flatMap((other) => (other < 0 ? [] : [...ring(other)]))
      .map((other) => (other < 0 ? -1 : unitOfCell[other]))
      .filter((unit) => unit >= 0 && partsOfUnit[unit].length === 1 && !near.has(partsOfUnit[unit][0]))
    const anywhere = () => partsOfUnit.findIndex((parts) => parts.length === 1 && !near.has(parts[0]))
    const unit = candidates.length > 0 ? candidates[random.between(0, candidates.length - 1)] : anywhere()
    unitOfCell[cell] = unit
    partsOfUnit[unit].push(cell)
  }
}

/** Corners between two borders of another hand move too, as long as the area stays a simple one. */
function shiftCorners(
  corners: [number, number][],
  edges: { dirty: boolean }[],
  site: [number, number],
  errorM: number,
  random: { normal(): number },
): void {
  const size = corners.length
  const truth = corners.map(([x, y]) => [x, y])
  const shifts = corners.map((_, k) =>
    edges[k].dirty && edges[(k + size - 1) % size].dirty
      ? [random.normal() * errorM, random.normal() * errorM]
      : [0, 0],
  )
  if (shifts.every(([x, y]) => x === 0 && y === 0)) return
  for (let strength = 1; strength > 0.01; strength /= 2) {
    for (let k = 0; k < size; k++) {
      corners[k] = [truth[k][0] + strength * shifts[k][0], truth[k][1] + strength * shifts[k][1]]
    }
    const simple = corners.every(([x, y], k) => {
      const [u, v] = corners[(k + 1) % size]
      return (x - site[0]) * (v - site[1]) - (y - site[1]) * (u - site[0]) > 0
    })
    if (simple) return
  }
  for (let k = 0; k < size; k++) corners[k] = [truth[k][0], truth[k][1]]
}

/** A closed line around the site, well inside its cell. */
function innerLoop(
  sites: Float64Array,
  cell: number,
  area: number,
  vertices: number,
  random: { next(): number },
): number[] {
  const radius = 0.28 * Math.sqrt(area / Math.PI)
  const turn = random.next() * 7
  const loop: number[] = []
  const steps = Math.max(6, Math.round(vertices))
  for (let k = 0; k < steps; k++) {
    const angle = (2 * Math.PI * k) / steps
    const out = radius * (1 + 0.15 * Math.sin(2 * angle + turn) + 0.1 * Math.sin(5 * angle - turn))
    loop.push(sites[2 * cell] + out * Math.cos(angle), sites[2 * cell + 1] + out * Math.sin(angle))
  }
  return loop
}

function backwards(ring: number[]): number[] {
  const turned: number[] = []
  for (let v = ring.length - 2; v >= 0; v -= 2) turned.push(ring[v], ring[v + 1])
  return turned
}

function ringLength(ring: number[]): number {
  let sum = 0
  for (let v = 0; v < ring.length; v += 2) {
    const next = (v + 2) % ring.length
    sum += Math.hypot(ring[next] - ring[v], ring[next + 1] - ring[v + 1])
  }
  return sum
}

function lineLength(frame: Frame, line: Bend): number {
  const points = [...frame.from, ...trace(frame, line), ...frame.to]
  let sum = 0
  for (let v = 2; v < points.length; v += 2)
    sum += Math.hypot(points[v] - points[v - 2], points[v + 1] - points[v - 1])
  return sum
}

/** Metres to degrees, rounded to 1e-7 as imported files are. */
function flatten(rings: number[][], ringCounts: number[], partCounts: number[], center: Position): FlatAreas {
  const total = rings.reduce((sum, ring) => sum + ring.length, 0)
  const coordinates = new Float64Array(total)
  const perLongitude = METRES_PER_LONGITUDE * Math.cos((center[1] * Math.PI) / 180)
  const starts = (counts: number[]) => {
    const start = new Uint32Array(counts.length + 1)
    for (let i = 0; i < counts.length; i++) start[i + 1] = start[i] + counts[i]
    return start
  }
  let v = 0
  for (const ring of rings) {
    for (let k = 0; k < ring.length; k += 2) {
      coordinates[v++] = Math.round((center[0] + ring[k] / perLongitude) * 1e7) / 1e7
      coordinates[v++] = Math.round((center[1] + ring[k + 1] / METRES_PER_LATITUDE) * 1e7) / 1e7
    }
  }
  return {
    count: partCounts.length,
    coordinates,
    ringStart: starts(rings.map((ring) => ring.length / 2)),
    partStart: starts(ringCounts),
    unitStart: starts(partCounts),
  }
}
