/** Claims: all communes judged in a blink, and one changed council judged again before anybody can look up. */

import { seededRandom } from '../domain/demonstration/random.ts'
import { buildAdjacency, judgeGraph } from '../domain/territory/index.ts'
import { type CountrySize, describeCountry, drawCountry } from './country.ts'
import { median, type Outcome, quantile } from './measure.ts'
import { peakMemoryMB } from './memory.ts'

export async function judging(size: CountrySize, rounds: number): Promise<Outcome[]> {
  const country = drawCountry(size)
  const adjacency = buildAdjacency(country.areas)
  const members = membersOf(country.communes)

  const whole: number[] = []
  let verdicts = { contiguous: 0, conditional: 0, split: 0 }
  let cutUnits = 0
  for (let round = 0; round <= rounds; round++) {
    verdicts = { contiguous: 0, conditional: 0, split: 0 }
    cutUnits = 0
    const begun = performance.now()
    for (const commune of members) {
      const judgement = judgeGraph(adjacency, commune)
      verdicts[judgement.verdict]++
      cutUnits += judgement.cutUnits.length
    }
    whole.push((performance.now() - begun) / 1000)
  }
  const subject = describeCountry(country)
  const all: Outcome = {
    claim: 'judging',
    subject,
    figures: [
      {
        name: 'all communes with cut councils, median',
        value: median(whole.slice(1)),
        unit: 's',
        target: { atMost: 0.3 },
      },
      { name: 'the same, the first time', value: whole[0], unit: 's' },
      ...Object.entries(verdicts).map(([verdict, count]) => ({
        name: verdict,
        value: count,
        unit: 'communes',
      })),
      { name: 'cut councils', value: cutUnits, unit: '' },
      { name: 'peak memory', value: peakMemoryMB(), unit: 'MB' },
    ],
    remarks: [],
  }
  return [all, reassignment(country.communes, members, adjacency, subject)]
}

const MOVES = 20_000

/** Council after council goes over to a neighbouring commune; both communes are judged anew. */
function reassignment(
  communes: Uint32Array,
  members: number[][],
  adjacency: ReturnType<typeof buildAdjacency>,
  subject: string,
): Outcome {
  const random = seededRandom(7)
  const times: number[] = []
  while (times.length < MOVES) {
    const council = random.between(0, adjacency.count - 1)
    const neighbours = adjacency.neighbour.subarray(adjacency.start[council], adjacency.start[council + 1])
    const over = neighbours.find((other) => communes[other] !== communes[council])
    if (over === undefined || members[communes[council]].length < 2) continue
    const [from, to] = [communes[council], communes[over]]
    const begun = performance.now()
    members[from] = members[from].filter((member) => member !== council)
    members[to] = [...members[to], council]
    communes[council] = to
    judgeGraph(adjacency, members[from])
    judgeGraph(adjacency, members[to])
    times.push(performance.now() - begun)
  }
  return {
    claim: 'reassignment',
    subject,
    figures: [
      {
        name: 'both communes after one council changed over, p99',
        value: quantile(times, 0.99),
        unit: 'ms',
        target: { atMost: 1 },
      },
      { name: 'median', value: median(times), unit: 'ms' },
      { name: 'longest', value: Math.max(...times), unit: 'ms' },
    ],
    remarks: [`${MOVES} moves, the first included`],
  }
}

function membersOf(communes: Uint32Array): number[][] {
  const members: number[][] = []
  for (const [council, commune] of communes.entries()) {
    members[commune] ??= []
    members[commune].push(council)
  }
  return members
}
