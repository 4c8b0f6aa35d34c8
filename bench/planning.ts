/** Claims: a country's month of exchanges planned while somebody waits, a closed road answered at once, all coupled on a server. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type ChanceSize, problemByChance } from '../domain/exchange/planning/by-chance.ts'
import type { LinearProgram } from '../domain/exchange/planning/index.ts'
import { type Kept, planUncoupled, type Solved } from '../domain/exchange/planning/level-uncoupled.ts'
import { type Market, openMarket } from '../domain/exchange/planning/market.ts'
import type { TreeFlow } from '../domain/exchange/planning/network-simplex.ts'
import { penaltiesOf, unmetKmFor } from '../domain/exchange/planning/settle.ts'
import { readSituation, type Situation } from '../domain/exchange/planning/situation.ts'
import { arcsOf, solveProduct, tierRoom } from '../domain/exchange/planning/uncoupled.ts'
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
    { ...(await livePlanning({ rounds, size: COUNTRY })), claim: 'planning-live' },
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

/** Milliseconds after which no other product is begun with all its pairs, by either method. */
const EVERY_PAIR_MS = 60_000

/** The same products to HiGHS and to the network simplex: all pairs of giver and taker, then only those that ours ended with. */
async function againstHighs(rounds: number): Promise<Outcome> {
  const problem = problemByChance(1, COUNTRY)
  const ours: Spent[] = []
  let solved: Solved[] = []
  let situation = readSituation(problem)
  let market = openMarket(situation, 0, 0, new Map())
  for (let round = 0; round <= rounds; round++) {
    situation = readSituation(problem)
    situation.options.unmetKm ??= unmetKmFor(situation)
    market = openMarket(situation, 0, 0, new Map())
    const kept: Kept = new Map()
    ours.push(await spent(() => planUncoupled(situation, market, penaltiesOf(situation, 'tiers'), kept)))
    solved = [...kept.values()]
  }
  /** Ours of each product alone: its ways are found by now, as HiGHS is handed them. */
  const alone: Spent[] = []
  for (const { problem } of solved) alone.push(await spent(() => solveProduct(problem)))
  await solveLinearProgram({ program: programOfArcs(solved[0]) })

  const easy = await askHighs(
    solved.map((one) => ({ cost: costOf(one.net), program: () => programOfArcs(one) })),
    Infinity,
  )
  const whole = await askHighs(
    solved.map((one) => ({ cost: costOf(one.net), program: () => programOfPairs(situation, market, one) })),
    EVERY_PAIR_MS,
  )
  const all = total(ours.slice(1))
  const mean = { ms: all.ms / rounds, cpuMs: all.cpuMs / rounds }
  const same = total(alone.slice(0, whole.products))
  const times = (theirs: Spent, own: Spent) => ({ wall: theirs.ms / own.ms, cpu: theirs.cpuMs / own.cpuMs })
  const ratio = times(whole.faster, same)
  const easier = times(easy.faster, mean)
  return {
    claim: 'planning',
    subject: SUBJECT,
    figures: [
      {
        name: 'uncoupled plan, ways found too: median',
        value: median(ours.slice(1).map(({ ms }) => ms)),
        unit: 'ms',
        target: { atMost: 500 },
      },
      { name: 'worst of the rounds', value: Math.max(...ours.slice(1).map(({ ms }) => ms)), unit: 'ms' },
      {
        name: 'processor time of it, median',
        value: median(ours.slice(1).map(({ cpuMs }) => cpuMs)),
        unit: 'ms',
      },
      { name: 'the first time', value: ours[0].ms, unit: 'ms' },
      { name: 'products handed to HiGHS with all their pairs', value: whole.products, unit: '' },
      { name: 'pairs of them', value: whole.columns, unit: '' },
      { name: 'HiGHS, simplex', value: whole.simplex.ms, unit: 'ms' },
      { name: 'HiGHS, interior point', value: whole.ipm.ms, unit: 'ms' },
      { name: 'ours, the same products', value: same.ms, unit: 'ms' },
      { name: 'times faster than the faster one', value: ratio.wall, unit: '×', target: { atLeast: 20 } },
      { name: 'the same in processor time', value: ratio.cpu, unit: '×' },
      {
        name: 'largest relative difference of cost',
        value: Math.max(whole.difference, easy.difference),
        unit: '',
        target: { atMost: 1e-9 },
      },
      {
        name: 'times faster where HiGHS is handed only the pairs that ours ended with',
        value: easier.wall,
        unit: '×',
      },
      { name: 'the same in processor time', value: easier.cpu, unit: '×' },
    ],
    remarks: [
      `HiGHS gets every pair of giver and taker of one product after the other, as many as it begins within ${EVERY_PAIR_MS / 1000} s by either method; ours solves the very same products from the beginning`,
      'the last ratio is an easier question than ours: all products, ways found too on our side, HiGHS told which pairs matter',
    ],
  }
}

interface Spent {
  ms: number
  cpuMs: number
}

async function spent(work: () => unknown): Promise<Spent> {
  const [begun, processor] = [performance.now(), process.cpuUsage()]
  await work()
  const { user, system } = process.cpuUsage(processor)
  return { ms: performance.now() - begun, cpuMs: (user + system) / 1000 }
}

const total = (list: Spent[]): Spent =>
  list.reduce((sum, { ms, cpuMs }) => ({ ms: sum.ms + ms, cpuMs: sum.cpuMs + cpuMs }), { ms: 0, cpuMs: 0 })

/** Tonnes × kilometres. */
const costOf = ({ flow, cost, arcs }: TreeFlow): number => {
  let sum = 0
  for (let arc = 0; arc < arcs; arc++) sum += (flow[arc] / 1e6) * (cost[arc] / 1e6)
  return sum
}

/** Both methods on each program; building it is not counted. */
async function askHighs(asked: { cost: number; program: () => LinearProgram }[], patienceMs: number) {
  const spentBy = { simplex: [] as Spent[], ipm: [] as Spent[] }
  let columns = 0
  let difference = 0
  const begun = performance.now()
  for (const { cost, program } of asked) {
    if (performance.now() - begun > patienceMs) break
    const built = program()
    columns += built.columns
    for (const method of ['simplex', 'ipm'] as const) {
      let objective = Number.NaN
      spentBy[method].push(
        await spent(async () => {
          objective = (await solveLinearProgram({ program: built, method })).solutions[0].objective
        }),
      )
      difference = Math.max(difference, Math.abs(objective - cost) / cost)
    }
  }
  const [simplex, ipm] = [total(spentBy.simplex), total(spentBy.ipm)]
  return {
    simplex,
    ipm,
    faster: simplex.ms < ipm.ms ? simplex : ipm,
    products: spentBy.ipm.length,
    columns,
    difference,
  }
}

interface Column {
  rows: number[]
  cost: number
  upper: number
}

/** Sources give at most what they have, sinks get what they need or lack it; tonnes and kilometres. */
function programOf(columns: Column[], supply: Float64Array, need: Float64Array): LinearProgram {
  const start = new Int32Array(columns.length + 1)
  columns.forEach(({ rows }, i) => {
    start[i + 1] = start[i] + rows.length
  })
  const inTonnes = (amounts: Float64Array) => Array.from(amounts, (grams) => grams / 1e6)
  return {
    columns: columns.length,
    rows: supply.length + need.length,
    cost: Float64Array.from(columns, ({ cost }) => cost / 1e6),
    lower: new Float64Array(columns.length),
    upper: Float64Array.from(columns, ({ upper }) => upper / 1e6),
    rowLower: Float64Array.from([...Array(supply.length).fill(-Infinity), ...inTonnes(need)]),
    rowUpper: Float64Array.from([...inTonnes(supply), ...inTonnes(need)]),
    start,
    index: Int32Array.from(columns.flatMap(({ rows }) => rows)),
    value: new Float64Array(start[columns.length]).fill(1),
  }
}

function lacksOf({ problem: { supply, need, whole, penalties } }: Solved): Column[] {
  return Array.from(need).flatMap((open, d) =>
    tierRoom(whole[d], open, penalties.length).map((upper, tier) => ({
      rows: [supply.length + d],
      cost: penalties[tier],
      upper,
    })),
  )
}

/** Every pair that a road joins. */
function programOfPairs({ paths, places }: Situation, { sources, sinks }: Market, solved: Solved) {
  const { part, problem } = solved
  const pairs = part.sinks.flatMap((sink, d) => {
    const tree = paths.near(places[sinks[sink].place].node, Infinity)
    const costTo = new Map(Array.from(tree.nodes.subarray(0, tree.size), (node, at) => [node, tree.cost[at]]))
    return part.sources.flatMap((source, s): Column[] => {
      const cost = costTo.get(places[sources[source].place].node)
      return cost === undefined ? [] : [{ rows: [s, part.sources.length + d], cost, upper: Infinity }]
    })
  })
  return programOf([...lacksOf(solved), ...pairs], problem.supply, problem.need)
}

/** Only the pairs that ours ended with. */
function programOfArcs(solved: Solved): LinearProgram {
  const { net, problem } = solved
  const pairs: Column[] = []
  const first = arcsOf(problem.supply.length, problem.need.length, problem.penalties.length).pairs
  for (let arc = first; arc < net.arcs; arc++)
    pairs.push({ rows: [net.tail[arc], net.head[arc]], cost: net.cost[arc], upper: Infinity })
  return programOf([...lacksOf(solved), ...pairs], problem.supply, problem.need)
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
    'the bound is what no plan can go below: the plan is at most that much from the best',
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
