import { describe, expect, it } from 'vitest'
import { drawDemonstration } from '../demonstration/territory.ts'
import { draw, parts, square } from '../territory/example-areas.ts'
import { surveyTerritory } from '../territory/territory.ts'
import type { DeclaredLink } from '../territory/types.ts'
import { type CommuneOptions, type Mending, mendCommune, mendSides, type SidesOptions } from './mending.ts'

const drawn = (...rows: string[]) => {
  const territory = surveyTerritory(draw(...rows))
  const at = (letters: string) => [...letters].map((letter) => territory.ids.indexOf(letter))
  return {
    sides: (first: string, second: string, options?: SidesOptions) =>
      mendSides(territory, at(first), at(second), options),
    commune: (commune: string, options?: CommuneOptions) => mendCommune(territory, at(commune), options),
    at,
  }
}

const sets = (mending: Mending) =>
  mending.outcome === 'mended'
    ? mending.sets.map(({ moves }) => moves.map(({ council, to }) => `${council}>${to}`).join(' '))
    : mending

const bridge = (a: string, b: string): DeclaredLink => ({
  a,
  b,
  kind: 'bridge',
  declaredBy: 'x',
  declaredOn: '2024-01-01',
  reason: 'x',
})

describe('the fewest councils that mend two sides', () => {
  it('says so where both are whole already', () => {
    expect(drawn('abc', 'def').sides('ad', 'bcef')).toEqual({ outcome: 'whole' })
  })

  it('names every equally small set, the shortest border between the sides first', () => {
    const mending = drawn('abc', 'def').sides('ac', 'bdef')
    expect(mending).toMatchObject({ outcome: 'mended', councils: 1, atLeast: 1, more: false })
    expect(sets(mending)).toEqual(['a>second', 'c>second', 'b>first'])
  })

  it('does not tear the other side apart to mend one', () => {
    expect(sets(drawn('.e.', 'abc', '.d.').sides('ac', 'bde'))).toEqual(['a>second', 'c>second'])
  })

  it('prefers what moves fewer families where borders are as long', () => {
    const { sides } = drawn('abc')
    const figures = (unit: number) => ({
      kind: null,
      families: [300, 20, 200][unit],
      population: null,
    })
    expect(sets(sides('ac', 'b', { figures }))).toEqual(['c>second', 'a>second'])
  })

  it('lets locked councils stay where they are, and says when that is why nothing goes', () => {
    const { sides, at } = drawn('abc', 'def')
    expect(sets(sides('ac', 'bdef', { locked: at('ac') }))).toEqual(['b>first'])
    expect(sides('ac', 'bdef', { locked: at('abcdef') })).toEqual({
      outcome: 'none',
      why: 'locked',
      pieces: [['c']],
    })
  })

  it('takes in candidates of neither side where that is as small', () => {
    const { sides, at } = drawn('axc', 'bdb')
    expect(sets(sides('ac', 'd', { candidates: at('x'), locked: at('ac') }))).toEqual(['x>first'])
  })

  it('says that no way leads to a council on an island', () => {
    expect(drawn('ab..e', 'cd...', '....g').sides('abe', 'cdg')).toMatchObject({
      outcome: 'none',
      why: 'no-way',
      pieces: [['e'], ['g']],
    })
  })

  it('counts declared links unless only borders shall count', () => {
    const { sides } = drawn('a.b', 'cde')
    const links = [bridge('a', 'b')]
    expect(sides('ab', 'cde', { links })).toEqual({ outcome: 'whole' })
    expect(sides('ab', 'cde', { links, through: 'doubtful' })).toMatchObject({ councils: 1 })
  })

  it('does not join a side by a far part of a council', () => {
    const split = parts('m', square('', 100, 0), square('', 1000, 0, 50))
    const territory = surveyTerritory([
      split,
      square('a', 0, 0),
      square('b', 1050, 0),
      square('c', 0, 100),
      square('d', 100, 100),
    ])
    const mending = mendSides(territory, [1, 2], [0, 3, 4])
    expect(sets(mending)).not.toContainEqual('m>first')
  })
})

describe('the fewest councils that mend a commune', () => {
  it('are those outside that join its pieces', () => {
    const mending = drawn('abcd', 'efgh', 'ijkl').commune('aei' + 'dhl')
    expect(mending).toMatchObject({ outcome: 'mended', councils: 2 })
    expect(sets(mending)).toEqual(['b>first c>first', 'f>first g>first', 'j>first k>first'])
  })

  it('join more than five pieces too', () => {
    const mending = drawn('a.b.c.d', 'tuvwxyz', 'e.f.g.h').commune('abcdefgh')
    expect(mending).toMatchObject({ outcome: 'mended', councils: 7, atLeast: 7 })
  })

  it('may be those that leave, where that is allowed', () => {
    const { commune } = drawn('abxyc')
    expect(sets(commune('abc'))).toEqual(['x>first y>first'])
    expect(sets(commune('abc', { mayLeave: true }))).toEqual(['c>null'])
  })

  it('are none where no council lies between', () => {
    expect(drawn('ab..cd').commune('abcd')).toEqual({
      outcome: 'none',
      why: 'no-way',
      pieces: [['c', 'd']],
    })
  })
})

describe('Ataroa', () => {
  const { councils, communes, links } = drawDemonstration()
  const territory = surveyTerritory(councils.map(({ code, geometry }) => ({ id: code, geometry })))
  const commune = communes.find(({ code }) => code === 'DEMO-ATAROA')!.councils
  const at = (codes: string[]) => codes.map((code) => territory.ids.indexOf(code))
  const west = commune.filter((code) => code.startsWith('DEMO-ATA-OESTE'))
  const rest = commune.filter((code) => !west.includes(code))
  const named = (mending: Mending) =>
    mending.outcome === 'mended'
      ? mending.sets.map(({ moves }) =>
          moves.map(({ council, to }) => [councils[territory.ids.indexOf(council)].name, to]),
        )
      : mending

  it('is mended by one council: Cerritos Blancos stays, or La Lagunita or El Jabillo leaves too', () => {
    const mending = mendSides(territory, at(west), at(rest), { links, figures: (unit) => councils[unit] })
    expect(named(mending)).toEqual([
      [['Cerritos Blancos', 'second']],
      [['La Lagunita', 'first']],
      [['El Jabillo', 'first']],
    ])
    expect(mending).toMatchObject({ councils: 1, atLeast: 1, more: false })
  })

  it('as a commune of ten takes in either of the two', () => {
    expect(named(mendCommune(territory, at(west), { links }))).toEqual([
      [['La Lagunita', 'first']],
      [['El Jabillo', 'first']],
    ])
  })
})

describe('José Félix Ribas', () => {
  const { councils, communes } = drawDemonstration()
  const territory = surveyTerritory(councils.map(({ code, geometry }) => ({ id: code, geometry })))
  const commune = communes.find(({ code }) => code === 'DEMO-JOSE-FELIX-RIBAS')!.councils
  // 1 has the factory and borders on all others but 9; the rest follow each other: 3-8, 2-3-9, 2-4-5-7-6
  const at = (...numbers: number[]) => numbers.map((n) => territory.ids.indexOf(commune[n - 1]))
  const rest = (...numbers: number[]) =>
    at(...[1, 2, 3, 4, 5, 6, 7, 8, 9].filter((n) => !numbers.includes(n)))

  it('lets four go together without anybody else', () => {
    expect(mendSides(territory, at(4, 5, 6, 7), rest(4, 5, 6, 7))).toEqual({ outcome: 'whole' })
  })

  it('lets all others leave the council with the factory', () => {
    expect(mendSides(territory, rest(1), at(1))).toEqual({ outcome: 'whole' })
  })

  it('has six ways of two councils each to mend three that leave apart, and shows the best five', () => {
    const number = (code: string) => 1 + commune.indexOf(code)
    const all = (mending: Mending) =>
      mending.outcome === 'mended'
        ? mending.sets
            .map(({ moves }) => moves.map(({ council, to }) => `${number(council)} ${to}`).join(', '))
            .sort()
        : mending
    const leave = at(6, 8, 9)
    expect(all(mendSides(territory, leave, rest(6, 8, 9), { most: 10 }))).toEqual([
      '1 first, 3 first',
      '1 first, 9 second',
      '3 first, 6 second',
      '6 second, 8 second',
      '6 second, 9 second',
      '8 second, 9 second',
    ])
    expect(mendSides(territory, leave, rest(6, 8, 9))).toMatchObject({
      councils: 2,
      compared: 6,
      more: false,
    })
  })
})
