import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Change } from '../../steps/step.ts'
import { progressOf } from '../operations.ts'
import type { DeliveryRecord, FlowRecord, RunRecord } from '../records.ts'
import { type Carried, openKg, removeRun, saveRuns, tellRun } from './index.ts'

const flow = (
  id: number,
  from: number,
  to: number,
  kg: number,
  wanted: Partial<FlowRecord> = {},
): FlowRecord => ({
  id,
  planId: null,
  fromCommune: from,
  toCommune: to,
  viaProducer: null,
  product: 'coffee',
  form: 'green',
  kg,
  period: '2026-11',
  provenance: 'communal',
  state: 'agreed',
  locked: true,
  segments: [],
  km: null,
  quality: 'unknown',
  audience: 'public',
  demonstration: false,
  revision: 1,
  ...wanted,
})
const run = (id: number, loads: RunRecord['loads'], wanted: Partial<RunRecord> = {}): RunRecord => ({
  id,
  corridorId: 1,
  day: '2026-11-20',
  name: `Camión ${id}`,
  capacityKg: 1000,
  home: 1,
  first: 'on',
  communes: [1, 2, 3],
  lineKm: [0, 10, 20],
  estimated: false,
  loads,
  audience: 'public',
  demonstration: false,
  revision: 1,
  ...wanted,
})
const given = (flows: FlowRecord[], runs: RunRecord[] = [], deliveries: DeliveryRecord[] = []): Carried => ({
  flows: new Map(flows.map((one) => [one.id, one])),
  runs,
  deliveries,
})
const fresh = (after: RunRecord) => ({ before: null, after })
const deliveriesIn = ({ exchange = [] }: Change): DeliveryRecord[] =>
  exchange.flatMap((one) => (one.kind === 'delivery' && one.after ? [one.after] : []))

describe('a run', () => {
  test('is kept with its loads in order', () =>
    expect(
      saveRuns(
        [
          fresh(
            run(1, [
              { flowId: 2, kg: 10 },
              { flowId: 1, kg: 20 },
              { flowId: 3, kg: 0 },
            ]),
          ),
        ],
        given([flow(1, 1, 3, 100), flow(2, 3, 1, 100), flow(3, 1, 2, 5)]),
      ),
    ).toMatchObject({ kind: 'run-added', exchange: [{ after: { loads: [{ flowId: 1 }, { flowId: 2 }] } }] }))

  test.each([
    ['carries nothing', run(1, []), 'run-empty'],
    ['carries what nobody agreed on', run(1, [{ flowId: 9, kg: 1 }]), 'flow-not-agreed'],
    [
      'is too heavy on a stretch',
      run(1, [
        { flowId: 1, kg: 900 },
        { flowId: 2, kg: 200 },
      ]),
      'run-over-capacity',
    ],
    ['carries what is not along it', run(1, [{ flowId: 8, kg: 1 }]), 'run-not-along'],
    ['comes there in the other order', run(1, [{ flowId: 1, kg: 1 }], { home: 2 }), 'run-wrong-round'],
    ['starts elsewhere', run(1, [{ flowId: 1, kg: 1 }], { home: 7 }), 'run-home-not-along'],
    [
      'names a flow twice',
      run(1, [
        { flowId: 1, kg: 1 },
        { flowId: 1, kg: 2 },
      ]),
      'run-carries-twice',
    ],
    ['takes more than is left', run(1, [{ flowId: 2, kg: 301 }]), 'run-more-than-open'],
  ] as const)('that %s is refused', (_, wanted, refused) =>
    expect(
      saveRuns(
        [fresh(wanted)],
        given([
          flow(1, 1, 3, 5000),
          flow(2, 1, 3, 300),
          flow(8, 1, 9, 10),
          flow(9, 1, 2, 10, { state: 'proposed' }),
        ]),
      ),
    ).toMatchObject({ refused }),
  )

  test('gives a load to another in one step, and more than both had is refused', () => {
    const before = [
      run(1, [
        { flowId: 1, kg: 60 },
        { flowId: 2, kg: 5 },
      ]),
      run(2, [{ flowId: 1, kg: 40 }]),
    ]
    const carried = given([flow(1, 1, 3, 100), flow(2, 1, 3, 5)], before)
    const moved = (kg: number) =>
      saveRuns(
        [
          { before: before[0], after: { ...before[0], loads: [{ flowId: 2, kg: 5 }] } },
          { before: before[1], after: { ...before[1], loads: [{ flowId: 1, kg }] } },
        ],
        carried,
      )
    expect(moved(100)).toMatchObject({ kind: 'runs-altered', facts: { count: 2 } })
    expect(moved(101)).toMatchObject({ refused: 'run-more-than-open' })
  })

  test('that has left keeps what left with it, and is not removed', () => {
    const before = run(1, [
      { flowId: 1, kg: 60 },
      { flowId: 2, kg: 5 },
    ])
    const carried = given([flow(1, 1, 3, 100), flow(2, 1, 3, 5)], [before])
    const told = tellRun(
      before,
      { on: '2026-11-20', sent: [{ id: 1, flowId: 1, kg: 60 }], received: [] },
      carried,
    )
    const deliveries = deliveriesIn(told as Change)
    const later = { ...carried, deliveries }
    expect(saveRuns([{ before, after: { ...before, loads: [{ flowId: 2, kg: 5 }] } }], later)).toMatchObject({
      refused: 'run-under-way',
    })
    expect(saveRuns([{ before, after: { ...before, loads: [{ flowId: 1, kg: 60 }] } }], later)).toMatchObject(
      {
        kind: 'run-altered',
      },
    )
    expect(removeRun(before, deliveries)).toMatchObject({ refused: 'run-under-way' })
    expect(removeRun(before, [])).toMatchObject({ kind: 'run-removed' })
  })

  test('what came back may be sent again', () => {
    const gone = run(1, [{ flowId: 1, kg: 100 }])
    const carried = given([flow(1, 1, 3, 100)], [gone])
    const told = tellRun(
      gone,
      {
        on: '2026-11-20',
        sent: [{ id: 1, flowId: 1, kg: 100 }],
        received: [{ flowId: 1, acceptedKg: 70, rejectedKg: 20, rejectedWhy: 'moho', lostKg: 10 }],
      },
      carried,
    )
    const deliveries = deliveriesIn(told as Change)
    expect(openKg(flow(1, 1, 3, 100), { ...carried, deliveries })).toBe(30)
    expect(saveRuns([fresh(run(2, [{ flowId: 1, kg: 30 }]))], { ...carried, deliveries })).toMatchObject({
      kind: 'run-added',
    })
  })
})

describe('what is told at a stop', () => {
  const one = run(1, [{ flowId: 1, kg: 60 }])
  const carried = given([flow(1, 1, 3, 100), flow(2, 1, 3, 100)], [one])
  const sent = [{ id: 1, flowId: 1, kg: 60 }]
  const arrived = { flowId: 1, acceptedKg: 50, rejectedKg: 10, rejectedWhy: 'moho', lostKg: 0 }
  test.each([
    ['of a load that is not on it', { sent: [{ id: 1, flowId: 2, kg: 1 }], received: [] }, 'run-not-loaded'],
    ['of what has not left', { sent: [], received: [arrived] }, 'run-not-loaded'],
    ['twice', { sent: [...sent, ...sent], received: [] }, 'run-told-already'],
    ['and does not add up', { sent, received: [{ ...arrived, acceptedKg: 49 }] }, 'delivery-does-not-add-up'],
    [
      'without saying why',
      { sent, received: [{ ...arrived, rejectedWhy: null }] },
      'rejected-without-reason',
    ],
    ['of nothing', { sent: [], received: [] }, 'nothing-changed'],
  ] as const)('%s is refused', (_, told, refused) =>
    expect(tellRun(one, { on: '2026-11-20', ...told }, carried)).toMatchObject({ refused }),
  )
})

/** A run of some loads; each leaves in whole, in part or not, and arrives somehow or not yet. */
const histories = fc.array(
  fc.record({
    kg: fc.double({ min: 1, max: 90, noNaN: true }),
    leaves: fc.option(fc.double({ min: 0.5, max: 1.2, noNaN: true })),
    arrives: fc.option(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
    ),
  }),
  { minLength: 1, maxLength: 8 },
)

test('of each flow and each run: sent = accepted + rejected + lost + under way, whatever is told', () =>
  fc.assert(
    fc.property(histories, (loads) => {
      const flows = loads.map(({ kg }, i) => flow(i + 1, 1, 3, kg * 2))
      const truck = run(
        1,
        loads.map(({ kg }, i) => ({ flowId: i + 1, kg })),
      )
      let carried = given(flows, [truck])
      const tell = (told: Parameters<typeof tellRun>[1]) => {
        if (told.sent.length + told.received.length === 0) return
        const step = tellRun(truck, told, carried)
        if ('refused' in step) throw new Error(JSON.stringify(step))
        const changed = new Map(carried.deliveries.map((one) => [one.id, one]))
        for (const one of deliveriesIn(step)) changed.set(one.id, one)
        carried = { ...carried, deliveries: [...changed.values()] }
      }
      tell({
        on: '2026-11-20',
        sent: loads.flatMap(({ kg, leaves }, i) =>
          leaves === null ? [] : [{ id: i + 1, flowId: i + 1, kg: kg * leaves }],
        ),
        received: [],
      })
      tell({
        on: '2026-11-21',
        sent: [],
        received: loads.flatMap(({ kg, leaves, arrives }, i) => {
          if (leaves === null || arrives === null) return []
          const rejectedKg = kg * leaves * arrives[0]
          const lostKg = (kg * leaves - rejectedKg) * arrives[1]
          const acceptedKg = kg * leaves - rejectedKg - lostKg
          return [{ flowId: i + 1, acceptedKg, rejectedKg, rejectedWhy: 'x', lostKg }]
        }),
      })
      const adds = (deliveries: readonly DeliveryRecord[]) => {
        const { sentKg, acceptedKg, rejectedKg, lostKg, underWayKg } = progressOf(deliveries)
        expect(acceptedKg + rejectedKg + lostKg + underWayKg).toBeCloseTo(sentKg, 6)
        return sentKg
      }
      const sent = loads.reduce((sum, { kg, leaves }) => sum + kg * (leaves ?? 0), 0)
      expect(adds(carried.deliveries)).toBeCloseTo(sent, 6)
      for (const { id, kg } of flows) {
        const mine = carried.deliveries.filter(({ flowId }) => flowId === id)
        adds(mine)
        const { acceptedKg, underWayKg } = progressOf(mine)
        const listed = mine.length === 0 ? loads[id - 1].kg : 0
        expect(openKg(flows[id - 1], carried)).toBeCloseTo(kg - acceptedKg - underWayKg - listed, 6)
      }
    }),
  ))
