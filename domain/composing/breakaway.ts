/** What if a group of councils leaves: those who stay, those who leave and the whole before, by the same measures. */
import { type Finding, judgeAgainstPack } from '../law/index.ts'
import { BORDER, CERTAIN } from '../territory/adjacency.ts'
import { judgeVerdict } from '../territory/judge.ts'
import type { Territory } from '../territory/territory.ts'
import type { ContiguityRule, DeclaredLink, PartedUnit, RegisteredAs, Verdict } from '../territory/types.ts'
import { findEnclosed } from './enclosed.ts'
import { type FiguresOf, NOTHING_KNOWN, type Total, totalOf } from './figures.ts'
import { areaM2Of, innerBorderM, outlineMOf } from './outlines.ts'
import {
  type LawInForce,
  type Parliament,
  type ParliamentLeft,
  parliamentLeft,
  parliamentOf,
} from './parliament.ts'
import { waysAmong } from './ties.ts'

export interface BreakawayOptions {
  links?: readonly DeclaredLink[]
  /** `rook` (default): meeting in a corner is not sharing space. */
  rule?: ContiguityRule
  /** What the councils say of themselves; nothing if absent. */
  figures?: FiguresOf
  registeredAs?: RegisteredAs
  /** Without it there are no findings and no parliament. */
  law?: LawInForce
  /** Share of the parliament's seats that the commune's own rules ask for. */
  quorum?: number
}

/** Councils that a side closes in on all sides. */
export interface Enclosed {
  councils: string[]
  /** Whether some of them are of the other side; else they are of no side. */
  ofOtherSide: boolean
}

export interface Side {
  /** In the order of the territory. */
  councils: string[]
  verdict: Verdict
  /** What shares no space, largest first; more than one means `split`. */
  pieces: string[][]
  /** The same by certain borders only. */
  certainPieces: string[][]
  /** Councils whose leaving would split their piece. */
  cutCouncils: string[]
  parted: PartedUnit[]
  enclosed: Enclosed[]
  families: Total
  population: Total
  areaM2: number
  /** Metres of border with everything that is not of this side, holes included. */
  outerBorderM: number
  /** The rules in force; every one with its confidence. */
  findings: Finding[]
  parliament: Parliament | null
}

export interface Breakaway {
  whole: Side
  stay: Side
  leave: Side
  /** The border that the two sides gain against each other. */
  between: { lengthM: number; certainM: number; pairs: [stays: string, leaves: string][] }
  /** Metres of the whole's outer border that go with those who leave. */
  borderLostM: number
  cutCouncils: { gained: string[]; lost: string[] }
  /** What is left of the parliament as it was elected. */
  parliament: ParliamentLeft | null
}

export interface BreakawayRefusal {
  refused: 'nobody-leaves' | 'nobody-stays' | 'not-of-the-commune'
  councils: string[]
}

/**
 * Judges a commune before and after some of its councils leave, on the graph and lengths that are known already: no
 * border is measured again, and 10 of 42 take well under 5 ms. Where two hands drew a border, lengths are as near as
 * the measured stretch is.
 *
 * @param commune positions in the territory; order and repetitions don't matter
 * @param group positions of those who leave
 */
export function judgeBreakaway(
  territory: Territory,
  commune: ArrayLike<number>,
  group: ArrayLike<number>,
  options: BreakawayOptions = {},
): Breakaway | BreakawayRefusal {
  const all = new Set(Array.from(commune))
  const leaving = new Set(Array.from(group))
  const strangers = [...leaving].filter((unit) => !all.has(unit))
  if (strangers.length > 0)
    return { refused: 'not-of-the-commune', councils: strangers.map((unit) => territory.ids[unit]) }
  if (leaving.size === 0) return { refused: 'nobody-leaves', councils: [] }
  const staying = new Set([...all].filter((unit) => !leaving.has(unit)))
  if (staying.size === 0) return { refused: 'nobody-stays', councils: [] }
  const ways = waysAmong(territory, all, options.links ?? [])
  const none: ReadonlySet<number> = new Set()
  const whole = judgeSide(territory, all, none, ways, options)
  const stay = judgeSide(territory, staying, leaving, ways, options)
  const leave = judgeSide(territory, leaving, staying, ways, options)
  const between = borderBetween(territory, staying, leaving)
  const cutBefore = new Set(whole.cutCouncils)
  const cutAfter = new Set([...stay.cutCouncils, ...leave.cutCouncils])
  const { law, quorum = null } = options
  return {
    whole,
    stay,
    leave,
    between,
    borderLostM: leave.outerBorderM - between.lengthM,
    cutCouncils: {
      gained: [...cutAfter].filter((id) => !cutBefore.has(id)),
      lost: [...cutBefore].filter((id) => !cutAfter.has(id)),
    },
    parliament: law ? parliamentLeft(all.size, staying.size, law, quorum) : null,
  }
}

/** One set of councils by the same measures as a side, whatever stands on the other. */
export function judgeGroup(
  territory: Territory,
  group: ArrayLike<number>,
  options: BreakawayOptions = {},
): Side {
  const all = new Set(Array.from(group))
  return judgeSide(territory, all, new Set(), waysAmong(territory, all, options.links ?? []), options)
}

function judgeSide(
  territory: Territory,
  side: ReadonlySet<number>,
  otherSide: ReadonlySet<number>,
  ways: readonly number[],
  { rule, figures = () => NOTHING_KNOWN, registeredAs, law }: BreakawayOptions,
): Side {
  const { areas, adjacency, ids } = territory
  const units = [...side].sort((a, b) => a - b)
  const names = (some: readonly number[]) => some.map((unit) => ids[unit])
  const judged = judgeVerdict(territory, units, ways, rule)
  let areaM2 = 0
  let outlinesM = 0
  for (const unit of units) {
    areaM2 += areaM2Of(areas, unit)
    outlinesM += outlineMOf(areas, unit)
  }
  const councils = units.map((unit) => ({ id: ids[unit], ...figures(unit) }))
  const { verdict, pieces } = judged
  return {
    councils: names(units),
    verdict,
    pieces: pieces.map(names),
    certainPieces: judged.certainComponents.map(names),
    cutCouncils: names(judged.cutUnits),
    parted: judged.parted,
    enclosed: findEnclosed(territory, side).map((group) => ({
      councils: names(group),
      ofOtherSide: group.some((unit) => otherSide.has(unit)),
    })),
    families: totalOf(units, figures, 'families'),
    population: totalOf(units, figures, 'population'),
    areaM2,
    outerBorderM: outlinesM - 2 * innerBorderM(adjacency, units, side),
    findings: law
      ? judgeAgainstPack(law.pack, { councils, registeredAs, verdict, pieces: pieces.length }, law.date)
      : [],
    parliament: law ? parliamentOf(units.length, law) : null,
  }
}

function borderBetween(
  { adjacency, ids }: Territory,
  staying: ReadonlySet<number>,
  leaving: ReadonlySet<number>,
): Breakaway['between'] {
  const { start, neighbour, pairOf, kind, certainty, lengthM } = adjacency
  const between: Breakaway['between'] = { lengthM: 0, certainM: 0, pairs: [] }
  for (const unit of leaving) {
    for (let at = start[unit]; at < start[unit + 1]; at++) {
      const pair = pairOf[at]
      if (kind[pair] !== BORDER || !staying.has(neighbour[at])) continue
      between.lengthM += lengthM[pair]
      if (certainty[pair] === CERTAIN) between.certainM += lengthM[pair]
      between.pairs.push([ids[neighbour[at]], ids[unit]])
    }
  }
  return between
}
