import { describe, expect, it } from 'vitest'
import { type CouncilFacts, whoYields } from './precedence.ts'

const ANY: CouncilFacts = { approximate: false, imported: false, since: null }
const between = (a: Partial<CouncilFacts>, b: Partial<CouncilFacts>) =>
  whoYields('A', 'B', (id) => ({ ...ANY, ...(id === 'A' ? a : b) }))

describe('which of two borders follows the other', () => {
  it('is the approximate one, whoever brought it and however old it is', () => {
    expect(
      between({ approximate: true, imported: true, since: '1999-01-01' }, { since: '2020-01-01' }),
    ).toEqual({
      yields: 'A',
      reason: 'exact-over-approximate',
    })
  })
  it('is the drawn one beside one from an official file', () => {
    expect(between({ imported: true, since: '2020-01-01' }, { since: '1999-01-01' })).toEqual({
      yields: 'B',
      reason: 'official-over-drawn',
    })
  })
  it('is that of the newer act', () => {
    expect(between({ since: '2020-01-01' }, { since: '2012-05-01' })).toEqual({
      yields: 'A',
      reason: 'older-over-newer',
    })
  })
  it('is neither between equals, nor where the date of one act is not known', () => {
    expect(between({}, {})).toEqual({ yields: null, reason: 'equal' })
    expect(between({ since: '2020-01-01' }, {})).toEqual({ yields: null, reason: 'equal' })
  })
})
