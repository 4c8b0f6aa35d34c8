import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Box, FlowColumns, FlowPlace, Position, Routes } from './columns.ts'
import { arrowOf, boxOf, crosses, curve } from './curve.ts'
import { FlowMap } from './flow-map.ts'
import { LEVELS, type Level } from './groups.ts'

interface Row {
  from: number
  to: number
  month?: number
  product?: number
  kg?: number
  route?: number
  estimate?: number
  received?: number
}
const WORLD: Box = [-180, -90, 180, 90]
const NO_ROUTES: Routes = {
  start: new Uint32Array(1),
  steps: new Uint32Array(),
  lineStart: new Uint32Array(1),
  lines: new Float64Array(),
}
const ALL = { measure: 'planned', month: null, product: null, provenance: null, within: null } as const

const columnsOf = (rows: readonly Row[], months = 12): FlowColumns => ({
  from: Uint32Array.from(rows, ({ from }) => from),
  to: Uint32Array.from(rows, ({ to }) => to),
  month: Uint16Array.from(rows, ({ month }) => month ?? 0),
  product: Uint16Array.from(rows, ({ product }) => product ?? 0),
  provenance: Uint8Array.from(rows, () => 0),
  estimate: Uint8Array.from(rows, ({ estimate }) => estimate ?? 0),
  route: Int32Array.from(rows, ({ route }) => route ?? -1),
  kg: [
    ...['planned', 'agreed', 'sent'].map(() => Float64Array.from(rows, ({ kg }) => kg ?? 1)),
    Float64Array.from(rows, ({ kg, received }) => received ?? kg ?? 1),
  ],
  months,
})
const place = (at: Position, municipality: string | null = null, state: string | null = null): FlowPlace => ({
  at,
  municipality: municipality === null ? null : { id: municipality, name: municipality },
  state,
})

describe('sums', () => {
  const places = fc.array(
    fc
      .tuple(
        fc.double({ min: -73, max: -60, noNaN: true }),
        fc.double({ min: 1, max: 12, noNaN: true }),
        fc.constantFrom('a', 'b', null),
        fc.constantFrom('x', 'y', null),
      )
      .map(([x, y, municipality, state]) => place([x, y], municipality, state)),
    { minLength: 2, maxLength: 12 },
  )
  const flows = places.chain((all) =>
    fc.tuple(
      fc.constant(all),
      fc.array(
        fc.record({
          from: fc.nat(all.length - 1),
          to: fc.nat(all.length - 1),
          month: fc.nat(3),
          product: fc.nat(2),
          kg: fc.integer({ min: 1, max: 1e6 }),
          estimate: fc.nat(1),
        }),
        { maxLength: 40 },
      ),
    ),
  )

  test('whatever is grouped by whatever, nothing is lost and nothing counted twice', () =>
    fc.assert(
      fc.property(
        flows,
        fc.option(fc.nat(3), { nil: null }),
        fc.option(fc.nat(2), { nil: null }),
        ([all, rows], month, product) => {
          const map = new FlowMap(all, columnsOf(rows, 4), NO_ROUTES)
          map.choose({ ...ALL, month, product })
          const wanted = rows.filter(
            (row) => (month === null || row.month === month) && (product === null || row.product === product),
          )
          const total = wanted.reduce((sum, { kg }) => sum + kg, 0)
          for (const level of LEVELS) {
            const { lines, groups, totalKg, withinKg } = map.view(WORLD, level)
            const sum = (kilograms: number[]) => kilograms.reduce((one, other) => one + other, 0)
            expect(totalKg).toBe(total)
            expect(sum(lines.map(({ kg }) => kg)) + withinKg).toBe(total)
            expect(sum(groups.map((group) => group.withinKg))).toBe(withinKg)
            expect(sum(groups.map(({ outKg }) => outKg))).toBe(total - withinKg)
            expect(sum(groups.map(({ inKg }) => inKg))).toBe(total - withinKg)
            expect(sum(map.table(level, 1e6).rows.map(({ kg }) => kg))).toBe(total)
          }
        },
      ),
      { numRuns: 200 },
    ))

  test('the months are one line, not twelve', () => {
    const rows = Array.from({ length: 12 }, (_, month) => ({ from: 0, to: 1, month, kg: 10 + month }))
    const map = new FlowMap([place([0, 0]), place([1, 1])], columnsOf(rows), NO_ROUTES)
    const { lines } = map.view(WORLD, 'commune')
    expect(lines.map(({ kg }) => kg)).toEqual([186])
  })

  test('while one month is looked at the scale is that of the greatest month', () => {
    const rows = [
      { from: 0, to: 1, month: 0, kg: 10 },
      { from: 0, to: 1, month: 1, kg: 70 },
    ]
    const map = new FlowMap([place([0, 0]), place([1, 1])], columnsOf(rows), NO_ROUTES)
    expect(map.view(WORLD, 'commune').most).toBe(80)
    map.choose({ ...ALL, month: 0 })
    expect(map.view(WORLD, 'commune')).toMatchObject({ most: 70, lines: [{ kg: 10 }] })
  })

  test('what was received less what was agreed is drawn both ways', () => {
    const rows = [
      { from: 0, to: 1, kg: 10, received: 4 },
      { from: 1, to: 0, kg: 10, received: 11 },
    ]
    const map = new FlowMap([place([0, 0]), place([1, 1])], columnsOf(rows), NO_ROUTES)
    map.choose({ ...ALL, measure: 'difference' })
    expect(map.view(WORLD, 'commune').lines.map(({ kg }) => kg)).toEqual([-6, 1])
  })

  test('of a corridor are those with an end there', () => {
    const rows = [
      { from: 0, to: 1, kg: 1 },
      { from: 1, to: 2, kg: 2 },
    ]
    const map = new FlowMap([place([0, 0]), place([1, 1]), place([2, 0])], columnsOf(rows), NO_ROUTES)
    map.choose({ ...ALL, within: [0] })
    expect(map.view(WORLD, 'commune').totalKg).toBe(1)
  })
})

describe('groups', () => {
  const places = [
    place([-69.3, 10.1], 'm1', 'Lara'),
    place([-69.2, 10.2], 'm1', 'Lara'),
    place([-69.1, 9.6], 'm2', 'Portuguesa'),
    place([-66.9, 10.4]),
  ]
  const map = new FlowMap(
    places,
    columnsOf([
      { from: 0, to: 1, kg: 5 },
      { from: 0, to: 2, kg: 7 },
      { from: 3, to: 1, kg: 2 },
    ]),
    NO_ROUTES,
  )
  const namesAt = (level: Level) => map.groupings[LEVELS.indexOf(level)].names

  test('carry names that people know, and a cell where nobody said', () => {
    expect(namesAt('municipality')).toEqual([
      { kind: 'municipality', name: 'm1' },
      { kind: 'municipality', name: 'm2' },
      { kind: 'cell', corner: [-67, 10], width: 0.5 },
    ])
    expect(namesAt('state')).toEqual([
      { kind: 'state', name: 'Lara' },
      { kind: 'state', name: 'Portuguesa' },
      { kind: 'cell', corner: [-68, 10], width: 2 },
    ])
  })

  test('keep what their own communes give each other, and draw no line of it', () => {
    const { lines, groups, withinKg } = map.view(WORLD, 'municipality')
    expect(withinKg).toBe(5)
    expect(lines.map(({ from, to, kg }) => [from, to, kg])).toEqual([
      [0, 1, 7],
      [2, 0, 2],
    ])
    expect(groups[0]).toMatchObject({ group: 0, withinKg: 5, outKg: 7, inKg: 2 })
  })

  test('are as fine as can be told apart at the zoom, where there are more than a few', () => {
    expect(map.levelAt(2)).toBe('commune')
    const many = Array.from({ length: 900 }, (_, i) =>
      place([-70 + (i % 30) / 20, 8 + Math.floor(i / 30) / 20], `m${i % 90}`, `s${i % 3}`),
    )
    const wide = new FlowMap(many, columnsOf([{ from: 0, to: 1 }]), NO_ROUTES)
    expect([12, 4].map((zoom) => wide.levelAt(zoom))).toEqual(['commune', 'state'])
  })
})

describe('a view', () => {
  test('has the line that crosses it though both ends are outside', () => {
    const map = new FlowMap([place([-10, 0.1]), place([10, 0])], columnsOf([{ from: 0, to: 1 }]), NO_ROUTES)
    const middle = curve([-10, 0.1], [10, 0])[8]
    const [x, y] = middle
    expect(map.view([x - 0.1, y - 0.1, x + 0.1, y + 0.1], 'commune').lines).toHaveLength(1)
    expect(map.view([x - 0.1, y - 0.5, x + 0.1, y - 0.3], 'commune').lines).toHaveLength(0)
  })

  test('has an arrow in the part that is seen, the way that it goes', () => {
    const line = curve([0, 0], [8, 0])
    expect(arrowOf(line, WORLD).at).toEqual(line[8])
    expect(arrowOf(line, WORLD).turn).toBeCloseTo(0)
    expect(arrowOf(curve([8, 0], [0, 0]), WORLD).turn).toBeCloseTo(-180)
    expect(arrowOf(curve([0, -4], [0, 4]), WORLD).turn).toBeCloseTo(-90)
    const [x, y] = line[3]
    expect(arrowOf(line, [x - 0.1, y - 0.1, x + 0.1, y + 0.1]).at).toEqual(line[3])
  })

  test('draws the greatest and counts the rest', () => {
    const places = Array.from({ length: 60 }, (_, i) => place([i / 10, (i * i) % 7]))
    const rows = places.flatMap((_, from) =>
      places.flatMap((__, to) => (from === to ? [] : [{ from, to, kg: 1 + ((from * 61 + to * 7) % 1000) }])),
    )
    const { lines, left } = new FlowMap(places, columnsOf(rows), NO_ROUTES).view(WORLD, 'commune')
    expect(lines).toHaveLength(250)
    expect(left.lines).toBe(60 * 59 - 250)
    const kept = lines.reduce((sum, { kg }) => sum + kg, 0)
    expect(kept + left.linesKg).toBe(rows.reduce((sum, { kg }) => sum + kg, 0))
    const sorted = rows.map(({ kg }) => kg).sort((a, b) => b - a)
    expect(lines.map(({ kg }) => kg)).toEqual(sorted.slice(0, 250))
  })

  const ends = fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: -50, max: 50 })))
  test('whatever line: it crosses a box if a point of it lies there, and never outside its own box', () =>
    fc.assert(
      fc.property(ends, ends, ([ax, ay, bx, by], [x, y, width, height]) => {
        const [from, to]: Position[] = [
          [ax, ay],
          [bx, by],
        ]
        const box: Box = [x, y, x + Math.abs(width) + 0.01, y + Math.abs(height) + 0.01]
        const points = curve(from, to)
        const within = ([px, py]: Position, [west, south, east, north]: Box, more = 0) =>
          px >= west - more && px <= east + more && py >= south - more && py <= north + more
        if (points.some((point) => within(point, box, -1e-9))) expect(crosses(from, to, box)).toBe(true)
        expect(points.every((point) => within(point, boxOf(from, to), 1e-9))).toBe(true)
        const [west, south, east, north] = boxOf(from, to)
        if (west > box[2] || east < box[0] || south > box[3] || north < box[1])
          expect(crosses(from, to, box)).toBe(false)
      }),
      { numRuns: 500 },
    ))
})

describe('roads', () => {
  const routes: Routes = {
    start: Uint32Array.from([0, 2, 3]),
    // Segment 0 forwards, then 1 forwards; segment 1 backwards.
    steps: Uint32Array.from([0, 2, 3]),
    lineStart: Uint32Array.from([0, 4, 8]),
    lines: Float64Array.from([0, 0, 1, 0, 1, 0, 2, 0]),
  }
  const map = new FlowMap(
    [place([0, 0], 'a', 's'), place([2, 0], 'b', 's')],
    columnsOf([
      { from: 0, to: 1, kg: 10, route: 0 },
      { from: 1, to: 0, kg: 4, route: 1 },
      { from: 0, to: 1, kg: 1 },
    ]),
    routes,
  )

  test('carry what follows them, each direction for itself; the rest goes from commune to commune', () => {
    const { loads, lines } = map.view(WORLD, 'commune')
    expect(loads.map(({ segment, dir, kg }) => [segment, dir, kg])).toEqual([
      [0, 1, 10],
      [1, 1, 10],
      [1, -1, 4],
    ])
    expect(loads[2].line).toEqual([
      [2, 0],
      [1, 0],
    ])
    expect(lines.map(({ kg }) => kg)).toEqual([1])
    expect(map.loadTable(10).rows).toHaveLength(3)
  })

  test('carry nothing where places are grouped: all of it goes from group to group', () => {
    const { loads, lines } = map.view(WORLD, 'municipality')
    expect(loads).toEqual([])
    expect(lines.map(({ kg }) => kg)).toEqual([11, 4])
  })
})
