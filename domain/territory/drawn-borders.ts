/**
 * Borders between areas that were drawn apart, with gaps and overlaps along them and no setting to tune.
 *
 * Two people who draw the same border put its points a few metres apart. Some methods of finding it again widen every
 * area by a tolerance; they invent a border at each corner where four areas meet. This one measures. In order:
 *
 * 1. Noise (drawn-borders-noise). Around each unit: the median distance from its open segments to the line they face,
 *    together with its neighbours' and a little of the whole file's. Where others share segments exactly only overlaps
 *    are counted: nobody's land overlaps on purpose, whereas a river bank lies apart for a reason. A file without
 *    errors has no overlaps, so its noise is the last decimal of its coordinates, and nothing is invented.
 *    All that follows counts lengths in this noise, sigma, so that metres never enter.
 * 2. Points (drawn-borders-stretches). Copies of one point lie within a few sigma, so a stretch between two points of
 *    A and one between two points of C, run through the other way, can be told to be the same line, even where it is
 *    shorter than the noise. A stretch can be the same line as one other only; likelihoods of all rivals are weighed.
 *    At a corner where A, B, C and D meet, A and C have no stretch in common, B and D take A's two.
 * 3. Faces (drawn-borders-contacts). Where the points say nothing (left out by one of the two, or denser than the
 *    noise) every open segment is sampled. Each sample counts for the one unit it faces: the one it lies deepest in,
 *    else the nearest. So a third unit between A and C takes the length that a tolerance would give them, and what
 *    step 2 gave to others is deducted.
 * 4. Coincidence (drawn-borders-coincident). Sides that lie on one line within the last decimal but share no vertex,
 *    T-junctions and rows of bricks, are found end by end, not by samples, and are certain beyond what the noise may do by chance.
 * 5. Odds (drawn-borders-judgement). Six numbers without unit, fitted once on redrawn coverages, turn the lengths and
 *    the match into odds. Above even it is a border; certain only if wrong less than once in a thousand, if errors
 *    are proven by overlaps nearby, and if the mean separation averages out as independent errors do (a street
 *    keeps its distance).
 * 6. Among units that share segments exactly, a pair that has only gaps and no overlap is left out: straits and rivers
 *    are such. It is a doubtful border only where chance makes that many beside the overlapping ones, or where both
 *    sides come from the same points, within the noise, in a file in which overlaps are the rule.
 *
 * A glance at each segment settles long borders; steps 2 and 3 are for the places where something is in question.
 * Time and memory grow with the open segments only. Measured figures: bench/drawn-borders.ts.
 */
import type { Position } from 'geojson'
import type { FlatAreas } from '../geometry/flat-areas.ts'
import { type Coincidence, findCoincident } from './drawn-borders-coincident.ts'
import { measureContacts } from './drawn-borders-contacts.ts'
import { judgeContacts } from './drawn-borders-judgement.ts'
import { Surroundings } from './drawn-borders-nearby.ts'
import { estimateNoise } from './drawn-borders-noise.ts'
import { gridOfSegments, lastDecimal, metresNorth, readOutlines } from './drawn-borders-outlines.ts'

export interface DrawnContact {
  /** Positions in the unit list, `a < b`. */
  a: number
  b: number
  kind: 'border' | 'corner'
  certainty: 'certain' | 'doubtful'
  /** Metres that really run side by side; 0 for a corner. */
  lengthM: number
  /** Widest separation along that stretch, gap or overlap, in metres. */
  separationM: number
  /** A point on that stretch. */
  place: Position
}

/** In resolutions: sampled sides nearer than this all along are those that coincide. */
const TOGETHER = 3

/**
 * Finds the contacts that exact comparison can't see.
 *
 * @param openSegments 1 where segment `v` is not shared exactly by two units; only these are looked at.
 * @param isExactBorder pairs for which it holds are already known: of these only stretches that coincide without
 *   common vertices come back, to be added to their length.
 * @returns borders and corners ordered by `a`, then `b`.
 */
export function matchDrawnBorders(
  areas: FlatAreas,
  openSegments: Uint8Array,
  isExactBorder: (a: number, b: number) => boolean,
): DrawnContact[] {
  const outlines = readOutlines(areas, openSegments)
  if (outlines.segments.length === 0) return []
  const grid = gridOfSegments(outlines)
  const around = new Surroundings(outlines, grid)
  const decimal = lastDecimal(outlines)
  // half of it: closer than that is the same place; and never finer than a centimetre
  const resolutionM = Math.max(0.01, (decimal / 2) * 111_320)
  const cellM = grid.cellY * metresNorth(outlines.xy[1])
  const noise = estimateNoise(outlines, around, resolutionM, cellM)
  const pairs = measureContacts(outlines, around, noise, resolutionM)
  const { a, b, column } = pairs
  const contacts: DrawnContact[] = []
  for (const { row, kind, certainty } of judgeContacts(outlines, noise, pairs, resolutionM)) {
    if (isExactBorder(a[row], b[row])) continue
    contacts.push({
      a: a[row],
      b: b[row],
      kind,
      certainty,
      lengthM: kind === 'border' ? (column.rawA[row] + column.rawB[row]) / 2 || column.stretchM[row] : 0,
      separationM: Math.max(Math.abs(column.widest[row]), Math.abs(column.deepest[row])),
      place: [turned(column.x[row]), column.y[row]],
    })
  }
  const coincident = findCoincident(outlines, grid, noise, decimal)
  const all =
    coincident.length > 0
      ? withCoincident(contacts, coincident, areas.count, TOGETHER * resolutionM)
      : contacts
  return all.sort((p, q) => p.a - q.a || p.b - q.b)
}

/** Sides that lie on one line are a certain border, as long as they are, or longer where others lie apart. */
function withCoincident(
  contacts: DrawnContact[],
  found: Coincidence[],
  count: number,
  togetherM: number,
): DrawnContact[] {
  const sampled = new Map(contacts.map((contact) => [contact.a * count + contact.b, contact]))
  for (const { a, b, lengthM, separationM, x, y } of found) {
    const other = sampled.get(a * count + b)
    const apart = other?.kind === 'border' && other.separationM > togetherM
    sampled.set(a * count + b, {
      a,
      b,
      kind: 'border',
      certainty: 'certain',
      lengthM: apart ? Math.max(lengthM, other.lengthM) : lengthM,
      separationM: apart ? other.separationM : separationM,
      place: [turned(x), y],
    })
  }
  return [...sampled.values()]
}

/** Longitudes run on past 180 in outlines that straddle the antimeridian. */
function turned(longitude: number): number {
  return longitude > 180 ? longitude - 360 : longitude
}
