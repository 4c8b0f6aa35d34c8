import { describe, expect, test } from 'vitest'
import { readCoordinates } from './coordinates.ts'

/** Barquisimeto, near enough that every writing of it must land within its last digit. */
const LONGITUDE = -69.357
const LATITUDE = 10.0647

const WRITINGS = [
  '10.0647, -69.3570',
  '10.0647,-69.3570',
  '10,0647 -69,3570',
  '10,0647; -69,3570',
  '10,0647, -69,3570',
  '10.0647 N 69.3570 W',
  '10.0647° N, 69.3570° O',
  'N 10.0647 O 69.3570',
  '10,0647 Norte 69,3570 Oeste',
  'lat: 10.0647 lon: -69.3570',
  '69.3570 W 10.0647 N',
  '10°03\'52.92"N 69°21\'25.2"W',
  '10° 03′ 52,92″ N, 69° 21′ 25,2″ O',
  '10 03 52.92 N 69 21 25.2 W',
  "10°3.882' N 69°21.42' W",
  '10 03 52.92 -69 21 25.2',
  'geo:10.0647,-69.3570',
  'https://www.openstreetmap.org/#map=15/10.0647/-69.3570',
  'https://example.org/maps/@10.0647,-69.3570,15z',
]

describe('readCoordinates in degrees', () => {
  test.each(WRITINGS)('reads %s', (text) => {
    const [{ place }] = readCoordinates(text)
    expect(place[0]).toBeCloseTo(LONGITUDE, 5)
    expect(place[1]).toBeCloseTo(LATITUDE, 5)
  })

  test('offers both orders where the writing does not tell latitude from longitude', () => {
    const readings = readCoordinates('-69.357, 10.0647', [-74, 0, -59, 13])
    expect(readings.map(({ place }) => place)).toEqual([
      [LONGITUDE, LATITUDE],
      [LATITUDE, LONGITUDE],
    ])
  })

  test('takes a forgotten minus sign for west only where the territory lies there, and says so', () => {
    const [best] = readCoordinates('10.0647 69.3570', [-74, 0, -59, 13])
    expect(best).toMatchObject({ place: [LONGITUDE, LATITUDE], assumedWest: true })
    expect(readCoordinates('10.0647 69.3570').some(({ assumedWest }) => assumedWest)).toBe(false)
  })

  test('moves degrees on La Canoa to WGS 84', () => {
    const [{ place }] = readCoordinates('La Canoa 9 N 69 W')
    const metresEast = (place[0] + 69) * 111_320 * Math.cos(Math.PI / 20)
    expect(Math.hypot(metresEast, (place[1] - 9) * 110_600)).toBeGreaterThan(300)
  })

  test.each([
    '',
    'Ataroa',
    'Consejo 5 de julio',
    'sector 12',
    '91 N 10 W',
    '10 75 N 69 10 W',
    '10 N 20 N',
    '23',
    '1 2 3',
    'a'.repeat(500),
  ])('leaves %s to the search by name', (text) => {
    expect(readCoordinates(text)).toEqual([])
  })
})

describe('readCoordinates on a UTM grid', () => {
  test.each([
    '19N 729838.387 1161462.928 REGVEN',
    '19 P 729838.387 1161462.928 WGS84',
    'UTM 19N E 729838,387 N 1161462,928 REGVEN',
    'REGVEN zona 19 729.838,387 1.161.462,928',
    'REGVEN huso 19N 729838.387 E 1161462.928 N',
    'REGVEN huso 19 N 1161462.928 E 729838.387',
    '19N REGVEN 1161462.928 N 729838.387 E',
  ])('reads %s', (text) => {
    const [reading, ...others] = readCoordinates(text)
    expect(reading).toMatchObject({ as: 'utm', zone: 19, south: false })
    expect(reading.place[0]).toBeCloseTo(-66.9, 6)
    expect(reading.place[1]).toBeCloseTo(10.5, 6)
    expect(others).toEqual([])
  })

  test('reads La Canoa with its own shift', () => {
    const [{ place, datum }] = readCoordinates('La Canoa 19N 500210.527 995216.043')
    expect(datum).toBe('la-canoa')
    expect(place[0]).toBeCloseTo(-69, 6)
    expect(place[1]).toBeCloseTo(9, 6)
  })

  test('offers both datums where none is named: they are 420 m apart', () => {
    expect(readCoordinates('19N 500000 994852').map(({ datum }) => datum)).toEqual(['regven', 'la-canoa'])
  })

  test('tries the zones of Venezuela where none is named, those that fall in the territory first', () => {
    const readings = readCoordinates('500000 994852 REGVEN', [-64, 0, -60, 13])
    expect(readings.map(({ zone }) => zone)).toEqual([20, 19, 18])
  })

  test('counts southern zones from the pole side', () => {
    const [{ place }] = readCoordinates('WGS84 22S 500000 9000000')
    expect(place[1]).toBeLessThan(-8)
  })

  test.each(['19N 50 994852', '19N 463245', '99N 463245 1112345'])('refuses %s', (text) => {
    expect(readCoordinates(text)).toEqual([])
  })
})
