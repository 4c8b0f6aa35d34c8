import { describe, expect, it } from 'vitest'
import {
  at,
  box,
  drawn,
  line,
  parts,
  polygon,
  read,
  refusal,
  result,
} from '../../test/support/drawn-coverage.ts'
import { applyEdit } from './apply-edit.ts'
import type { Edit } from './edits.ts'
import { findFaults } from './faults.ts'
import { isRefusal } from './refusal.ts'
import { unitsOf } from './units.ts'

/** A west, B east of it, C above both; all 10 wide and high, C 20 wide. */
const three = read({
  A: polygon(box(0, 0, 10, 10)),
  B: polygon(box(10, 0, 20, 10)),
  C: polygon(box(0, 10, 20, 20)),
})

describe('reading', () => {
  it('makes the corner of two councils a node of a third that has a straight line there', () => {
    expect(drawn(three, 'C')).toEqual(
      parts([
        [
          [0, 10],
          [10, 10],
          [20, 10],
          [20, 20],
          [0, 20],
        ],
      ]),
    )
    expect(findFaults(three)).toEqual([])
  })

  it('turns shells counter-clockwise and holes clockwise and leaves out rings without area', () => {
    const coverage = read({
      A: polygon(box(0, 0, 10, 10).toReversed(), box(2, 2, 4, 4), [
        [6, 6],
        [7, 7],
        [8, 8],
      ]),
    })
    expect(drawn(coverage, 'A')).toEqual(parts([box(0, 0, 10, 10), box(2, 2, 4, 4).toReversed()]))
    expect(findFaults(coverage)).toEqual([])
  })
})

describe('a node', () => {
  it('is moved for all councils that use it', () => {
    const after = result(three, { kind: 'move-node', from: at(10, 10), to: at(12, 9) })
    expect(drawn(after, 'A')).toEqual(
      parts([
        [
          [0, 0],
          [10, 0],
          [12, 9],
          [0, 10],
        ],
      ]),
    )
    expect(drawn(after, 'B')).toEqual(
      parts([
        [
          [10, 0],
          [20, 0],
          [20, 10],
          [12, 9],
        ],
      ]),
    )
    expect(drawn(after, 'C')).toEqual(
      parts([
        [
          [0, 10],
          [12, 9],
          [20, 10],
          [20, 20],
          [0, 20],
        ],
      ]),
    )
  })

  it('that comes to lie on a foreign segment is shared with it', () => {
    const apart = read({ A: polygon(box(0, 0, 10, 10)), B: polygon(box(12, 0, 20, 10)) })
    const put = result(apart, { kind: 'insert-node', between: [at(12, 10), at(12, 0)], at: at(11, 5) })
    const after = result(put, { kind: 'move-node', from: at(11, 5), to: at(10, 5) })
    expect(drawn(after, 'A')).toEqual(
      parts([
        [
          [0, 0],
          [10, 0],
          [10, 5],
          [10, 10],
          [0, 10],
        ],
      ]),
    )
  })

  it('is not moved across a border, and the crossing is shown', () => {
    const apart = read({ A: polygon(box(0, 0, 10, 10)), B: polygon(box(12, 0, 20, 10)) })
    const over = refusal(apart, { kind: 'move-node', from: at(12, 10), to: at(5, 5) })
    expect(over).toMatchObject({ reason: 'would-overlap', councils: ['A', 'B'] })
    expect(over.places).toContainEqual([at(10, 0)[0], expect.closeTo(at(0, 20 / 3)[1], 6)])
    expect(refusal(three, { kind: 'move-node', from: at(20, 20), to: at(-5, 12) })).toMatchObject({
      reason: 'self-crossing',
      councils: ['C'],
    })
  })

  it('is not moved over a whole council that lies in the way', () => {
    const coverage = read({ A: polygon(box(0, 0, 10, 10)), E: polygon(box(12, 4, 13, 5)) })
    expect(refusal(coverage, { kind: 'move-node', from: at(10, 0), to: at(40, 0) })).toMatchObject({
      reason: 'would-overlap',
      councils: ['A', 'E'],
    })
  })

  it('is put into a border for both sides', () => {
    const after = result(three, { kind: 'insert-node', between: [at(10, 0), at(10, 10)], at: at(11, 5) })
    expect(drawn(after, 'A')).toEqual(
      parts([
        [
          [0, 0],
          [10, 0],
          [11, 5],
          [10, 10],
          [0, 10],
        ],
      ]),
    )
    expect(drawn(after, 'B')).toEqual(
      parts([
        [
          [10, 0],
          [20, 0],
          [20, 10],
          [10, 10],
          [11, 5],
        ],
      ]),
    )
    const back = result(after, { kind: 'delete-node', at: at(11, 5) })
    expect(unitsOf(back)).toEqual(unitsOf(three))
  })

  it('where borders part stays', () => {
    expect(refusal(three, { kind: 'delete-node', at: at(10, 10) })).toMatchObject({ reason: 'junction' })
    expect(refusal(three, { kind: 'delete-node', at: at(10, 0) })).toMatchObject({ reason: 'junction' })
    expect(refusal(three, { kind: 'delete-node', at: at(5, 5) })).toMatchObject({ reason: 'unknown-node' })
  })

  it('moved onto another one of its outline leaves two parts that touch there', () => {
    const waist = read({
      A: polygon([
        [0, 0],
        [10, 0],
        [10, 10],
        [5, 6],
        [0, 10],
      ]),
    })
    const put = result(waist, { kind: 'insert-node', between: [at(0, 0), at(10, 0)], at: at(5, 0) })
    const after = result(put, { kind: 'move-node', from: at(5, 6), to: at(5, 0) })
    expect(drawn(after, 'A')).toEqual(
      parts(
        [
          [
            [0, 0],
            [5, 0],
            [0, 10],
          ],
        ],
        [
          [
            [5, 0],
            [10, 0],
            [10, 10],
          ],
        ],
      ),
    )
  })
})

describe('a stretch of border', () => {
  it('is drawn anew for both councils', () => {
    const after = result(three, {
      kind: 'reshape',
      council: 'A',
      from: at(10, 2),
      to: at(10, 8),
      line: line([8, 3], [8, 7]),
    })
    expect(drawn(after, 'A')).toEqual(
      parts([
        [
          [0, 0],
          [10, 0],
          [10, 2],
          [8, 3],
          [8, 7],
          [10, 8],
          [10, 10],
          [0, 10],
        ],
      ]),
    )
    expect(drawn(after, 'B')).toEqual(
      parts([
        [
          [10, 0],
          [20, 0],
          [20, 10],
          [10, 10],
          [10, 8],
          [8, 7],
          [8, 3],
          [10, 2],
        ],
      ]),
    )
    expect(drawn(after, 'C')).toEqual(drawn(three, 'C'))
  })

  it('must not cross another border', () => {
    expect(
      refusal(three, { kind: 'reshape', council: 'A', from: at(10, 2), to: at(10, 8), line: line([-5, 5]) }),
    ).toMatchObject({ reason: 'self-crossing', councils: ['A'] })
    expect(
      refusal(three, { kind: 'reshape', council: 'A', from: at(10, 2), to: at(10, 8), line: line([15, 15]) })
        .reason,
    ).toBe('would-overlap')
  })

  it('follows a river between two places beside it', () => {
    const river = line([13, -5], [11, 3], [9, 5], [11, 7], [13, 15])
    const after = result(three, {
      kind: 'follow',
      council: 'B',
      from: at(10, 2),
      to: at(10, 8),
      along: river,
    })
    expect(drawn(after, 'A')![0][0]).toEqual(
      expect.arrayContaining([
        [11, 3],
        [9, 5],
        [11, 7],
      ]),
    )
  })
})

describe('a new council', () => {
  const outline = polygon(box(5, 5, 15, 15))

  it('takes only land that nobody has, and its neighbours receive its corners', () => {
    const after = result(three, { kind: 'draw', council: 'N', outline: polygon(box(-5, 5, 5, 15)), take: [] })
    expect(drawn(after, 'N')).toEqual(
      parts([
        [
          [-5, 5],
          [0, 5],
          [0, 10],
          [0, 15],
          [-5, 15],
        ],
      ]),
    )
    expect(drawn(after, 'A')).toEqual(
      parts([
        [
          [0, 0],
          [10, 0],
          [10, 10],
          [0, 10],
          [0, 5],
        ],
      ]),
    )
    expect(refusal(three, { kind: 'draw', council: 'N', outline, take: [] })).toMatchObject({
      reason: 'nothing-free',
    })
  })

  it('takes from the councils it may take from, and from no other', () => {
    const after = result(three, { kind: 'draw', council: 'N', outline, take: ['A', 'C'] })
    expect(drawn(after, 'N')).toEqual(
      parts([
        [
          [5, 5],
          [10, 5],
          [10, 10],
          [15, 10],
          [15, 15],
          [5, 15],
          [5, 10],
        ],
      ]),
    )
    expect(drawn(after, 'B')).toEqual(
      parts([
        [
          [10, 0],
          [20, 0],
          [20, 10],
          [15, 10],
          [10, 10],
          [10, 5],
        ],
      ]),
    )
  })

  it('inside another leaves a hole of its own shape', () => {
    const after = result(three, {
      kind: 'draw',
      council: 'N',
      outline: polygon(box(2, 2, 4, 4)),
      take: ['A'],
    })
    expect(drawn(after, 'A')).toEqual(parts([box(0, 0, 10, 10), box(2, 2, 4, 4).toReversed()]))
    const merged = result(after, { kind: 'merge', into: 'A', councils: ['N'] })
    expect(unitsOf(merged)).toEqual(unitsOf(three))
  })

  it('that swallows another is refused', () => {
    expect(
      refusal(three, {
        kind: 'draw',
        council: 'N',
        outline: polygon(box(-1, -1, 11, 11)),
        take: ['A', 'B', 'C'],
      }),
    ).toMatchObject({ reason: 'swallowed', councils: ['A'] })
  })

  it('must not cross itself', () => {
    expect(
      refusal(three, {
        kind: 'draw',
        council: 'N',
        outline: polygon([
          [30, 0],
          [40, 10],
          [40, 0],
          [30, 12],
        ]),
        take: [],
      }),
    ).toMatchObject({ reason: 'self-crossing', places: [expect.anything()] })
  })
})

describe('a council', () => {
  it('is split by a line, and its neighbours receive the ends', () => {
    const edit: Edit = { kind: 'split', council: 'A', line: line([-1, 4], [11, 4]), as: 'N', side: 'left' }
    const after = result(three, edit)
    expect(drawn(after, 'A')).toEqual(
      parts([
        [
          [0, 0],
          [10, 0],
          [10, 4],
          [0, 4],
        ],
      ]),
    )
    expect(drawn(after, 'N')).toEqual(
      parts([
        [
          [0, 4],
          [10, 4],
          [10, 10],
          [0, 10],
        ],
      ]),
    )
    expect(drawn(after, 'B')).toEqual(
      parts([
        [
          [10, 0],
          [20, 0],
          [20, 10],
          [10, 10],
          [10, 4],
        ],
      ]),
    )
    expect(refusal(three, { ...edit, line: line([-1, 4], [9, 4]) })).toMatchObject({
      reason: 'line-does-not-cross',
    })
    expect(refusal(three, { ...edit, as: 'B' })).toMatchObject({ reason: 'council-exists' })
    expect(refusal(three, { ...edit, line: line([-1, 4], [5, 8], [5, 2], [2, 8], [11, 4]) })).toMatchObject({
      reason: 'self-crossing',
    })
  })

  it('gives what a line cuts off to its neighbour', () => {
    const after = result(three, {
      kind: 'give',
      from: 'A',
      to: 'B',
      line: line([7, -1], [7, 11]),
      side: 'right',
    })
    expect(drawn(after, 'B')).toEqual(
      parts([
        [
          [7, 0],
          [10, 0],
          [20, 0],
          [20, 10],
          [10, 10],
          [7, 10],
        ],
      ]),
    )
    expect(drawn(after, 'A')).toEqual(
      parts([
        [
          [0, 0],
          [7, 0],
          [7, 10],
          [0, 10],
        ],
      ]),
    )
    expect(drawn(after, 'C')![0][0]).toContainEqual([7, 10])
  })

  it('gives the land in an outline, as far as it has it', () => {
    const after = result(three, { kind: 'give', from: 'A', to: 'C', outline: polygon(box(-3, 6, 4, 13)) })
    expect(drawn(after, 'A')).toEqual(
      parts([
        [
          [0, 0],
          [10, 0],
          [10, 10],
          [4, 10],
          [4, 6],
          [0, 6],
        ],
      ]),
    )
    expect(
      refusal(three, { kind: 'give', from: 'A', to: 'C', outline: polygon(box(12, 2, 14, 4)) }),
    ).toMatchObject({ reason: 'nothing-changes' })
  })

  it('is merged with others, and their common borders go', () => {
    const after = result(three, { kind: 'merge', into: 'A', councils: ['B', 'C'] })
    expect(drawn(after, 'A')).toEqual(
      parts([
        [
          [0, 0],
          [10, 0],
          [20, 0],
          [20, 10],
          [20, 20],
          [0, 20],
          [0, 10],
        ],
      ]),
    )
    expect(drawn(after, 'B')).toBeNull()
    expect(refusal(three, { kind: 'merge', into: 'A', councils: ['X'] })).toMatchObject({
      reason: 'unknown-council',
    })
  })

  it('gets a hole, only where it has the land', () => {
    const after = result(three, { kind: 'cut-hole', council: 'A', outline: polygon(box(2, 2, 4, 4)) })
    expect(drawn(after, 'A')).toEqual(parts([box(0, 0, 10, 10), box(2, 2, 4, 4).toReversed()]))
    expect(
      refusal(three, { kind: 'cut-hole', council: 'A', outline: polygon(box(8, 2, 12, 4)) }),
    ).toMatchObject({
      reason: 'outside',
      places: [at(12, 2), at(12, 4)],
    })
  })

  it('gets a part elsewhere', () => {
    const after = result(three, {
      kind: 'add-part',
      council: 'A',
      outline: polygon(box(30, 0, 40, 10)),
      take: [],
    })
    expect(drawn(after, 'A')).toEqual(parts([box(0, 0, 10, 10)], [box(30, 0, 40, 10)]))
  })

  it('with a hole that comes to open to the outside has none', () => {
    const ring = read({ A: polygon(box(0, 0, 10, 10), box(4, 4, 6, 6)) })
    const after = result(ring, { kind: 'cut-hole', council: 'A', outline: polygon(box(4, 0, 6, 6)) })
    expect(drawn(after, 'A')).toEqual(
      parts([
        [
          [0, 0],
          [4, 0],
          [4, 4],
          [4, 6],
          [6, 6],
          [6, 4],
          [6, 0],
          [10, 0],
          [10, 10],
          [0, 10],
        ],
      ]),
    )
  })
})

describe('mending', () => {
  /** A sliver 1 wide between A and B, closed by C above and D below. */
  const slivered = read({
    A: polygon(box(0, 0, 10, 10)),
    B: polygon(box(11, 0, 20, 10)),
    C: polygon(box(0, 10, 20, 20)),
    D: polygon(box(0, -10, 20, 0)),
  })
  const lens = read({
    A: polygon([
      [0, 0],
      [10, 0],
      [12, 5],
      [10, 10],
      [0, 10],
    ]),
    B: polygon([
      [20, 0],
      [20, 10],
      [10, 10],
      [8, 5],
      [10, 0],
    ]),
  })

  it('gives a gap to a council', () => {
    const after = result(slivered, { kind: 'fill', at: at(10.5, 5), to: ['B'] })
    expect(drawn(after, 'B')).toEqual(
      parts([
        [
          [10, 0],
          [11, 0],
          [20, 0],
          [20, 10],
          [11, 10],
          [10, 10],
        ],
      ]),
    )
    expect(refusal(slivered, { kind: 'fill', at: at(30, 5), to: ['B'] })).toMatchObject({ reason: 'no-gap' })
    expect(refusal(slivered, { kind: 'fill', at: at(5, 5), to: ['B'] })).toMatchObject({ reason: 'no-gap' })
    expect(refusal(slivered, { kind: 'fill', at: at(10.5, 5), to: ['A', 'B'] })).toMatchObject({
      reason: 'no-middle',
    })
  })

  it('gives a gap between two to both, along its middle', () => {
    const eye = read({
      A: polygon([
        [0, 0],
        [10, 0],
        [8, 5],
        [10, 10],
        [0, 10],
      ]),
      B: polygon([
        [20, 0],
        [20, 10],
        [10, 10],
        [12, 5],
        [10, 0],
      ]),
    })
    const after = result(eye, { kind: 'fill', at: at(10, 5), to: ['A', 'B'] })
    expect(drawn(after, 'A')).toEqual(
      parts([
        [
          [0, 0],
          [10, 0],
          [10, 5],
          [10, 10],
          [0, 10],
        ],
      ]),
    )
  })

  it('gives an overlap to one of two councils', () => {
    expect(findFaults(lens).map(({ kind }) => kind)).toContain('overlap')
    const after = result(lens, { kind: 'resolve-overlap', between: ['A', 'B'], at: at(10, 5), to: ['A'] })
    expect(drawn(after, 'A')).toEqual(drawn(lens, 'A'))
    expect(drawn(after, 'B')).toEqual(
      parts([
        [
          [20, 0],
          [20, 10],
          [10, 10],
          [12, 5],
          [10, 0],
        ],
      ]),
    )
  })

  it('parts an overlap along its middle', () => {
    const after = result(lens, {
      kind: 'resolve-overlap',
      between: ['A', 'B'],
      at: at(10, 5),
      to: ['A', 'B'],
    })
    expect(drawn(after, 'A')).toEqual(
      parts([
        [
          [0, 0],
          [10, 0],
          [10, 5],
          [10, 10],
          [0, 10],
        ],
      ]),
    )
  })
})

describe('a layer that came in with faults', () => {
  const crossed = read({
    A: polygon(box(0, 0, 10, 10)),
    B: polygon([
      [9, 0],
      [20, 0],
      [20, 10],
      [11, 10],
    ]),
    C: polygon(box(0, 10, 10, 20)),
  })

  it('can be worked on where they are', () => {
    const applied = applyEdit(crossed, { kind: 'move-node', from: at(9, 0), to: at(8, 0) })
    expect(isRefusal(applied)).toBe(false)
    const split = applyEdit(crossed, {
      kind: 'split',
      council: 'B',
      line: line([15, -1], [15, 11]),
      as: 'N',
      side: 'left',
    })
    expect(isRefusal(split)).toBe(false)
  })

  it('gets no new ones', () => {
    expect(refusal(crossed, { kind: 'move-node', from: at(11, 10), to: at(9, 12) })).toMatchObject({
      reason: 'would-overlap',
      councils: ['B', 'C'],
    })
  })
})
