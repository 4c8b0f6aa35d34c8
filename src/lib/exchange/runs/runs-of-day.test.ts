import { describe, expect, test } from 'vitest'
import type { Run } from '../../../../server/exchanges/run-schema.ts'
import type { Delivery, Flow } from '../../../../server/exchanges/schema.ts'
import {
  becameOf,
  emptyShare,
  fits,
  proposeRuns,
  stageOf,
  waitingFor,
  withLoad,
  withoutLoad,
} from './runs-of-day.ts'

const LINE = { communes: [1, 2, 3], km: [0, 10, 40] }
const nothing = { sentKg: 0, acceptedKg: 0, rejectedKg: 0, lostKg: 0, underWayKg: 0 }
const flow = (id: number, from: number, to: number, kg: number, wanted: Partial<Flow> = {}) =>
  ({
    id,
    fromCommune: from,
    toCommune: to,
    kg,
    product: 'coffee',
    form: 'green',
    period: '2026-11',
    state: 'agreed',
    progress: nothing,
    ...wanted,
  }) as Flow
const delivery = (wanted: Partial<Delivery>) =>
  ({ sentKg: 100, receivedOn: null, acceptedKg: null, rejectedKg: null, lostKg: null, ...wanted }) as Delivery
const load = (flowId: number, kg: number, wanted: Partial<Run['loads'][number]> = {}) => ({
  flowId,
  kg,
  from: 1,
  to: 3,
  product: 'coffee',
  form: 'green',
  delivery: null,
  ...wanted,
})
const run = (loads: Run['loads'], wanted: Partial<Run> = {}) =>
  ({
    id: 1,
    name: 'Camión 1',
    capacityKg: 1000,
    home: 1,
    first: 'on',
    communes: LINE.communes,
    lineKm: LINE.km,
    loads,
    ...wanted,
  }) as Run
const arrived = delivery({ receivedOn: '2026-11-20', acceptedKg: 70, rejectedKg: 20, lostKg: 10 })

describe('what waits for a truck', () => {
  test('is what was agreed for the month along the line, less what arrived, is under way or on a list', () => {
    const flows = [
      flow(1, 1, 3, 500, {
        progress: { ...nothing, sentKg: 200, acceptedKg: 150, rejectedKg: 20, underWayKg: 30 },
      }),
      flow(2, 3, 1, 100),
      flow(3, 1, 9, 100),
      flow(4, 1, 3, 100, { state: 'proposed' }),
      flow(5, 1, 3, 100, { period: '2026-12' }),
    ]
    const runs = [run([load(1, 40), load(2, 100, { delivery: arrived })]), run([load(2, 100)])]
    expect(waitingFor(flows, runs, LINE, '2026-11').map(({ flow: { id }, openKg }) => [id, openKg])).toEqual([
      [1, 280],
    ])
  })

  test('goes as far as people want it on the day, and not where it would spoil', () => {
    const waiting = waitingFor([flow(1, 1, 3, 500), flow(2, 1, 2, 300)], [], LINE, '2026-11')
    const fleet = { kg: 1000, count: null, home: 1 }
    const ask = (days: number | null) =>
      proposeRuns(
        LINE,
        waiting,
        new Map([
          [1, 200],
          [2, 0],
        ]),
        fleet,
        () => days,
      )
    expect(ask(null).rounds.flatMap(({ loads }) => loads.map(({ flowId, kg }) => [flowId, kg]))).toEqual([
      [1, 200],
    ])
    expect(ask(0.01).leftOver).toMatchObject([{ why: 'spoils' }])
  })
})

describe('a run', () => {
  test('is planned, under way, done', () => {
    expect(stageOf(run([load(1, 1)]))).toBe('planned')
    expect(stageOf(run([load(1, 1, { delivery: arrived }), load(2, 1)]))).toBe('under-way')
    expect(stageOf(run([load(1, 1, { delivery: delivery({}) })]))).toBe('under-way')
    expect(stageOf(run([load(1, 1, { delivery: arrived })]))).toBe('done')
  })

  test('adds up: what left was accepted, rejected, lost, or is under way', () =>
    expect(
      becameOf([
        run([
          load(1, 1, { delivery: arrived }),
          load(2, 1, { delivery: delivery({ sentKg: 30 }) }),
          load(3, 1),
        ]),
      ]),
    ).toEqual({ sentKg: 130, acceptedKg: 70, rejectedKg: 20, lostKg: 10, underWayKg: 30 }))

  test('takes a load where it fits, as one line, and turns the other way where only that carries it', () => {
    const one = run([load(1, 600)])
    expect(withLoad(one, load(1, 300)).loads).toMatchObject([{ flowId: 1, kg: 900 }])
    expect(fits(withLoad(one, load(2, 300)))).toBe(true)
    expect(fits(withLoad(one, load(2, 500)))).toBe(false)
    const between = run([], { home: 2 })
    expect(withLoad(between, load(1, 1))).toMatchObject({ first: 'back' })
    expect(withLoad(between, load(1, 1, { from: 3, to: 1 }))).toMatchObject({ first: 'on' })
    expect(withoutLoad(one, 1).loads).toEqual([])
  })

  test('drives part of its way empty', () => {
    const share = (loads: Run['loads']) => emptyShare([{ line: LINE, round: run(loads) }])
    expect(share([load(1, 1)])).toBe(0.5)
    expect(share([load(1, 1), load(2, 1, { from: 3, to: 1 })])).toBe(0)
    expect(share([load(1, 1), load(2, 1, { from: 2, to: 1 })])).toBe(30 / 80)
    expect(share([])).toBe(0)
  })
})
