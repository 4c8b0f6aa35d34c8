/** What a plan costs, and how evenly it covers. */
import type { FairnessFigures, PlanCost } from './exchange-plan.ts'
import { loadsOf, type Segments } from './loads.ts'
import type { Fairness } from './problem-schema.ts'
import { penaltiesOf, type Settled } from './settle.ts'
import { type Situation, tonnes } from './situation.ts'
import { tierRoom } from './uncoupled.ts'

export function costOf(
  situation: Situation,
  segments: Segments,
  made: Settled[],
  fairness: Fairness,
): PlanCost {
  const { truckT, loadedExtra, provenanceKm } = situation.options
  const penalties = penaltiesOf(situation, fairness)
  let truckKm = 0
  let tonneKm = 0
  let extra = 0
  let uncoveredT = 0
  let penalty = 0
  for (const settled of made) {
    const { moves } = settled
    for (const { segment, along, against } of loadsOf(segments, moves))
      truckKm += (2 * segments.km[segment] * tonnes(Math.max(along, against))) / truckT
    for (const { kind, source, way, amount } of moves) {
      tonneKm += way.km * tonnes(amount)
      extra += (loadedExtra * way.km * tonnes(amount)) / truckT
      // What people locked or keep at home is no choice of the planner's.
      if (kind !== 'planned') continue
      extra += ((provenanceKm?.[settled.market.sources[source].provenance] ?? 0) * tonnes(amount)) / truckT
    }
    settled.market.sinks.forEach(({ need, amount, period }, sink) => {
      if (need < 0 || period !== settled.period) return
      let lack = settled.answer.uncovered[sink]
      uncoveredT += tonnes(lack)
      tierRoom(situation.needs[need].amount!, amount, penalties.length).forEach((room, tier) => {
        const here = Math.min(room, lack)
        penalty += (penalties[tier] * tonnes(here)) / truckT
        lack -= here
      })
    })
  }
  return { truckKm, tonneKm, extra, uncoveredT, penalty, total: truckKm + extra + penalty }
}

export function fairnessOf(situation: Situation, made: Settled[], kind: Fairness): FairnessFigures {
  const needed = new Map<number, number>()
  const covered = new Map<number, number>()
  for (const { market, answer, period } of made)
    market.sinks.forEach(({ need, place, period: of }, sink) => {
      const amount = need < 0 || of !== period ? 0 : situation.needs[need].amount!
      if (amount === 0) return
      needed.set(place, (needed.get(place) ?? 0) + amount)
      covered.set(place, (covered.get(place) ?? 0) + amount - answer.uncovered[sink])
    })
  const shares = [...needed].map(([place, amount]) => covered.get(place)! / amount).sort((x, y) => x - y)
  const total = shares.reduce((sum, share) => sum + share, 0)
  const weighted = shares.reduce((sum, share, i) => sum + share * (2 * i + 1 - shares.length), 0)
  return {
    kind,
    tiers: kind === 'tiers' ? situation.options.tiers : 1,
    communesWithNothing: shares.filter((share) => share === 0).length,
    leastShare: shares[0] ?? 1,
    gini: total === 0 ? 0 : weighted / (shares.length * total),
  }
}
