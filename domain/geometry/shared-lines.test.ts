import type { Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { generateCoverage } from '../demonstration/coverage.ts'
import type { FlatAreas } from './flat-areas.ts'
import { flatten } from './flatten.ts'
import { SharedLineSearch } from './shared-lines.ts'

interface Shared {
  /** `unit,other: from → to` of the unit's segment. */
  segments: string[]
  /** `unit,other: position`, each once. */
  corners: string[]
  open: number[]
}

function shared(areas: FlatAreas): Shared {
  const segments: string[] = []
  const corners = new Set<string>()
  const search = new SharedLineSearch(areas, {
    segment: (from, to, unit, other) =>
      segments.push(`${unit},${other}: ${positionOf(areas, from)} → ${positionOf(areas, to)}`),
    corner: (vertex, unit, other) => corners.add(`${unit},${other}: ${positionOf(areas, vertex)}`),
  })
  const open = search.run()
  return { segments: segments.sort(), corners: [...corners].sort(), open: [...open] }
}

/** The same by a table of all positions, without cells or buckets. */
function sharedByTable(areas: FlatAreas): Shared {
  const at = new Map<string, { unit: number; v: number; before: string; after: string }[]>()
  const ends: number[] = []
  for (let unit = 0; unit < areas.count; unit++) {
    for (let part = areas.unitStart[unit]; part < areas.unitStart[unit + 1]; part++) {
      for (let ring = areas.partStart[part]; ring < areas.partStart[part + 1]; ring++) {
        const first = areas.ringStart[ring]
        const length = areas.ringStart[ring + 1] - first
        for (let i = 0; i < length; i++) {
          ends[first + i] = first + ((i + 1) % length)
          const position = positionOf(areas, first + i)
          const before = positionOf(areas, first + ((i + length - 1) % length))
          const after = positionOf(areas, ends[first + i])
          at.set(position, [...(at.get(position) ?? []), { unit, v: first + i, before, after }])
        }
      }
    }
  }
  const segments: string[] = []
  const corners = new Set<string>()
  const open: number[] = Array(areas.coordinates.length / 2).fill(1)
  for (const [position, vertices] of at) {
    for (const one of vertices) {
      const backwards = at.get(one.after)!.filter((other) => other.after === position)
      const forwards = vertices.filter((other) => other.v !== one.v && other.after === one.after)
      for (const other of [...backwards, ...forwards]) {
        open[one.v] = 0
        if (one.unit < other.unit) segments.push(`${one.unit},${other.unit}: ${position} → ${one.after}`)
      }
      for (const other of vertices) {
        const ways = [other.before, other.after]
        if (one.unit >= other.unit || ways.includes(one.before) || ways.includes(one.after)) continue
        corners.add(`${one.unit},${other.unit}: ${position}`)
      }
    }
  }
  return { segments: segments.sort(), corners: [...corners].sort(), open }
}

const positionOf = ({ coordinates }: FlatAreas, v: number) =>
  `${Math.round(coordinates[2 * v] * 1e7)} ${Math.round(coordinates[2 * v + 1] * 1e7)}`

const polygons = (...rings: Position[][][]) =>
  flatten(rings.map((coordinates) => ({ geometry: { type: 'Polygon', coordinates } })))

describe('shared lines', () => {
  it.each([
    ['clean', { dirtyShare: 0, enclaveShare: 0.05, multiPartShare: 0.1 }],
    ['half of it drawn twice', { dirtyShare: 0.5, enclaveShare: 0.05, multiPartShare: 0.1 }],
  ])('are those that a table of all positions gives, %s', (_, shares) => {
    const { areas } = generateCoverage({ seed: 7, count: 400, communes: 40, digitisingErrorM: 5, ...shares })
    const found = shared(areas)
    expect(found).toEqual(sharedByTable(areas))
    expect(found.segments.length).toBeGreaterThan(1000)
  })

  it('are found where all areas share one place, and where one is a thousand times the size of the others', () => {
    const fan = Array.from({ length: 300 }, (_, i): Position[][] => {
      const spoke = (k: number): Position => [Math.cos((k * Math.PI) / 150), Math.sin((k * Math.PI) / 150)]
      return [[[0, 0], spoke(i), spoke(i + 1)]]
    })
    const around = Array.from({ length: 300 }, (_, i): Position => fan[i][0][1])
    const areas = polygons(...fan, [
      [
        [-1000, -1000],
        [1000, -1000],
        [0, 1000],
      ],
      around,
    ] as Position[][])
    expect(shared(areas)).toEqual(sharedByTable(areas))
  })

  it('keep a segment open that only ends where another one does', () => {
    const areas = polygons(
      [
        [
          [0, 0],
          [1, 0],
          [1, 1],
        ],
      ],
      [
        [
          [1, 0],
          [2, 0],
          [1, -1],
        ],
      ],
    )
    expect(shared(areas)).toEqual({
      segments: [],
      corners: ['0,1: 10000000 0'],
      open: [1, 1, 1, 1, 1, 1],
    })
  })

  it('are told once for each two segments in one place, and never of a unit with itself', () => {
    const square = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ] as Position[]
    const twice = flatten([
      { geometry: { type: 'MultiPolygon', coordinates: [[square], [[...square].reverse()]] } },
      { geometry: { type: 'Polygon', coordinates: [square] } },
    ])
    const { segments, open } = shared(twice)
    expect(segments).toHaveLength(8)
    expect(segments.every((segment) => segment.startsWith('0,1'))).toBe(true)
    expect(open.every((is) => is === 0)).toBe(true)
  })
})
