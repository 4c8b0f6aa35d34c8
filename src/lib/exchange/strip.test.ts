import { expect, test } from 'vitest'
import { stretchLoads } from './strip.ts'

const flow = (fromCommune: number, toCommune: number, kg: number) => ({ fromCommune, toCommune, kg })

test('what goes farther loads every stretch on its way, each direction for itself', () => {
  const flows = [flow(1, 3, 10), flow(3, 2, 4), flow(1, 9, 100)]
  expect(stretchLoads([1, 2, 3], flows)).toEqual([
    { from: 1, to: 2, onKg: 10, backKg: 0 },
    { from: 2, to: 3, onKg: 10, backKg: 4 },
  ])
})
