/** What was settled, line by line, by the names that the problem gave. */
import type { ExchangePlan, PlannedFlow, PlannedNeed } from './exchange-plan.ts'
import { loadsOf, type Segments } from './loads.ts'
import { reasonFor } from './reasons.ts'
import type { Moved, Settled } from './settle.ts'
import { type Situation, tonnes } from './situation.ts'

export const flowsOf = (situation: Situation, made: Settled[]): PlannedFlow[] =>
  made.flatMap((settled) =>
    settled.moves.map((move) => {
      const source = settled.market.sources[move.source]
      return {
        kind: move.kind,
        from: situation.places[move.from].id,
        to: situation.places[move.to].id,
        product: situation.products[source.product].id,
        period: situation.periods[settled.period],
        quantityT: tonnes(move.amount),
        provenance: source.provenance,
        supply: source.supply < 0 ? null : situation.supplies[source.supply].id,
        via: move.hub < 0 ? null : situation.hubs[move.hub].id,
        km: move.way.km,
        minutes: move.way.minutes,
        quality: move.way.quality,
        roads: roadIds(situation, move.steps),
      }
    }),
  )

function roadIds({ roads }: Situation, steps: number[]): string[] {
  const ids: string[] = []
  for (const step of steps) if (step >> 1 < roads.length) ids.push(roads[step >> 1].id)
  return ids
}

export function needsOf(
  situation: Situation,
  made: Settled[],
  coveredThen: Map<number, number> | null,
): PlannedNeed[] {
  const { needs, places, products, periods } = situation
  const planned: PlannedNeed[] = needs.map(({ place, product, period, amount }) => ({
    commune: places[place].id,
    product: products[product].id,
    period: periods[period],
    needT: amount === null ? null : tonnes(amount),
    coveredT: 0,
    uncoveredT: amount === null ? 0 : tonnes(amount),
    reason: amount === null ? { code: 'data-missing', missing: 'need', lever: null } : null,
  }))
  for (const { market, answer, period } of made)
    market.sinks.forEach(({ need, period: of }, sink) => {
      if (need < 0 || of !== period) return
      const lack = answer.uncovered[sink]
      planned[need].uncoveredT = tonnes(lack)
      planned[need].coveredT = tonnes(needs[need].amount! - lack)
      if (lack > 0) {
        const fairer = coveredThen !== null && lack - (coveredThen.get(need) ?? lack) > 1
        planned[need].reason = reasonFor(situation, market, answer, sink, fairer)
      }
    })
  return planned
}

export function suppliesOf(situation: Situation, made: Settled[]): ExchangePlan['supplies'] {
  const used = new Map<number, number>()
  const left = new Map<number, number>()
  for (const settled of made) {
    for (const { source, amount } of settled.moves) {
      const { supply } = settled.market.sources[source]
      used.set(supply, (used.get(supply) ?? 0) + amount)
    }
    settled.market.sources.forEach(({ supply, period }, source) => {
      if (supply >= 0 && period === settled.period) left.set(supply, settled.answer.carried[source])
    })
  }
  return situation.supplies.map(({ id, place, product, period, amount }, supply) => {
    const went = used.get(supply) ?? 0
    // What a later month no longer finds spoiled on the way there.
    const rest = amount === null ? 0 : (left.get(supply) ?? amount)
    return {
      id,
      commune: situation.places[place].id,
      product: situation.products[product].id,
      period: situation.periods[period],
      availableT: amount === null ? null : tonnes(amount),
      usedT: tonnes(went),
      lostT: amount === null ? 0 : tonnes(amount - went - rest),
      leftT: tonnes(rest),
    }
  })
}

export function roadsOf(situation: Situation, segments: Segments, made: Settled[]): ExchangePlan['roads'] {
  const { roads, paths, places, periods, options, nodeIds } = situation
  return made.flatMap((settled) =>
    loadsOf(segments, settled.moves).map(({ segment, along, against }) => {
      const told = segments.toldEnds(segment)
      const most = Math.max(along, against)
      return {
        road: roads[segment]?.id ?? null,
        from: told ? places[told[0]].id : nodeIds[paths.network.a[segment]],
        to: told ? places[told[1]].id : nodeIds[paths.network.b[segment]],
        period: periods[settled.period],
        km: segments.km[segment],
        forwardT: tonnes(along),
        backwardT: tonnes(against),
        truckKm: (2 * segments.km[segment] * tonnes(most)) / options.truckT,
        emptyShare: most === 0 ? 0 : (most - Math.min(along, against)) / (2 * most),
      }
    }),
  )
}

export function hubsOf(situation: Situation, made: Settled[]): ExchangePlan['hubs'] {
  return made.flatMap((settled) => {
    const through = new Map<number, number>()
    for (const { hub, amount } of settled.moves)
      if (hub >= 0) through.set(hub, (through.get(hub) ?? 0) + amount)
    return situation.hubs.map(({ id, throughput }, hub) => ({
      hub: id,
      period: situation.periods[settled.period],
      throughT: tonnes(through.get(hub) ?? 0),
      limitT: throughput === Infinity ? null : tonnes(throughput),
    }))
  })
}

export function processingOf(situation: Situation, made: Settled[]): ExchangePlan['processing'] {
  return made.flatMap((settled) => {
    const { moves } = settled
    const sum = (side: (move: Moved) => number, plant: number) =>
      moves.reduce((total, move) => total + (side(move) === plant ? move.amount : 0), 0)
    return situation.plants.map(({ id, rate }, plant) => ({
      plant: id,
      period: situation.periods[settled.period],
      inputT: tonnes(sum(({ sink }) => settled.market.sinks[sink].plant, plant)),
      outputT: tonnes(sum(({ source }) => settled.market.sources[source].plant, plant)),
      rate,
    }))
  })
}
