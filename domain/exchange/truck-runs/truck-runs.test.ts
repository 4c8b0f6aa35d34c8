import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  checkRound,
  type DayLoad,
  type Fleet,
  fittingWay,
  kmOf,
  type Line,
  planRounds,
  spanOf,
  stopsOf,
  stretchesOf,
} from './index.ts'

/** A–E, 10 km apart. */
const LINE: Line = { communes: [1, 2, 3, 4, 5], km: [0, 10, 20, 30, 40] }
const fleet = (wanted: Partial<Fleet> = {}): Fleet => ({
  capacityKg: 1000,
  count: null,
  home: 1,
  kmPerHour: 30,
  ...wanted,
})
const load = (
  flowId: number,
  from: number,
  to: number,
  kg: number,
  shelfLifeHours: number | null = null,
): DayLoad => ({
  flowId,
  from,
  to,
  kg,
  shelfLifeHours,
})

describe('a day of trucks', () => {
  test('brings something back where there is something to bring', () => {
    const { rounds, leftOver, km } = planRounds(
      LINE,
      [load(1, 1, 5, 900), load(2, 5, 1, 800), load(3, 4, 2, 200)],
      fleet(),
    )
    expect(leftOver).toEqual([])
    expect(rounds).toHaveLength(1)
    expect(km).toBe(80)
    expect(stretchesOf(LINE, rounds[0].loads)).toEqual([
      { onKg: 900, backKg: 800 },
      { onKg: 900, backKg: 1000 },
      { onKg: 900, backKg: 1000 },
      { onKg: 900, backKg: 800 },
    ])
  })

  test('fills room again on the way', () => {
    const { rounds } = planRounds(LINE, [load(1, 1, 3, 1000), load(2, 3, 5, 1000)], fleet())
    expect(rounds).toHaveLength(1)
    expect(stopsOf(LINE, rounds[0]).map(({ commune, km, onBoardKg }) => [commune, km, onBoardKg])).toEqual([
      [1, 0, 1000],
      [3, 20, 1000],
      [5, 40, 0],
      [1, 80, 0],
    ])
  })

  test('shares a load among trucks and tells so', () => {
    const { rounds, shared } = planRounds(LINE, [load(1, 1, 5, 2500)], fleet())
    expect(rounds.map(({ loads }) => loads[0].kg)).toEqual([1000, 1000, 500])
    expect(shared).toEqual([1])
  })

  test('says why something stays', () => {
    const { leftOver } = planRounds(
      LINE,
      [load(1, 1, 9, 10), load(2, 1, 5, 10, 1), load(3, 2, 3, 1500), load(4, 1, 5, 800)],
      fleet({ count: 1 }),
    )
    expect(leftOver).toEqual([
      { why: 'not-along', load: load(1, 1, 9, 10), kg: 10 },
      { why: 'spoils', load: load(2, 1, 5, 10, 1), kg: 10, hours: 40 / 30 },
      { why: 'no-room', load: load(3, 2, 3, 1500), kg: 500, from: 2, to: 3 },
      { why: 'no-room', load: load(4, 1, 5, 800), kg: 800, from: 2, to: 3 },
    ])
  })

  test('with home in between, what crosses it both ways goes with two trucks', () => {
    const across = [load(1, 1, 5, 100), load(2, 5, 1, 100)]
    const { rounds, bound } = planRounds(LINE, across, fleet({ home: 3 }))
    expect(rounds.map(({ first, loads }) => [first, loads.map(({ flowId }) => flowId)])).toEqual([
      ['back', [1]],
      ['on', [2]],
    ])
    expect(bound.trucks).toBe(2)
  })

  test('from a home off the line nothing goes', () => {
    expect(planRounds(LINE, [load(1, 1, 2, 10)], fleet({ home: 9 }))).toMatchObject({
      rounds: [],
      leftOver: [{ why: 'not-along', kg: 10 }],
    })
  })
})

describe('loading', () => {
  test('puts in first what is set down last', () => {
    const [start] = stopsOf(LINE, {
      home: 1,
      first: 'on',
      capacityKg: 1000,
      loads: [load(1, 1, 2, 10), load(2, 1, 5, 10), load(3, 1, 3, 10)],
    })
    expect(start.load.map(({ load: { flowId } }) => flowId)).toEqual([2, 3, 1])
  })

  test('tells what is to be moved aside where the order of the road asks for it', () => {
    // The second lies on the first, and is set down later.
    const stops = stopsOf(LINE, {
      home: 1,
      first: 'on',
      capacityKg: 1000,
      loads: [load(1, 1, 3, 10), load(2, 2, 4, 10)],
    })
    const third = stops.find(({ commune }) => commune === 3)!
    expect(third.down.map(({ flowId }) => flowId)).toEqual([1])
    expect(third.aside.map(({ flowId }) => flowId)).toEqual([2])
    expect(third.load).toMatchObject([{ load: { flowId: 2 }, again: true }])
  })
})

describe('a round made by hand', () => {
  const round = {
    home: 1,
    first: 'on' as const,
    capacityKg: 100,
    loads: [load(1, 2, 4, 80), load(2, 3, 5, 30)],
  }
  test('is told where it is too heavy', () =>
    expect(checkRound(LINE, round)).toEqual([
      { problem: 'over-capacity', from: 3, to: 4, kg: 110, capacityKg: 100 },
    ]))
  test('is told what lies off the line, and what goes the other way round', () => {
    expect(checkRound(LINE, { ...round, loads: [load(7, 1, 9, 1)] })).toEqual([
      { problem: 'not-along', flowId: 7 },
    ])
    const across = { ...round, home: 3, loads: [load(7, 1, 5, 1)] }
    expect(checkRound(LINE, across)).toEqual([{ problem: 'wrong-round', flowId: 7 }])
    expect(checkRound(LINE, { ...across, first: fittingWay(LINE, across) })).toEqual([])
    expect(checkRound(LINE, { ...round, home: 9 })).toEqual([{ problem: 'home-not-along', home: 9 }])
  })
})

const days = fc.integer({ min: 2, max: 7 }).chain((n) =>
  fc.record({
    line: fc.array(fc.integer({ min: 0, max: 30 }), { minLength: n - 1, maxLength: n - 1 }).map((legs) => ({
      communes: Array.from({ length: n }, (_, i) => i + 1),
      km: [0, ...legs].map((_, i, all) => all.slice(0, i + 1).reduce((sum, leg) => sum + leg, 0)),
    })),
    loads: fc
      .array(
        fc.record({
          from: fc.integer({ min: 1, max: n + 1 }),
          to: fc.integer({ min: 1, max: n + 1 }),
          kg: fc.double({ min: 0.5, max: 2500, noNaN: true }),
          shelfLifeHours: fc.option(fc.integer({ min: 1, max: 4 })),
        }),
        { maxLength: 12 },
      )
      .map((loads) => loads.map((one, i) => ({ ...one, flowId: i + 1 }))),
    fleet: fc.record({
      capacityKg: fc.integer({ min: 300, max: 1500 }),
      count: fc.option(fc.integer({ min: 0, max: 4 })),
      home: fc.integer({ min: 1, max: n }),
      kmPerHour: fc.constant(30),
    }),
  }),
)

describe('of any day', () => {
  test('every kilogram is on one truck or told as left over', () =>
    fc.assert(
      fc.property(days, ({ line, loads, fleet: trucks }) => {
        const { rounds, leftOver } = planRounds(line, loads, trucks)
        for (const { flowId, kg } of loads) {
          const carried = rounds.flatMap((round) => round.loads).filter((one) => one.flowId === flowId)
          const left = leftOver.filter((one) => one.load.flowId === flowId)
          const sum = [...carried, ...left].reduce((total, one) => total + one.kg, 0)
          expect(Math.abs(sum - kg)).toBeLessThan(0.01)
        }
      }),
    ))

  test('no truck carries more than it can on any stretch, and none goes where it may not', () =>
    fc.assert(
      fc.property(days, ({ line, loads, fleet: trucks }) => {
        const { rounds } = planRounds(line, loads, trucks)
        if (trucks.count !== null) expect(rounds.length).toBeLessThanOrEqual(trucks.count)
        for (const round of rounds) expect(checkRound(line, round)).toEqual([])
      }),
    ))

  test('what is set down was loaded before, all of it is, and what lies on board never exceeds the truck', () =>
    fc.assert(
      fc.property(days, ({ line, loads, fleet: trucks }) => {
        for (const round of planRounds(line, loads, trucks).rounds) {
          const stops = stopsOf(line, round)
          expect([stops[0].commune, stops[stops.length - 1].commune]).toEqual([trucks.home, trucks.home])
          expect(stops[stops.length - 1].km).toBeCloseTo(kmOf(line, round))
          const onBoard: number[] = []
          for (const { commune, down, aside, load: loading, onBoardKg } of stops) {
            // From the top: nothing is taken from under what stays.
            const taken = [...down, ...aside].map(({ flowId }) => flowId)
            expect(new Set(onBoard.splice(onBoard.length - taken.length))).toEqual(new Set(taken))
            for (const one of down) expect(one.to).toBe(commune)
            for (const { load: one, again } of loading) {
              if (!again) expect(one.from).toBe(commune)
              onBoard.push(one.flowId)
            }
            expect(new Set(onBoard).size).toBe(onBoard.length)
            expect(onBoardKg).toBeLessThanOrEqual(round.capacityKg + 0.01)
          }
          expect(onBoard).toEqual([])
          const told = stops.flatMap(({ down }) => down.map(({ flowId }) => flowId))
          expect(told.sort()).toEqual(round.loads.map(({ flowId }) => flowId).sort())
        }
      }),
    ))

  test('from an end of the line, not a truck and not a kilometre more than the bound', () =>
    fc.assert(
      fc.property(days, fc.boolean(), ({ line, loads, fleet: trucks }, atStart) => {
        const home = atStart ? 1 : line.communes.length
        const { rounds, km, bound } = planRounds(line, loads, { ...trucks, home })
        expect(rounds.length).toBe(bound.trucks)
        expect(km).toBeCloseTo(bound.km)
      }),
      { numRuns: 500 },
    ))

  test('the bound is one: with home anywhere nothing is below it', () =>
    fc.assert(
      fc.property(days, ({ line, loads, fleet: trucks }) => {
        const { rounds, km, bound } = planRounds(line, loads, trucks)
        expect(rounds.length).toBeGreaterThanOrEqual(bound.trucks)
        expect(km).toBeGreaterThanOrEqual(bound.km - 1e-6)
      }),
    ))

  test('same input, same rounds, in whatever order it comes', () =>
    fc.assert(
      fc.property(days, ({ line, loads, fleet: trucks }) => {
        expect(planRounds(line, [...loads].reverse(), trucks).rounds).toEqual(
          planRounds(line, loads, trucks).rounds,
        )
      }),
    ))
})

/** All ways to put loads of one kilogram each on trucks, both ways round each: kilometres of the shortest. */
function byTrying(line: Line, loads: DayLoad[], { capacityKg, home }: Fleet): number {
  const most = loads.length
  let best = Infinity
  const put = (i: number, trucks: DayLoad[][]): void => {
    if (i === loads.length) {
      const rounds = trucks.map((mine) => {
        const round = { home, first: 'on' as const, capacityKg, loads: mine }
        return { ...round, first: fittingWay(line, round) }
      })
      if (rounds.every((round) => checkRound(line, round).length === 0))
        best = Math.min(
          best,
          rounds.reduce((sum, round) => sum + kmOf(line, round), 0),
        )
      return
    }
    for (let k = 0; k < Math.min(trucks.length + 1, most); k++) {
      const next = trucks.map((mine) => [...mine])
      if (k === trucks.length) next.push([])
      next[k].push(loads[i])
      put(i + 1, next)
    }
  }
  put(0, [])
  return best
}

test('of small days, as good as the best of all ways', () => {
  const small = fc.record({
    home: fc.constantFrom(1, 4),
    capacityKg: fc.integer({ min: 1, max: 3 }),
    ways: fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })), {
      minLength: 1,
      maxLength: 6,
    }),
  })
  const line = { communes: [1, 2, 3, 4], km: [0, 7, 12, 31] }
  fc.assert(
    fc.property(small, ({ home, capacityKg, ways }) => {
      const loads = ways.flatMap(([from, to], i) => (from === to ? [] : [load(i + 1, from, to, 1)]))
      const trucks = fleet({ home, capacityKg })
      expect(planRounds(line, loads, trucks).km).toBeCloseTo(byTrying(line, loads, trucks))
    }),
    { numRuns: 150 },
  )
})

test('of small days with home in between, seldom longer than the best of all ways, and never by more than a round', () => {
  const line = { communes: [1, 2, 3, 4], km: [0, 7, 12, 31] }
  let longer = 0
  let tried = 0
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3 }),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })), {
        minLength: 1,
        maxLength: 6,
      }),
      (capacityKg, ways) => {
        const loads = ways.flatMap(([from, to], i) =>
          spanOf(line, { from, to }) ? [load(i + 1, from, to, 1)] : [],
        )
        const trucks = fleet({ home: 2, capacityKg })
        const [ours, best] = [planRounds(line, loads, trucks).km, byTrying(line, loads, trucks)]
        tried++
        if (ours > best + 1e-6) longer++
        expect(ours).toBeLessThanOrEqual(best + 2 * 31)
      },
    ),
    { numRuns: 200, seed: 7 },
  )
  expect(longer / tried).toBeLessThan(0.05)
})
