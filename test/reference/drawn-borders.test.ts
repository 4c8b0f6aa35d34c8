/** Hand-drawn borders against coverages whose true borders are known. Targets are goals, not what was measured. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { flatten } from '../../domain/geometry/flatten.ts'
import { matchDrawnBorders } from '../../domain/territory/drawn-borders.ts'
import { redigitise } from '../support/redigitise.ts'
import {
  readFeatures,
  readPlaces,
  referenceFolder,
  referencePresent,
  type Score,
  scoreDrawn,
  scoreRedrawn,
  sharedSegments,
} from '../support/redrawn-places.ts'

const suite = referencePresent
  ? 'drawn borders against known ones'
  : `drawn borders: NOT CHECKED, ${referenceFolder} is absent`

describe(suite, () => {
  if (!referencePresent) {
    it('has no reference data to read here', () => {})
    return
  }
  const places = readPlaces()
  const SEEDS = [201, 202, 203]
  /** Goals for F1 by error in metres: what issue and study ask for, and never less between two of them. */
  const GOALS: [errorM: number, f1: number][] = [
    [0.3, 0.998],
    [0.5, 0.998],
    [1, 0.995],
    [2, 0.992],
    [3.5, 0.988],
    [5, 0.985],
    [8, 0.97],
    [15, 0.94],
  ]

  for (const [file, goal] of [
    ['j2', 0.992],
    ['j5', 0.985],
  ] as const)
    it(`finds the published borders of dirty Tondo ${file} again, F1 of ${goal} or more, certain without a mistake`, () => {
      // one code of this file is the bare word NaN, which JSON does not know
      const text = readFileSync(`${referenceFolder}dirty-tondo/truth.json`, 'utf8').replace(
        /\bNaN\b/g,
        'null',
      )
      const truth: { n: number; rook_edges: [number, number, number][] } = JSON.parse(text)
      const drawn = JSON.parse(
        gunzipSync(readFileSync(`${referenceFolder}dirty-tondo/tondo_${file}.geojson.gz`)).toString(),
      )
      const borders = truth.rook_edges.map(([a, b]) => Math.min(a, b) * truth.n + Math.max(a, b))
      const score = scoreDrawn(flatten(drawn.features), new Set(borders))
      expect(score.f1).toBeGreaterThanOrEqual(goal)
      expect(score.certainWrong).toBe(0)
      expect(score.certain).toBeGreaterThan(0.85 * truth.rook_edges.length)
      expect(score.alone).toBe(0)
    })

  for (const [errorM, goal] of GOALS) {
    it(`gives Tondo back, redrawn at ${errorM} m, with F1 of ${goal}`, () => {
      for (const seed of SEEDS) {
        const score = scoreRedrawn(places.get('tondo')!, { errorM, seed })
        expect(score.f1, `seed ${seed}`).toBeGreaterThanOrEqual(goal)
        expect(score.alone, `seed ${seed}`).toBe(0)
      }
    })
    it(`gives ten other places back at ${errorM} m with F1 of ${goal} together`, () => {
      const total = { found: 0, invented: 0, missed: 0 }
      for (const [name, place] of places)
        if (name !== 'tondo') add(total, scoreRedrawn(place, { errorM, seed: SEEDS[0] }))
      const f1 = (2 * total.found) / (2 * total.found + total.invented + total.missed)
      expect(f1).toBeGreaterThanOrEqual(goal)
    })
  }

  it('is right in 99.9 % of what it calls certain, over all places, errors and points left out', () => {
    let certain = 0
    let wrong = 0
    for (const place of places.values())
      for (const [errorM] of GOALS)
        for (const dropShare of [0, 0.25]) {
          const score = scoreRedrawn(place, { errorM, dropShare, seed: 211 })
          certain += score.certain
          wrong += score.certainWrong
        }
    expect(certain).toBeGreaterThan(20_000)
    expect(wrong / certain).toBeLessThan(0.001)
  })

  it('says of every contact where it is, and of every border how long', () => {
    for (const place of places.values()) {
      const { coordinates, ringStart } = redigitise(place.areas, { errorM: 5, seed: 1 })
      const areas = { ...place.areas, coordinates, ringStart }
      const open = new Uint8Array(ringStart[ringStart.length - 1]).fill(1)
      const latitudes = coordinates.filter((_, i) => i % 2 === 1)
      const south = latitudes.reduce((least, latitude) => Math.min(least, latitude), 90)
      const north = latitudes.reduce((most, latitude) => Math.max(most, latitude), -90)
      for (const contact of matchDrawnBorders(areas, open, () => false)) {
        expect(contact.place[1]).toBeGreaterThanOrEqual(south)
        expect(contact.place[1]).toBeLessThanOrEqual(north)
        if (contact.kind === 'border') expect(contact.lengthM).toBeGreaterThan(0)
      }
    }
  })

  it('invents nothing in clean coverages: France and the Philippines, whole and municipality by municipality', () => {
    for (const [file, group] of [
      ['france-communes/communes.geojsonl.gz', 'dep'],
      ['philippines-barangays/barangays_2019_hires_NCR.geojsonl.gz', 'muni'],
      ['philippines-barangays/barangays_2019_medres.geojsonl.gz', 'muni'],
    ] as const) {
      const features = readFeatures(file)
      // France is one clean coverage; the barangays are clean only within a municipality
      const mayBorder = (a: number, b: number) =>
        group === 'muni' && features[a].properties[group] !== features[b].properties[group]
      expect(
        inventions(features).filter(({ a, b }) => !mayBorder(a, b)),
        file,
      ).toEqual([])
      for (const part of Map.groupBy(features, ({ properties }) => properties[group]).values())
        expect(inventions(part), file).toEqual([])
    }
  })

  function inventions(features: ReturnType<typeof readFeatures>) {
    const areas = flatten(features)
    const { borders, open } = sharedSegments(areas)
    const known = (a: number, b: number) => borders.has(Math.min(a, b) * areas.count + Math.max(a, b))
    // of a pair that is known only what is to be added to its length comes back
    return matchDrawnBorders(areas, open, known).filter(({ a, b, kind }) => kind === 'border' && !known(a, b))
  }
})

function add(total: { found: number; invented: number; missed: number }, score: Score): void {
  total.found += score.found
  total.invented += score.invented
  total.missed += score.missed
}
