/**
 * Why a need of a country's plan lacks, and what one more unit of anything would change: read from the last program, in
 * which the rest of the plan stays as it is. So much is saved at least; planned anew it may be more.
 */
import type { Answer, Effect, Explained, Resource } from './answer.ts'
import { admits, type Solved } from './level-uncoupled.ts'
import type { Direction, LinearAnswer, ProgramChange, SolveLinearProgram } from './linear-program.ts'
import { type Segments, segmentsAlong } from './loads.ts'
import type { Market } from './market.ts'
import type { OpenProgram } from './open-program.ts'
import type { RoadPrices } from './road-prices.ts'
import { NOTHING, SCARCEST } from './scarcest.ts'
import { GRAMS, type Situation } from './situation.ts'
import { tierRoom } from './uncoupled.ts'

/** Prices below this, in kilometres of a tonne, are none. */
const NOTHING_KM = 1e-4
/** Of levers whose effect is the same but for this share, the one that holds farthest is named. */
const AS_GOOD = 0.02
/** Tonnes more with which a lever is solved again, and a stretch that is worth stating. */
const TRIED = 1
const LEAST_STRETCH = 1e-6

interface Question {
  situation: Situation
  market: Market
  segments: Segments
  solved: Solved[]
  prices: RoadPrices
  open: OpenProgram
  answer: LinearAnswer
  /** Grams by sink. */
  uncovered: Float64Array
  penaltiesKm: number[]
  solve: SolveLinearProgram
}

export async function pricedEffects(
  question: Question,
): Promise<{ explain: Answer['explain']; own: Answer['ownEffect'] }> {
  const { situation, market, solved, open, answer, uncovered, solve } = question
  const { truckT } = situation.options
  const placeOf = new Map(
    solved.flatMap(({ part }, p) => part.sinks.map((sink, d) => [sink, { p, d }] as const)),
  )
  const findings = new Map<number, Finding>()
  const find = finder(question)
  const resources = new Map<string, Resource>()
  market.sinks.forEach((_, sink) => {
    const at = uncovered[sink] > 0 ? placeOf.get(sink) : undefined
    if (!at) return
    const finding = find(at.p, at.d)
    findings.set(sink, finding)
    for (const resource of finding.resources) resources.set(JSON.stringify(resource), resource)
  })

  const directions = new Map<string, Direction>()
  for (const [key, resource] of resources) {
    const direction = directionOf(resource)
    if (direction) directions.set(key, direction)
  }
  const effects = new Map<string, Effect>()
  const basis = answer.basis ?? undefined
  if (directions.size > 0 && basis) {
    const asked = [...directions]
    const read = await solve({
      program: open.program,
      method: 'simplex',
      basis,
      measures: [open.lack],
      directions: asked.map(([, direction]) => direction),
    })
    const [{ status, rowEffect }] = read.solutions
    if (status === 'optimal')
      asked.forEach(([key, { rows, by }], i) => {
        const sum = (of: Float64Array) => rows.reduce((total, row) => total + by * of[row], 0)
        const upTo = read.reach![i]
        const holds = upTo >= LEAST_STRETCH && sum(rowEffect) < -NOTHING_KM
        effects.set(key, {
          resource: resources.get(key)!,
          cost: sum(rowEffect) / truckT,
          uncoveredT: sum(read.measures[0].rows),
          upTo: holds ? upTo : 0,
          atLeast: true,
        })
      })
  }
  for (const [key, resource] of resources) if (!effects.has(key)) effects.set(key, untried(resource))
  const chosen = new Map<number, Effect>()
  for (const [sink, { resources: named }] of findings)
    chosen.set(sink, best(named.map((resource) => effects.get(JSON.stringify(resource))!)))
  await tryAgain()

  return {
    explain(sink) {
      const finding = findings.get(sink)
      return finding ? { reason: finding.reason, effect: chosen.get(sink)! } : null
    },
    own: (sink) => (uncovered[sink] > 0 ? withoutOthers(question, sink) : null),
  }

  function directionOf(resource: Resource): Direction | null {
    const rows: number[] = []
    let by = 1
    if (resource.kind === 'road')
      rows.push(...[0, 1].map((way) => open.limit[2 * resource.segment + way]).filter((row) => row >= 0))
    else {
      const { p, node } = nodeOf(resource)
      const row = open.rowOf[p][node]
      if (row >= 0) rows.push(row)
      if (resource.kind === 'need') by = -1
    }
    return rows.length > 0 ? { rows, by } : null
  }

  function nodeOf(resource: Resource): { p: number; node: number } {
    if (resource.kind === 'supply') {
      const { product } = market.sources[resource.source]
      const p = solved.findIndex(({ part }) => part.product === product)
      return { p, node: solved[p].part.sources.indexOf(resource.source) }
    }
    if (resource.kind !== 'need') throw new Error(`Nothing of a month of roads is a ${resource.kind}.`)
    const { p, d } = placeOf.get(resource.sink)!
    return { p, node: solved[p].part.sources.length + d }
  }

  /** Nobody knows what a unit more changes; a need that stays as it is lacks at its own penalty. */
  function untried(resource: Resource): Effect {
    if (resource.kind === 'need') return withoutOthers(question, resource.sink)
    return { resource, cost: -NOTHING_KM, uncoveredT: 0, upTo: 0, atLeast: true }
  }

  /** The levers for which most waits are solved again with a tonne more: what is then stated is the mean of that tonne. */
  async function tryAgain(): Promise<void> {
    const waiting = new Map<Effect, number>()
    for (const [sink, effect] of chosen) waiting.set(effect, (waiting.get(effect) ?? 0) + uncovered[sink])
    const tried = [...waiting]
      .filter(([{ upTo, resource }]) => upTo < TRIED && directions.has(JSON.stringify(resource)))
      .sort(([, x], [, y]) => y - x)
      .slice(0, situation.options.levers)
      .map(([effect]) => effect)
    if (tried.length === 0 || !basis) return
    const changes = tried.flatMap(({ resource }): ProgramChange[] => {
      const { rows, by } = directions.get(JSON.stringify(resource))!
      const { rowLower, rowUpper } = open.program
      const bounds = (more: number) =>
        rows.map((row) => ({ row, lower: rowLower[row] + by * more, upper: rowUpper[row] + by * more }))
      return [
        { rowBounds: bounds(TRIED), fromFirst: true },
        { rowBounds: bounds(0), fromFirst: true },
      ]
    })
    const again = await solve({ program: open.program, method: 'simplex', basis, changes })
    const [before] = again.solutions
    if (before.status !== 'optimal') return
    const lackIn = (columns: Float64Array) =>
      columns.reduce((sum, value, column) => sum + value * open.lack[column], 0)
    tried.forEach((effect, i) => {
      const after = again.solutions[1 + 2 * i]
      if (after?.status !== 'optimal') return
      effect.cost = (after.objective - before.objective) / TRIED / truckT
      effect.uncoveredT = (lackIn(after.columns) - lackIn(before.columns)) / TRIED
      effect.upTo = TRIED
    })
  }
}

/** Of those that are known to hold the one that saves most; of those that save as good as that, the one that holds farthest. */
function best(effects: Effect[]): Effect {
  const held = effects.filter(({ upTo }) => upTo > 0)
  const most = Math.min(...held.map(({ cost }) => cost))
  return held
    .filter(({ cost }) => cost <= (1 - AS_GOOD) * most)
    .reduce((found, effect) => (effect.upTo > found.upTo ? effect : found), held[0] ?? effects[0])
}

/** A tonne of a need from the place itself, while all others give and take what they do: it spares the dearest tier that lacks. */
function withoutOthers({ situation, market, uncovered, penaltiesKm }: Question, sink: number): Effect {
  const { need, amount } = market.sinks[sink]
  const rooms = tierRoom(situation.needs[need].amount!, amount, penaltiesKm.length)
  let lack = uncovered[sink]
  let [tier, inTier] = [0, 0]
  rooms.forEach((room, i) => {
    const here = Math.min(room, lack)
    lack -= here
    if (here > 0) [tier, inTier] = [i, here]
  })
  return {
    resource: { kind: 'need', sink },
    cost: -penaltiesKm[tier] / situation.options.truckT,
    uncoveredT: -1,
    upTo: inTier / GRAMS,
    atLeast: true,
  }
}

interface Finding {
  reason: Explained['reason']
  /** What would help, about as much each. */
  resources: Resource[]
}

/** Why a need lacks, by the prices: a road that is full on the way from somebody who has more, or what is there goes to others. */
function finder({ situation, market, segments, solved, prices: { full }, open, answer }: Question) {
  const { rowEffect } = answer.solutions[0]
  const givers = solved.map((one, p) => {
    const { part, net } = one
    const price = (s: number) => rowEffect[open.rowOf[p][s]]
    const takers = new Set(part.sinks.map((sink) => market.sinks[sink].place))
    const isHome = (s: number) => takers.has(market.sources[part.sources[s]].place)
    const all = part.sources.map((_, s) => s)
    const scarce = all.filter((s) => net.potential[s] < -NOTHING && !isHome(s))
    const known = scarce.filter((s) => open.rowOf[p][s] >= 0 && price(s) < -NOTHING_KM)
    return {
      free: all.filter((s) => net.potential[s] >= -NOTHING),
      /** The scarcest first; of those whose price nobody knows the first that there is. */
      known: known.sort((x, y) => price(x) - price(y) || x - y),
      others: scarce.sort((x, y) => net.potential[x] - net.potential[y] || x - y),
    }
  })
  return (p: number, d: number): Finding => {
    const { part } = solved[p]
    const { place, period } = market.sinks[part.sinks[d]]
    let free: { charge: number; segment: number } | null = null
    for (const s of givers[p].free) {
      if (!admits(situation, market, solved[p], s, d)) continue
      let [charge, most, segment] = [0, 0, -1]
      const from = market.sources[part.sources[s]].place
      for (const step of segmentsAlong(situation, segments, { from, to: place, hub: -1 })) {
        charge += full[step]
        if (full[step] > most) [most, segment] = [full[step], step >> 1]
      }
      if (segment >= 0 && (!free || charge < free.charge)) free = { charge, segment }
    }
    if (free) return { reason: 'road-full', resources: [{ kind: 'road', segment: free.segment, period }] }
    const admitted = (list: number[], most: number) => {
      const found: Resource[] = []
      for (const s of list) {
        if (found.length === most) break
        if (admits(situation, market, solved[p], s, d))
          found.push({ kind: 'supply', source: part.sources[s] })
      }
      return found
    }
    const known = admitted(givers[p].known, SCARCEST)
    const named = known.length > 0 ? known : admitted(givers[p].others, 1)
    return {
      reason: 'supply-promised',
      resources: named.length > 0 ? named : [{ kind: 'need', sink: part.sinks[d] }],
    }
  }
}
