import { expect, test } from 'vitest'
import type { Told } from '../../../domain/dossier/content.ts'
import { uncertainDate } from '../../../domain/land/uncertain-date.ts'
import { areaInWords, assertionInWords, dateInWords, lawWord, periodInWords } from './words.ts'

test.each([
  ['2009', '2009', '2009', '2009'],
  ['2009-03', 'marzo de 2009', 'March 2009', 'março de 2009'],
  ['2009-03-05', '5 mar. 2009', '5 Mar 2009', '5 de mar. de 2009'],
  ['2010~', 'hacia 2010', 'about 2010', 'por volta de 2010'],
  ['2010~early', 'a principios de 2010', 'early in 2010', 'no início de 2010'],
  ['/2010', '2010 o antes', '2010 or before', '2010 ou antes'],
  ['2010/', '2010 o después', '2010 or after', '2010 ou depois'],
  ['2009/2011', 'entre 2009 y 2011', 'between 2009 and 2011', 'entre 2009 e 2011'],
])('the date %s is as uncertain in words', (text, es, en, pt) => {
  const said = (['es', 'en', 'pt'] as const).map((locale) => dateInWords(uncertainDate(text), locale))
  expect(said).toEqual([es, en, pt])
})

test('a state lasts from a day to a day; what happens has its day alone', () => {
  const [from, to] = [uncertainDate('2009'), uncertainDate('2014')]
  expect(periodInWords({ from, to }, 'en', true)).toBe('from 2009 to 2014')
  expect(periodInWords({ from, to: null }, 'en', true)).toBe('since 2009')
  expect(periodInWords({ from, to: null }, 'en', false)).toBe('2009')
  expect(periodInWords({ from: null, to }, 'en', true)).toBe('until 2014')
  expect(periodInWords({ from: null, to: null }, 'en', true)).toBe('no date')
})

const assertion = (given: Partial<Told<'assertion'>>) =>
  ({
    predicate: 'holds',
    partyId: null,
    share: null,
    amount: null,
    amountUnit: null,
    amountText: null,
    note: null,
    hidden: [],
    ...given,
  }) as Told<'assertion'>
const parties = [{ id: 1, name: 'Comuna El Maizal' }] as Told<'party'>[]

test('who is withheld is told as withheld, and not as nobody', () => {
  const say = (given: Partial<Told<'assertion'>>) => assertionInWords(assertion(given), { parties }, 'en')
  expect(say({ partyId: 1, share: { numerator: 1, denominator: 2 } })).toBe(
    'Possession: Comuna El Maizal (1/2)',
  )
  expect(say({ hidden: ['partyId'] })).toBe('Possession: withheld')
  expect(say({ partyId: 9 })).toBe('Possession: withheld')
  expect(say({})).toBe('Possession')
  expect(say({ predicate: 'area', amount: 2237, amountUnit: 'ha', amountText: '2.237 hectáreas' })).toBe(
    'Area: 2,237 ha «2.237 hectáreas»',
  )
})

test('areas have the digits that make sense, and a step that no sentence knows its own word', () => {
  expect([812, 41_530, 22_370_000].map((m2) => areaInWords(m2, 'en'))).toEqual([
    '0.0812 ha',
    '4.15 ha',
    '2,237 ha',
  ])
  expect(lawWord('step', 'of-tomorrow', 'es')).toBe('of-tomorrow')
})
