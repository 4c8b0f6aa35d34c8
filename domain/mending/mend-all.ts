/** All slivers up to a size mended in one go: a list of steps that can be looked through before anything is kept. */
import type { Coverage } from '../coverage/coverage.ts'
import { areasNear, ringsOf } from '../coverage/coverage.ts'
import type { Edit } from '../coverage/edits.ts'
import { boxOf } from '../coverage/grid.ts'
import { isRefusal, type Reason } from '../coverage/refusal.ts'
import { contains } from '../coverage/winding.ts'
import { type Flaw, findFlaws, insideOf } from './flaws.ts'
import type { FactsOf } from './precedence.ts'
import { type Gain, keepsPrecedence, type Remedy, remediesFor, type Tried, tryRemedy } from './remedies.ts'

export interface MendingStep {
  flaw: Flaw
  remedy: Remedy
  edits: Edit[]
  gains: Gain[]
}

export interface Unmended {
  flaw: Flaw
  /** `precedence`: what is possible would move a border that has to stay; else why the edit was refused. */
  why: Reason | 'precedence' | 'comes-back'
}

export interface MendingPlan {
  steps: MendingStep[]
  unmended: Unmended[]
  /** With all steps made. */
  coverage: Coverage
}

export interface MendingOptions {
  /** Square metres: smaller slivers and slits are mended. */
  under: number
  factsOf: FactsOf
  /** Left as they are: kept on purpose, or by whoever looked through the list. */
  isKept?(flaw: Flaw): boolean
  /** Only beside these. */
  of?: ReadonlySet<string>
  /** Share done, from 0 to 1. */
  onProgress?(share: number): void
}

/** A step may leave a smaller sliver beside it, which the next round takes up. */
const ROUNDS_AT_MOST = 4

export function mendAll(start: Coverage, flaws: readonly Flaw[], options: MendingOptions): MendingPlan {
  const { under, factsOf, isKept = () => false, of, onProgress } = options
  const isMeant = (flaw: Flaw) => flaw.form !== 'wide' && flaw.areaM2 < under && !isKept(flaw)
  const steps: MendingStep[] = []
  const unmended = new Map<string, Unmended>()
  let coverage = start
  let found = flaws.filter(isMeant)
  for (let round = 0; found.length > 0 && round < ROUNDS_AT_MOST; round++) {
    // overlaps first, whose ends are where gaps begin; then from the smallest, which the next ones may swallow
    const order = found.toSorted((p, q) => kindOrder(p) - kindOrder(q) || p.areaM2 - q.areaM2)
    let made = 0
    order.forEach((flaw, i) => {
      onProgress?.((round + i / order.length) / (round + 1))
      const tried = mended(coverage, flaw, factsOf)
      if (tried === null) return
      if ('why' in tried) {
        unmended.set(sameAgain(flaw), { flaw, why: tried.why })
        return
      }
      coverage = tried.coverage
      made++
      steps.push({ flaw, remedy: tried.remedy, edits: tried.edits, gains: tried.gains })
    })
    found = findFlaws(coverage, of).filter(isMeant)
    if (made === 0) break
  }
  for (const flaw of found)
    if (!unmended.has(sameAgain(flaw))) unmended.set(sameAgain(flaw), { flaw, why: 'comes-back' })
  const left = new Set(found.map(sameAgain))
  onProgress?.(1)
  return { steps, unmended: [...unmended].flatMap(([key, one]) => (left.has(key) ? [one] : [])), coverage }
}

const kindOrder = ({ kind }: Flaw): number => (kind === 'overlap' ? 0 : 1)

/** A flaw left where it was may have moved by a step or two: it is known by whose it is and by its size. */
const sameAgain = ({ kind, beside, areaM2 }: Flaw): string =>
  `${kind} ${beside
    .map(({ council }) => council)
    .sort()
    .join()} ${areaM2.toPrecision(2)}`

/** The first remedy that is possible and keeps precedence; null where the flaw is gone already. */
function mended(coverage: Coverage, flaw: Flaw, factsOf: FactsOf): Tried | { why: Unmended['why'] } | null {
  if (isGone(coverage, flaw)) return null
  let why: Unmended['why'] | null = null
  for (const remedy of remediesFor(flaw, factsOf)) {
    if (!keepsPrecedence(flaw, remedy, factsOf)) continue
    const tried = tryRemedy(coverage, flaw, remedy)
    if (!isRefusal(tried)) return tried
    why ??= tried.reason
  }
  return { why: why ?? 'precedence' }
}

const PLACES_AT_MOST = 6

/** Whether no place in it is without a council any more, or with two. */
function isGone(coverage: Coverage, flaw: Flaw): boolean {
  return insideOf(flaw.geometry, PLACES_AT_MOST).every(([x, y]) => {
    const here = areasNear(coverage, boxOf([[x, y]])).filter(
      (area) => contains(ringsOf(area), x, y) !== false,
    )
    if (flaw.kind === 'gap') return here.length > 0
    return flaw.beside.some(({ council }) => !here.some(({ id }) => id === council))
  })
}

/**
 * The chosen steps alone, in their order. What was made possible by one that is left out is left out too.
 *
 * @param chosen positions in the list
 */
export function replaySteps(
  start: Coverage,
  steps: readonly MendingStep[],
  chosen: ReadonlySet<number>,
): { made: (MendingStep & { step: number })[]; impossible: number[]; coverage: Coverage } {
  const made: (MendingStep & { step: number })[] = []
  const impossible: number[] = []
  let coverage = start
  steps.forEach(({ flaw, remedy }, step) => {
    if (!chosen.has(step)) return
    const tried = tryRemedy(coverage, flaw, remedy)
    if (isRefusal(tried)) {
      impossible.push(step)
      return
    }
    coverage = tried.coverage
    made.push({ flaw, remedy, edits: tried.edits, gains: tried.gains, step })
  })
  return { made, impossible, coverage }
}
