/**
 * What people do with runs: keep them, change them, tell what left and what arrived stop by stop. Records in, a change or
 * a refusal out.
 */

import type { Facts } from '../../steps/alteration.ts'
import type { Change } from '../../steps/step.ts'
import { sameExchange } from '../alterations.ts'
import { alterExchange, type ExchangeRefusal, exchangeChange, mayBeSent, progressOf } from '../operations.ts'
import type { DeliveryRecord, ExchangeAlteration, FlowRecord, RunRecord } from '../records.ts'
import { checkRound } from './check-round.ts'
import { GRAM, type Line, type Round } from './round.ts'

export type RunLoad = RunRecord['loads'][number]

/** What is known of the flows that runs name, and of what they carried. */
export interface Carried {
  flows: ReadonlyMap<number, FlowRecord>
  /** Of those flows, with runs and without. */
  deliveries: readonly DeliveryRecord[]
  /** All that name one of them, as they stand. */
  runs: readonly RunRecord[]
}

const lineOf = ({ communes, lineKm }: Pick<RunRecord, 'communes' | 'lineKm'>): Line => ({
  communes,
  km: lineKm,
})

/** @returns null where a flow is not known: it is not seen, or gone. */
function roundOf(run: RunRecord, flows: ReadonlyMap<number, FlowRecord>): Round | null {
  const loads = run.loads.map(({ flowId, kg }) => {
    const flow = flows.get(flowId)
    return flow && { flowId, kg, from: flow.fromCommune, to: flow.toCommune }
  })
  const known = loads.filter((load) => load !== undefined)
  return known.length < loads.length ? null : { ...run, loads: known }
}

/** Kilograms of a flow that no truck carries yet and that have not arrived: agreed, less accepted, under way, and on lists. */
export function openKg(flow: FlowRecord, { deliveries, runs }: Pick<Carried, 'deliveries' | 'runs'>): number {
  const mine = deliveries.filter(({ flowId }) => flowId === flow.id)
  const { acceptedKg, underWayKg } = progressOf(mine)
  return flow.kg - acceptedKg - underWayKg - listedKg(flow.id, mine, runs)
}

/** On lists of runs, and not yet told to have left. */
function listedKg(flowId: number, deliveries: readonly DeliveryRecord[], runs: readonly RunRecord[]): number {
  return runs
    .filter(({ id }) => !deliveries.some((one) => one.flowId === flowId && one.runId === id))
    .flatMap(({ loads }) => loads)
    .reduce((sum, load) => (load.flowId === flowId ? sum + load.kg : sum), 0)
}

/** Runs come or change, several in one step: what one gives another takes. */
export function saveRuns(
  wanted: readonly { before: RunRecord | null; after: RunRecord }[],
  carried: Carried,
): Change | ExchangeRefusal {
  const altered = wanted.map(({ before, after }) => ({ before, after: tidy(after) }))
  const now = new Map(carried.runs.map((run) => [run.id, run]))
  for (const { after } of altered) now.set(after.id, after)
  for (const { before, after } of altered) {
    const problem = runProblem(after, carried.flows) ?? leftAlready(before, after, carried.deliveries)
    if (problem) return problem
  }
  const touched = new Set(altered.flatMap(({ after }) => after.loads.map(({ flowId }) => flowId)))
  for (const flowId of [...touched].sort((a, b) => a - b)) {
    const flow = carried.flows.get(flowId)!
    const open = openKg(flow, { deliveries: carried.deliveries, runs: [...now.values()] })
    // What lists promised before it was told otherwise is no reason to refuse another change.
    const was = openKg(flow, carried)
    if (open < -GRAM - 1e-9 * flow.kg && open < was - GRAM)
      return { refused: 'run-more-than-open', facts: { flow: flowId, open: Math.max(0, was), over: -open } }
  }
  if (altered.length === 1) {
    const [{ before, after }] = altered
    return alterExchange('run', before, after, factsOf(after))
  }
  const changed = altered.filter(({ before, after }) => !sameExchange(before, after))
  if (changed.length === 0) return { refused: 'nothing-changed', facts: { name: altered[0].after.name } }
  return exchangeChange(
    'runs-altered',
    { count: changed.length, day: changed[0].after.day },
    changed.map(({ before, after }): ExchangeAlteration => ({ kind: 'run', before, after })),
  )
}

/** A run that has left is not forgotten. */
export function removeRun(run: RunRecord, deliveries: readonly DeliveryRecord[]): Change | ExchangeRefusal {
  if (deliveries.some(({ runId }) => runId === run.id))
    return { refused: 'run-under-way', facts: { name: run.name } }
  return alterExchange('run', run, null, factsOf(run))
}

/** What is said at a stop, all in one step. */
export interface Told {
  /** The day on which it was so. */
  on: string
  sent: readonly { id: number; flowId: number; kg: number }[]
  received: readonly {
    flowId: number
    acceptedKg: number
    rejectedKg: number
    rejectedWhy: string | null
    lostKg: number
  }[]
}

/**
 * What leaves makes deliveries, what arrives ends them: sent = accepted + rejected + lost, or under way. What left may be
 * more or less than the list says.
 */
export function tellRun(run: RunRecord, told: Told, carried: Carried): Change | ExchangeRefusal {
  const mine = new Map(
    carried.deliveries.filter(({ runId }) => runId === run.id).map((one) => [one.flowId, one]),
  )
  const alterations: ExchangeAlteration[] = []
  for (const { id, flowId, kg } of told.sent) {
    const flow = carried.flows.get(flowId)
    if (!flow || !run.loads.some((load) => load.flowId === flowId))
      return { refused: 'run-not-loaded', facts: { name: run.name, flow: flowId } }
    const problem = mayBeSent(flow)
    if (problem) return problem
    if (mine.has(flowId)) return { refused: 'run-told-already', facts: { name: run.name, flow: flowId } }
    const after: DeliveryRecord = {
      id,
      flowId,
      runId: run.id,
      sentOn: told.on,
      sentKg: kg,
      receivedOn: null,
      acceptedKg: null,
      rejectedKg: null,
      rejectedWhy: null,
      lostKg: null,
      truck: run.name,
      note: null,
      demonstration: false,
      revision: 1,
    }
    mine.set(flowId, after)
    alterations.push({ kind: 'delivery', before: null, after })
  }
  for (const { flowId, ...arrived } of told.received) {
    const before = mine.get(flowId)
    if (!before) return { refused: 'run-not-loaded', facts: { name: run.name, flow: flowId } }
    if (before.receivedOn !== null)
      return { refused: 'run-told-already', facts: { name: run.name, flow: flowId } }
    const after = { ...before, ...arrived, receivedOn: told.on }
    const checked = alterExchange('delivery', before, after, {})
    if ('refused' in checked) return checked
    const begun = alterations.find((one) => one.kind === 'delivery' && one.after?.id === before.id)
    if (begun) begun.after = after
    else alterations.push({ kind: 'delivery', before, after })
  }
  if (alterations.length === 0) return { refused: 'nothing-changed', facts: { name: run.name } }
  return exchangeChange(
    'run-told',
    { name: run.name, on: told.on, sent: told.sent.length, received: told.received.length },
    alterations,
  )
}

const factsOf = ({ name, day, loads }: RunRecord): Facts => ({ name, day, count: loads.length })

/** One line per flow, in order: the same list is the same record. */
const tidy = (run: RunRecord): RunRecord => ({
  ...run,
  name: run.name.trim(),
  loads: run.loads.filter(({ kg }) => kg > GRAM).sort((a, b) => a.flowId - b.flowId),
})

function runProblem(run: RunRecord, flows: ReadonlyMap<number, FlowRecord>): ExchangeRefusal | null {
  const { name, loads } = run
  if (loads.length === 0) return { refused: 'run-empty', facts: { name } }
  const twice = loads.find(({ flowId }, i) => loads[i + 1]?.flowId === flowId)
  if (twice) return { refused: 'run-carries-twice', facts: { name, flow: twice.flowId } }
  for (const { flowId } of loads) {
    const problem = mayBeSent(flows.get(flowId)!)
    if (problem) return problem
  }
  const [wrong] = checkRound(lineOf(run), roundOf(run, flows)!)
  if (!wrong) return null
  const { problem, ...facts } = wrong
  return { refused: `run-${problem}`, facts: { name, ...facts } }
}

/** What left with it stays on its list. */
function leftAlready(
  before: RunRecord | null,
  after: RunRecord,
  deliveries: readonly DeliveryRecord[],
): ExchangeRefusal | null {
  if (!before) return null
  const left = deliveries.filter(({ runId }) => runId === after.id)
  const gone = left.find(({ flowId }) => !after.loads.some((load) => load.flowId === flowId))
  const moved = left.length > 0 && (before.home !== after.home || before.day !== after.day)
  return gone || moved ? { refused: 'run-under-way', facts: { name: before.name } } : null
}
