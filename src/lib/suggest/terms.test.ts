import { describe, expect, it } from 'vitest'
import { readAsked, writeAsked } from './address.ts'
import {
  boundsOf,
  contradiction,
  NO_TERMS,
  readTerms,
  type Terms,
  usualBounds,
  withOut,
  withTogether,
  writeTerms,
} from './terms.ts'

const some: Terms = {
  councilsAtLeast: 8,
  councilsAtMost: 20,
  familiesAtLeast: null,
  familiesAtMost: 6000,
  communes: 3,
  keep: false,
  together: [[1, 2, 3], [9]],
  out: [5],
}

describe('terms', () => {
  it('are written and read without loss, and what is usual is not written', () => {
    expect(readTerms(new URLSearchParams(writeTerms(some)))).toEqual(some)
    expect(writeTerms(NO_TERMS)).toEqual({})
    expect(readTerms(new URLSearchParams())).toEqual(NO_TERMS)
  })

  it('pass over what is no number', () => {
    expect(readTerms(new URLSearchParams('least=-3&most=x&communes=2.5&together=;a;4'))).toEqual({
      ...NO_TERMS,
      together: [[4]],
    })
  })

  it('leave room for more than one grouping where nothing is asked', () => {
    for (let councils = 6; councils <= 400; councils++) {
      const { atLeast, atMost } = usualBounds(councils)
      expect(atLeast).toBeLessThanOrEqual(atMost)
      expect(Math.floor(councils / atLeast)).toBeGreaterThanOrEqual(2)
      expect(Math.ceil(councils / atMost)).toBeLessThanOrEqual(Math.floor(councils / atLeast))
    }
  })

  it('give way to the one limit that somebody asks', () => {
    expect(boundsOf({ ...NO_TERMS, councilsAtMost: 4 }, 42).councils).toEqual({ atLeast: 4, atMost: 4 })
    expect(boundsOf({ ...NO_TERMS, councilsAtLeast: 40 }, 42).councils).toEqual({ atLeast: 40, atMost: 40 })
    expect(contradiction({ ...NO_TERMS, councilsAtLeast: 9, councilsAtMost: 8 })).toBe('councils')
    expect(contradiction({ ...NO_TERMS, familiesAtLeast: 9, familiesAtMost: 8 })).toBe('families')
    expect(contradiction(some)).toBeNull()
  })

  it('hold a council together with others or leave it out, never both', () => {
    const held = withTogether(withTogether(NO_TERMS, 0, 1), 0, 2)
    expect(held.together).toEqual([[1, 2]])
    expect(withTogether(held, 0, 1).together).toEqual([[2]])
    expect(withTogether(held, 1, 2).together).toEqual([[1], [2]])
    expect(withOut(held, 2)).toMatchObject({ together: [[1]], out: [2] })
    expect(withTogether(withOut(held, 2), 0, 2)).toMatchObject({ together: [[1, 2]], out: [] })
    expect(withOut(withOut(held, 2), 2).out).toEqual([])
  })
})

describe('the address', () => {
  const url = new URL('http://localhost/suggest?lang=pt&place=-69.3,10.1,13&commune=4')
  const asked = {
    councils: [1, 2, 3, 7],
    terms: some,
    option: 1,
    groups: [
      [1, 2],
      [3, 7],
    ],
  }

  it('says all of it, as a person can read it, and keeps place and language', () => {
    const { path, keep } = writeAsked(url, asked)
    expect(keep).toBeNull()
    expect(path).toContain('councils=1-3,7')
    expect(path).toContain('groups=1-2;3,7')
    expect(path).toContain('lang=pt&place=-69.3,10.1,13')
    expect(readAsked(new URL(path, url), null)).toEqual({ ...asked, commune: null })
  })

  it('keeps in this browser what is too long for it', () => {
    const councils = Array.from({ length: 900 }, (_, i) => 2 * i + 1)
    const { path, keep } = writeAsked(url, { ...asked, councils })
    expect(path.length).toBeLessThan(1000)
    expect(readAsked(new URL(path, url), keep).councils).toEqual(councils)
    expect(readAsked(new URL(path, url), null).councils).toEqual([])
    expect(readAsked(new URL(path, url), '{"councils":7').councils).toEqual([])
  })
})
