import { describe, expect, test } from 'vitest'
import type { ImportProblem } from '../../../server/imports/schema.ts'
import type { Preview } from './imports-api.ts'
import { fallingFeatures, previewFeatures } from './preview-features.ts'

const square = {
  type: 'Polygon' as const,
  coordinates: [
    [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 0],
    ],
  ],
}
const preview: Preview = {
  type: 'FeatureCollection',
  features: [[], ['self-intersection'], ['self-intersection', 'duplicate-shape']].map((problems, index) => ({
    type: 'Feature',
    geometry: square,
    properties: { index, problems },
  })),
}
const problem = (code: string, feature: number, decision: ImportProblem['decision']): ImportProblem => ({
  code,
  feature,
  decision,
  featureName: `Consejo ${feature}`,
  severity: 'decide',
  place: [0, 0],
  facts: {},
  decisions: ['repair', 'leave-out'],
})
const roles = (problems: ImportProblem[]) =>
  previewFeatures(preview, problems).features.map(({ properties }) => properties!.role)

describe('previewFeatures', () => {
  test('what waits for a decision is hatched and ringed, the rest is plain', () => {
    const problems = [
      problem('self-intersection', 1, null),
      problem('self-intersection', 2, 'repair'),
      problem('duplicate-shape', 2, null),
    ]
    expect(roles(problems)).toEqual(['area', 'repair', 'repair', 'repair', 'repair', 'problem', 'problem'])
  })

  test('a decision takes the ring away; what is left out is not drawn', () => {
    const problems = [
      problem('self-intersection', 1, 'repair'),
      problem('self-intersection', 2, 'repair'),
      problem('duplicate-shape', 2, 'leave-out'),
    ]
    expect(roles(problems)).toEqual(['area', 'area'])
  })

  test('a repair is outlined while it waits, then takes the place of what was drawn', () => {
    const repaired: Preview = {
      type: 'FeatureCollection',
      features: [
        preview.features[1],
        {
          type: 'Feature',
          geometry: square,
          properties: { ...preview.features[1].properties, repaired: true },
        },
      ],
    }
    const rolesOf = (decision: ImportProblem['decision']) =>
      previewFeatures(repaired, [problem('self-intersection', 1, decision)]).features.map(
        ({ properties }) => properties!.role,
      )
    expect(rolesOf(null)).toEqual(['repair', 'repair', 'repaired', 'problem'])
    expect(rolesOf('repair')).toEqual(['area'])
    expect(rolesOf('keep')).toEqual(['area'])
    expect(rolesOf('leave-out')).toEqual([])
  })
})

describe('fallingFeatures', () => {
  test('draws the system that is pointed at last, above those it may coincide with', () => {
    const places = [
      { code: 'EPSG:2202', place: [-69, 9] },
      { code: 'EPSG:24719', place: [-69, 9.004] },
      { code: 'EPSG:32619', place: [-69, 9] },
    ]
    const { features } = fallingFeatures(places, 'EPSG:2202')
    expect(features.map(({ properties }) => properties?.severity)).toEqual(['note', 'note', 'decide'])
    expect(features[2].geometry).toEqual({ type: 'Point', coordinates: [-69, 9] })
  })
})
