import { describe, expect, it } from 'vitest'
import { flatten } from '../geometry/flatten.ts'
import { buildAdjacency, pairAt } from './adjacency.ts'
import { area, box, draw, parts, place, ring, square } from './example-areas.ts'
import type { Unit } from './types.ts'

function contacts(units: Unit[]): string[] {
  const adjacency = buildAdjacency(flatten(units))
  return Array.from({ length: adjacency.a.length }, (_, i) => {
    const { a, b, kind, certainty } = pairAt(adjacency, i)
    return `${units[a].id}${units[b].id} ${certainty} ${kind}`
  })
}

const pairOf = (units: Unit[]) => pairAt(buildAdjacency(flatten(units)), 0)

describe('who touches whom', () => {
  it('tells borders from corners', () => {
    expect(contacts(draw('AB', 'CD'))).toEqual([
      'AB certain border',
      'AC certain border',
      'AD certain corner',
      'BC certain corner',
      'BD certain border',
      'CD certain border',
    ])
  })

  it('measures a border along the ellipsoid and places it on the shared line', () => {
    const pair = pairOf(draw('AB'))
    expect(pair.lengthM).toBeCloseTo(100, 1)
    expect(pair.separationM).toBe(0)
    expect(pair.place[0]).toBeCloseTo(place(100, 50)[0], 7)
    expect(pair.place[1]).toBeCloseTo(place(100, 50)[1], 7)
  })

  it('adds up a border that is interrupted', () => {
    const comb = area('A', ring([0, 0], [100, 0], [100, 30], [90, 50], [100, 70], [100, 100], [0, 100]))
    const wall = area('B', ring([100, 0], [200, 0], [200, 100], [100, 100], [100, 70], [100, 30]))
    expect(pairOf([comb, wall]).lengthM).toBeCloseTo(60, 0)
  })

  it('finds an enclave whose host touches itself', () => {
    const host = area(
      'H',
      ring(
        [0, 0],
        [200, 0],
        [200, 100],
        [200, 200],
        [0, 200],
        [0, 0],
        [50, 50],
        [50, 100],
        [100, 100],
        [100, 50],
        [50, 50],
      ),
    )
    const enclave = area('E', ring([50, 50], [100, 50], [100, 100], [50, 100]))
    expect(contacts([host, enclave])).toContain('HE certain border')
  })

  it('does not mind which way rings run, where they begin, or a closing vertex left out', () => {
    const [a, b] = draw('AB') as [Unit, Unit]
    const turned = structuredClone(b)
    const [outline] = turned.geometry.coordinates as number[][][]
    outline.pop()
    outline.reverse()
    outline.unshift(outline.pop()!)
    expect(contacts([a, turned])).toEqual(['AB certain border'])
  })

  it('counts the border with every owner of a line that three share', () => {
    expect(contacts([square('A', 0, 0), square('B', 100, 0), square('C', 100, 0)])).toEqual([
      'AB certain border',
      'AC certain border',
      'BC certain border',
    ])
  })

  it('keeps a council from being its own neighbour', () => {
    expect(contacts([parts('A', square('1', 0, 0), square('2', 100, 0))])).toEqual([])
  })

  it('sees 180° west and 180° east as one line', () => {
    const cell = (id: string, west: number, east: number): Unit =>
      area(id, [
        [west, 0],
        [east, 0],
        [east, 0.001],
        [west, 0.001],
        [west, 0],
      ])
    expect(contacts([cell('A', 179.999, 180), cell('B', -180, -179.999)])).toEqual(['AB certain border'])
  })

  it('keeps apart what lies apart, and units without area from everything', () => {
    const empty: Unit = { id: 'X', geometry: { type: 'Polygon', coordinates: [] } }
    expect(contacts([square('A', 0, 0), empty, square('B', 400, 0)])).toEqual([])
  })

  it('finds the border of a hole with what fills it', () => {
    const ringed = area('A', box(0, 0, 300, 300), box(100, 100, 100, 100).reverse())
    expect(contacts([ringed, square('B', 100, 100)])).toEqual(['AB certain border'])
  })

  it('lists neighbours in order, both ways', () => {
    const { start, neighbour } = buildAdjacency(flatten(draw('ABC')))
    const lists = [0, 1, 2].map((unit) => [...neighbour.subarray(start[unit], start[unit + 1])])
    expect(lists).toEqual([[1], [0, 2], [1]])
  })
})
