import { describe, expect, it } from 'vitest'
import { generateCoverage } from '../demonstration/coverage.ts'
import { drawDemonstration } from '../demonstration/territory.ts'
import { buildAdjacency } from '../territory/adjacency.ts'
import { draw } from '../territory/example-areas.ts'
import { judgeGraph } from '../territory/graph-judgement.ts'
import { judgeVerdict } from '../territory/judge.ts'
import { makeTerritory, surveyTerritory, type Territory } from '../territory/territory.ts'
import type { CouncilFigures } from './figures.ts'
import { suggestCommunes } from './suggest-communes.ts'
import type { Alternative, Suggestion, SuggestionOptions } from './suggestion.ts'

interface Case {
  territory: Territory
  all: number[]
  options: SuggestionOptions
}

/** A municipality by chance: dirty borders, enclaves, councils in two parts, some silent about families. */
function municipality(seed: number, count = 120): Case {
  const coverage = generateCoverage({
    seed,
    count,
    communes: Math.round(count / 15),
    dirtyShare: 0.1,
    enclaveShare: 0.02,
    multiPartShare: 0.03,
  })
  const ids = Array.from({ length: count }, (_, i) => String(i))
  const figures = (unit: number): CouncilFigures => ({
    kind: coverage.kinds[unit],
    families: unit % 9 === 0 ? null : coverage.families[unit],
    population: null,
  })
  return {
    territory: makeTerritory(ids, coverage.areas, buildAdjacency(coverage.areas)),
    all: ids.map(Number),
    options: {
      seed,
      figures,
      present: (unit) => coverage.communes[unit],
      bounds: { councils: { atLeast: 8, atMost: 30 } },
    },
  }
}

function suggest(rows: string[], options: SuggestionOptions, letters = rows.join('').replace(/[. ]/g, '')) {
  const territory = surveyTerritory(draw(...rows))
  const at = (some: string) => [...some].map((letter) => territory.ids.indexOf(letter))
  return { suggestion: suggestCommunes(territory, at(letters), options), at, territory }
}

const communes = ({ communes }: Alternative) => communes.map(({ councils }) => councils.join(''))
const written = ({ alternatives }: Suggestion) => alternatives.map((each) => communes(each).sort().join(' '))
const between = (atLeast: number, atMost: number) => ({ councils: { atLeast, atMost } })

describe('suggested communes', () => {
  it('are one piece each by the engine, within bounds, each council in one, for 12 municipalities', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const { territory, all, options } = municipality(seed)
      const { alternatives, unplaced } = suggestCommunes(territory, all, options)
      expect(alternatives.length, `seed ${seed}`).toBeGreaterThanOrEqual(3)
      const out = unplaced.flatMap(({ councils }) => councils)
      for (const alternative of alternatives) {
        const placed = alternative.communes.flatMap(({ councils }) => councils)
        expect([...placed, ...out].map(Number).sort((a, b) => a - b)).toEqual(all)
        for (const { councils, verdict } of alternative.communes) {
          const units = councils.map(Number)
          expect(judgeGraph(territory.adjacency, units).components, `seed ${seed}`).toHaveLength(1)
          expect(judgeVerdict(territory, units).verdict).toBe(verdict)
          expect(verdict, `seed ${seed}`).not.toBe('split')
          expect(units.length).toBeGreaterThanOrEqual(8)
          expect(units.length).toBeLessThanOrEqual(30)
        }
      }
    }
  })

  it('really differ from each other', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const { territory, all, options } = municipality(seed)
      const { alternatives } = suggestCommunes(territory, all, options)
      for (const { difference } of alternatives) expect(difference).toBeGreaterThan(0.15)
      expect(new Set(alternatives.map((each) => communes(each).join())).size).toBe(alternatives.length)
    }
  })

  it('are the same for the same seed, whatever the order of the councils', () => {
    const { territory, all, options } = municipality(3)
    const once = suggestCommunes(territory, all, options)
    expect(suggestCommunes(territory, [...all].reverse(), options)).toEqual(once)
    expect(written(suggestCommunes(territory, all, { ...options, seed: 4 }))).not.toEqual(written(once))
  })

  it('keep within bounds for families where all are told', () => {
    for (let seed = 1; seed <= 8; seed++) {
      const { territory, all, options } = municipality(seed)
      const figures = (unit: number) => ({ ...options.figures!(unit), families: 100 + ((unit * 37) % 90) })
      const families = { atLeast: 1200, atMost: 3600 }
      const bounds = { councils: { atLeast: 5, atMost: 40 }, families }
      const { alternatives } = suggestCommunes(territory, all, { ...options, figures, bounds })
      expect(alternatives.length, `seed ${seed}`).toBeGreaterThanOrEqual(3)
      for (const commune of alternatives.flatMap((each) => each.communes)) {
        expect(commune.families.silent).toBe(0)
        expect(commune.families.atLeast).toBeGreaterThanOrEqual(1200)
        expect(commune.families.atLeast).toBeLessThanOrEqual(3600)
      }
    }
  })

  it('keep locked groups together and leave out who is locked out', () => {
    for (let seed = 1; seed <= 8; seed++) {
      const { territory, all, options } = municipality(seed)
      const { start, neighbour } = territory.adjacency
      const group = [0, ...neighbour.subarray(start[0], start[1])].slice(0, 4)
      const out = all.filter((unit) => unit > 100 && !group.includes(unit)).slice(0, 3)
      const { alternatives } = suggestCommunes(territory, all, {
        ...options,
        lockedGroups: [group],
        lockedOut: out,
      })
      expect(alternatives.length, `seed ${seed}`).toBeGreaterThanOrEqual(1)
      for (const each of alternatives) {
        const homes = group.map((unit) =>
          each.communes.findIndex(({ councils }) => councils.includes(String(unit))),
        )
        expect(new Set(homes).size, `seed ${seed}`).toBe(1)
        expect(homes[0]).toBeGreaterThanOrEqual(0)
        const placed = each.communes.flatMap(({ councils }) => councils)
        for (const unit of out) expect(placed).not.toContain(String(unit))
      }
    }
  })

  it('join a locked group that lies apart by the fewest councils between', () => {
    const { suggestion, at } = suggest(['abcd', 'efgh'], { bounds: between(2, 6) })
    expect(suggestion.joined).toEqual([])
    const locked = suggest(['abcd', 'efgh'], { bounds: between(2, 6), lockedGroups: [at('ac')] }).suggestion
    expect(locked.joined).toEqual([['b']])
    for (const each of locked.alternatives)
      expect(communes(each).some((commune) => /a.*b.*c/.test(commune))).toBe(true)
  })

  it('stay nearer to the present communes, and cross less, where that is what they are best at', () => {
    const { territory, all, options } = municipality(5)
    const crossingM = (a: number, b: number) => (a < 60 !== b < 60 ? 40 : 0)
    const { alternatives } = suggestCommunes(territory, all, { ...options, crossingM })
    expect(alternatives.map(({ bestAt }) => bestAt)).toEqual([
      'all',
      'balance',
      'compact',
      'kept',
      'crossing',
    ])
    const best = (bestAt: string) => alternatives.find((each) => each.bestAt === bestAt)!.scores
    expect(best('kept').councilsKept!).toBeGreaterThan(best('balance').councilsKept!)
    expect(best('kept').bordersKept!).toBeGreaterThan(best('balance').bordersKept!)
    expect(best('crossing').crossedM!).toBeLessThan(best('compact').crossedM!)
    expect(best('balance').families.spread).toBeLessThan(best('kept').families.spread)
  })

  it('tell what they are worth', () => {
    const figures = (unit: number) => ({ kind: 'rural' as const, families: 50 + 10 * unit, population: null })
    const { suggestion } = suggest(['ab', 'cd'], {
      bounds: between(2, 2),
      figures,
      present: (unit) => (unit < 2 ? 'upper' : 'lower'),
    })
    const rows = suggestion.alternatives.find((each) => communes(each)[0] === 'ab')!
    expect(rows.scores).toEqual({
      councils: { least: 2, most: 2 },
      families: { least: 110, most: 150, spread: 20 / 130 },
      compactness: expect.closeTo((4 * Math.PI * 2) / 36, 2),
      cutBorderM: expect.closeTo(200, 0),
      councilsKept: 1,
      bordersKept: 1,
      crossedM: null,
      conditional: 0,
    })
    const columns = suggestion.alternatives.find((each) => communes(each)[0] === 'ac')!
    expect(columns.scores).toMatchObject({ councilsKept: 0.5, bordersKept: 0 })
  })

  it('take as many communes as asked for where bounds allow', () => {
    const { territory, all, options } = municipality(2)
    for (const groups of [6, 9]) {
      const { alternatives } = suggestCommunes(territory, all, { ...options, groups })
      expect(alternatives.map((each) => each.communes.length)).toEqual(alternatives.map(() => groups))
    }
  })

  it('count doubtful borders and links only where they may', () => {
    const link = { kind: 'ferry', declaredBy: 'x', declaredOn: '2024-01-01', reason: 'x' } as const
    const options = { bounds: between(2, 2), links: [{ a: 'b', b: 'c', ...link }] }
    const rows = ['a.cd', 'b...']
    expect(written(suggest(rows, { bounds: between(4, 4), links: options.links }).suggestion)).toEqual([
      'acdb',
    ])
    const borders = suggest(rows, { ...options, bounds: between(4, 4), through: 'doubtful' }).suggestion
    expect(borders.alternatives).toEqual([])
    expect(borders.unplaced.map(({ why }) => why)).toEqual(['too-few-councils', 'too-few-councils'])
  })
})

describe('when there is only one grouping, or none', () => {
  it('says that no other exists', () => {
    const { suggestion } = suggest(['abcdef'], { bounds: between(3, 3) })
    expect(written(suggestion)).toEqual(['abc def'])
    expect(suggestion.only).toBe('one-exists')
  })

  it('finds both of two', () => {
    const { suggestion } = suggest(['abcde'], { bounds: between(2, 3) })
    expect(written(suggestion).sort()).toEqual(['ab cde', 'abc de'])
    expect(suggestion.only).toBeNull()
  })

  it('puts the groupings of parts that lie apart together in every way', () => {
    const { suggestion } = suggest(['abcde.vwxyz'], { bounds: between(2, 3) })
    expect(written(suggestion).sort()).toEqual([
      'ab cde vw xyz',
      'ab cde vwx yz',
      'abc de vw xyz',
      'abc de vwx yz',
    ])
  })

  it('keeps to the number of communes asked for, shared out among parts that lie apart', () => {
    const { suggestion } = suggest(['abcdef.uvwxyz'], { bounds: between(2, 6), groups: 4 })
    expect(suggestion.alternatives.map((each) => each.communes.length)).toEqual(
      suggestion.alternatives.map(() => 4),
    )
  })

  it('names an island with too few councils, and groups the others', () => {
    const { suggestion } = suggest(['abcd.x'], { bounds: between(2, 3) })
    expect(suggestion.unplaced).toEqual([{ councils: ['x'], why: 'too-few-councils' }])
    expect(written(suggestion)).toEqual(['ab cd'])
  })

  it.each<[string, string[], Partial<SuggestionOptions>, string, string]>([
    [
      'too few families',
      ['ab'],
      { bounds: { ...between(1, 2), families: { atLeast: 300, atMost: null } } },
      'ab',
      'too-few-families',
    ],
    ['no number of communes fits', ['abcde'], { bounds: between(3, 3) }, 'abcde', 'no-number-of-communes'],
    ['every way was tried', ['.a.', 'bcd', '.e.', '.f.'], { bounds: between(3, 3) }, 'abcdef', 'none-exists'],
    [
      'one council is too large',
      ['ab'],
      { bounds: { ...between(1, 2), families: { atLeast: null, atMost: 90 } } },
      'a',
      'too-large',
    ],
  ])('says why: %s', (_, rows, options, councils, why) => {
    const figures = () => ({ kind: null, families: 100, population: null })
    const { suggestion } = suggest(rows, { figures, ...options })
    expect(suggestion.alternatives).toEqual([])
    expect(suggestion.unplaced[0]).toEqual({ councils: [...councils], why })
  })

  it('says that a locked group can’t be together, or is too large', () => {
    const { at } = suggest(['ab.cd'], { bounds: between(2, 2) })
    const apart = suggest(['ab.cd'], { bounds: between(2, 2), lockedGroups: [at('ac')] }).suggestion
    expect(apart.unplaced).toContainEqual({ councils: ['a', 'c'], why: 'locked-apart' })
    const large = suggest(['abcde'], { bounds: between(2, 2), lockedGroups: [at('abc')] }).suggestion
    expect(large.unplaced).toContainEqual({ councils: ['a', 'b', 'c'], why: 'too-large' })
    expect(written(large)).toEqual(['de'])
  })

  it('has nothing to suggest for nobody', () => {
    expect(suggest(['ab'], {}, '').suggestion).toMatchObject({ alternatives: [], unplaced: [], only: null })
  })
})

describe('a long search', () => {
  it('tells how far it is, and ends when asked with what there is', () => {
    const { territory, all, options } = municipality(1)
    const steps: [number, number][] = []
    suggestCommunes(territory, all, { ...options, progress: (done, of) => steps.push([done, of]) })
    expect(steps.length).toBeGreaterThan(3)
    expect(steps.at(-1)![0]).toBe(steps.at(-1)![1])
    let asked = 0
    const ended = suggestCommunes(territory, all, { ...options, stopped: () => ++asked > 20 })
    expect(ended.stopped).toBe(true)
    for (const { verdict } of ended.alternatives.flatMap((each) => each.communes))
      expect(verdict).not.toBe('split')
    expect(suggestCommunes(territory, all, { ...options, stopped: () => true })).toMatchObject({
      stopped: true,
      alternatives: [],
    })
  })

  it('says whose bounds it keeps', () => {
    const { territory, all } = municipality(1)
    expect(suggestCommunes(territory, all).bounds).toMatchObject({
      basis: 'usual',
      councils: { atLeast: 10, atMost: 50 },
      confidence: null,
    })
    expect(suggestCommunes(territory, all, { bounds: between(8, 20) }).bounds.basis).toBe('asked')
  })
})

describe('Ataroa', () => {
  const { councils, communes: drawn } = drawDemonstration()
  const territory = surveyTerritory(councils.map(({ code, geometry }) => ({ id: code, geometry })))
  const members = drawn.find(({ code }) => code === 'DEMO-ATAROA')!.councils
  const at = (codes: string[]) => codes.map((code) => territory.ids.indexOf(code))
  const west = members.filter((code) => code.startsWith('DEMO-ATA-OESTE'))
  const figures = (unit: number) => councils[unit]

  it('can be two communes in several ways with the ten of the west together, who need one council more', () => {
    const { alternatives, joined, unplaced } = suggestCommunes(territory, at(members), {
      figures,
      bounds: between(10, 32),
      lockedGroups: [at(west)],
      groups: 2,
    })
    expect(unplaced).toEqual([])
    expect(joined.map((codes) => codes.map((code) => councils[territory.ids.indexOf(code)].name))).toEqual([
      ['La Lagunita'],
    ])
    expect(alternatives.length).toBeGreaterThanOrEqual(3)
    for (const alternative of alternatives) {
      expect(alternative.communes.map(({ verdict }) => verdict)).toEqual(['contiguous', 'contiguous'])
      const home = alternative.communes.find((commune) => commune.councils.includes(west[0]))!
      expect(home.councils).toEqual(expect.arrayContaining(west))
      const families = alternative.communes.reduce((sum, commune) => sum + commune.families.atLeast, 0)
      expect(families).toBe(11_690)
    }
  })
})
