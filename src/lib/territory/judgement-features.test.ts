import type { MultiPolygon, Position } from 'geojson'
import { describe, expect, test } from 'vitest'
import { LocalMetres } from '../../../domain/geometry/local-metres.ts'
import { judgeUnits } from '../../../domain/territory/index.ts'
import { type Drawing, type DrawnCouncil, judgementFeatures } from './judgement-features.ts'

const sheet = new LocalMetres([-69.36, 10.06])
const council = (id: number, x: number, y: number): DrawnCouncil => {
  const corners: [number, number][] = [
    [x, y],
    [x + 300, y],
    [x + 300, y + 300],
    [x, y + 300],
    [x, y],
  ]
  const geometry: MultiPolygon = {
    type: 'MultiPolygon',
    coordinates: [[corners.map((corner) => sheet.from(corner))]],
  }
  return {
    id,
    name: `C${id}`,
    place: sheet.from([x + 150, y + 150]),
    areaM2: 90_000 - id,
    approximate: false,
    geometry,
  }
}
/** Two side by side, one 80 m further east, one 3 m north of the first. */
const councils = new Map(
  [council(1, 0, 0), council(2, 300, 0), council(3, 680, 0), council(4, 0, 303)].map((one) => [one.id, one]),
)
const draw = (members: number[], more: Partial<Drawing> = {}) => {
  const units = members.map((id) => ({ id: String(id), geometry: councils.get(id)!.geometry }))
  return judgementFeatures({
    members,
    councils,
    judgement: judgeUnits(units),
    links: [],
    calm: false,
    preview: null,
    focus: null,
    words: {
      gap: (m) => `${Math.round(m)} m`,
      piece: (n) => `Parte ${n}`,
      cut: (name) => name,
      doubtful: () => 'dudoso',
      confirmed: 'confirmado',
      link: (kind) => kind,
    },
    ...more,
  }).features
}
const roles = (features: ReturnType<typeof draw>, role: string) =>
  features.filter((feature) => feature.properties?.role === role)

describe('a judgement on the map', () => {
  test('one piece shows its members and no piece numbers', () => {
    const features = draw([1, 2])
    expect(roles(features, 'member').map((feature) => feature.properties?.piece)).toEqual([0, 0])
    expect(roles(features, 'piece')).toEqual([])
  })

  test('two pieces carry a number each, and the line between them its metres', () => {
    const features = draw([1, 2, 3])
    expect(roles(features, 'member').map((feature) => feature.properties?.piece)).toEqual([0, 0, 1])
    expect(roles(features, 'piece').map((feature) => feature.properties?.label)).toEqual([
      'Parte 1',
      'Parte 2',
    ])
    expect(roles(features, 'separation-name')[0].properties?.label).toBe('80 m')
    const [line] = roles(features, 'separation')
    const [from, to] = (line.geometry as { coordinates: Position[] }).coordinates.map((end) => sheet.to(end))
    expect(Math.hypot(to[0] - from[0], to[1] - from[1])).toBeCloseTo(80, 0)
  })

  test('a remedy is drawn before it is applied', () => {
    const features = draw([1], {
      preview: { kind: 'add-councils', councils: ['2'], joins: [0], remaining: 1 },
    })
    expect(roles(features, 'preview-add')).toHaveLength(1)
    expect(roles(features, 'member')).toHaveLength(1)
  })

  test('only links of the commune are drawn', () => {
    const line: [Position, Position] = [councils.get(1)!.place, councils.get(3)!.place]
    const link = { councilA: 1, councilB: 3, kind: 'ford' as const, line }
    expect(roles(draw([1, 2], { links: [link] }), 'link-name')[0].properties?.label).toBe('ford')
    expect(roles(draw([2], { links: [link] }), 'link')).toEqual([])
  })

  test('a confirmed border is drawn where it runs, otherwise than a doubtful one and than a way across', () => {
    expect(roles(draw([1, 4]), 'doubtful')).toHaveLength(1)
    const units = [1, 4].map((id) => ({ id: String(id), geometry: councils.get(id)!.geometry }))
    const declared = { kind: 'border' as const, declaredBy: 'Asamblea', declaredOn: '2026-01-10', reason: '' }
    const line: [Position, Position] = [councils.get(1)!.place, councils.get(4)!.place]
    const features = draw([1, 4], {
      judgement: judgeUnits(units, [], { links: [{ ...declared, a: '1', b: '4' }] }),
      links: [{ councilA: 1, councilB: 4, kind: 'border', line }],
    })
    expect(roles(features, 'confirmed')).toHaveLength(1)
    expect(roles(features, 'confirmed-name')[0].properties?.label).toBe('confirmado')
    expect([...roles(features, 'doubtful'), ...roles(features, 'link')]).toEqual([])
  })
})
