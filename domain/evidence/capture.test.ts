import { distance } from '@turf/turf'
import type { Polygon } from 'geojson'
import { describe, expect, test } from 'vitest'
import { type Capture, distanceTo, readCapture } from './capture.ts'

/** About 1.1 km across, with a hole in the middle. */
const claim: Polygon = {
  type: 'Polygon',
  coordinates: [
    [
      [-69.2, 9.8],
      [-69.19, 9.8],
      [-69.19, 9.81],
      [-69.2, 9.81],
      [-69.2, 9.8],
    ],
    [
      [-69.196, 9.804],
      [-69.194, 9.804],
      [-69.194, 9.806],
      [-69.196, 9.806],
      [-69.196, 9.804],
    ],
  ],
}
const date = { earliest: '2009-03-01', latest: '2009-03-31' }
const RECEIVED = '2026-11-29T12:00:00.000Z'
const none: Capture = { at: null, satelliteAt: null, place: null, accuracyM: null }
const read = (capture: Partial<Capture>) =>
  readCapture({ ...none, ...capture }, { geometry: claim, date }, RECEIVED)

describe('the place of capture', () => {
  test('inside the claim is 0 m from it, and in its hole as far as to the hole’s edge', () => {
    expect(read({ place: [-69.198, 9.802] }).distanceM).toBe(0)
    expect(read({ place: [-69.195, 9.805] }).distanceM).toBeCloseTo(109.5, 0)
  })

  test.each([
    ['beside it', [-69.21, 9.805], [-69.2, 9.805]],
    ['off a corner', [-69.25, 9.85], [-69.2, 9.81]],
    ['in another state', [-70, 10.5], [-69.2, 9.81]],
  ] as const)('%s is as far as on the sphere, within half a percent', (_, place, nearest) => {
    const expected = distance([...place], [...nearest], { units: 'meters' })
    expect(Math.abs(distanceTo([...place], claim) / expected - 1)).toBeLessThan(0.005)
  })

  test('of a claim without a shape, or of a file that does not say, is not guessed', () => {
    expect(read({}).distanceM).toBeNull()
    expect(
      readCapture({ ...none, place: [-69.2, 9.8] }, { geometry: null, date }, RECEIVED).distanceM,
    ).toBeNull()
  })

  test('is measured to the nearest part of several', () => {
    const parts = {
      type: 'GeometryCollection' as const,
      geometries: [claim, { type: 'Point' as const, coordinates: [-69.3, 9.8] }],
    }
    expect(distanceTo([-69.3, 9.8], parts)).toBe(0)
  })
})

describe('the day of capture', () => {
  test.each([
    ['2009-03-05T14:20:00', 0],
    ['2009-03-31T23:59:59', 0],
    ['2009-02-27T08:00:00', -2],
    ['2009-04-01T00:10:00', 1],
    ['2014-03-31T10:00:00', 1826],
  ])('%s is %i days from March 2009', (at, days) => {
    expect(read({ at }).days).toBe(days)
  })
})

describe('the clock', () => {
  test('that shows a likely time is not doubted', () => {
    expect(read({ at: '2009-03-05T14:20:00' }).doubts).toEqual([])
  })
  test.each([
    // Fourteen hours are what zones alone make.
    ['2026-11-30T01:59:00', []],
    ['2026-11-30T02:01:00', ['after-receipt']],
    ['2026-11-29T07:59:00-04:00', []],
    ['2026-11-29T08:02:00-04:00', ['after-receipt']],
    ['1986-05-01T10:00:00', ['before-cameras']],
    ['2015-01-01T00:03:12', ['factory-date']],
    ['2015-01-01T09:00:00', []],
  ])('that shows %s is doubted for %o', (at, doubts) => {
    expect(read({ at }).doubts).toEqual(doubts)
  })
  test.each([
    ['2026-06-01T08:10:00', '2026-06-01T12:10:20Z', []],
    // Caracas kept half hours until 2016.
    ['2014-06-01T07:40:00', '2014-06-01T12:10:20Z', []],
    ['2026-06-01T08:17:30', '2026-06-01T12:10:00Z', ['unlike-satellites']],
    ['2025-06-01T08:10:00', '2026-06-01T12:10:00Z', ['unlike-satellites']],
    ['2026-06-01T08:10:00-04:00', '2026-06-01T12:10:20Z', []],
    ['2026-06-01T09:10:00-04:00', '2026-06-01T12:10:00Z', ['unlike-satellites']],
  ])('at %s with the satellites at %s is doubted for %o', (at, satelliteAt, doubts) => {
    expect(read({ at, satelliteAt }).doubts).toEqual(doubts)
  })
})
