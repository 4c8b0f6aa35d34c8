import { describe, expect, test } from 'vitest'
import { link, readIds, readPlace, writeIds, writePlace } from './address.ts'

const at = (search: string) => new URL(`http://localhost/${search}`)

describe('the address', () => {
  test('brings back the place that it was given', () => {
    const url = writePlace(at('?commune=3'), { longitude: -69.36041, latitude: 10.06123, zoom: 13.52 })
    expect(url.search).toBe(
      '?commune=3&place=-69.3604,10.0612,13.5'.replace('-69.3604,10.0612', '-69.36041,10.06123'),
    )
    expect(readPlace(url)).toEqual({ longitude: -69.36041, latitude: 10.06123, zoom: 13.5 })
  })

  test('holds no place where the numbers are none', () => {
    for (const place of ['', '1,2', 'a,b,c', '200,10,4', '-69,95,4', ',,', '1,2,99'])
      expect(readPlace(at(`?place=${place}`))).toBeNull()
  })

  test('writes many councils briefly and reads them back', () => {
    expect(writeIds([3, 1, 2, 9, 11, 10, 3])).toBe('1-3,9-11')
    expect(readIds('1-3,9-11')).toEqual([1, 2, 3, 9, 10, 11])
    expect(readIds(writeIds([]))).toEqual([])
  })

  test('survives a mangled or hostile list', () => {
    expect(readIds('1,x,2;3,-4,5-,7')).toEqual([1, 7])
    expect(readIds('1-2147483647')).toHaveLength(5000)
    expect(readIds('9-3')).toEqual([])
  })

  test('keeps the language of a link, and nothing else, on the way to a commune', () => {
    expect(link(at('?lang=pt&place=1,2,3&pick=4'), { commune: 7 })).toBe('/?lang=pt&commune=7')
    expect(link(at('import?place=1,2,3'), {})).toBe('/')
  })
})
