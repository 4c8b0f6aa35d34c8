/** Claims: what-ifs while somebody looks on, and a municipality divided into communes within a second. */

import { judgeBreakaway, mendCommune, mendSides, suggestCommunes } from '../../domain/composing/index.ts'
import { seededRandom } from '../../domain/demonstration/random.ts'
import { drawDemonstration } from '../../domain/demonstration/territory.ts'
import { VENEZUELA_COMMUNES } from '../../domain/law/index.ts'
import { surveyTerritory, type Territory } from '../../domain/territory/index.ts'
import { median, type Outcome, quantile } from '../measure.ts'
import { type Country, grown } from './surveyed.ts'

const LAW = { pack: VENEZUELA_COMMUNES, date: '2026-11-22' }

export function composing({ territory, kinds, families, communes, subject }: Country): Outcome[] {
  const figures = (unit: number) => ({ kind: kinds[unit], families: families[unit], population: null })
  const present = (unit: number) => communes[unit]
  const within = `within ${subject}`
  return [breakaway(), mending(territory, figures, within), grouping(territory, figures, present, within)]
}

type Figures = (unit: number) => {
  kind: 'urban' | 'rural'
  families: number | null
  population: number | null
}

const BREAKAWAYS = 2000

/** Ataroa: 42 councils of the demonstration territory, 10 leave; then other tens of the same 42. */
function breakaway(): Outcome {
  const { councils, communes, links } = drawDemonstration()
  const territory = surveyTerritory(councils.map(({ code, geometry }) => ({ id: code, geometry })))
  const position = new Map(councils.map(({ code }, i) => [code, i]))
  const ataroa = communes.find(({ code }) => code === 'DEMO-ATAROA')?.councils ?? []
  const members = ataroa.map((code) => position.get(code) as number)
  const west = members.filter((_, i) => ataroa[i].startsWith('DEMO-ATA-OESTE'))
  const random = seededRandom(42)
  const times: number[] = []
  for (let round = 0; round < BREAKAWAYS; round++) {
    const group = round % 2 === 0 ? west : shuffled(members, random).slice(0, 10)
    const begun = performance.now()
    judgeBreakaway(territory, members, group, { links, law: LAW, figures: (unit) => councils[unit] })
    times.push(performance.now() - begun)
  }
  return {
    claim: 'breakaway',
    subject: `10 of ${members.length} councils leave Ataroa`,
    figures: [
      {
        name: 'both sides and the whole, p99',
        value: quantile(times, 0.99),
        unit: 'ms',
        target: { atMost: 5 },
      },
      { name: 'median', value: median(times), unit: 'ms' },
      { name: 'the first time', value: times[0], unit: 'ms' },
      { name: 'longest', value: Math.max(...times), unit: 'ms' },
    ],
    remarks: [`${BREAKAWAYS} times, the first included; every other time ten by chance`],
  }
}

const CASES = 200

/** Fifty councils around one, of which a group of 8 to 16 leaves: together, but for some strays. */
function mending(territory: Territory, figures: Figures, subject: string): Outcome {
  const together = casesOf(territory, figures, [0, 1, 2, 3])
  const scattered = casesOf(territory, figures, [4, 5, 6])
  return {
    claim: 'mending',
    subject: `50 councils, some of which leave, ${subject}`,
    figures: [
      {
        name: 'smallest set for both sides, up to 3 strays, longest',
        value: Math.max(...together.sides),
        unit: 'ms',
        target: { atMost: 50 },
      },
      { name: 'p95', value: quantile(together.sides, 0.95), unit: 'ms' },
      { name: 'median', value: median(together.sides), unit: 'ms' },
      { name: 'largest smallest set', value: together.largest, unit: 'councils' },
      { name: 'not proven smallest', value: together.unproven, unit: 'cases', target: { atMost: 0 } },
      { name: 'those who leave as a commune, longest', value: Math.max(...together.alone), unit: 'ms' },
      { name: 'median', value: median(together.alone), unit: 'ms' },
      { name: '4 to 6 strays, both sides, longest', value: Math.max(...scattered.sides), unit: 'ms' },
      { name: 'p95', value: quantile(scattered.sides, 0.95), unit: 'ms' },
      { name: 'median', value: median(scattered.sides), unit: 'ms' },
      { name: 'largest smallest set', value: scattered.largest, unit: 'councils' },
      { name: 'not proven smallest', value: scattered.unproven, unit: 'cases' },
    ],
    remarks: [`${CASES} cases by chance each, the first included`],
  }
}

function casesOf(territory: Territory, figures: Figures, strays: number[]) {
  const sides: number[] = []
  const alone: number[] = []
  let largest = 0
  let unproven = 0
  for (let seed = 1; seed <= CASES; seed++) {
    const random = seededRandom(seed)
    const commune = grown(territory, random.between(0, territory.ids.length - 1), 50)
    const apart = strays[seed % strays.length]
    const size = random.between(8, 16)
    const leaving = new Set(grown(territory, commune[random.between(0, 49)], size - apart, new Set(commune)))
    while (leaving.size < size) leaving.add(commune[random.between(0, 49)])
    const staying = commune.filter((unit) => !leaving.has(unit))
    const begun = performance.now()
    const mended = mendSides(territory, [...leaving], staying, { figures })
    sides.push(performance.now() - begun)
    const again = performance.now()
    mendCommune(territory, [...leaving], { figures })
    alone.push(performance.now() - again)
    if (mended.outcome === 'none') unproven++
    else if (mended.outcome === 'mended') {
      largest = Math.max(largest, mended.councils)
      if (mended.atLeast < mended.councils) unproven++
    }
  }
  return { sides, alone, largest, unproven }
}

const MUNICIPALITIES = 12

function grouping(
  territory: Territory,
  figures: Figures,
  present: (unit: number) => number,
  subject: string,
): Outcome {
  const times: number[] = []
  const alternatives: number[] = []
  const differences: number[] = []
  for (let seed = 1; seed <= MUNICIPALITIES; seed++) {
    const random = seededRandom(1000 + seed)
    const councils = grown(territory, random.between(0, territory.ids.length - 1), 250)
    const begun = performance.now()
    const suggestion = suggestCommunes(territory, councils, { figures, present, seed })
    times.push(performance.now() - begun)
    alternatives.push(suggestion.alternatives.length)
    differences.push(...suggestion.alternatives.slice(1).map(({ difference }) => difference))
  }
  return {
    claim: 'grouping',
    subject: `250 councils divided into communes of 10 to 50, ${subject}`,
    figures: [
      { name: 'all alternatives, longest', value: Math.max(...times), unit: 's', target: { atMost: 1 } },
      { name: 'median', value: median(times), unit: 's' },
      { name: 'alternatives, fewest', value: Math.min(...alternatives), unit: '', target: { atLeast: 3 } },
      { name: 'difference, smallest', value: Math.min(...differences), unit: '' },
    ].map((figure) => (figure.unit === 's' ? { ...figure, value: figure.value / 1000 } : figure)),
    remarks: [
      `${MUNICIPALITIES} municipalities, the first included; difference: share of pairs grouped otherwise`,
    ],
  }
}

function shuffled(list: readonly number[], random: { between(low: number, high: number): number }): number[] {
  const order = [...list]
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.between(0, i)
    ;[order[i], order[j]] = [order[j], order[i]]
  }
  return order
}
