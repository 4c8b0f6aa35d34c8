/** Runs of a day as the panel shows them: what is still to be carried, what became of it, loads moved by hand. Pure. */
import {
  checkRound,
  type DayLoad,
  fittingWay,
  GRAM,
  type Line,
  planRounds,
  type Round,
  spanOf,
} from '../../../../domain/exchange/truck-runs/index.ts'
import type { Run, Line as SeenLine } from '../../../../server/exchanges/run-schema.ts'
import type { Flow } from '../../../../server/exchanges/schema.ts'

export type RunLoad = Run['loads'][number]
export type ShownLoad = Omit<RunLoad, 'delivery'> & { delivery?: RunLoad['delivery'] }

export const lineOfRun = ({ communes, lineKm }: Pick<Run, 'communes' | 'lineKm'>): Line => ({
  communes,
  km: lineKm,
})
export const lineOfCorridor = ({ communes, km }: SeenLine): Line => ({
  communes: communes.map(({ id }) => id),
  km,
})

export const kgOf = (loads: readonly { kg: number }[]): number => loads.reduce((sum, { kg }) => sum + kg, 0)

export interface Waiting {
  flow: Flow
  /** Agreed, less what arrived, is under way or on a list. */
  openKg: number
}

/** What was agreed for the month and still waits for a truck along the line, what goes farthest first. */
export function waitingFor(
  flows: readonly Flow[],
  runs: readonly Run[],
  line: Line,
  month: string,
): Waiting[] {
  return flows
    .filter(
      ({ state, period, fromCommune: from, toCommune: to }) =>
        state === 'agreed' && period === month && spanOf(line, { from, to }) !== null,
    )
    .map((flow) => {
      const listed = kgOf(
        runs
          .flatMap(({ loads }) => loads)
          .filter(({ flowId, delivery }) => flowId === flow.id && delivery === null),
      )
      return { flow, openKg: flow.kg - flow.progress.acceptedKg - flow.progress.underWayKg - listed }
    })
    .filter(({ openKg }) => openKg > GRAM)
    .sort((a, b) => b.openKg - a.openKg || a.flow.id - b.flow.id)
}

export interface Fleet {
  kg: number
  count: number | null
  home: number
}

/** As fast as plans reckon (domain/exchange/planning). */
const KM_PER_HOUR = 30

/** @param wanted kilograms of each flow on this day. @param shelfLifeDays of a product in its form; null: not known. */
export function proposeRuns(
  line: Line,
  waiting: readonly Waiting[],
  wanted: ReadonlyMap<number, number>,
  { kg, count, home }: Fleet,
  shelfLifeDays: (flow: Flow) => number | null,
) {
  const loads = waiting.flatMap(({ flow, openKg }): DayLoad[] => {
    const amount = Math.min(wanted.get(flow.id) ?? 0, openKg)
    const days = shelfLifeDays(flow)
    return amount > GRAM
      ? [
          {
            flowId: flow.id,
            from: flow.fromCommune,
            to: flow.toCommune,
            kg: amount,
            shelfLifeHours: days === null ? null : days * 24,
          },
        ]
      : []
  })
  return planRounds(line, loads, { capacityKg: kg, count, home, kmPerHour: KM_PER_HOUR })
}

export type Stage = 'planned' | 'under-way' | 'done'

export function stageOf({ loads }: Pick<Run, 'loads'>): Stage {
  const told = loads.flatMap(({ delivery }) => delivery ?? [])
  if (told.length === 0) return 'planned'
  return told.length === loads.length && told.every(({ receivedOn }) => receivedOn !== null)
    ? 'done'
    : 'under-way'
}

/** What became of what left with these runs; sent = accepted + rejected + lost + under way. */
export function becameOf(runs: readonly Pick<Run, 'loads'>[]) {
  const total = { sentKg: 0, acceptedKg: 0, rejectedKg: 0, lostKg: 0, underWayKg: 0 }
  for (const { delivery } of runs.flatMap(({ loads }) => loads)) {
    if (!delivery) continue
    total.sentKg += delivery.sentKg
    total.acceptedKg += delivery.acceptedKg ?? 0
    total.rejectedKg += delivery.rejectedKg ?? 0
    total.lostKg += delivery.lostKg ?? 0
    if (delivery.receivedOn === null) total.underWayKg += delivery.sentKg
  }
  return total
}

export type MovedRun = Pick<Run, 'name' | 'capacityKg' | 'home' | 'first' | 'communes' | 'lineKm' | 'loads'>

/** The run with a load more; the same flow is one line. It turns the other way first where only that carries it. */
export function withLoad<R extends MovedRun>(run: R, load: RunLoad): R {
  const others = run.loads.filter(({ flowId }) => flowId !== load.flowId)
  const there = run.loads.find(({ flowId }) => flowId === load.flowId)
  const loads = [...others, { ...load, kg: load.kg + (there?.kg ?? 0) }]
  return { ...run, loads, first: fittingWay(lineOfRun(run), { ...run, loads }) }
}

export const withoutLoad = <R extends MovedRun>(run: R, flowId: number): R => ({
  ...run,
  loads: run.loads.filter((load) => load.flowId !== flowId),
})

export const fits = (run: MovedRun): boolean => checkRound(lineOfRun(run), run as Round).length === 0

/** Of the way that a round drives, the part without any load. */
export function emptyShare(rounds: readonly { line: Line; round: Round }[]): number {
  let driven = 0
  let empty = 0
  for (const { line, round } of rounds) {
    const spans = round.loads.flatMap((load) => spanOf(line, load) ?? [])
    const home = line.communes.indexOf(round.home)
    const low = Math.min(home, ...spans.map((span) => span.low))
    const high = Math.max(home, ...spans.map((span) => span.high))
    for (let i = low; i < high; i++) {
      const km = line.km[i + 1] - line.km[i]
      driven += 2 * km
      for (const way of ['on', 'back'])
        if (!spans.some((span) => span.way === way && span.low <= i && i < span.high)) empty += km
    }
  }
  return driven > 0 ? empty / driven : 0
}
