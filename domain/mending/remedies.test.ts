import { describe, expect, it } from 'vitest'
import { type Coverage, findFaults, isRefusal, readCoverage } from '../coverage/index.ts'
import { area, box, square } from '../territory/example-areas.ts'
import type { Unit } from '../territory/types.ts'
import { type Flaw, findFlaws } from './flaws.ts'
import type { CouncilFacts } from './precedence.ts'
import { landAfter, type Remedy, remediesFor, tryRemedy } from './remedies.ts'

const EQUAL: CouncilFacts = { approximate: false, imported: false, since: null }
const equal = () => EQUAL
const official =
  (...ids: string[]) =>
  (id: string): CouncilFacts => ({ ...EQUAL, imported: ids.includes(id) })

const closedGap = readCoverage([
  square('left', 0, 0, 400),
  area('right', box(402, 0, 400, 400)),
  area('below', box(0, -100, 802, 100)),
  area('above', box(0, 400, 802, 100)),
])
const slit = readCoverage([square('left', 0, 0, 400), area('right', box(402, 0, 400, 400))])
const overlap = readCoverage([square('left', 0, 0, 400), square('right', 398, 0, 400)])

const only = (coverage: Coverage): Flaw => {
  const flaws = findFlaws(coverage)
  expect(flaws).toHaveLength(1)
  return flaws[0]
}
const named = ({ kind, to }: Remedy) => `${kind} ${to.join()}`

/** Square metres gained, in tens; and nothing may be left of the flaw. */
function gained(coverage: Coverage, kind: Remedy['kind'], ...to: string[]): Record<string, number> {
  const tried = tryRemedy(coverage, only(coverage), { kind, to, why: 'choice' })
  if (isRefusal(tried)) throw new Error(tried.reason)
  expect(findFlaws(tried.coverage)).toEqual([])
  expect(findFaults(tried.coverage)).toEqual([])
  return Object.fromEntries(
    tried.gains.flatMap(({ council, beforeM2, afterM2 }) => {
      const metres = Math.round((afterM2 - beforeM2) / 10) * 10 + 0
      return metres === 0 ? [] : [[council, metres]]
    }),
  )
}

describe('what mends a gap', () => {
  it('is given whole to any neighbour, or to each of two the half on its side', () => {
    expect(remediesFor(only(closedGap), equal).map(named)).toEqual([
      'halve left,right',
      'give left',
      'give right',
      'give below',
      'give above',
    ])
    expect(gained(closedGap, 'give', 'left')).toEqual({ left: 800 })
    expect(gained(closedGap, 'give', 'right')).toEqual({ right: 800 })
    expect(gained(closedGap, 'halve', 'left', 'right')).toEqual({ left: 400, right: 400 })
  })

  it('is the same for a slit that is open at its ends', () => {
    expect(remediesFor(only(slit), equal).map(named)).toEqual(['halve left,right', 'give left', 'give right'])
    expect(gained(slit, 'give', 'right')).toEqual({ right: 800 })
    expect(gained(slit, 'halve', 'left', 'right')).toEqual({ left: 400, right: 400 })
  })

  it('is offered first to the council whose border has to follow the other', () => {
    const [first] = remediesFor(only(closedGap), official('left', 'above', 'below'))
    expect(first).toEqual({ kind: 'give', to: ['right'], why: 'official-over-drawn' })
  })

  it('is offered to the one council around it where there is no other', () => {
    const hollow = readCoverage([area('host', box(0, 0, 400, 400), box(100, 100, 2, 100))])
    expect(remediesFor(only(hollow), equal)).toEqual([{ kind: 'give', to: ['host'], why: 'only-neighbour' }])
  })

  it('goes, between many, to the one with the longest border of those that may move', () => {
    const corner: Unit[] = [
      area('A', box(0, 0, 200, 200)),
      area('B', box(212, 0, 200, 200)),
      area('C', box(0, 212, 200, 200)),
      area('D', box(212, 212, 200, 200)),
      area('AB', box(200, 0, 12, 200)),
      area('CD', box(200, 212, 12, 200)),
      area('AC', box(0, 200, 200, 12)),
      area('BD', box(212, 200, 200, 12)),
    ]
    const flaw = only(readCoverage(corner))
    const [first] = remediesFor(flaw, official('AB', 'AC', 'CD'))
    expect(first).toEqual({ kind: 'give', to: ['BD'], why: 'official-over-drawn' })
    expect(remediesFor(flaw, equal)[0]).toMatchObject({ kind: 'give', why: 'longest-border' })
  })
})

describe('what mends an overlap', () => {
  it('leaves it to one of the two, or to each the half on its side', () => {
    expect(remediesFor(only(overlap), equal).map(named)).toEqual([
      'halve left,right',
      'give left',
      'give right',
    ])
    expect(gained(overlap, 'give', 'left')).toEqual({ right: -800 })
    expect(gained(overlap, 'halve', 'left', 'right')).toEqual({ left: -400, right: -400 })
  })

  it('leaves it to the council whose border has to stay', () => {
    const [first] = remediesFor(only(overlap), official('right'))
    expect(first).toEqual({ kind: 'give', to: ['right'], why: 'official-over-drawn' })
  })
})

describe('what is shown before it is done', () => {
  const owners = (coverage: Coverage, kind: Remedy['kind'], ...to: string[]) => {
    const flaw = only(coverage)
    const tried = tryRemedy(coverage, flaw, { kind, to, why: 'choice' })
    if (isRefusal(tried)) throw new Error(tried.reason)
    return landAfter(flaw, tried)
      .map(({ council }) => council)
      .sort()
  }

  it('is who has which piece of the land then', () => {
    expect(owners(closedGap, 'give', 'right')).toEqual(['right'])
    expect(owners(closedGap, 'halve', 'left', 'right')).toEqual(['left', 'right'])
    expect(owners(overlap, 'give', 'left')).toEqual(['left'])
    expect(owners(overlap, 'halve', 'left', 'right')).toEqual(['left', 'right'])
  })
})
