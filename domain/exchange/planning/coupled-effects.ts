/** What one more unit of anything would change of a coupled plan, read from the prices of its linear program. */
import type { Effect, Explained, Resource } from './answer.ts'
import type { LinearAnswer, LinearProgram, ProgramChange, SolveLinearProgram } from './linear-program.ts'
import { type Segments, segmentsAlong } from './loads.ts'
import type { Market } from './market.ts'
import type { Program } from './program.ts'
import type { Situation } from './situation.ts'

/** Prices below this, in kilometres of a tonne, are none. */
const NOTHING = 1e-4
/** Units more, where an effect holds on no stretch and is found by solving again. */
const PROBE = 0.01
/** Units more up to which a longer range is tried, and how closely it has to agree. */
const FARTHEST = 10
const SAME = 1e-5
/** Columns of all programs solved again for that: of a country's, a few; the rest hold up to nothing. */
const PROBED_COLUMNS = 2_000_000

interface Bound {
  /** Row whose bound the resource is, or column. */
  row: number
  column: number
}

export async function effectsOf(
  situation: Situation,
  market: Market,
  segments: Segments,
  program: Program,
  arrays: LinearProgram,
  answer: LinearAnswer,
  uncovered: Float64Array,
  solve: SolveLinearProgram,
): Promise<{ explain(sink: number): Explained | null; own(sink: number): Effect | null }> {
  const { sources, sinks } = market
  const [{ rowEffect, columnEffect, objective }] = answer.solutions
  const [lack] = answer.measures
  const { truckT } = situation.options
  const open = new Set(
    sinks.flatMap(({ need, place, product, period, amount }) =>
      need >= 0 && amount > 0 ? [`${place}/${product}/${period}`] : [],
    ),
  )

  const boundOf = (resource: Resource): Bound => {
    switch (resource.kind) {
      case 'supply':
        return { row: program.sourceRow[resource.source], column: -1 }
      case 'need':
        return { row: program.sinkRow[resource.sink], column: -1 }
      case 'road':
        return {
          row: -1,
          column: program.segmentRows.get(program.segmentKey(resource.segment, resource.period))!.column,
        }
      case 'hub':
        return { row: program.hubRow(resource.hub, resource.period), column: -1 }
      case 'plant':
        return { row: program.sinkRow[inputOf(resource.plant, resource.period)], column: -1 }
      case 'fleet':
        return { row: program.fleetRow(resource.period), column: -1 }
    }
  }
  const inputOf = (plant: number, period: number) =>
    sinks.findIndex((sink) => sink.plant === plant && sink.period === period)
  const keyOf = (resource: Resource) => JSON.stringify(resource)
  /** A tonne from the place itself is a tonne less of what it asks others for. */
  const signOf = (resource: Resource) => (resource.kind === 'need' ? -1 : 1)

  const effects = new Map<string, Effect>()
  const effect = (resource: Resource): Effect => {
    const key = keyOf(resource)
    let known = effects.get(key)
    if (!known) {
      const { row, column } = boundOf(resource)
      const sign = signOf(resource)
      const range = sign > 0 ? answer.rangeUp! : answer.rangeDown!
      const now = row >= 0 ? arrays.rowUpper[row] : arrays.upper[column]
      const limit = row >= 0 ? range.rows[row] : range.columns[column]
      known = {
        resource,
        cost: (sign * (row >= 0 ? rowEffect[row] : columnEffect[column])) / truckT,
        uncoveredT: sign * (row >= 0 ? lack.rows[row] : lack.columns[column]),
        upTo: Math.max(0, sign * (limit - now)),
        atLeast: false,
      }
      effects.set(key, known)
    }
    return known
  }

  const explained = new Map<number, { reason: Explained['reason']; resource: Resource }>()
  sinks.forEach(({ need }, sink) => {
    if (need >= 0 && uncovered[sink] > 0) explained.set(sink, explainSink(sink))
  })
  for (const { resource } of explained.values()) effect(resource)
  // Where nothing can come from elsewhere, only a tonne from the place itself covers anything.
  sinks.forEach(({ need }, sink) => {
    if (need >= 0 && uncovered[sink] > 0 && program.chainsOfSink[sink].length === 0)
      effect({ kind: 'need', sink })
  })
  const doubtfulFirst = [...effects.values()].sort(
    (x, y) => Number(x.upTo >= PROBE) - Number(y.upTo >= PROBE),
  )
  await probe(doubtfulFirst.slice(0, Math.floor(PROBED_COLUMNS / arrays.columns)))
  return {
    explain(sink) {
      const why = explained.get(sink)
      return why ? { reason: why.reason, effect: effects.get(keyOf(why.resource))! } : null
    },
    own: (sink) => effects.get(keyOf({ kind: 'need', sink })) ?? null,
  }

  function explainSink(sink: number): { reason: Explained['reason']; resource: Resource } {
    const own: Resource = { kind: 'need', sink }
    const { period } = sinks[sink]
    const fleetRow = program.fleetRow(period)
    let free: { charge: number; reason: Explained['reason']; resource: Resource } | null = null
    let promised: { charge: number; resource: Resource } | null = null
    for (const { source, chain } of program.chainsOfSink[sink]) {
      const given = supplyBehind(source)
      const price = given ? -rowEffect[boundOf(given.resource).row] : 0
      if (given && price > NOTHING) {
        if (given.reason === 'plant-full') free ??= { charge: price, ...given }
        else if (!homeFirst(given.resource) && (!promised || price > promised.charge))
          promised = { charge: price, resource: given.resource }
        continue
      }
      const flow = { from: sources[source].place, to: sinks[sink].place, hub: chain.hub }
      let total = 0
      let driven = 0
      let largest: typeof free = null
      const charge = (amount: number, reason: Explained['reason'], resource: Resource) => {
        total += amount
        if (amount > NOTHING && (!largest || amount > largest.charge))
          largest = { charge: amount, reason, resource }
      }
      for (const step of segmentsAlong(situation, segments, flow)) {
        const segment = step >> 1
        const rows = program.segmentRows.get(program.segmentKey(segment, period))!
        const used = -rowEffect[step & 1 ? rows.against : rows.along]
        if (used > NOTHING) charge(-columnEffect[rows.column], 'road-full', { kind: 'road', segment, period })
        if (used > NOTHING) driven += segments.km[segment]
      }
      if (fleetRow >= 0)
        charge((-rowEffect[fleetRow] * 2 * driven) / truckT, 'fleet-full', { kind: 'fleet', period })
      const hubRow = chain.hub < 0 ? -1 : program.hubRow(chain.hub, period)
      if (hubRow >= 0) charge(-rowEffect[hubRow], 'hub-full', { kind: 'hub', hub: chain.hub, period })
      const found = largest as typeof free
      if (found && (!free || total < free.charge)) free = { ...found, charge: total }
    }
    if (free) return { reason: free.reason, resource: free.resource }
    return { reason: 'supply-promised', resource: promised?.resource ?? own }
  }

  function homeFirst(resource: Resource): boolean {
    if (resource.kind !== 'supply') return false
    const { place, product, period } = sources[resource.source]
    return open.has(`${place}/${product}/${period}`)
  }

  /** The supply that stands behind a source: itself, or what holds back a plant. */
  function supplyBehind(
    source: number,
    depth = 0,
  ): { reason: Explained['reason']; resource: Resource } | null {
    const { plant, period } = sources[source]
    if (plant < 0) return { reason: 'supply-promised', resource: { kind: 'supply', source } }
    const input = inputOf(plant, period)
    if (input < 0 || depth > situation.plants.length) return null
    if (-rowEffect[program.sinkRow[input]] > NOTHING)
      return { reason: 'plant-full', resource: { kind: 'plant', plant, period } }
    let best: { reason: Explained['reason']; resource: Resource } | null = null
    for (const chain of program.chainsOfSink[input]) {
      const behind = supplyBehind(chain.source, depth + 1)
      if (!behind) continue
      const price = (resource: Resource) => -rowEffect[boundOf(resource).row]
      if (!best || price(behind.resource) > price(best.resource)) best = behind
    }
    return best
  }

  /**
   * Where several solutions meet, the prices are those of one side, and a range read from one of them may not hold: each
   * effect is solved again at the end of its range, and where it fails for a little more alone.
   */
  async function probe(stated: Effect[]): Promise<void> {
    if (stated.length === 0) return
    const reach = ({ upTo }: Effect) => Math.max(PROBE, Math.min(upTo, FARTHEST))
    const changes = stated.flatMap((effect): ProgramChange[] =>
      [reach(effect), 0, PROBE, 0].map((more) => moved(effect.resource, more)),
    )
    const tried = await solve({
      program: arrays,
      basis: answer.basis ?? undefined,
      method: 'simplex',
      changes,
    })
    const lackOf = (columns: Float64Array) =>
      program.lacks.reduce((sum, of) => sum + of.reduce((part, column) => part + columns[column], 0), 0)
    const before = lackOf(answer.solutions[0].columns)
    stated.forEach((known, i) => {
      const [far, , near] = tried.solutions.slice(1 + 4 * i, 4 + 4 * i)
      if (far?.status !== 'optimal' || near?.status !== 'optimal') return
      const slope = (far.objective - objective) / reach(known) / truckT
      if (known.upTo >= PROBE && Math.abs(slope - known.cost) <= SAME * Math.max(1, Math.abs(slope))) return
      known.cost = (near.objective - objective) / PROBE / truckT
      known.uncoveredT = (lackOf(near.columns) - before) / PROBE
      known.upTo = PROBE
    })
  }

  function moved(resource: Resource, more: number): ProgramChange {
    const { row, column } = boundOf(resource)
    const by = signOf(resource) * more
    return row >= 0
      ? { rowBounds: [{ row, lower: shifted(arrays.rowLower[row], by), upper: arrays.rowUpper[row] + by }] }
      : { columnBounds: [{ column, lower: arrays.lower[column], upper: arrays.upper[column] + by }] }
  }
}

const shifted = (bound: number, by: number): number => (Number.isFinite(bound) ? bound + by : bound)
