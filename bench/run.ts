/**
 * `npm run bench`: every claim of speed, measured. Prints a table, writes bench/results/<claim>.json.
 *
 *   --only adjacency|judging|in-browser|planning|overlaps|overlaps-saved|as-known|import|roads|flow-map   one claim
 *   --rounds N                        timed rounds, 5 by default
 *   --councils N                      a smaller country, to try the benchmark itself
 *   --check                           exit status 1 when a target is missed
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { adjacency } from './adjacency.ts'
import { asKnown } from './as-known.ts'
import { WHOLE } from './country.ts'
import { flowMap } from './flow-map.ts'
import { importing } from './importing.ts'
import { inBrowser } from './in-browser.ts'
import { judging } from './judging.ts'
import { meets, type Outcome, table } from './measure.ts'
import { overlaps } from './overlaps.ts'
import { overlapsSaved } from './overlaps-saved.ts'
import { planning } from './planning.ts'
import { roads, WHOLE_COUNTRY } from './roads.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    councils: { type: 'string', default: String(WHOLE.councils) },
    check: { type: 'boolean', default: false },
  },
})

const size = { ...WHOLE, councils: Number(values.councils) }
const rounds = Number(values.rounds)
const claims: Record<string, () => Promise<Outcome[]>> = {
  adjacency: async () => [await adjacency(size, rounds)],
  judging: () => judging(size, rounds),
  'in-browser': () => inBrowser(size),
  overlaps: () => overlaps(),
  'overlaps-saved': async () => [await overlapsSaved()],
  'as-known': async () => [await asKnown()],
  planning: () => planning(rounds),
  import: async () => [await importing(size, Math.min(rounds, 3))],
  roads: async () => [roads(WHOLE_COUNTRY, rounds)],
  'flow-map': async () => [await flowMap()],
}
if (values.only !== undefined && !(values.only in claims)) {
  console.error(`There is no claim ${values.only}; there are ${Object.keys(claims).join(', ')}.`)
  process.exit(2)
}

const folder = new URL('./results/', import.meta.url)
mkdirSync(folder, { recursive: true })
const machine = {
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  memoryGB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
}
let missed = 0
for (const name of values.only ? [values.only] : Object.keys(claims)) {
  for (const outcome of await claims[name]()) {
    const figures = outcome.figures.map((figure) => ({
      ...figure,
      ...(figure.target && { met: meets(figure) }),
    }))
    missed += figures.filter(({ met }) => met === false).length
    writeFileSync(
      new URL(`${outcome.claim}.json`, folder),
      `${JSON.stringify({ ...outcome, figures, machine }, null, 2)}\n`,
    )
    console.log(`${table(outcome)}\n`)
  }
}
if (missed > 0) console.log(`${missed} ${missed === 1 ? 'target' : 'targets'} missed`)
process.exitCode = values.check && missed > 0 ? 1 : 0
