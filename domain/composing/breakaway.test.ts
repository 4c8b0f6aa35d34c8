import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { generateCoverage } from '../demonstration/coverage.ts'
import { drawDemonstration } from '../demonstration/territory.ts'
import { VENEZUELA_COMMUNES } from '../law/index.ts'
import { buildAdjacency } from '../territory/adjacency.ts'
import { draw, parts, square } from '../territory/example-areas.ts'
import { judge } from '../territory/judge.ts'
import { findSpaces } from '../territory/spaces.ts'
import { makeTerritory, surveyTerritory } from '../territory/territory.ts'
import { type Breakaway, type BreakawayOptions, judgeBreakaway } from './breakaway.ts'
import { findEnclosed } from './enclosed.ts'

const LAW = { pack: VENEZUELA_COMMUNES, date: '2026-11-22' }

function breakaway(
  rows: string[],
  commune: string,
  group: string,
  options: BreakawayOptions = {},
): Breakaway {
  const territory = surveyTerritory(draw(...rows))
  const at = (letters: string) => [...letters].map((letter) => territory.ids.indexOf(letter))
  const outcome = judgeBreakaway(territory, at(commune), at(group), options)
  if ('refused' in outcome) throw new Error(outcome.refused)
  return outcome
}

describe('a group that leaves', () => {
  it('is judged beside those who stay and the whole before', () => {
    const { whole, stay, leave } = breakaway(['abc', 'def'], 'abcdef', 'be')
    expect(whole.verdict).toBe('contiguous')
    expect([stay.verdict, stay.pieces]).toEqual([
      'split',
      [
        ['a', 'd'],
        ['c', 'f'],
      ],
    ])
    expect([leave.verdict, leave.pieces]).toEqual(['contiguous', [['b', 'e']]])
  })

  it('gains the border between the sides, and takes its part of the outer border along', () => {
    const { whole, stay, leave, between, borderLostM } = breakaway(['abc', 'def'], 'abcdef', 'ad')
    expect(between.lengthM).toBeCloseTo(200, 0)
    expect(between.pairs).toEqual([
      ['b', 'a'],
      ['e', 'd'],
    ])
    expect(whole.outerBorderM).toBeCloseTo(1000, 0)
    expect(stay.outerBorderM).toBeCloseTo(800, 0)
    expect(leave.outerBorderM).toBeCloseTo(600, 0)
    expect(borderLostM).toBeCloseTo(400, 0)
    expect(stay.outerBorderM + leave.outerBorderM).toBeCloseTo(whole.outerBorderM + 2 * between.lengthM, 6)
    expect([whole.areaM2, stay.areaM2, leave.areaM2].map((area) => Math.round(area / 100))).toEqual([
      600, 400, 200,
    ])
  })

  it('tells which councils become cut councils and which no longer are', () => {
    const { cutCouncils } = breakaway(['abc..', '..d..', '..efg'], 'abcdefg', 'ab')
    expect(cutCouncils).toEqual({ gained: [], lost: ['b', 'c'] })
    expect(breakaway(['abc', 'f.d', 'gie'], 'abcdefgi', 'a').cutCouncils).toEqual({
      gained: ['c', 'd', 'g', 'i', 'e'],
      lost: [],
    })
  })

  it('shows what stays enclosed by it, and the reverse', () => {
    const { stay, leave } = breakaway(['abc', 'dxe', 'fgh'], 'abcdexfgh', 'abcdefgh')
    expect(leave.enclosed).toEqual([{ councils: ['x'], ofOtherSide: true }])
    expect(stay.enclosed).toEqual([])
    const outsider = breakaway(['abcj', 'dxek', 'fghl'], 'abcdefghjkl', 'jkl')
    expect(outsider.stay.enclosed).toEqual([{ councils: ['x'], ofOtherSide: false }])
  })

  it('does not call a council enclosed that has a stretch of outline beside nobody', () => {
    expect(breakaway(['abc', 'dx.', 'fgh'], 'abcdxfgh', 'abcdfgh').leave.enclosed).toEqual([])
  })

  it('says at least where councils say nothing', () => {
    const { stay, leave } = breakaway(['abcd'], 'abcd', 'cd', {
      figures: (unit) => ({ kind: 'urban', families: unit === 3 ? null : 200, population: null }),
    })
    expect(stay.families).toEqual({ atLeast: 400, silent: 0 })
    expect(leave.families).toEqual({ atLeast: 200, silent: 1 })
    expect(leave.population).toEqual({ atLeast: 0, silent: 2 })
  })

  it('is held against the rules in force, each with its confidence', () => {
    const { leave } = breakaway(['abcd'], 'abcd', 'ac', {
      figures: () => ({ kind: 'urban', families: 149, population: null }),
      law: { pack: VENEZUELA_COMMUNES, date: '2015-06-01' },
    })
    const of = (kind: string) => leave.findings.find((finding) => finding.kind === kind)
    expect(of('council-size')).toMatchObject({ state: 'not-met', confidence: 'high', misfits: [0, 1] })
    expect(of('contiguity')).toMatchObject({ state: 'not-met', confidence: 'medium' })
    expect(of('councils-needed')).toMatchObject({ state: 'unconfirmed', facts: { councils: 2 } })
  })

  it('leaves the quorum open where nobody gives one, and judges it by the commune’s own', () => {
    const asked = (quorum?: number) =>
      breakaway(['abcdefgh'], 'abcdefgh', 'efgh', { law: LAW, quorum }).parliament
    expect(asked()).toEqual({ seatsBefore: 12, seatsLeft: 8, quorum: null, keepsQuorum: null })
    expect(asked(0.5)).toMatchObject({ keepsQuorum: true })
    expect(asked(0.75)).toMatchObject({ keepsQuorum: false })
  })

  it('counts declared links and looks into councils of several parts', () => {
    const link = { kind: 'bridge', declaredBy: 'x', declaredOn: '2024-01-01', reason: 'x' } as const
    const linked = breakaway(['a.bc'], 'abc', 'ab', { links: [{ a: 'a', b: 'b', ...link }] })
    expect([linked.leave.verdict, linked.leave.certainPieces.length]).toEqual(['conditional', 2])
    const split = parts('m', square('', 0, 0), square('', 1000, 0))
    const territory = surveyTerritory([split, square('a', 100, 0), square('b', 1100, 0), square('c', 0, 100)])
    const hidden = judgeBreakaway(territory, [0, 1, 2, 3], [0, 1, 2]) as Breakaway
    expect(hidden.leave.verdict).toBe('split')
    expect(hidden.leave.pieces).toHaveLength(2)
    expect(hidden.leave.parted).toEqual([{ unit: 'm', parts: 2, hidesBreak: true }])
  })

  it('is refused where nobody leaves, nobody stays or somebody is not of the commune', () => {
    const territory = surveyTerritory(draw('abc'))
    const refused = (group: number[]) => judgeBreakaway(territory, [0, 1], group)
    expect(refused([])).toMatchObject({ refused: 'nobody-leaves' })
    expect(refused([1, 0, 1])).toMatchObject({ refused: 'nobody-stays' })
    expect(refused([1, 2])).toEqual({ refused: 'not-of-the-commune', councils: ['c'] })
  })

  it('has the verdict, pieces and cut councils of the full judgement on both sides', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const { areas, communes } = generateCoverage({ seed, count: 60, communes: 2, multiPartShare: 0.05 })
        const ids = Array.from({ length: 60 }, (_, i) => String(i))
        const territory = makeTerritory(ids, areas, buildAdjacency(areas))
        const commune = ids.map(Number).filter((i) => communes[i] === 0)
        const group = commune.filter((i) => (i * seed) % 7 < 2)
        const outcome = judgeBreakaway(territory, commune, group)
        if ('refused' in outcome) return
        for (const side of [outcome.whole, outcome.stay, outcome.leave]) {
          const full = judge(territory, side.councils.map(Number))
          expect([side.verdict, side.cutCouncils]).toEqual([full.verdict, full.cutUnits])
          expect(side.certainPieces).toEqual(full.certainComponents)
        }
      }),
      { numRuns: 20, seed: 4 },
    )
  })
})

describe('enclosed councils', () => {
  const compared = (seed: number, dirtyShare: number) => {
    const { areas } = generateCoverage({ seed, count: 80, dirtyShare, enclaveShare: 0.05 })
    const ids = Array.from({ length: 80 }, (_, i) => String(i))
    const territory = makeTerritory(ids, areas, buildAdjacency(areas))
    const members = ids.map(Number).filter((i) => (i * 7919 + seed * 104729) % 10 < 7)
    const found = findEnclosed(territory, new Set(members)).flat()
    const measured = findSpaces(territory, members).enclaves.flatMap(({ unit }) => unit ?? [])
    return { found: found.map(String).sort(), measured: measured.sort() }
  }

  it('are exactly those that the measured shapes enclose', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const { found, measured } = compared(seed, 0)
      expect(found, `seed ${seed}`).toEqual(measured)
    }
  })

  it('are found too where two hands drew the borders and left slits between them', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const { found, measured } = compared(seed, 0.3)
      expect(found, `seed ${seed}`).toEqual(expect.arrayContaining(measured))
    }
  })
})

describe('Ataroa', () => {
  const { councils, communes, links } = drawDemonstration()
  const territory = surveyTerritory(councils.map(({ code, geometry }) => ({ id: code, geometry })))
  const commune = communes.find(({ code }) => code === 'DEMO-ATAROA')!.councils
  const at = (codes: string[]) => codes.map((code) => territory.ids.indexOf(code))
  const west = commune.filter((code) => code.startsWith('DEMO-ATA-OESTE'))
  const named = (codes: string[]) => codes.map((code) => councils[territory.ids.indexOf(code)].name)
  const outcome = judgeBreakaway(territory, at(commune), at(west), {
    links,
    figures: (unit) => councils[unit],
    law: LAW,
    quorum: 0.5,
  }) as Breakaway

  it('keeps 32 councils in one piece, while the ten fall into nine and Cerritos Blancos', () => {
    expect(outcome.stay.verdict).toBe('contiguous')
    expect(outcome.leave.pieces.map((piece) => piece.length)).toEqual([9, 1])
    expect(named(outcome.leave.pieces[1])).toEqual(['Cerritos Blancos'])
  })

  it('makes two of the ten cut councils', () => {
    expect(named(outcome.cutCouncils.gained)).toEqual(['La Paz', 'Las Malvinas'])
    expect(outcome.cutCouncils.lost).toEqual([])
  })

  it('divides families, people and seats without losing any', () => {
    const { whole, stay, leave, parliament } = outcome
    expect(leave.families.atLeast).toBe(2707)
    expect(stay.families.atLeast).toBe(8983)
    expect(whole.families).toEqual({ atLeast: 2707 + 8983, silent: 0 })
    expect(whole.population.atLeast).toBe(stay.population.atLeast + leave.population.atLeast)
    expect([whole, stay, leave].map((side) => side.parliament?.seats)).toEqual([46, 36, 14])
    expect(parliament).toEqual({ seatsBefore: 46, seatsLeft: 36, quorum: 0.5, keepsQuorum: true })
  })
})

describe('José Félix Ribas', () => {
  const { councils, communes } = drawDemonstration()
  const territory = surveyTerritory(councils.map(({ code, geometry }) => ({ id: code, geometry })))
  const commune = communes.find(({ code }) => code === 'DEMO-JOSE-FELIX-RIBAS')!.councils
  const at = (...numbers: number[]) => numbers.map((n) => territory.ids.indexOf(commune[n - 1]))
  const all = at(1, 2, 3, 4, 5, 6, 7, 8, 9)
  const numbers = (codes: string[]) => codes.map((code) => 1 + commune.indexOf(code))
  const figures = (unit: number) => councils[unit]

  it('in two leaves both sides whole, those who leave in a row whose middle holds it', () => {
    const { stay, leave } = judgeBreakaway(territory, all, at(4, 5, 6, 7), { figures }) as Breakaway
    expect([stay.verdict, leave.verdict]).toEqual(['contiguous', 'contiguous'])
    expect(numbers(stay.cutCouncils)).toEqual([])
    expect(numbers(leave.cutCouncils)).toEqual([5, 7])
    expect([leave.families.atLeast, stay.families.atLeast]).toEqual([1234, 1469])
  })

  it('is left by all but the council with the factory, which is not enclosed: it has a way out', () => {
    const { leave, stay } = judgeBreakaway(territory, all, at(2, 3, 4, 5, 6, 7, 8, 9), {
      figures,
      law: LAW,
    }) as Breakaway
    expect(leave.verdict).toBe('contiguous')
    expect(leave.enclosed).toEqual([])
    expect([stay.families.atLeast, stay.parliament?.seats]).toEqual([272, 5])
  })

  it('falls in three where three at its edges leave', () => {
    const { leave, stay } = judgeBreakaway(territory, all, at(6, 8, 9)) as Breakaway
    expect(leave.pieces.map(numbers)).toEqual([[6], [8], [9]])
    expect(stay.verdict).toBe('contiguous')
  })
})
