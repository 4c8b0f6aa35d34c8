import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { alterExchange, decideFlows, mayBeSent, progressOf } from './operations.ts'
import type { CorridorRecord, DeliveryRecord, FlowRecord } from './records.ts'

const corridor = (wanted: Partial<CorridorRecord> = {}): CorridorRecord => ({
  id: 1,
  kind: 'corridor',
  name: 'Obelisco–Chirgua',
  note: null,
  source: null,
  approximate: false,
  route: null,
  routeKm: null,
  routeEstimatedKm: null,
  partOf: null,
  partSince: null,
  beganOn: null,
  endedOn: null,
  truckKg: null,
  truckCount: null,
  truckHome: null,
  communes: [1, 2, 3].map((id) => ({ id, joinedOn: null, leftOn: null })),
  audience: 'public',
  revision: 1,
  demonstration: false,
  ...wanted,
})
const flow = (wanted: Partial<FlowRecord> = {}): FlowRecord => ({
  id: 1,
  planId: null,
  fromCommune: 1,
  toCommune: 2,
  viaProducer: null,
  product: 'coffee',
  form: 'green',
  kg: 1000,
  period: '2026-11',
  provenance: 'communal',
  state: 'proposed',
  locked: false,
  segments: [],
  km: null,
  quality: 'estimate',
  audience: 'scope',
  revision: 1,
  demonstration: false,
  ...wanted,
})
const delivery = (wanted: Partial<DeliveryRecord> = {}): DeliveryRecord => ({
  id: 1,
  flowId: 1,
  runId: null,
  sentOn: '2026-11-02',
  sentKg: 400,
  receivedOn: '2026-11-03',
  acceptedKg: 390,
  rejectedKg: 0,
  rejectedWhy: null,
  lostKg: 10,
  truck: null,
  note: null,
  revision: 1,
  demonstration: false,
  ...wanted,
})

describe('a corridor', () => {
  test('is a chain of two communes at least', () =>
    expect(
      alterExchange('corridor', null, corridor({ communes: [{ id: 1, joinedOn: null, leftOn: null }] }), {}),
    ).toMatchObject({ refused: 'corridor-too-short' }))

  test('has no commune twice at a time, but one that left may come back', () => {
    const twice = (leftOn: string | null, joinedOn: string | null) =>
      alterExchange(
        'corridor',
        null,
        corridor({
          communes: [
            { id: 1, joinedOn: '2014-01-01', leftOn },
            { id: 2, joinedOn: null, leftOn: null },
            { id: 1, joinedOn, leftOn: null },
          ],
        }),
        {},
      )
    expect(twice(null, null)).toMatchObject({ refused: 'commune-twice-in-corridor' })
    expect(twice('2015-01-01', '2015-01-01')).toMatchObject({ kind: 'corridor-added' })
  })

  test('that is saved as it was is no step', () =>
    expect(alterExchange('corridor', corridor(), corridor({ revision: 2 }), { name: 'x' })).toMatchObject({
      refused: 'nothing-changed',
    }))
})

describe('a delivery', () => {
  test('adds up: sent is accepted, rejected and lost', () => {
    expect(alterExchange('delivery', null, delivery(), {})).toMatchObject({ kind: 'delivery-added' })
    expect(alterExchange('delivery', null, delivery({ lostKg: 0 }), {})).toMatchObject({
      refused: 'delivery-does-not-add-up',
      facts: { sent: 400, told: 390 },
    })
  })

  test('says why something was rejected, and is not received before it was sent', () => {
    expect(alterExchange('delivery', null, delivery({ rejectedKg: 10, lostKg: 0 }), {})).toMatchObject({
      refused: 'rejected-without-reason',
    })
    expect(alterExchange('delivery', null, delivery({ receivedOn: '2026-11-01' }), {})).toMatchObject({
      refused: 'delivery-before-it-was-sent',
    })
  })

  test('of whatever amounts: sent = accepted + rejected + lost + under way', () => {
    const amount = fc.double({ min: 0, max: 1e7, noNaN: true })
    const any = fc
      .record({ acceptedKg: amount, rejectedKg: amount, lostKg: amount, received: fc.boolean() })
      .map(({ acceptedKg, rejectedKg, lostKg, received }) =>
        delivery({
          sentKg: acceptedKg + rejectedKg + lostKg,
          ...(received
            ? { acceptedKg, rejectedKg, lostKg }
            : { receivedOn: null, acceptedKg: null, rejectedKg: null, lostKg: null }),
        }),
      )
    fc.assert(
      fc.property(fc.array(any, { maxLength: 30 }), (deliveries) => {
        const { sentKg, acceptedKg, rejectedKg, lostKg, underWayKg } = progressOf(deliveries)
        expect(acceptedKg + rejectedKg + lostKg + underWayKg).toBeCloseTo(sentKg, 3)
      }),
    )
  })
})

describe('a flow', () => {
  test('goes from one commune to another', () =>
    expect(alterExchange('flow', null, flow({ toCommune: 1 }), {})).toMatchObject({
      refused: 'flow-to-itself',
    }))

  test('that was decided on stays as it is when a plan is made anew', () => {
    const agreed = decideFlows(
      [flow(), flow({ id: 2, state: 'agreed', locked: true })],
      'agreed',
      new Set(),
      new Set(),
    )
    expect(agreed).toMatchObject({ kind: 'flows-decided', facts: { count: 1 } })
    expect('exchange' in agreed && agreed.exchange).toMatchObject([
      { after: { state: 'agreed', locked: true } },
    ])
  })

  test('that is under way is not refused', () =>
    expect(decideFlows([flow({ state: 'agreed' })], 'refused', new Set([1]), new Set())).toMatchObject({
      refused: 'flow-under-way',
    }))

  test('is sent once it was agreed', () => {
    expect(mayBeSent(flow())).toMatchObject({ refused: 'flow-not-agreed' })
    expect(mayBeSent(flow({ state: 'agreed' }))).toBeNull()
  })
})
