import type { Polygon } from 'geojson'
import { describe, expect, test } from 'vitest'
import { type AreaOfDay, type LandMoved, landMoved } from './land-moved.ts'

/** Squares and bands on a sheet of 0.01 degrees, about 1.2 km². */
const box = (west: number, south: number, east: number, north: number): Polygon => {
  const at = (x: number, y: number) => [-69.5 + x / 100, 9.5 + y / 100]
  return {
    type: 'Polygon',
    coordinates: [[at(west, south), at(east, south), at(east, north), at(west, north), at(west, south)]],
  }
}
const area = (id: string, ...corners: [number, number, number, number]): AreaOfDay => ({
  id,
  geometry: box(...corners),
})
const flows = ({ flows }: LandMoved) =>
  flows.map(({ from, to, areaM2 }) => [from, to, Math.round(areaM2 / 10_000)])

/** Hectares of a whole square. */
const SQUARE = 121
const HALF = 61

describe('land moved', () => {
  test('is none where nothing is drawn otherwise', () => {
    const areas = [area('a', 0, 0, 1, 1), area('b', 1, 0, 2, 1)]
    expect(landMoved(areas, areas)).toEqual({ flows: [], changes: [] })
    expect(landMoved([], [])).toEqual({ flows: [], changes: [] })
  })

  test('goes from one council to its neighbour where their border moves', () => {
    const moved = landMoved(
      [area('a', 0, 0, 1, 1), area('b', 1, 0, 2, 1)],
      [area('a', 0, 0, 1.5, 1), area('b', 1.5, 0, 2, 1)],
    )
    expect(flows(moved)).toEqual([['b', 'a', HALF]])
    const [{ place }] = moved.flows
    expect(place[0]).toBeCloseTo(-69.4875, 4)
    expect(moved.changes.map(({ id, lossM2 }) => [id, Math.round(lossM2 / 10_000)])).toEqual([
      ['a', 0],
      ['b', HALF],
    ])
  })

  test('goes to a council that begins, and to the one that another is merged into', () => {
    const split = landMoved([area('a', 0, 0, 2, 1)], [area('a', 0, 0, 1, 1), area('new', 1, 0, 2, 1)])
    expect(flows(split)).toEqual([['a', 'new', SQUARE]])
    const merged = landMoved([area('a', 0, 0, 1, 1), area('b', 1, 0, 2, 1)], [area('a', 0, 0, 2, 1)])
    expect(flows(merged)).toEqual([['b', 'a', SQUARE]])
  })

  test('comes from nobody and goes to nobody where no other council has to do with it', () => {
    expect(flows(landMoved([], [area('a', 0, 0, 1, 1)]))).toEqual([[null, 'a', SQUARE]])
    expect(flows(landMoved([area('a', 0, 0, 2, 1)], [area('a', 0, 0, 1, 1)]))).toEqual([['a', null, SQUARE]])
  })

  test('a vertex that a neighbour received moves nothing', () => {
    const plain = area('a', 0, 0, 1, 1)
    const ring = box(0, 0, 1, 1).coordinates[0]
    const [from, to] = [ring[1], ring[2]]
    const middle = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]
    const noded: Polygon = { type: 'Polygon', coordinates: [ring.toSpliced(2, 0, middle)] }
    expect(landMoved([plain], [{ id: 'a', geometry: noded }])).toEqual({ flows: [], changes: [] })
  })

  test('land that two claimed is counted once', () => {
    const moved = landMoved(
      [area('a', 0, 0, 2, 1), area('b', 1, 0, 3, 1), area('c', 3, 0, 4, 1)],
      [area('a', 0, 0, 1, 1), area('b', 2, 0, 3, 1), area('c', 1, 0, 2, 1)],
    )
    expect(flows(moved)).toContainEqual(['a', 'c', SQUARE])
    expect(flows(moved)).toContainEqual(['b', null, SQUARE])
  })

  test('sums up to what each council lost and gained, however a sheet of rectangles is dealt out', () => {
    let state = 7
    const random = (below: number) => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
      return (state >>> 8) % below
    }
    for (let round = 0; round < 40; round++) {
      // Cells of a sheet 4 wide and 3 high, dealt out to five councils or to nobody.
      const deal = () => {
        const cells = new Map<string, Polygon['coordinates'][]>()
        for (let x = 0; x < 4; x++)
          for (let y = 0; y < 3; y++) {
            const owner = random(6)
            if (owner === 5) continue
            const id = 'abcde'[owner]
            cells.set(id, [...(cells.get(id) ?? []), box(x, y, x + 1, y + 1).coordinates])
          }
        return [...cells].map(
          ([id, coordinates]): AreaOfDay => ({ id, geometry: { type: 'MultiPolygon', coordinates } }),
        )
      }
      const { flows, changes } = landMoved(deal(), deal())
      const sum = (of: typeof flows) => of.reduce((total, { areaM2 }) => total + areaM2, 0)
      for (const { id, lossM2, gainM2 } of changes) {
        expect(Math.abs(sum(flows.filter(({ from }) => from === id)) - lossM2)).toBeLessThan(5)
        expect(Math.abs(sum(flows.filter(({ to }) => to === id)) - gainM2)).toBeLessThan(5)
      }
      const involved = new Set(flows.flatMap(({ from, to }) => [from, to]))
      expect([...involved].filter((id) => id !== null).sort()).toEqual(changes.map(({ id }) => id).sort())
    }
  })
})
