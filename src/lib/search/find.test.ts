import { describe, expect, test } from 'vitest'
import type { Commune } from '../../../server/territories/schema.ts'
import { matchCommunes } from './find.ts'

const communes = ['El Maizal', 'Simón Planas', 'Maizal Alto', 'Ataroa'].map(
  (name, index) => ({ id: index + 1, name, code: `COM-00${index}` }) as Commune,
)
const names = (words: string) => matchCommunes(communes, words).map(({ name }) => name)

describe('matchCommunes', () => {
  test('accents and case do not matter', () => {
    expect(names('SIMON')).toEqual(['Simón Planas'])
    expect(names('símon plánas')).toEqual(['Simón Planas'])
  })

  test('those that begin with the words come first', () => {
    expect(names('maizal')).toEqual(['Maizal Alto', 'El Maizal'])
  })

  test('finds codes, and nothing for nothing', () => {
    expect(names('com-003')).toEqual(['Ataroa'])
    expect(names('   ')).toEqual([])
  })
})
