import { booleanValid, kinks } from '@turf/turf'
import type { Polygon } from 'geojson'
import { describe, expect, it } from 'vitest'
import { type Coverage, generateCoverage } from './coverage.ts'
import { coverageFeatures } from './coverage-features.ts'

/** Segments that two councils draw with exactly the same two ends. */
function sharedSegments({ areas }: Coverage): Map<string, Set<number>> {
  const owners = new Map<string, Set<number>>()
  for (let unit = 0; unit < areas.count; unit++) {
    for (let part = areas.unitStart[unit]; part < areas.unitStart[unit + 1]; part++) {
      for (let ring = areas.partStart[part]; ring < areas.partStart[part + 1]; ring++) {
        const first = areas.ringStart[ring]
        const end = areas.ringStart[ring + 1]
        for (let v = first; v < end; v++) {
          const next = v + 1 === end ? first : v + 1
          const here = `${areas.coordinates[2 * v]} ${areas.coordinates[2 * v + 1]}`
          const there = `${areas.coordinates[2 * next]} ${areas.coordinates[2 * next + 1]}`
          const key = here < there ? `${here} ${there}` : `${there} ${here}`
          owners.set(key, (owners.get(key) ?? new Set()).add(unit))
        }
      }
    }
  }
  return owners
}

function pairsBySegment(coverage: Coverage): Set<string> {
  const pairs = new Set<string>()
  for (const owners of sharedSegments(coverage).values()) {
    const [a, b] = [...owners].sort((p, q) => p - q)
    if (b !== undefined) pairs.add(`${a}-${b}`)
  }
  return pairs
}

const statedPairs = ({ borders }: Coverage) =>
  new Set(Array.from(borders.a, (a, k) => `${a}-${borders.b[k]}`))

describe('a generated coverage', () => {
  it('shares every stated border vertex by vertex, and no other', () => {
    const coverage = generateCoverage({
      seed: 3,
      count: 900,
      enclaveShare: 0.02,
      multiPartShare: 0.02,
      holeShare: 0.01,
    })
    expect(pairsBySegment(coverage)).toEqual(statedPairs(coverage))
  })

  it('is the same for the same seed and another for another', () => {
    const first = generateCoverage({ seed: 4, count: 200 })
    expect(generateCoverage({ seed: 4, count: 200 })).toEqual(first)
    expect(generateCoverage({ seed: 5, count: 200 }).areas.coordinates).not.toEqual(first.areas.coordinates)
  })

  it('has exactly as many councils, communes, enclaves, parts and vertices as asked', () => {
    const coverage = generateCoverage({
      seed: 6,
      count: 2000,
      communes: 210,
      vertices: 60,
      enclaveShare: 0.01,
      multiPartShare: 0.02,
      holeShare: 0.005,
    })
    const { areas } = coverage
    const parts = Array.from({ length: areas.count }, (_, u) => areas.unitStart[u + 1] - areas.unitStart[u])
    expect(areas.count).toBe(2000)
    expect(new Set(coverage.communes).size).toBe(210)
    expect(parts.filter((n) => n > 1).length).toBeGreaterThanOrEqual(36)
    expect(areas.partStart[areas.partStart.length - 1] - (areas.partStart.length - 1)).toBe(30)
    expect(areas.coordinates.length / 2 / 2000).toBeGreaterThan(55)
    expect(areas.coordinates.length / 2 / 2000).toBeLessThan(68)
  })

  it('draws valid areas even where every border was digitised twice', () => {
    const coverage = generateCoverage({
      seed: 7,
      count: 300,
      urbanShare: 0.8,
      dirtyShare: 1,
      digitisingErrorM: 5,
    })
    for (const feature of coverageFeatures(coverage).features) {
      expect(booleanValid(feature)).toBe(true)
      expect(kinks(feature as GeoJSON.Feature<Polygon>).features, feature.properties.code).toEqual([])
    }
  })

  it('lets dirty borders share no segment and clean ones all of theirs', () => {
    const coverage = generateCoverage({ seed: 8, count: 600, vertices: 60, dirtyShare: 0.1 })
    const { borders } = coverage
    const shared = pairsBySegment(coverage)
    const dirty = Array.from(borders.dirty).filter(Boolean).length
    expect(dirty / borders.dirty.length).toBeGreaterThan(0.06)
    expect(dirty / borders.dirty.length).toBeLessThan(0.14)
    let unmoved = 0
    for (let k = 0; k < borders.a.length; k++) {
      const same = shared.has(`${borders.a[k]}-${borders.b[k]}`)
      if (borders.dirty[k] === 0) expect(same, `clean border ${k}`).toBe(true)
      else if (same) unmoved++
    }
    // A border of one straight piece between two fixed corners has nothing to digitise.
    expect(unmoved / dirty).toBeLessThan(0.05)
  })

  it('keeps every commune in one piece', () => {
    const { areas, communes, borders } = generateCoverage({ seed: 9, count: 1500, communes: 160 })
    const root = Array.from({ length: areas.count }, (_, i) => i)
    const find = (i: number): number => (root[i] === i ? i : find(root[i]))
    for (let k = 0; k < borders.a.length; k++) {
      if (communes[borders.a[k]] === communes[borders.b[k]]) root[find(borders.a[k])] = find(borders.b[k])
    }
    expect(new Set(root.map((_, i) => find(i))).size).toBe(160)
  })

  it('has small councils in towns and wide ones in the country', () => {
    const coverage = generateCoverage({
      seed: 10,
      count: 1200,
      urbanShare: 0.5,
      urbanHectares: 3,
      ruralHectares: 300,
    })
    const widths = { urban: [] as number[], rural: [] as number[] }
    for (let unit = 0; unit < coverage.areas.count; unit++) {
      const first = coverage.areas.ringStart[coverage.areas.partStart[coverage.areas.unitStart[unit]]]
      const end = coverage.areas.ringStart[coverage.areas.partStart[coverage.areas.unitStart[unit]] + 1]
      const longitudes = coverage.areas.coordinates.slice(2 * first, 2 * end).filter((_, k) => k % 2 === 0)
      widths[coverage.kinds[unit]].push((Math.max(...longitudes) - Math.min(...longitudes)) * 109_600)
    }
    const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]
    expect(median(widths.urban)).toBeGreaterThan(120)
    expect(median(widths.urban)).toBeLessThan(350)
    expect(median(widths.rural)).toBeGreaterThan(1200)
    expect(median(widths.rural)).toBeLessThan(3000)
  })

  it('draws 45,000 councils in seconds', () => {
    const begun = performance.now()
    const coverage = generateCoverage({ seed: 1, count: 45_000, communes: 5_000, dirtyShare: 0.1 })
    expect(coverage.areas.count).toBe(45_000)
    expect(performance.now() - begun).toBeLessThan(20_000)
  })
})
