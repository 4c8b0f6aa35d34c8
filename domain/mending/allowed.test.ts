import { describe, expect, it } from 'vitest'
import { readCoverage } from '../coverage/index.ts'
import { area, box, square } from '../territory/example-areas.ts'
import { judgeUnits } from '../territory/judge.ts'
import { coincides, markAllowed, setApart } from './allowed.ts'
import { findFlaws } from './flaws.ts'

const land = (x: number, y: number, width: number, height: number) =>
  area('', box(x, y, width, height)).geometry

describe('land that was allowed', () => {
  it('is known again while four fifths of what both cover are common', () => {
    expect(coincides(land(0, 0, 100, 10), land(0, 0, 100, 10))).toBe(true)
    expect(coincides(land(0, 0, 100, 10), land(0, 0, 100, 12))).toBe(true)
    expect(coincides(land(0, 0, 100, 10), land(0, 0, 100, 13))).toBe(false)
    expect(coincides(land(0, 0, 100, 10), land(500, 0, 100, 10))).toBe(false)
  })

  const shared = (metres: number) => [square('A', 0, 0, 400), square('B', 400 - metres, 0, 400)]
  const park = { kind: 'overlap' as const, councils: ['A', 'B'], geometry: land(310, 0, 90, 400) }

  it('marks the flaw that it is, or that it was before a border moved', () => {
    const [same] = findFlaws(readCoverage(shared(92)))
    expect([...markAllowed([same], [park]).values()]).toEqual([{ is: park }])
    const [moved] = findFlaws(readCoverage(shared(150)))
    expect([...markAllowed([moved], [park]).values()]).toEqual([{ was: park }])
  })

  it('is no gap where an overlap was allowed', () => {
    const [overlap] = findFlaws(readCoverage(shared(90)))
    expect(markAllowed([overlap], [{ ...park, kind: 'gap' }]).size).toBe(0)
  })

  it('stands beside the judgement, whose other findings stay', () => {
    const judgement = judgeUnits([...shared(90), square('C', 700, 0, 400)])
    expect(judgement.overlaps).toHaveLength(2)
    const { judgement: rest, allowed } = setApart(judgement, [park])
    expect(rest.overlaps.map(({ a, b }) => [a, b])).toEqual([['B', 'C']])
    expect(allowed.map(({ by }) => by)).toEqual([park])
    expect(allowed[0].areaM2 / 36_000).toBeCloseTo(1, 2)
  })

  it('may be an empty space that the commune closes in', () => {
    const ring = [
      area('south', box(0, 0, 300, 100)),
      area('north', box(0, 200, 300, 100)),
      square('west', 0, 100),
      square('east', 200, 100),
    ]
    const judgement = judgeUnits(ring)
    expect(judgement.enclaves).toHaveLength(1)
    const plaza = { kind: 'gap' as const, councils: ['south'], geometry: land(100, 100, 100, 100) }
    expect(setApart(judgement, [plaza])).toMatchObject({
      judgement: { enclaves: [] },
      allowed: [{ by: plaza }],
    })
  })
})
