import { describe, expect, test } from 'vitest'
import { compareDays } from '../../../domain/territory/compare-days.ts'
import { comparedFeatures, type PastCouncil, pastFeatures } from './history-features.ts'

/** A column of a sheet, from one hundredth of a degree to another. */
const council = (id: number, west: number, east: number) => ({
  id,
  name: `Consejo ${id}`,
  kind: null,
  families: null,
  population: null,
  areaM2: 1,
  place: [-69.5 + (west + east) / 200, 9.505],
  communeIds: id === 1 ? [7] : [],
  geometry: {
    type: 'MultiPolygon' as const,
    coordinates: [
      [
        [
          [-69.5 + west / 100, 9.5],
          [-69.5 + east / 100, 9.5],
          [-69.5 + east / 100, 9.51],
          [-69.5 + west / 100, 9.51],
          [-69.5 + west / 100, 9.5],
        ],
      ],
    ],
  },
})
const before = [council(1, 0, 1), council(2, 1, 2), council(3, 2, 3)]
const after = [council(1, 0, 1.5), council(2, 1.5, 2), council(3, 2, 3)]
const compared = compareDays({ councils: before, communes: [] }, { councils: after, communes: [] })
const roles = (show: 'before' | 'after' | 'both') => {
  const { features } = comparedFeatures(
    { before, after } as Record<'before' | 'after', PastCouncil[]>,
    compared,
    {
      show,
      picked: null,
      hectares: (areaM2) => `${Math.round(areaM2 / 10_000)} ha`,
    },
  )
  return Object.fromEntries(
    [...Map.groupBy(features, ({ properties }) => properties!.role as string)].map(([role, of]) => [
      role,
      of.length,
    ]),
  )
}

describe('history on the map', () => {
  test('a past day shows each area once with its name, and which one is picked', () => {
    const { features } = pastFeatures(before, 2)
    const areas = features.filter(({ properties }) => properties!.role === 'past')
    expect(areas.map(({ id, properties }) => [id, properties!.joined, properties!.picked])).toEqual([
      [1, true, false],
      [2, false, true],
      [3, false, false],
    ])
    expect(features).toHaveLength(6)
    const wide = pastFeatures([], null, [
      { name: 'Ataroa', bounds: [-69.5, 9.5, -69.4, 9.6] },
      { name: 'Sin área', bounds: null },
    ])
    expect(wide.features.map(({ geometry }) => geometry)).toEqual([
      { type: 'Point', coordinates: [-69.45, 9.55] },
    ])
  })

  test('both sides show outlines of what changed and the land that moved, one side only its own', () => {
    expect(roles('both')).toEqual({ past: 3, 'past-name': 3, is: 1, was: 1, moved: 1, 'moved-name': 1 })
    // The two squares and the border between them, once.
    const { features } = comparedFeatures({ before, after } as never, compared, {
      show: 'before',
      picked: null,
      hectares: String,
    })
    const was = features.find(({ properties }) => properties!.role === 'was')!.geometry
    const segments =
      'coordinates' in was ? (was.coordinates as number[][][]).map((line) => line.length - 1) : []
    expect(segments.reduce((sum, one) => sum + one, 0)).toBe(7)
    expect(roles('before')).toEqual({ past: 3, 'past-name': 3, was: 1 })
    expect(roles('after')).toEqual({ past: 3, 'past-name': 3, is: 1 })
  })
})
