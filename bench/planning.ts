/** Claims: a country's month of exchanges planned while somebody waits, a closed road answered at once, all coupled on a server. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type ChanceSize, problemByChance } from '../domain/exchange/planning/by-chance.ts'
import type { LinearProgram } from '../domain/exchange/planning/index.ts'
import { type Kept, planUncoupled } from '../domain/exchange/planning/level-uncoupled.ts'
import { openMarket } from '../domain/exchange/planning/market.ts'
import { penaltiesOf, unmetKmFor } from '../domain/exchange/planning/plan.ts'
import { readSituation } from '../domain/exchange/planning/situation.ts'
import { solveLinearProgram } from '../server/exchanges/solve-linear-program.ts'
import { livePlanning } from './in-browser/planning.ts'
import { inWorkerOfBrowser } from './in-browser.ts'
import { median, type Outcome } from './measure.ts'

export const COUNTRY: ChanceSize = { communes: 1500, products: 30 }
const SUBJECT = '1,500 communes, 30 products, 1 month, 12 % producing, 57 % needing, supply 70 % of need'

export async function planning(rounds: number): Promise<Outcome[]> {
  const inBrowser = await inWorkerOfBrowser<Outcome>('./in-browser/planning-worker.ts', {
    rounds,
    size: COUNTRY,
  })
  return [
    await againstHighs(rounds),
    { ...livePlanning({ rounds, size: COUNTRY }), claim: 'planning-live' },
    { ...inBrowser.answer, claim: 'planning-in-browser', remarks: [inBrowser.where] },
    coupled(
      { communes: 300, products: 10 },
      '300 communes, 10 products, 1 month',
      'planning-coupled-state',
      false,
    ),
    coupled(COUNTRY, SUBJECT, 'planning-coupled-country', true),
  ]
}

/** The same arcs, costs and amounts, product by product, to HiGHS and to the network simplex. */
async function againstHighs(rounds: number): Promise<Outcome> {
  const situation = readSituation(problemByChance(1, COUNTRY))
  situation.options.unmetKm ??= unmetKmFor(situation)
  const market = openMarket(situation, 0, 0, new Map())
  const penalties = penaltiesOf(situation, 'tiers')
  const ours: number[] = []
  const computed: number[] = []
  let kept: Kept = new Map()
  for (let round = 0; round <= rounds; round++) {
    kept = new Map()
    const begun = performance.now()
    const processor = process.cpuUsage()
    planUncoupled(situation, market, penalties, kept)
    ours.push(performance.now() - begun)
    computed.push(process.cpuUsage(processor).user / 1000)
  }
  const programs = [...kept.values()].map(({ state: { net } }) => ({
    program: programOf(net),
    cost: net.flow
      .subarray(0, net.arcs)
      .reduce((sum, flow, arc) => sum + (flow / 1e6) * (net.cost[arc] / 1e6), 0),
  }))
  await solveLinearProgram({ program: programs[0].program })
  const theirs: Record<string, number> = {}
  const theirsComputed: Record<string, number> = {}
  let difference = 0
  for (const method of ['simplex', 'ipm'] as const) {
    const begun = performance.now()
    const processor = process.cpuUsage()
    for (const { program, cost } of programs) {
      const { objective } = (await solveLinearProgram({ program, method })).solutions[0]
      difference = Math.max(difference, Math.abs(objective - cost) / cost)
    }
    theirs[method] = performance.now() - begun
    theirsComputed[method] = process.cpuUsage(processor).user / 1000
  }
  const best = Math.min(...Object.values(theirs))
  return {
    claim: 'planning',
    subject: SUBJECT,
    figures: [
      { name: 'uncoupled plan, median', value: median(ours.slice(1)), unit: 'ms', target: { atMost: 500 } },
      { name: 'worst of the rounds', value: Math.max(...ours.slice(1)), unit: 'ms' },
      { name: 'processor time of it, median', value: median(computed.slice(1)), unit: 'ms' },
      { name: 'the first time, ways found too', value: ours[0], unit: 'ms' },
      { name: 'HiGHS, simplex, all products', value: theirs.simplex, unit: 'ms' },
      { name: 'HiGHS, interior point, all products', value: theirs.ipm, unit: 'ms' },
      {
        name: 'times faster than the faster one',
        value: best / median(ours.slice(1)),
        unit: '×',
        target: { atLeast: 20 },
      },
      {
        name: 'the same in processor time',
        value: Math.min(...Object.values(theirsComputed)) / median(computed.slice(1)),
        unit: '×',
      },
      { name: 'largest relative difference of cost', value: difference, unit: '', target: { atMost: 1e-9 } },
    ],
    remarks: [
      'ours chooses among all pairs of giver and taker; HiGHS is given only the pairs that ours ended with',
    ],
  }
}

function programOf({
  arcs,
  nodes,
  tail,
  head,
  cost,
  capacity,
  flow,
}: NonNullable<ReturnType<Kept['get']>>['state']['net']): LinearProgram {
  // What comes in from outside or goes out is no row; a source's rest is what its row leaves.
  const balance = new Float64Array(nodes)
  const start = new Int32Array(arcs + 1)
  const index: number[] = []
  const value: number[] = []
  for (let arc = 0; arc < arcs; arc++) {
    for (const [node, sign] of [
      [tail[arc], -1],
      [head[arc], 1],
    ]) {
      if (node === nodes) continue
      index.push(node)
      value.push(sign)
      balance[node] += (sign * flow[arc]) / 1e6
    }
    start[arc + 1] = index.length
  }
  return {
    columns: arcs,
    rows: nodes,
    cost: cost.slice(0, arcs).map((units) => units / 1e6),
    lower: new Float64Array(arcs),
    upper: capacity.slice(0, arcs).map((amount) => amount / 1e6),
    rowLower: balance,
    rowUpper: balance,
    start,
    index: Int32Array.from(index),
    value: Float64Array.from(value),
  }
}

/** Who has not answered by then is not asked again. */
const PATIENCE_MS = 120_000

interface Coupled {
  seconds: number
  cpuSeconds: number
  growthMB: number
  gap: number
  truckKmShare: number
}

/** In a process of its own, so that its memory is its own. */
function coupled(size: ChanceSize, subject: string, claim: string, promised: boolean): Outcome {
  const child = spawnSync(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      fileURLToPath(new URL('./planning-coupled.ts', import.meta.url)),
      JSON.stringify(size),
    ],
    { encoding: 'utf8', timeout: PATIENCE_MS, maxBuffer: 1 << 24 },
  )
  const remarks = [
    'a road in seven of those used cut to 70 % of its load; in a process of its own, one round',
  ]
  if (child.status !== 0)
    return {
      claim,
      subject,
      figures: [],
      remarks: [...remarks, `no answer: ${child.signal ?? child.stderr}`],
    }
  const measured = JSON.parse(child.stdout) as Coupled
  return {
    claim,
    subject,
    figures: [
      {
        name: 'coupled plan',
        value: measured.seconds,
        unit: 's',
        ...(promised && { target: { atMost: 10 } }),
      },
      { name: 'of which this process computed', value: measured.cpuSeconds, unit: 's' },
      {
        name: 'memory grown',
        value: measured.growthMB,
        unit: 'MB',
        ...(promised && { target: { atMost: 400 } }),
      },
      { name: 'above the bound, of truck kilometres', value: 100 * measured.gap, unit: '%' },
      {
        name: 'truck kilometres of the uncoupled plan, roads as wide',
        value: 100 * measured.truckKmShare,
        unit: '%',
      },
    ],
    remarks,
  }
}
