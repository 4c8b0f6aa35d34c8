/** Claims: a month planned in a browser's worker, and planned anew when a road closes. */
import { type ChanceSize, problemByChance } from '../../domain/exchange/planning/by-chance.ts'
import { livePlanner, planExchange } from '../../domain/exchange/planning/index.ts'
import { median, type Outcome } from '../measure.ts'

export interface LivePlanning {
  rounds: number
  size: ChanceSize
}

const CLOSURES = 20

export async function livePlanning({ rounds, size }: LivePlanning): Promise<Outcome> {
  const problem = problemByChance(1, size)
  const whole: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const begun = performance.now()
    livePlanner(problem).plan()
    whole.push(performance.now() - begun)
  }
  const answered: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const begun = performance.now()
    await planExchange({ ...problem, options: { level: 'uncoupled', price: false } }, {})
    answered.push(performance.now() - begun)
  }
  const live = livePlanner(problem)
  live.plan()
  const roads = problem.roads!
  const closing: number[] = []
  const opening: number[] = []
  for (let closure = 0; closure < CLOSURES; closure++) {
    const { id } = roads[Math.floor(((closure + 0.5) / CLOSURES) * roads.length)]
    const begun = performance.now()
    live.setClosed(id, true)
    const closed = performance.now()
    live.setClosed(id, false)
    closing.push(closed - begun)
    opening.push(performance.now() - closed)
  }
  return {
    claim: 'planning-live',
    subject: `${size.communes} communes, ${size.products} products, ${roads.length} roads, 1 month, uncoupled`,
    figures: [
      {
        name: 'read, ways found, planned, weighed: median',
        value: median(whole.slice(1)),
        unit: 'ms',
        target: { atMost: 500 },
      },
      { name: 'worst', value: Math.max(...whole.slice(1)), unit: 'ms' },
      { name: 'the first time', value: whole[0], unit: 'ms' },
      {
        name: 'with every reason, lever and load: median',
        value: median(answered.slice(1)),
        unit: 'ms',
        target: { atMost: 500 },
      },
      {
        name: 'a road closed to the new plan, median',
        value: median(closing),
        unit: 'ms',
        target: { atMost: 500 },
      },
      { name: 'worst', value: Math.max(...closing), unit: 'ms', target: { atMost: 500 } },
      { name: 'and opened again, median', value: median(opening), unit: 'ms' },
    ],
    remarks: [],
  }
}
