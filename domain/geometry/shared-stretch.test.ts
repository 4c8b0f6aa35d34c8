import type { Polygon, Position } from 'geojson'
import { expect, test } from 'vitest'
import { LocalMetres } from './local-metres.ts'
import { sharedStretch } from './shared-stretch.ts'

const sheet = new LocalMetres([-69.36, 10.06])
const square = (x: number, y: number, size: number): Polygon => {
  const corners: [number, number][] = [
    [x, y],
    [x + size, y],
    [x + size, y + size],
    [x, y + size],
    [x, y],
  ]
  return { type: 'Polygon', coordinates: [corners.map((corner) => sheet.from(corner))] }
}
const length = (line: Position[]) => {
  const points = line.map((position) => sheet.to(position))
  return points.slice(1).reduce((sum, [x, y], i) => sum + Math.hypot(x - points[i][0], y - points[i][1]), 0)
}

test('finds the side where two councils run along each other, five metres apart', () => {
  const runs = sharedStretch(square(0, 0, 100), square(105, 0, 100), sheet.from([102, 50]), 100, 6)
  expect(runs).toHaveLength(1)
  expect(length(runs[0])).toBeGreaterThan(96)
  expect(length(runs[0])).toBeLessThan(116)
})

test('finds nothing between councils that lie apart', () => {
  expect(sharedStretch(square(0, 0, 100), square(140, 0, 100), sheet.from([120, 50]), 100, 6)).toEqual([])
})
