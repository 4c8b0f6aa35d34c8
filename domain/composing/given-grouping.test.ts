import { describe, expect, it } from 'vitest'
import { draw } from '../territory/example-areas.ts'
import { surveyTerritory } from '../territory/territory.ts'
import { scoreCommunes } from './given-grouping.ts'
import { suggestCommunes } from './suggest-communes.ts'

const territory = surveyTerritory(draw('ABCD', 'EFGH', 'IJKL'))
const at = (letters: string) => [...letters].map((letter) => territory.ids.indexOf(letter))

describe('a grouping that people made', () => {
  it('has the scores that it would have if it had been suggested', () => {
    const options = {
      bounds: { councils: { atLeast: 4, atMost: 8 } },
      present: (unit: number) => (unit < 6 ? 1 : 2),
      figures: (unit: number) => ({ kind: null, families: unit, population: null }),
    }
    const { alternatives } = suggestCommunes(territory, at('ABCDEFGHIJKL'), options)
    for (const { communes, scores } of alternatives) {
      const given = communes.map(({ councils }) => at(councils.join('')))
      expect(scoreCommunes(territory, given, options)).toEqual({ communes, scores })
    }
  })

  it('is judged as it is: in pieces where its councils share no space', () => {
    const { communes, scores } = scoreCommunes(territory, [at('AD'), at('BCFG')])
    expect(communes.map(({ verdict }) => verdict)).toEqual(['split', 'contiguous'])
    expect(scores.councils).toEqual({ least: 2, most: 4 })
  })
})
