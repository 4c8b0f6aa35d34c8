/** What a suggested grouping is worth, in figures that people can compare. */
import { judgeVerdict } from '../territory/judge.ts'
import type { Territory } from '../territory/territory.ts'
import { type FiguresOf, totalOf } from './figures.ts'
import { areaM2Of, innerBorderM, outlineMOf } from './outlines.ts'
import type { SuggestedCommune, SuggestionOptions } from './suggestion.ts'
import { type Ties, waysAmong } from './ties.ts'

export interface Scores {
  councils: { least: number; most: number }
  /** By what councils say; `spread` is the standard deviation in parts of the mean, 0 for all the same. */
  families: { least: number; most: number; spread: number }
  /** Mean over the communes of area against outline, 1 for circles. */
  compactness: number
  /** Metres of border between councils of different communes. */
  cutBorderM: number
  /** Share of councils that stay with most of their present commune; null where none has one. */
  councilsKept: number | null
  /** Share, by length, of the borders between present communes that stay borders; null where there are none. */
  bordersKept: number | null
  /** Metres of river or road within communes; null where no such line was given. */
  crossedM: number | null
  /** Communes that hang together by doubtful borders or declared links only. */
  conditional: number
}

/** @param groups group of each node of the ties; -1 for none */
export function scoreGrouping(
  territory: Territory,
  ties: Ties,
  groups: ArrayLike<number>,
  { links = [], rule, present, crossingM, figures }: SuggestionOptions & { figures: FiguresOf },
): { communes: SuggestedCommune[]; scores: Scores } {
  const members: number[][] = []
  for (let node = 0; node < groups.length; node++) {
    if (groups[node] < 0) continue
    members[groups[node]] ??= []
    members[groups[node]].push(ties.units[node])
  }
  const ways = waysAmong(territory, ties.units, links)
  const communes = members.map((units): SuggestedCommune => {
    const areaM2 = units.reduce((sum, unit) => sum + areaM2Of(territory.areas, unit), 0)
    const outlines = units.reduce((sum, unit) => sum + outlineMOf(territory.areas, unit), 0)
    const outerBorderM = outlines - 2 * innerBorderM(territory.adjacency, units, new Set(units))
    return {
      councils: units.map((unit) => territory.ids[unit]),
      verdict: judgeVerdict(territory, units, ways, rule).verdict,
      families: totalOf(units, figures, 'families'),
      population: totalOf(units, figures, 'population'),
      areaM2,
      outerBorderM,
      compactness: outerBorderM > 0 ? Math.min(1, (4 * Math.PI * areaM2) / outerBorderM ** 2) : 0,
    }
  })
  const sizes = communes.map(({ councils }) => councils.length)
  const families = communes.map((commune) => commune.families.atLeast)
  const borders = bordersOf(ties, groups, present, crossingM)
  return {
    communes,
    scores: {
      councils: { least: Math.min(...sizes), most: Math.max(...sizes) },
      families: { least: Math.min(...families), most: Math.max(...families), spread: spreadOf(families) },
      compactness: communes.reduce((sum, { compactness }) => sum + compactness, 0) / communes.length,
      cutBorderM: borders.cutM,
      councilsKept: present ? councilsKept(members, present) : null,
      bordersKept: borders.presentM > 0 ? borders.keptM / borders.presentM : null,
      crossedM: crossingM ? borders.crossedM : null,
      conditional: communes.filter(({ verdict }) => verdict === 'conditional').length,
    },
  }
}

function spreadOf(values: number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  if (mean === 0) return 0
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) / mean
}

function bordersOf(
  { units, start, neighbour, lengthM }: Ties,
  groups: ArrayLike<number>,
  present: SuggestionOptions['present'],
  crossingM: SuggestionOptions['crossingM'],
) {
  const borders = { cutM: 0, presentM: 0, keptM: 0, crossedM: 0 }
  for (let node = 0; node < groups.length; node++) {
    if (groups[node] < 0) continue
    for (let at = start[node]; at < start[node + 1]; at++) {
      const other = neighbour[at]
      if (other < node || groups[other] < 0) continue
      const cut = groups[other] !== groups[node]
      if (cut) borders.cutM += lengthM[at]
      else borders.crossedM += crossingM?.(units[node], units[other]) ?? 0
      const [mine, theirs] = [present?.(units[node]) ?? null, present?.(units[other]) ?? null]
      if (mine === null || theirs === null || mine === theirs) continue
      borders.presentM += lengthM[at]
      if (cut) borders.keptM += lengthM[at]
    }
  }
  return borders
}

/** Each present commune goes on in the suggested one that has most of it. */
function councilsKept(
  members: number[][],
  present: NonNullable<SuggestionOptions['present']>,
): number | null {
  const shares = new Map<string | number, Map<number, number>>()
  let councils = 0
  for (const [group, units] of members.entries()) {
    for (const unit of units) {
      const commune = present(unit)
      if (commune === null) continue
      councils++
      const share = shares.get(commune) ?? new Map<number, number>()
      share.set(group, (share.get(group) ?? 0) + 1)
      shares.set(commune, share)
    }
  }
  if (councils === 0) return null
  let kept = 0
  for (const share of shares.values()) kept += Math.max(...share.values())
  return kept / councils
}
