import type { Feature, Geometry } from 'geojson'
import { expect, test } from 'vitest'
import { areasIn, areasInFile } from './areas-in-file.ts'

const feature = (geometry: Geometry): Feature => ({ type: 'Feature', properties: {}, geometry })
const SQUARE = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
  [0, 0],
]

test('an area comes as it is, without heights; several come as one shape', () => {
  const high = SQUARE.map((place) => [...place, 320])
  expect(areasIn([feature({ type: 'Polygon', coordinates: [high] })])).toEqual({
    type: 'Polygon',
    coordinates: [SQUARE],
  })
  const two = areasIn([
    feature({ type: 'Polygon', coordinates: [SQUARE] }),
    feature({ type: 'Polygon', coordinates: [SQUARE.map(([x, y]) => [x + 2, y])] }),
  ])
  expect(two).toMatchObject({ type: 'MultiPolygon', coordinates: { length: 2 } })
})

test('a track that was walked round closes itself', () => {
  const walked = areasIn([feature({ type: 'LineString', coordinates: SQUARE.slice(0, 4) })])
  expect(walked).toEqual({ type: 'Polygon', coordinates: [SQUARE] })
})

test('what is no area, or crosses itself, is told', async () => {
  expect(areasIn([feature({ type: 'Point', coordinates: [0, 0] })])).toBe('no-areas')
  const bow = [SQUARE[0], SQUARE[1], SQUARE[3], SQUARE[2], SQUARE[0]]
  expect(areasIn([feature({ type: 'Polygon', coordinates: [bow] })])).toBe('crosses')
  expect(await areasInFile(new File(['nada'], 'a.geojson'))).toBe('unreadable')
})
