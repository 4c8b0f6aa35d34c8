/** Overlaps in published layers of tenure. Where the reference data are absent the suite says so in its name. */
import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { OverlapIndex } from '../../domain/overlaps/index.ts'
import { readPath } from '../support/files.ts'

const DATA = new URL('../../../shared/data/geo/tenure/', import.meta.url).pathname
const absent = (file: string) => (existsSync(DATA + file) ? '' : ' [REFERENCE DATA ABSENT: NOT CHECKED]')

async function overlapsIn(file: string, tolerance?: { widthM: number; share: number }) {
  const { features } = await readPath(DATA + file, file)
  const index = new OverlapIndex()
  const unusable = features.flatMap(({ geometry }, row) => {
    const answer = index.set({ kind: 'claim', id: String(row), geometry })
    return typeof answer === 'string' ? [answer] : []
  })
  return { ...index.allOverlaps(tolerance)!, areas: index.size, unusable }
}

const INCRA = 'incra_settlements_parana_160.shp'
it.skipIf(absent(INCRA))(`24 among 160 settlements of Paraná, 0.94 km² in all${absent(INCRA)}`, async () => {
  const { found, ignored, areas } = await overlapsIn(INCRA, { widthM: 0, share: 0 })
  const told = [...found, ...ignored].filter(({ areaM2 }) => areaM2 > 1)
  expect(areas).toBe(160)
  expect(told).toHaveLength(24)
  expect(told.reduce((sum, { areaM2 }) => sum + areaM2, 0) / 1e6).toBeCloseTo(0.94, 2)
  expect(Math.max(...told.map(({ areaM2 }) => areaM2)) / 1e4).toBeCloseTo(83.5, 1)
})

it.skipIf(absent(INCRA))(`of these, borders drawn twice are told apart${absent(INCRA)}`, async () => {
  const { found, ignored } = await overlapsIn(INCRA)
  expect(found[0].areaM2 / 1e4).toBeCloseTo(83.5, 1)
  expect(
    found.every(({ widthM, shareOfA, shareOfB }) => widthM >= 2 || Math.max(shareOfA, shareOfB) >= 0.05),
  ).toBe(true)
  expect(ignored.filter(({ reason }) => reason === 'digitising').length).toBeGreaterThan(0)
  for (const { widthM, reason } of ignored) expect(widthM).toBeLessThan(reason === 'rounding' ? 0.015001 : 2)
})

const MURANGA = 'muranga_parcels_ke.geojson'
it.skipIf(absent(MURANGA))(
  `none among the parcels of Murang’a, drawn as one coverage${absent(MURANGA)}`,
  async () => {
    const { found, ignored, areas, unusable } = await overlapsIn(MURANGA)
    expect(ignored.every(({ reason }) => reason === 'rounding')).toBe(true)
    // one of them is a row without a shape
    expect(unusable).toEqual(['empty'])
    expect(areas).toBeGreaterThan(2800)
    expect(found).toEqual([])
  },
)
