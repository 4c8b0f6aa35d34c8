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

/** A west, B east of it, C above both; all 10 wide and high, C 20 wide. */
const three = read({
  A: polygon(box(0, 0, 10, 10)),
  B: polygon(box(10, 0, 20, 10)),
  C: polygon(box(0, 10, 20, 20)),
})

/** C below four councils in a row. */
const row = read({
  C: polygon(box(0, 0, 40, 20)),
  ...Object.fromEntries(['P', 'Q', 'R', 'S'].map((id, i) => [id, polygon(box(10 * i, 20, 10 * i + 10, 40))])),
})

describe('a stretch redrawn past a place where a third border ends', () => {
  it('into the neighbours cuts that border at the new line', () => {
    const after = result(three, {
      kind: 'reshape',
      council: 'C',
      from: at(5, 10),
      to: at(15, 10),
      line: line([6, 8], [14, 8]),
    })
    expect(drawn(after, 'A')).toEqual(
      parts([
        [
          [0, 0],
          [10, 0],
          [10, 8],
          [6, 8],
          [5, 10],
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
          [15, 10],
          [14, 8],
          [10, 8],
        ],
      ]),
    )
    expect(drawn(after, 'C')).toEqual(
      parts([
        [
          [0, 10],
          [5, 10],
          [6, 8],
          [10, 8],
          [14, 8],
          [15, 10],
          [20, 10],
          [20, 20],
          [0, 20],
        ],
      ]),
    )
  })

  it('into the council itself leads that border on to the new line', () => {
    const after = result(three, {
      kind: 'reshape',
      council: 'C',
      from: at(15, 10),
      to: at(5, 10),
      line: line([14, 14], [6, 14]),
    })
    expect(drawn(after, 'A')).toEqual(
      parts([
        [
          [0, 0],
          [10, 0],
          [10, 10],
          [10, 14],
          [6, 14],
          [5, 10],
          [0, 10],
        ],
      ]),
    )
    expect(drawn(after, 'B')![0][0]).toEqual(
      expect.arrayContaining([
        [10, 10],
        [10, 14],
        [14, 14],
      ]),
    )
    expect(drawn(after, 'C')![0][0]).not.toContainEqual([10, 10])
  })

  it('goes on straight as the border came, and the shortest way where that leads far or elsewhere', () => {
    const slanting = (x: number) =>
      read({
        A: polygon([
          [-40, 0],
          [x, 0],
          [10, 10],
          [-40, 10],
        ]),
        B: polygon([
          [x, 0],
          [40, 0],
          [40, 10],
          [10, 10],
        ]),
        C: polygon(box(-40, 10, 40, 30)),
      })
    const raised = (x: number) =>
      drawn(
        result(slanting(x), {
          kind: 'reshape',
          council: 'C',
          from: at(-30, 10),
          to: at(35, 10),
          line: line([-30, 14], [35, 14]),
        }),
        'A',
      )![0][0]
    expect(raised(5)).toContainEqual([12, 14])
    expect(raised(-20)).toContainEqual([10, 14])
  })

  it('may pass several, now on one side of the old line and now on the other', () => {
    const after = result(row, {
      kind: 'reshape',
      council: 'C',
      from: at(5, 20),
      to: at(35, 20),
      line: line([8, 24], [12, 24], [18, 16], [22, 16], [28, 16], [32, 16]),
    })
    expect(drawn(after, 'P')![0][0]).toEqual(
      expect.arrayContaining([
        [5, 20],
        [8, 24],
        [10, 24],
      ]),
    )
    expect(drawn(after, 'Q')![0][0]).toEqual(
      expect.arrayContaining([
        [12, 24],
        [15, 20],
        [18, 16],
        [20, 16],
      ]),
    )
    expect(drawn(after, 'R')![0][0]).toEqual(
      expect.arrayContaining([
        [20, 16],
        [30, 16],
      ]),
    )
    expect(drawn(after, 'S')![0][0]).toEqual(
      expect.arrayContaining([
        [30, 16],
        [32, 16],
        [35, 20],
      ]),
    )
    expect(drawn(after, 'C')![0]).toHaveLength(1)
  })

  it('keeps open land open where nobody was beside the old line, and takes it where the new one goes out', () => {
    const after = result(three, {
      kind: 'reshape',
      council: 'A',
      from: at(10, 5),
      to: at(5, 0),
      line: line([7, 5], [5, 3]),
    })
    expect(drawn(after, 'B')![0][0]).toEqual(
      expect.arrayContaining([
        [10, 0],
        [10, 5],
        [7, 5],
      ]),
    )
    expect(drawn(after, 'A')![0]).toHaveLength(1)
    const out = result(three, {
      kind: 'reshape',
      council: 'A',
      from: at(10, 5),
      to: at(5, 0),
      line: line([12, 5], [12, -2], [5, -2]),
    })
    expect(drawn(out, 'A')).toEqual(
      parts([
        [
          [0, 0],
          [5, 0],
          [5, -2],
          [12, -2],
          [12, 0],
          [12, 5],
          [10, 5],
          [10, 10],
          [0, 10],
        ],
      ]),
    )
    expect(drawn(out, 'B')![0][0]).toContainEqual([12, 0])
  })

  it('follows a river, too', () => {
    const after = result(row, {
      kind: 'follow',
      council: 'C',
      from: at(5, 20),
      to: at(25, 20),
      along: line([-5, 20], [5, 20], [9, 23], [15, 23], [21, 18], [25, 20], [40, 20]),
    })
    expect(drawn(after, 'P')![0][0]).toContainEqual([10, 23])
    expect(drawn(after, 'R')![0][0]).toContainEqual([21, 18])
  })

  const crossroads = read({
    A: polygon(box(0, 10, 10, 20)),
    B: polygon(box(10, 10, 20, 20)),
    C: polygon(box(0, 0, 10, 10)),
    D: polygon(box(10, 0, 20, 10)),
  })

  it('takes of every council that meets there', () => {
    const after = result(crossroads, {
      kind: 'reshape',
      council: 'A',
      from: at(10, 15),
      to: at(5, 10),
      line: line([12, 15], [12, 8], [5, 8]),
    })
    for (const [id, node] of [
      ['B', [12, 10]],
      ['C', [10, 8]],
      ['D', [12, 8]],
    ] as const)
      expect(drawn(after, id)![0][0]).toContainEqual(node)
  })

  it('is refused where two borders ended in one place and nobody can tell how they go on', () => {
    expect(
      refusal(crossroads, { kind: 'reshape', council: 'A', from: at(10, 15), to: at(5, 10), line: [] }),
    ).toEqual({ reason: 'crossroads', councils: ['B', 'C', 'D'], places: [at(10, 10)] })
  })

  it('touches nobody who is not beside the stretch', () => {
    expect(
      refusal(row, {
        kind: 'reshape',
        council: 'C',
        from: at(5, 20),
        to: at(15, 20),
        line: line([8, 30], [25, 30]),
      }),
    ).toMatchObject({ reason: 'would-overlap', councils: ['C', 'R'] })
  })

  it('must not cross itself, nor the rest of the outline', () => {
    expect(
      refusal(row, { kind: 'reshape', council: 'C', from: at(5, 20), to: at(25, 20), line: line([15, -5]) }),
    ).toMatchObject({ reason: 'self-crossing', councils: ['C'] })
    expect(
      refusal(row, {
        kind: 'reshape',
        council: 'C',
        from: at(5, 20),
        to: at(25, 20),
        line: line([20, 25], [20, 15], [8, 22]),
      }),
    ).toMatchObject({ reason: 'self-crossing' })
  })

  it('leaves something of everybody', () => {
    expect(
      refusal(row, {
        kind: 'reshape',
        council: 'C',
        from: at(5, 20),
        to: at(25, 20),
        line: line([5, 38], [10, 41], [20, 41], [25, 38]),
      }),
    ).toMatchObject({ reason: 'swallowed', councils: ['Q'] })
  })
})
