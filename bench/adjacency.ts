/** Claim: the whole adjacency of a country within a second, and well before mapshaper and topojson have it. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Answer, Question } from './contestants/contest.ts'
import { type CountrySize, describeCountry, drawCountry } from './country.ts'
import { type Figure, median, type Outcome } from './measure.ts'
import { provideRivals } from './rivals.ts'

const CONTESTANTS = ['toparquia', 'toparquia-exact', 'mapshaper', 'mapshaper-clean', 'topojson'] as const
type Contestant = (typeof CONTESTANTS)[number]

/** Once the machine is warm; the first run, with nothing compiled yet, is told apart. */
export async function adjacency(size: CountrySize, rounds: number): Promise<Outcome> {
  provideRivals()
  const runs = await race(size, rounds)
  const times = (name: Contestant) => runs[name].slice(1).map(({ ms }) => ms / 1000)
  /** Each pair ran back to back, so that what disturbed one disturbed the other. */
  const ratio = (rival: Contestant, ours: Contestant) =>
    median(times(rival).map((seconds, round) => seconds / times(ours)[round]))
  const against = (rival: Contestant, ours: Contestant, job: string, atLeast?: number): Figure => ({
    name: `${rival} takes, ${job}`,
    value: ratio(rival, ours),
    unit: 'times as long',
    ...(atLeast && { target: { atLeast } }),
  })
  const figures: Figure[] = [
    {
      name: 'build of the adjacency, median',
      value: median(times('toparquia')),
      unit: 's',
      target: { atMost: 1 },
    },
    { name: 'first build in a new process', value: runs.toparquia[0].ms / 1000, unit: 's' },
    // The same job on both sides of each ratio: rivals that see shared lines only lose every dirty border.
    against('mapshaper-clean', 'toparquia', 'dirty borders and all', 2.5),
    against('mapshaper', 'toparquia-exact', 'shared lines only', 2.5),
    against('topojson', 'toparquia-exact', 'shared lines only', 4),
    // And against more than they do, told without a target.
    against('mapshaper', 'toparquia', 'shared lines against dirty borders and all'),
    against('topojson', 'toparquia', 'shared lines against dirty borders and all'),
    ...CONTESTANTS.filter((name) => name !== 'toparquia').map((name) => ({
      name: `${name}, median`,
      value: median(times(name)),
      unit: 's',
    })),
    ...CONTESTANTS.map((name) => ({
      name: `${name}, processor time, median`,
      value: median(runs[name].slice(1).map(({ cpuMs }) => cpuMs / 1000)),
      unit: 's',
    })),
    ...CONTESTANTS.map((name) => ({ name: `${name}, pairs found`, value: runs[name][0].pairs, unit: '' })),
    ...CONTESTANTS.map((name) => ({
      name: `${name}, peak memory with the country's objects`,
      value: Math.max(...runs[name].map(({ peakMB }) => peakMB)),
      unit: 'MB',
    })),
  ]
  return {
    claim: 'adjacency',
    subject: describeCountry(drawCountry(size)),
    figures,
    remarks: [
      `${rounds} rounds after a first one; ratios are medians over rounds, each contestant once a round`,
    ],
  }
}

type Run = Extract<Answer, { kind: 'ran' }>

async function race(size: CountrySize, rounds: number): Promise<Record<Contestant, Run[]>> {
  const children = CONTESTANTS.map((name) => ({ name, child: start(name) }))
  const runs = Object.fromEntries(CONTESTANTS.map((name) => [name, [] as Run[]])) as Record<Contestant, Run[]>
  try {
    for (const { child } of children) await ask(child, { kind: 'prepare', size })
    for (let round = 0; round <= rounds; round++) {
      for (const { name, child } of children) runs[name].push((await ask(child, { kind: 'run' })) as Run)
    }
    return runs
  } finally {
    for (const { child } of children) child.kill()
  }
}

function start(name: Contestant): ChildProcess {
  const file = fileURLToPath(new URL(`./contestants/${name}.ts`, import.meta.url))
  return fork(file, { execArgv: ['--expose-gc', '--max-old-space-size=8192'] })
}

async function ask(child: ChildProcess, question: Question): Promise<Answer> {
  const answered = once(child, 'message')
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${child.spawnargs.at(-1)} ended with ${code}`)
  })
  child.send(question)
  const [answer] = (await Promise.race([answered, ended])) as [Answer]
  return answer
}
