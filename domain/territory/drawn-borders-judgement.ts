/** From how a pair meets to what it is: the odds of a border, and whether the gap between them is a gap on purpose. */
import { type Noise, PROVEN_OVERLAPS } from './drawn-borders-noise.ts'
import type { Outlines } from './drawn-borders-outlines.ts'
import type { PairTable } from './drawn-borders-pairs.ts'

export interface Contact {
  row: number
  kind: 'border' | 'corner'
  certainty: 'certain' | 'doubtful'
}

/**
 * Log-odds that a pair is a border, from its lengths in deviations of the noise around it. Fitted by logistic
 * regression on redrawn coverages (eight districts of Manila, French departments, street grids with and without
 * short diagonals; errors of 0.5 to 15 m; with and without points left out), so the numbers have no unit.
 */
const ODDS = {
  none: -2.1,
  /** Per deviation of mean length of the two faces, up to two. */
  first: 1.2,
  /** Per further deviation, up to six. */
  further: 0.6,
  /** Per deviation of the shorter face, up to three: a border is seen from both sides. */
  shorter: 0.15,
  /** Per deviation of length that surely belongs to somebody else, up to four. */
  claimed: -0.7,
  /** For the probability that a stretch of both was drawn from the same points. */
  match: 7.4,
}
/** Wrong less than once in a thousand on the same coverages. */
const CERTAIN_ODDS = 6
const CERTAIN_CORNER_ODDS = -1.5
/**
 * A mean separation that noise explains: independent errors average out over the segments of a border, while
 * the two sides of a street or a river stay apart all along.
 */
const MEAN_SEPARATION = 3.5
const LEAST_MEAN_SEPARATION = 0.8
/** Gap-only pairs may be this many times fewer by chance than seen, and still be taken for chance. */
const COMMON_CHANCE = 0.6
/** Match of two drawings of one line, and the widest it may gape in deviations. */
const SAME_LINE = 0.9
const WIDEST_NOISE = 2.5
/** Widest unproven gap, against the length of what faces across it. */
const WIDEST_STREET = 0.25
/** Share of noisy borders without any overlap, by how many segments take part: up to 2, 4, 8, 16, more. */
const CHANCE_GAPS = [0.28, 0.14, 0.05, 0.004, 0]

export function judgeContacts(
  outlines: Outlines,
  noise: Noise,
  pairs: PairTable,
  resolutionM: number,
): Contact[] {
  const { a, b, column } = pairs
  const { hasExact } = outlines
  const odds = new Float64Array(pairs.size)
  const gapOnly = new Uint8Array(pairs.size)
  const seenGaps = CHANCE_GAPS.map(() => 0)
  const seenOverlaps = CHANCE_GAPS.map(() => 0)
  for (let row = 0; row < pairs.size; row++) {
    odds[row] = oddsOf(row)
    if (odds[row] <= 0 || !amongExact(row)) continue
    gapOnly[row] = overlaps(row) ? 0 : 1
    const counts = gapOnly[row] ? seenGaps : seenOverlaps
    counts[chanceClass(column.segments[row])]++
  }
  const contacts: Contact[] = []
  for (let row = 0; row < pairs.size; row++) {
    // The glance saw it from afar; looked at closely, nothing of it was left.
    if (column.weighted[row] === 0 && column.match[row] === 0) continue
    const sigma = sigmaOf(row)
    const together = column.coincident[row] > Math.max(4 * resolutionM, sigma)
    if (together) contacts.push({ row, kind: 'border', certainty: 'certain' })
    else if (odds[row] > 0) {
      if (gapOnly[row] ? !explainedByChance(row) : tooWide(row)) continue
      const certain = odds[row] > CERTAIN_ODDS && explainedByNoise(row) && !gapOnly[row]
      contacts.push({ row, kind: 'border', certainty: certain ? 'certain' : 'doubtful' })
    } else if (!amongExact(row) || overlaps(row)) {
      if (column.deepest[row] > sigma) continue
      const certain = odds[row] < CERTAIN_CORNER_ODDS
      contacts.push({ row, kind: 'corner', certainty: certain ? 'certain' : 'doubtful' })
    }
  }
  return contacts

  function sigmaOf(row: number): number {
    return (noise.sigmaM[a[row]] + noise.sigmaM[b[row]]) / 2
  }

  function lengthOf(row: number): number {
    return (column.lengthA[row] + column.lengthB[row]) / 2
  }

  function oddsOf(row: number): number {
    const sigma = sigmaOf(row)
    const length = lengthOf(row) / sigma
    const claimed = (column.rawA[row] + column.rawB[row]) / 2 / sigma - length
    const shorter = Math.min(column.lengthA[row], column.lengthB[row]) / sigma
    return (
      ODDS.none +
      ODDS.first * Math.min(length, 2) +
      ODDS.further * Math.max(0, Math.min(length, 8) - 2) +
      ODDS.shorter * Math.min(shorter, 3) +
      ODDS.claimed * Math.min(claimed, 4) +
      ODDS.match * column.match[row]
    )
  }

  /** Where others share segments exactly, a gap without any overlap is taken for what it is. */
  function amongExact(row: number): boolean {
    if (noise.exactShare >= 0.5 || hasExact[a[row]] === 1 || hasExact[b[row]] === 1) return true
    return noise.exactShare > 0 && overlapShareOf(row) < PROVEN_OVERLAPS
  }

  function overlapShareOf(row: number): number {
    return (noise.overlapShare[a[row]] + noise.overlapShare[b[row]]) / 2
  }

  /** Without overlaps nearby a gap may be a street: it joins only what is far longer than it is wide. */
  function tooWide(row: number): boolean {
    return overlapShareOf(row) < PROVEN_OVERLAPS && column.widest[row] > WIDEST_STREET * lengthOf(row)
  }

  function overlaps(row: number): boolean {
    if (column.deepest[row] >= 0) return false
    return outlines.holds(column.deepIn[row], column.deepX[row], column.deepY[row])
  }

  /** Whether as few gap-only pairs are about as the overlapping ones lead to expect by chance. */
  function explainedByChance(row: number): boolean {
    const k = chanceClass(column.segments[row])
    const share = CHANCE_GAPS[k] / (1 - CHANCE_GAPS[k])
    if (share * seenOverlaps[k] >= COMMON_CHANCE * (seenGaps[k] + 1)) return true
    // drawn from the same points, no farther apart than the noise that overlaps prove, and no trace of a river in the file
    const sameLine = column.match[row] >= SAME_LINE && column.widest[row] < WIDEST_NOISE * sigmaOf(row)
    return sameLine && overlapShareOf(row) >= PROVEN_OVERLAPS && totalOverlaps() >= totalGaps()
  }

  function totalOverlaps(): number {
    return seenOverlaps.reduce((sum, n) => sum + n, 0)
  }

  function totalGaps(): number {
    return seenGaps.reduce((sum, n) => sum + n, 0)
  }

  function explainedByNoise(row: number): boolean {
    const mean = column.sum[row] / column.weighted[row] / sigmaOf(row)
    const limit = Math.max(LEAST_MEAN_SEPARATION, MEAN_SEPARATION / Math.sqrt(column.segments[row]))
    return overlapShareOf(row) >= PROVEN_OVERLAPS && mean <= limit
  }
}

function chanceClass(segments: number): number {
  return segments <= 2 ? 0 : segments <= 4 ? 1 : segments <= 8 ? 2 : segments <= 16 ? 3 : 4
}
