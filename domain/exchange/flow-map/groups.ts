/** Communes by names that people know: each for itself, by municipality, by state; by cells of a fixed grid where nobody said. */
import type { FlowPlace, Position } from './columns.ts'

export const LEVELS = ['commune', 'municipality', 'state'] as const
export type Level = (typeof LEVELS)[number]

/** Degrees of a cell that stands for a municipality, and for a state, that nobody said. */
const CELL = { municipality: 0.5, state: 2 } as const
/** CSS pixels between a place and its nearest, at which half of all can be told apart. */
const APART = 24
/** So few are never grouped by the zoom alone. */
const FEW = 60
/** CSS pixels of the world at zoom 0. */
const WORLD = 512

export type GroupName =
  | { kind: 'commune'; place: number }
  | { kind: 'municipality' | 'state'; name: string }
  /** South-western corner and width, in degrees. */
  | { kind: 'cell'; corner: Position; width: number }

export interface Grouping {
  level: Level
  /** Group of each place. */
  of: Uint32Array
  names: GroupName[]
  /** Middle of its places. */
  at: Position[]
  /** Places in each. */
  sizes: Uint32Array
  /** Degrees from a group to its nearest, of which half are greater. */
  spacing: number
}

export const groupings = (places: readonly FlowPlace[]): Grouping[] =>
  LEVELS.map((level) => grouping(places, level))

function grouping(places: readonly FlowPlace[], level: Level): Grouping {
  const numberOf = new Map<string, number>()
  const names: GroupName[] = []
  const of = Uint32Array.from(places, (place, i) => {
    const [key, name] = groupOf(place, i, level)
    const known = numberOf.get(key)
    if (known !== undefined) return known
    numberOf.set(key, names.length)
    names.push(name)
    return names.length - 1
  })
  const sizes = new Uint32Array(names.length)
  const at = names.map((): Position => [0, 0])
  places.forEach(({ at: [x, y] }, i) => {
    sizes[of[i]]++
    at[of[i]][0] += x
    at[of[i]][1] += y
  })
  at.forEach((sum, group) => {
    sum[0] /= sizes[group]
    sum[1] /= sizes[group]
  })
  return { level, of, names, at, sizes, spacing: medianSpacing(at) }
}

function groupOf({ at, municipality, state }: FlowPlace, i: number, level: Level): [string, GroupName] {
  if (level === 'commune') return [String(i), { kind: 'commune', place: i }]
  if (level === 'municipality' && municipality)
    return [`m ${municipality.id}`, { kind: 'municipality', name: municipality.name }]
  if (level === 'state' && state) return [`s ${state}`, { kind: 'state', name: state }]
  const width = CELL[level]
  const corner = at.map((degrees) => Math.floor(degrees / width) * width) as Position
  return [`c ${corner}`, { kind: 'cell', corner, width }]
}

/** Infinity where there is one place only. By strips of latitude: a country's communes in milliseconds. */
function medianSpacing(at: readonly Position[]): number {
  const sorted = [...at].sort((a, b) => a[1] - b[1])
  const nearest = sorted.map(([x, y], i) => {
    let best = Infinity
    for (const step of [-1, 1])
      for (let k = i + step; k >= 0 && k < sorted.length; k += step) {
        const dy = Math.abs(sorted[k][1] - y)
        if (dy >= best) break
        best = Math.min(best, Math.hypot(sorted[k][0] - x, dy))
      }
    return best
  })
  nearest.sort((a, b) => a - b)
  return nearest[nearest.length >> 1] ?? Infinity
}

/** The finest level whose groups are few or can be told apart at that zoom; the coarsest where none is. */
export function levelAt(all: readonly Grouping[], zoom: number): Level {
  const pixels = (WORLD * 2 ** zoom) / 360
  return all.find(({ at, spacing }) => at.length <= FEW || spacing * pixels >= APART)?.level ?? 'state'
}
