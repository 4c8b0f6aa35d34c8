/** `exchange plan FILE`: who sends what to whom, by which way, and why what is not covered is not. */
import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import {
  checkProblem,
  type ExchangePlan,
  type ExchangeProblem,
  type PlanRefusal,
  type ProblemFault,
  planExchange,
} from '../../domain/exchange/planning/index.ts'
import { type Locale, translate } from '../../messages/index.ts'
import { startSolver } from '../exchanges/start-solver.ts'
import { sha256 } from '../log/write.ts'
import { oneOf, readFlags } from './flags.ts'
import { CommandEnded } from './outcome.ts'
import { remark, writeOut } from './output.ts'

const FLAGS = {
  level: { type: 'string' },
  fairness: { type: 'string' },
  json: { type: 'boolean' },
  lang: { type: 'string' },
} as const

export async function exchangePlan(args: string[], locale: Locale): Promise<void> {
  const { values, operands } = readFlags(args, FLAGS, ['FILE'], locale)
  const level = oneOf(values.level, ['uncoupled', 'coupled'] as const, '--level', locale)
  const fairness = oneOf(values.fairness, ['tiers', 'efficient', 'max-min'] as const, '--fairness', locale)
  const [file] = operands
  const problem = await readProblem(file, locale)
  const options = { ...problem.options, ...(level && { level }), ...(fairness && { fairness }) }
  const solver = startSolver()
  let plan: ExchangePlan | PlanRefusal
  try {
    plan = await planExchange({ ...problem, options }, { hash: sha256, solve: solver.solve })
  } finally {
    await solver.close()
  }
  if ('refused' in plan)
    throw new CommandEnded(translate(locale, `exchange-plan.refused.${plan.refused}`, plan.facts))
  if (values.json) return writeOut(`${JSON.stringify(plan)}\n`)
  for (const sentence of sentencesOf(plan, locale)) await writeOut(`${sentence}\n`)
}

/** @throws CommandEnded with the first fault; all are remarked. */
async function readProblem(file: string, locale: Locale): Promise<ExchangeProblem> {
  if (!existsSync(file)) throw new CommandEnded(translate(locale, 'cli.no-file', { file }))
  if (!(await stat(file)).isFile()) throw new CommandEnded(translate(locale, 'cli.not-a-file', { file }))
  let input: unknown
  try {
    input = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new CommandEnded(
      translate(locale, 'exchange-plan.not-json', { file, why: (error as Error).message }),
    )
  }
  const faults = checkProblem(input).map((fault) => faultSentence(file, fault, locale))
  if (faults.length === 0) return input as ExchangeProblem
  for (const sentence of faults.slice(0, -1)) remark(sentence)
  throw new CommandEnded(faults.at(-1)!)
}

const faultSentence = (file: string, { code, path, facts }: ProblemFault, locale: Locale): string =>
  translate(locale, 'exchange-plan.faulty', {
    file,
    path,
    what: translate(locale, `exchange-plan.fault.${code}`, facts),
  })

function* sentencesOf(plan: ExchangePlan, locale: Locale): Generator<string> {
  const sent = plan.flows.filter(({ kind }) => kind !== 'own')
  const need = plan.needs.reduce((sum, { needT }) => sum + (needT ?? 0), 0)
  const { truckKm, total, uncoveredT } = plan.cost
  const bound = plan.lowerBound === null ? '?' : plan.lowerBound.toFixed(1)
  yield translate(locale, 'exchange-plan.summary', { flows: sent.length, truckKm, bound, total })
  yield translate(locale, 'exchange-plan.covered', { covered: need - uncoveredT, need })
  if (plan.efficient)
    yield translate(locale, 'exchange-plan.price', {
      extra: plan.efficient.extraTruckKm,
      without: plan.efficient.fairness.communesWithNothing,
    })
  if (plan.leftOut.length > 0)
    yield translate(locale, 'exchange-plan.left-out', { what: plan.leftOut.join(', ') })
  for (const { commune, product, period, uncoveredT: quantityT, reason } of plan.needs) {
    if (!reason) continue
    const why = [
      translate(locale, `exchange-plan.reason.${reason.code}`, { missing: reason.missing ?? '' }),
      leverSentence(reason.lever, locale),
    ]
    yield `  - ${translate(locale, 'exchange-plan.uncovered', { commune, product, period, quantityT, why: why.join(' ').trim() })}`
  }
  if (plan.needs.some(({ reason }) => reason?.lever?.atLeast)) yield translate(locale, 'levers.rest-stays')
}

function leverSentence(
  lever: NonNullable<ExchangePlan['needs'][number]['reason']>['lever'],
  locale: Locale,
): string {
  if (!lever) return ''
  const { kind, of, needed, uncoveredPerUnit, upTo } = lever
  if (kind === 'shelf-life') return translate(locale, 'exchange-plan.lever-shelf-life', { of, needed })
  if (kind === 'tell') return translate(locale, 'exchange-plan.lever-tell', { of })
  if (kind === 'way' || uncoveredPerUnit === null) return ''
  return translate(locale, 'exchange-plan.lever', {
    kind,
    of,
    covers: uncoveredPerUnit < -0.005 ? 1 : 0,
    amount: -uncoveredPerUnit,
    upTo: upTo === null ? 'none' : `${Number(upTo.toPrecision(3))} ${lever.unit}`,
  })
}
