/** The linear program of a market, which grows by ways. */
import { GrowingProgram } from './growing-program.ts'
import { type Segments, segmentsAlong } from './loads.ts'
import type { Chain, Market } from './market.ts'
import { GRAMS, type Situation } from './situation.ts'
import { tierRoom } from './uncoupled.ts'

export interface ChainColumn {
  column: number
  source: number
  sink: number
  chain: Chain
}

export interface SegmentRows {
  segment: number
  period: number
  /** Row of the loads along the segment, and against it. */
  along: number
  against: number
  /** The column of what trucks can carry there and back. */
  column: number
}

export interface Program {
  linear: GrowingProgram
  sourceRow: Int32Array
  sinkRow: Int32Array
  /** For strict fairness: what lacks of each sink; null: not asked for. */
  floorRow: Int32Array | null
  /** By hub and period, `hub * periods + period - first`; -1: no limit. */
  hubRow(hub: number, period: number): number
  fleetRow(period: number): number
  chains: ChainColumn[]
  chainsOfSink: ChainColumn[][]
  /** Columns of what lacks, by sink. */
  lacks: number[][]
  segmentRows: Map<number, SegmentRows>
  segmentKey(segment: number, period: number): number
  /** The source that a plant is. */
  outputOf(plant: number, period: number): number
  periods: number
  /** What people locked does not fit. */
  overfull: Record<string, string | number> | null
  /** Kilometres of a tonne that are spent whatever is chosen: locked flows, loaded. */
  offset: number
  addChain(source: number, sink: number, chain: Chain, cost: number): void
}

export function programFor(
  situation: Situation,
  market: Market,
  segments: Segments,
  penaltiesKm: number[],
  strict: boolean,
): Program {
  const { hubs, plants, options, products, needs } = situation
  const { sources, sinks, fixed } = market
  const linear = new GrowingProgram()

  const plantAt = new Map<string, number>()
  const sourceRow = Int32Array.from(sources, ({ plant, period, amount }, source) => {
    if (plant >= 0) plantAt.set(`${plant}/${period}`, source)
    return plant >= 0 ? linear.addRow(0, 0) : linear.addRow(-Infinity, amount / GRAMS)
  })
  const sinkRow = Int32Array.from(sinks, ({ plant, amount }) =>
    plant >= 0 ? linear.addRow(-Infinity, amount / GRAMS) : linear.addRow(amount / GRAMS, amount / GRAMS),
  )
  const floorRow = strict ? Int32Array.from(sinks, () => linear.addRow(-Infinity, Infinity)) : null
  const lacks = sinks.map(({ need, amount }, sink) =>
    need < 0
      ? []
      : tierRoom(needs[need].amount!, amount, penaltiesKm.length).flatMap((room, tier) =>
          room > 0
            ? [
                floorRow
                  ? linear.addColumn(
                      penaltiesKm[tier],
                      0,
                      room / GRAMS,
                      [sinkRow[sink], floorRow[sink]],
                      [1, 1],
                    )
                  : linear.addColumn(penaltiesKm[tier], 0, room / GRAMS, [sinkRow[sink]], [1]),
              ]
            : [],
        ),
  )
  sources.forEach(({ later, product }, source) => {
    if (later >= 0)
      linear.addColumn(0, 0, Infinity, [sourceRow[source], sourceRow[later]], [1, -products[product].keep])
  })

  const spans = [...new Set(sinks.map(({ period }) => period))]
  const hubRows = new Map<string, number>()
  const fleetRows = new Map<number, number>()
  const lockedThrough = (hub: number, period: number) =>
    fixed.reduce(
      (sum, flow) => sum + (flow.hub === hub && sinks[flow.sink].period === period ? flow.amount / GRAMS : 0),
      0,
    )
  let overfull: Program['overfull'] = null
  for (const period of spans) {
    hubs.forEach(({ id, throughput }, hub) => {
      if (throughput === Infinity) return
      const room = throughput / GRAMS - lockedThrough(hub, period)
      if (room < 0) overfull = { what: 'hub', id }
      hubRows.set(`${hub}/${period}`, linear.addRow(-Infinity, Math.max(0, room)))
    })
    if (options.fleetKm !== null) fleetRows.set(period, linear.addRow(-Infinity, options.fleetKm))
  }

  const segmentRows = new Map<number, SegmentRows>()
  const segmentKey = (segment: number, period: number) => segment * situation.periods.length + period
  const rowsOf = (segment: number, period: number): SegmentRows => {
    const key = segmentKey(segment, period)
    let found = segmentRows.get(key)
    if (!found) {
      const along = linear.addRow(-Infinity, 0)
      const against = linear.addRow(-Infinity, 0)
      const km = 2 * segments.km[segment]
      const fleet = fleetRows.get(period)
      const column = linear.addColumn(
        km,
        0,
        segments.capacity[segment] / GRAMS,
        fleet === undefined ? [along, against] : [along, against, fleet],
        fleet === undefined ? [-1, -1] : [-1, -1, km / options.truckT],
      )
      found = { segment, period, along, against, column }
      segmentRows.set(key, found)
    }
    return found
  }
  const rowAlong = (step: number, period: number): number => {
    const rows = rowsOf(step >> 1, period)
    return step & 1 ? rows.against : rows.along
  }

  let offset = 0
  for (const { kind, source, sink, hub, amount, way } of fixed) {
    if (kind !== 'locked') continue
    const { period } = sinks[sink]
    const flow = { from: sources[source].place, to: sinks[sink].place, hub }
    for (const step of segmentsAlong(situation, segments, flow)) {
      const row = rowAlong(step, period)
      const room = linear.rowUpperOf(row) - amount / GRAMS
      linear.setRow(row, -Infinity, room)
      const capacity = segments.capacity[step >> 1] / GRAMS
      if (-room > capacity) overfull = { what: 'road', id: situation.roads[step >> 1]?.id ?? '' }
    }
    offset += (options.loadedExtra * way.km * amount) / GRAMS
  }
  for (const [period, row] of fleetRows) {
    let locked = 0
    for (const rows of segmentRows.values())
      if (rows.period === period)
        locked +=
          (2 *
            segments.km[rows.segment] *
            Math.max(-linear.rowUpperOf(rows.along), -linear.rowUpperOf(rows.against))) /
          options.truckT
    if (locked > linear.rowUpperOf(row)) overfull = { what: 'fleet', id: '' }
  }

  const chains: ChainColumn[] = []
  const chainsOfSink: ChainColumn[][] = sinks.map(() => [])
  return {
    linear,
    sourceRow,
    sinkRow,
    floorRow,
    hubRow: (hub, period) => hubRows.get(`${hub}/${period}`) ?? -1,
    fleetRow: (period) => fleetRows.get(period) ?? -1,
    chains,
    chainsOfSink,
    lacks,
    segmentRows,
    segmentKey,
    outputOf: (plant, period) => plantAt.get(`${plant}/${period}`)!,
    periods: spans.length,
    overfull,
    offset,
    addChain(source, sink, chain, price) {
      const { period, plant } = sinks[sink]
      const rows = [sourceRow[source], sinkRow[sink]]
      const values = [1, 1]
      if (plant >= 0) {
        rows.push(sourceRow[plantAt.get(`${plant}/${period}`)!])
        values.push(-plants[plant].rate)
      }
      const hub = hubRows.get(`${chain.hub}/${period}`)
      if (hub !== undefined) {
        rows.push(hub)
        values.push(1)
      }
      const flow = { from: sources[source].place, to: sinks[sink].place, hub: chain.hub }
      const twice = new Map<number, number>()
      for (const step of segmentsAlong(situation, segments, flow)) {
        const row = rowAlong(step, period)
        twice.set(row, (twice.get(row) ?? 0) + 1)
      }
      for (const [row, times] of twice) {
        rows.push(row)
        values.push(times)
      }
      const column = linear.addColumn(price, 0, Infinity, rows, values)
      const made = { column, source, sink, chain }
      chains.push(made)
      chainsOfSink[sink].push(made)
    },
  }
}
