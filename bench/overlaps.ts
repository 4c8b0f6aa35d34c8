/** Claims: all overlaps among 100,000 parcels and estates within a minute, and a new claim checked while one looks on. */
import { seededRandom } from '../domain/demonstration/random.ts'
import { OverlapIndex, type Overlaps } from '../domain/overlaps/index.ts'
import { newClaim, pairOf, plantClaims } from './claims.ts'
import { median, type Outcome, quantile } from './measure.ts'
import { peakMemoryMB } from './memory.ts'

const NEW_CLAIMS = 3000

export async function overlaps(count = 100_000): Promise<Outcome[]> {
  const { areas, planted, twiceDrawn, vertices } = plantClaims(count, 1)
  const index = new OverlapIndex()
  const before = performance.now()
  for (const area of areas) index.set(area)
  const built = performance.now()
  const { found, ignored } = index.allOverlaps()!
  const done = performance.now()

  const pairs = new Set(found.map(({ a, b }) => pairOf(a, b)))
  const taken = new Set(ignored.map(({ a, b }) => pairOf(a, b)))
  const missing = [...planted].filter((pair) => !pairs.has(pair)).length
  const invented = [...pairs].filter((pair) => !planted.has(pair)).length
  const misjudged = [...taken].filter((pair) => !twiceDrawn.has(pair)).length + twiceDrawn.size - taken.size
  const subject = `${count} claims, ${areas.length - count} councils and protected areas, ${(vertices / 1e6).toFixed(2)} million vertices`
  const all: Outcome = {
    claim: 'overlaps',
    subject,
    figures: [
      {
        name: 'all overlaps, with building the index',
        value: (done - before) / 1000,
        unit: 's',
        target: { atMost: 60 },
      },
      { name: 'building the index', value: (built - before) / 1000, unit: 's' },
      { name: 'overlaps planted', value: planted.size, unit: '' },
      { name: 'overlaps found', value: found.length, unit: '' },
      { name: 'planted and not found', value: missing, unit: '', target: { atMost: 0 } },
      { name: 'found and not planted', value: invented, unit: '', target: { atMost: 0 } },
      { name: 'borders drawn twice, ignored with the reason', value: taken.size, unit: '' },
      { name: 'the same, misjudged', value: misjudged, unit: '', target: { atMost: 0 } },
      { name: 'peak memory', value: peakMemoryMB(), unit: 'MB' },
    ],
    remarks: [],
  }

  const random = seededRandom(5)
  const times: number[] = []
  let most = 0
  let sum = 0
  for (let i = 0; i < NEW_CLAIMS; i++) {
    const claim = newClaim(random, count, i)
    const begun = performance.now()
    const answer = index.overlapsOf(claim) as Overlaps
    index.set(claim)
    times.push(performance.now() - begun)
    most = Math.max(most, answer.found.length)
    sum += answer.found.length
  }
  return [
    all,
    {
      claim: 'new-claim',
      subject: `${subject}; ${NEW_CLAIMS} new claims, each compared and added`,
      figures: [
        {
          name: 'compared with all others, p99',
          value: quantile(times, 0.99),
          unit: 'ms',
          target: { atMost: 100 },
        },
        { name: 'median', value: median(times), unit: 'ms' },
        { name: 'longest', value: Math.max(...times), unit: 'ms' },
        { name: 'overlaps of a new claim, mean', value: sum / NEW_CLAIMS, unit: '' },
        { name: 'the same, most', value: most, unit: '' },
      ],
      remarks: ['three in a hundred new claims are of 20,000 ha'],
    },
  ]
}
