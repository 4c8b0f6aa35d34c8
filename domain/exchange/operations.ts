/**
 * What people do to corridors, organisations, quantities, roads, flows and deliveries: records in, a change or a refusal
 * out. Nothing here reads or writes.
 */

import type { Facts } from '../steps/alteration.ts'
import type { ExchangeChangeKind } from '../steps/kinds.ts'
import type { Change } from '../steps/step.ts'
import { sameExchange } from './alterations.ts'
import type {
  CorridorRecord,
  DeliveryRecord,
  ExchangeAlteration,
  ExchangeKind,
  ExchangeRecords,
  FlowRecord,
  MeasureRecord,
  ProducerRecord,
  SegmentRecord,
} from './records.ts'

export type ExchangeRefusalReason =
  | 'corridor-too-short'
  | 'commune-twice-in-corridor'
  | 'dates-reversed'
  | 'stretch-not-possible'
  | 'part-of-itself'
  | 'part-of-a-corridor'
  | 'flow-to-itself'
  | 'flow-not-agreed'
  | 'flow-decided-already'
  | 'flow-under-way'
  | 'delivery-does-not-add-up'
  | 'delivery-before-it-was-sent'
  | 'rejected-without-reason'
  | 'processing-incomplete'
  | 'measure-incomplete'
  | 'measure-in-use'
  | 'nothing-changed'
  | 'flow-on-a-truck'
  | 'run-empty'
  | 'run-home-not-along'
  | 'run-not-along'
  | 'run-wrong-round'
  | 'run-over-capacity'
  | 'run-more-than-open'
  | 'run-carries-twice'
  | 'run-under-way'
  | 'run-not-loaded'
  | 'run-told-already'

export interface ExchangeRefusal {
  refused: ExchangeRefusalReason
  facts: Facts
}

/** A step of exchange. */
export const exchangeChange = (
  kind: ExchangeChangeKind,
  facts: Facts,
  exchange: ExchangeAlteration[],
): Change => ({ kind, facts, communes: [], links: [], imports: [], exchange })

/** One record comes, changes or goes. */
export function alterExchange<K extends ExchangeKind>(
  kind: K,
  before: ExchangeRecords[K] | null,
  after: ExchangeRecords[K] | null,
  facts: Facts,
): Change | ExchangeRefusal {
  const problem = after && PROBLEMS[kind](after as never)
  if (problem) return problem
  if (before && after && sameExchange(before, after))
    return { refused: 'nothing-changed', facts: { name: String(facts.name) } }
  const word = before === null ? 'added' : after === null ? 'removed' : 'altered'
  return exchangeChange(`${kind}-${word}` as ExchangeChangeKind, facts, [
    { kind, before, after } as ExchangeAlteration,
  ])
}

/** What can't be, by kind. */
const PROBLEMS: { [K in ExchangeKind]: (record: ExchangeRecords[K]) => ExchangeRefusal | null } = {
  corridor: corridorProblem,
  delivery: deliveryProblem,
  run: () => null,
  flow: ({ fromCommune, toCommune }) =>
    fromCommune === toCommune ? { refused: 'flow-to-itself', facts: {} } : null,
  segment: segmentProblem,
  producer: producerProblem,
  measure: measureProblem,
  quantity: () => null,
  plan: () => null,
}

/** A stretch is of a closure, and has a beginning and an end after it. */
function segmentProblem({
  closedFrom,
  closedUntil,
  closedFromM,
  closedToM,
}: SegmentRecord): ExchangeRefusal | null {
  if (closedFrom && closedUntil && closedUntil < closedFrom)
    return { refused: 'dates-reversed', facts: { from: closedFrom, to: closedUntil } }
  if (closedFromM === null && closedToM === null) return null
  return closedFrom && closedFromM !== null && closedToM !== null && closedFromM < closedToM
    ? null
    : { refused: 'stretch-not-possible', facts: {} }
}

/** Who processes says what into what; a rate is of that, and somebody's. */
function producerProblem(producer: ProducerRecord): ExchangeRefusal | null {
  const { name, role, madeOfProduct, madeOfForm, makesProduct, makesForm } = producer
  const told = [madeOfProduct, madeOfForm, makesProduct, makesForm].filter((one) => one !== null).length
  const rates = [producer.rateMin, producer.rateMax, producer.rateSource].filter((one) => one !== null).length
  const reversed = (producer.rateMin ?? 0) > (producer.rateMax ?? 0)
  const complete = (told === 0 || told === 4) && (rates === 0 || (rates === 3 && told === 4)) && !reversed
  return complete && (role !== 'processor' || told === 4)
    ? null
    : { refused: 'processing-incomplete', facts: { name } }
}

function measureProblem(measure: MeasureRecord): ExchangeRefusal | null {
  const { name, product, form, kgMin, kgLikely, kgMax, validFrom, validTo } = measure
  if (validFrom && validTo && validTo < validFrom)
    return { refused: 'dates-reversed', facts: { from: validFrom, to: validTo } }
  return kgMin > kgLikely || kgLikely > kgMax || (form !== null && product === null)
    ? { refused: 'measure-incomplete', facts: { name } }
    : null
}

/** Communes of a corridor need not touch, but there are two at least, and none twice at a time. */
function corridorProblem(corridor: CorridorRecord): ExchangeRefusal | null {
  const { name, communes, beganOn, endedOn } = corridor
  if (corridor.kind === 'corridor' && communes.filter(({ leftOn }) => leftOn === null).length < 2)
    return { refused: 'corridor-too-short', facts: { name } }
  if (corridor.partOf === corridor.id) return { refused: 'part-of-itself', facts: { name } }
  const spans = [
    { from: beganOn, to: endedOn },
    ...communes.map(({ joinedOn, leftOn }) => ({ from: joinedOn, to: leftOn })),
  ]
  for (const { from, to } of spans)
    if (from && to && to < from) return { refused: 'dates-reversed', facts: { from, to } }
  for (const [i, one] of communes.entries())
    for (const other of communes.slice(i + 1))
      if (one.id === other.id && overlap(one, other))
        return { refused: 'commune-twice-in-corridor', facts: { name, commune: one.id } }
  return null
}

/** Stretches of membership; null is not known, and may be at any time. */
const overlap = (
  a: { joinedOn: string | null; leftOn: string | null },
  b: { joinedOn: string | null; leftOn: string | null },
): boolean =>
  (a.leftOn === null || b.joinedOn === null || b.joinedOn < a.leftOn) &&
  (b.leftOn === null || a.joinedOn === null || a.joinedOn < b.leftOn)

/** Sent = accepted + rejected + lost, or all of it is under way. A billionth is rounding. */
function deliveryProblem(delivery: DeliveryRecord): ExchangeRefusal | null {
  const { sentOn, sentKg, receivedOn, acceptedKg, rejectedKg, lostKg, rejectedWhy } = delivery
  if (receivedOn === null) return null
  if (receivedOn < sentOn)
    return { refused: 'delivery-before-it-was-sent', facts: { sent: sentOn, received: receivedOn } }
  const arrived = (acceptedKg ?? 0) + (rejectedKg ?? 0) + (lostKg ?? 0)
  if (Math.abs(arrived - sentKg) > 1e-9 * sentKg)
    return { refused: 'delivery-does-not-add-up', facts: { sent: sentKg, told: arrived } }
  if ((rejectedKg ?? 0) > 0 && !rejectedWhy) return { refused: 'rejected-without-reason', facts: {} }
  return null
}

/** What was sent of a flow, kilograms. */
export interface FlowProgress {
  sentKg: number
  acceptedKg: number
  rejectedKg: number
  lostKg: number
  underWayKg: number
}

/** What became of an agreed flow; sent = accepted + rejected + lost + under way. */
export function progressOf(deliveries: readonly DeliveryRecord[]): FlowProgress {
  const total = { sentKg: 0, acceptedKg: 0, rejectedKg: 0, lostKg: 0, underWayKg: 0 }
  for (const delivery of deliveries) {
    total.sentKg += delivery.sentKg
    if (delivery.receivedOn === null) total.underWayKg += delivery.sentKg
    total.acceptedKg += delivery.acceptedKg ?? 0
    total.rejectedKg += delivery.rejectedKg ?? 0
    total.lostKg += delivery.lostKg ?? 0
  }
  return total
}

/**
 * People decide on flows that a plan proposes. What was agreed and is under way, or on a truck's list, is not refused any
 * more.
 * @param underWay ids of flows with deliveries. @param onTrucks of those that a run is to carry.
 * @param locked plans made anew leave it as it is: what was agreed or refused always, a proposal where people want it.
 */
export function decideFlows(
  flows: readonly FlowRecord[],
  state: FlowRecord['state'],
  underWay: ReadonlySet<number>,
  onTrucks: ReadonlySet<number>,
  locked = state !== 'proposed',
): Change | ExchangeRefusal {
  const changing = flows.filter((flow) => flow.state !== state || flow.locked !== locked)
  if (changing.length === 0) return { refused: 'flow-decided-already', facts: { state } }
  const busy = changing.find(({ id }) => state !== 'agreed' && underWay.has(id))
  if (busy) return { refused: 'flow-under-way', facts: { flow: busy.id } }
  const loaded = changing.find(({ id }) => state !== 'agreed' && onTrucks.has(id))
  if (loaded) return { refused: 'flow-on-a-truck', facts: { flow: loaded.id } }
  return exchangeChange(
    'flows-decided',
    { count: changing.length, state: state === 'proposed' && locked ? 'locked' : state },
    // What people decided on, plans made anew leave as it is.
    changing.map((before) => ({
      kind: 'flow',
      before,
      after: { ...before, state, locked },
    })),
  )
}

/** What is told of a flow that is under way or on a truck's list may change, but not what it is and whither it goes. */
export const mayBeAltered = (
  before: FlowRecord,
  after: FlowRecord,
  busy: { underWay: boolean; onTruck: boolean },
): ExchangeRefusal | null => {
  const same = (['fromCommune', 'toCommune', 'product', 'form', 'viaProducer'] as const).every(
    (field) => before[field] === after[field],
  )
  if (same || !(busy.underWay || busy.onTruck)) return null
  return { refused: busy.underWay ? 'flow-under-way' : 'flow-on-a-truck', facts: { flow: before.id } }
}

/** Only what was agreed is sent. */
export const mayBeSent = (flow: FlowRecord): ExchangeRefusal | null =>
  flow.state === 'agreed' ? null : { refused: 'flow-not-agreed', facts: { flow: flow.id } }
