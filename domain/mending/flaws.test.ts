import { describe, expect, it } from 'vitest'
import { readCoverage } from '../coverage/index.ts'
import { area, box, draw, place, square } from '../territory/example-areas.ts'
import { findFlaws } from './flaws.ts'

/** Left and right of a sliver, and what closes it below and above. */
const sliver = (width: number) =>
  readCoverage([
    square('left', 0, 0, 400),
    area('right', box(400 + width, 0, 400, 400)),
    area('below', box(0, -100, 800 + width, 100)),
    area('above', box(0, 400, 800 + width, 100)),
  ])

describe('the gaps and overlaps of a drawing', () => {
  it('are none where borders meet', () => {
    expect(findFlaws(readCoverage(draw('ABC', 'DEF', 'GHI')))).toEqual([])
  })

  it('tell of a closed gap its area, its width, its place and who is beside it for how long', () => {
    const [gap, ...others] = findFlaws(sliver(2))
    expect(others).toEqual([])
    expect(gap).toMatchObject({ kind: 'gap', form: 'sliver' })
    expect(gap.areaM2).toBeCloseTo(800, -1)
    expect(gap.widthM).toBeCloseTo(2, 1)
    expect(gap.beside.map(({ council }) => council)).toEqual(['left', 'right', 'below', 'above'])
    expect(gap.beside.map(({ lengthM }) => Math.round(lengthM))).toEqual([400, 400, 2, 2])
    const [west, east] = [place(400, 0)[0], place(402, 0)[0]]
    expect(gap.place[0]).toBeGreaterThan(west)
    expect(gap.place[0]).toBeLessThan(east)
  })

  it('are wide where somebody may have left the space on purpose', () => {
    const [gap] = findFlaws(sliver(60))
    expect(gap).toMatchObject({ kind: 'gap', form: 'wide' })
    expect(gap.areaM2 / 24_000).toBeCloseTo(1, 2)
  })

  it('tell of a slit that stays open at its ends', () => {
    const [slit, ...others] = findFlaws(
      readCoverage([square('A', 0, 0, 200), area('B', box(202, 0, 200, 200))]),
    )
    expect(others).toEqual([])
    expect(slit).toMatchObject({ kind: 'gap', form: 'slit' })
    expect(slit.areaM2 / 400).toBeCloseTo(1, 1)
    expect(slit.beside.map(({ council }) => council)).toEqual(['A', 'B'])
  })

  it('tell of an overlap who claims it, and whether so much can be a mistake of the pen', () => {
    const overlapping = (metres: number) =>
      findFlaws(readCoverage([square('A', 0, 0, 400), square('B', 400 - metres, 0, 400)]))
    const [narrow] = overlapping(3)
    expect(narrow).toMatchObject({ kind: 'overlap', form: 'sliver' })
    expect(narrow.areaM2 / 1200).toBeCloseTo(1, 2)
    expect(narrow.beside.map(({ council }) => council).sort()).toEqual(['A', 'B'])
    expect(overlapping(90)[0]).toMatchObject({ kind: 'overlap', form: 'wide' })
  })

  it('tell of a ring around a council that lies in another one the ring alone', () => {
    const [ring, ...others] = findFlaws(
      readCoverage([
        area('host', box(0, 0, 400, 400), box(100, 100, 200, 200)),
        square('inner', 101, 101, 198),
      ]),
    )
    expect(others).toEqual([])
    expect(ring.areaM2 / (200 ** 2 - 198 ** 2)).toBeCloseTo(1, 2)
    expect(ring.form).toBe('sliver')
  })

  it('can be asked for beside some councils only', () => {
    const units = [square('A', 0, 0, 200), square('B', 198, 0, 200), square('C', 394, 0, 200)]
    expect(findFlaws(readCoverage(units))).toHaveLength(2)
    const [ofA] = findFlaws(readCoverage(units), new Set(['A']))
    expect(ofA.beside.map(({ council }) => council).sort()).toEqual(['A', 'B'])
  })
})
