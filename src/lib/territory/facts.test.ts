import { describe, expect, test } from 'vitest'
import { LOCALES, translate } from '../../../messages/index.ts'
import { communeFacts, memberFacts } from './facts.ts'

const measures = { hectares: (squareMetres: number) => `${squareMetres / 10_000} ha` }
const commune = { councilIds: [1, 2, 3], families: 340, familiesMissing: 0, areaM2: 60_000, partial: false }
const said = (facts: object, locale: (typeof LOCALES)[number] = 'es') =>
  translate(locale, 'commune.facts', { ...facts })

describe('how large a commune is', () => {
  test('is told whole where every council gave its families', () => {
    expect(said(communeFacts(commune, measures))).toBe('3 consejos · 340 familias · 6 ha')
  })

  test('is told as the least there are where some did not, or are not seen', () => {
    const sentences = LOCALES.map((locale) =>
      said(communeFacts({ ...commune, familiesMissing: 1 }, measures), locale),
    )
    expect(sentences).toEqual([
      '3 consejos · al menos 340 familias · 6 ha',
      '3 councils · at least 340 families · 6 ha',
      '3 conselhos · pelo menos 340 famílias · 6 ha',
    ])
    expect(said(communeFacts({ ...commune, partial: true }, measures))).toContain('al menos 340')
  })

  test('is unknown where nobody did', () => {
    const facts = communeFacts({ ...commune, families: null, familiesMissing: 3 }, measures)
    expect(said(facts)).toBe('3 consejos · familias sin dato · 6 ha')
  })

  test('of picks counts those that are here, and says so of the rest', () => {
    const known = [
      { families: 100, areaM2: 10_000 },
      { families: null, areaM2: 20_000 },
    ]
    expect(said(memberFacts(known, 2, measures))).toBe('2 consejos · al menos 100 familias · 3 ha')
    expect(said(memberFacts(known.slice(0, 1), 2, measures))).toContain('al menos 100')
    expect(said(memberFacts(known.slice(0, 1), 1, measures))).toBe('1 consejo · 100 familias · 1 ha')
    expect(said(memberFacts([], 0, measures))).toContain('familias sin dato')
  })
})
