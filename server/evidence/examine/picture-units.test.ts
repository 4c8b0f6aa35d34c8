import { describe, expect, test } from 'vitest'
import { pictureFilter, pictureUnits } from './picture-units.ts'

/** Each after its length in four bytes. */
const units = (...bytes: number[][]): Uint8Array =>
  Buffer.concat(bytes.map((unit) => Buffer.from([0, 0, 0, unit.length, ...unit])))

describe('units of a picture', () => {
  test('H.264: slices and parameter sets stay, user data, filler and types without a name go', () => {
    const picture = [
      [0x67, 1],
      [0x68, 2],
      [0x65, 3],
      [0x41, 4],
    ]
    const strange = [
      [0x06, 5, 9],
      [0x0c, 0xff],
      [0x1e, 7],
      [0x00, 7],
    ]
    expect(pictureUnits(units(strange[0], ...picture, ...strange.slice(1)), 4, 'avc')).toEqual(
      units(...picture),
    )
  })

  test('H.265: the type stands a bit further left', () => {
    const picture = [
      [32 << 1, 1, 1],
      [19 << 1, 1, 2],
      [1 << 1, 1, 3],
    ]
    const strange = [
      [39 << 1, 1, 5],
      [40 << 1, 1, 5],
      [38 << 1, 1],
      [50 << 1, 1, 7],
    ]
    expect(pictureUnits(units(...strange, ...picture), 4, 'hevc')).toEqual(units(...picture))
  })

  test('a unit that goes on beyond its picture is no picture', () => {
    expect(() => pictureUnits(Buffer.from([0, 0, 0, 9, 0x65]), 4, 'avc')).toThrow()
    expect(() => pictureUnits(Buffer.from([0, 0, 0, 0]), 4, 'avc')).toThrow()
    expect(() => pictureUnits(Buffer.from([0, 0]), 4, 'avc')).toThrow()
  })
})

describe('what a decoder is told beforehand', () => {
  test('of H.265 without the arrays of user data', () => {
    const head = [...Array(21).fill(0), 0xff, 3]
    const array = (type: number, ...unit: number[]) => [type, 0, 1, 0, unit.length, ...unit]
    const [video, place, picture] = [array(0x80 | 32, 1, 2), array(39, 9, 9, 9), array(0x80 | 34, 3)]
    const config = (bytes: number[]) => ({ codec: 'hvc1', description: new Uint8Array(bytes) })
    const filter = pictureFilter('hevc', config([...head, ...video, ...place, ...picture]))!
    expect([...filter.description!]).toEqual([...head.slice(0, 22), 2, ...video, ...picture])
  })

  test('of a coding that nobody here can look through there is no filter, nor without lengths of units', () => {
    expect(pictureFilter('av1', { codec: 'av01' })).toBeNull()
    expect(pictureFilter('avc', { codec: 'avc1' })).toBeNull()
    expect(pictureFilter('vp9', { codec: 'vp09' })!.only(Buffer.from([1, 2]))).toEqual(Buffer.from([1, 2]))
  })
})
