/** Claim: a border is dragged, its councils looked over and measured and their commune judged, within a frame of the screen. */
import type { Position } from 'geojson'
import {
  type Area,
  applyEdit,
  areaOf,
  areasNear,
  type Coverage,
  type Edit,
  hectares,
  isRefusal,
  toPosition,
} from '../../domain/coverage/index.ts'
import { type Random, seededRandom } from '../../domain/demonstration/random.ts'
import type { Territory } from '../../domain/territory/index.ts'
import { liveJudgement } from '../../domain/territory/live-judgement.ts'
import { type Figure, median, type Outcome, quantile } from '../measure.ts'
import { type Country, grown } from './surveyed.ts'

const DRAGS = 2_000
const OTHERS = 200
const COMMUNE = 42

export function drawing({ coverage, territory, subject, readingSeconds }: Country): Outcome {
  const random = seededRandom(7)
  const some = () => areaOf(coverage, String(random.between(0, territory.ids.length - 1)))!

  const drags = draggedNodes(coverage, territory, () => some(), random)
  const figures: Figure[] = [
    {
      name: `a node moved, its councils measured, a commune of ${COMMUNE} judged, p99`,
      value: quantile(drags.whole, 0.99),
      unit: 'ms',
      target: { atMost: 16 },
    },
    { name: 'the same, median', value: median(drags.whole), unit: 'ms' },
    { name: 'the same, the first time', value: drags.whole[0], unit: 'ms' },
    { name: 'the same, longest', value: Math.max(...drags.whole), unit: 'ms' },
    { name: 'the same, in the undisturbed tenth of cases', value: quantile(drags.whole, 0.1), unit: 'ms' },
    { name: 'of that the verdict, p99', value: quantile(drags.verdict, 0.99), unit: 'ms' },
    { name: 'of that the verdict, median', value: median(drags.verdict), unit: 'ms' },
    { name: 'a loop of nothing but sums beside it, p99', value: quantile(drags.loop, 0.99), unit: 'ms' },
    { name: 'the same loop, median', value: median(drags.loop), unit: 'ms' },
    {
      name: 'the same loop, in the undisturbed tenth of cases',
      value: quantile(drags.loop, 0.1),
      unit: 'ms',
    },
  ]
  const remarks = [`${DRAGS} moves, the first included, of which ${drags.refused} are refused and not judged`]
  const others: [string, (area: Area) => Edit][] = [
    ['a council drawn over its neighbours', (area) => drawOf(coverage, area)],
    ['a council split by a line', (area) => ({ ...cutOf(area), kind: 'split', council: area.id, as: 'new' })],
    [
      'a piece given to a neighbour',
      (area) => ({ ...cutOf(area), kind: 'give', from: area.id, to: besideOf(coverage, area) }),
    ],
    [
      'two councils merged',
      (area) => ({ kind: 'merge', into: area.id, councils: [besideOf(coverage, area)] }),
    ],
  ]
  for (const [name, editOf] of others) {
    const { times, refused } = timesOf(coverage, OTHERS, () => editOf(some()))
    figures.push({ name: `${name}, median`, value: median(times), unit: 'ms' })
    figures.push({ name: 'the same, p99', value: quantile(times, 0.99), unit: 'ms' })
    if (refused > 0) remarks.push(`${name}: ${refused} of ${OTHERS} are refused`)
  }
  figures.push({ name: 'the country read, once', value: readingSeconds, unit: 's' })
  return { claim: 'drawing', subject, figures, remarks }
}

/** Node after node moved in the country as it was read, each in the middle of another commune. */
function draggedNodes(coverage: Coverage, territory: Territory, next: () => Area, random: Random) {
  const whole: number[] = []
  const verdict: number[] = []
  const loop: number[] = []
  let refused = 0
  for (let i = 0; i < DRAGS; i++) {
    loop.push(timeOfLoop())
    const area = next()
    const edit = dragOf(area, random)
    const members = grown(territory, Number(area.id), COMMUNE).map(String)
    const begun = performance.now()
    const applied = applyEdit(coverage, edit)
    if (isRefusal(applied)) refused++
    else {
      for (const { after } of applied.delta) if (after) hectares(after)
      const drawn = performance.now()
      liveJudgement(applied.coverage, members)
      verdict.push(performance.now() - drawn)
    }
    whole.push(performance.now() - begun)
  }
  return { whole, verdict, loop, refused }
}

/** The same arithmetic each time, without memory: where it takes longer than usual, others had the processor. */
function timeOfLoop(): number {
  const begun = performance.now()
  let state = 1
  for (let i = 0; i < 3_000_000; i++) state = Math.imul(state, 0x9e3779b1) + i
  if (state === 0) throw new Error('The loop came out as it never does')
  return performance.now() - begun
}

/** Each edit on the country as it was read: as a pointer drags, from where the drag began. */
function timesOf(coverage: Coverage, count: number, next: () => Edit): { times: number[]; refused: number } {
  const times: number[] = []
  let refused = 0
  for (let i = 0; i < count; i++) {
    const edit = next()
    const begun = performance.now()
    const applied = applyEdit(coverage, edit)
    if (isRefusal(applied)) refused++
    else for (const { after } of applied.delta) if (after) hectares(after)
    times.push(performance.now() - begun)
  }
  return { times, refused }
}

function dragOf({ parts }: Area, random: Random): Edit {
  const ring = parts[0][0]
  const at = 2 * random.between(0, ring.length / 2 - 1)
  const metre = 90
  return {
    kind: 'move-node',
    from: toPosition(ring[at], ring[at + 1]),
    to: toPosition(
      ring[at] + Math.round(5 * metre * random.normal()),
      ring[at + 1] + Math.round(5 * metre * random.normal()),
    ),
  }
}

const middleOf = ({ box }: Area): Position => toPosition((box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2)

/** Across the middle, from west to east. */
function cutOf(area: Area): { line: Position[]; side: 'left' } {
  const [, y] = middleOf(area)
  const { minX, maxX } = area.box
  return {
    line: [[toPosition(minX - 1000, 0)[0], y], middleOf(area), [toPosition(maxX + 1000, 0)[0], y]],
    side: 'left',
  }
}

/** Eight corners around the north-east corner of the council's box, taking from all that are there. */
function drawOf(coverage: Coverage, area: Area): Edit {
  const [x, y] = toPosition(area.box.maxX, area.box.maxY)
  const radius = (area.box.maxX - area.box.minX) / 4e7
  const ring = Array.from({ length: 8 }, (_, i): Position => {
    const angle = (i * Math.PI) / 4
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)]
  })
  const take = areasNear(coverage, area.box).map(({ id }) => id)
  return {
    kind: 'draw',
    council: 'new',
    outline: { type: 'Polygon', coordinates: [[...ring, ring[0]]] },
    take,
  }
}

const besideOf = (coverage: Coverage, { id, box }: Area): string =>
  areasNear(coverage, box).find((area) => area.id !== id)?.id ?? id
