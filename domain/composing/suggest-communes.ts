/** Several ways to divide chosen councils into communes that each share one space. */
import type { Territory } from '../territory/territory.ts'
import { type Blocks, componentsOf, makeBlocks } from './blocks.ts'
import { type Bounds, boundsInUse, groupsPossible } from './bounds.ts'
import { pickDifferent, type Ranked } from './difference.ts'
import { estimatedFamilies, NOTHING_KNOWN } from './figures.ts'
import { lockTogether } from './locked-groups.ts'
import { criteriaOf, Region } from './region.ts'
import { scoreGrouping } from './scores.ts'
import type { Suggestion, SuggestionOptions, Unplaced, WhyUnplaced } from './suggestion.ts'
import { type Ties, tiesAmong } from './ties.ts'

/** Searches with a start of their own, and how many more where too few different ones came of it. */
const STARTS = 15
const MORE_STARTS = 10
/** So few blocks are divided in every way there is. */
const FEW_BLOCKS = 14
const STEPS_FOR_FEW = 40_000
const STEPS_FOR_PROOF = 150_000
const MOST_COMBINED = 40

/**
 * Suggests groupings of councils into communes: each in one piece by the ties that may be counted on, within bounds,
 * locked groups together. Random spanning trees are cut from several starts and improved by moving border councils.
 *
 * @param councils positions in the territory; order and repetitions don't matter
 */
export function suggestCommunes(
  territory: Territory,
  councils: ArrayLike<number>,
  options: SuggestionOptions = {},
): Suggestion {
  const { figures = () => NOTHING_KNOWN, stopped = () => false } = options
  const out = new Set(options.lockedOut ?? [])
  const ties = tiesAmong(
    territory,
    Array.from(councils).filter((unit) => !out.has(unit)),
    options,
  )
  const bounds = boundsInUse(options.bounds, options.law)
  const named = (nodes: readonly number[]) => nodes.map((node) => territory.ids[ties.units[node]])
  const locks = lockTogether(territory, ties, options.lockedGroups ?? [], options)
  const unplaced: Unplaced[] = locks.apart.map((nodes) => ({ councils: named(nodes), why: 'locked-apart' }))
  const families = estimatedFamilies(ties.units, figures)
  const placeable: number[][] = []
  for (const nodes of locks.blocks) {
    const sum = nodes.reduce((total, node) => total + families[node], 0)
    const tooLarge =
      nodes.length > bounds.councils.atMost ||
      (bounds.families.atMost !== null && sum > bounds.families.atMost)
    if (tooLarge) unplaced.push({ councils: named(nodes), why: 'too-large' })
    else placeable.push(nodes)
  }
  const facts = {
    families: (node: number) => families[node],
    together: presentTogether(ties, options.present),
    crossingM: (a: number, b: number) => options.crossingM?.(ties.units[a], ties.units[b]) ?? 0,
  }
  const all = makeBlocks(ties, placeable, facts)
  const regions: Region[] = []
  for (const component of componentsOf(all)) {
    const blocks = makeBlocks(
      ties,
      component.map((block) => placeable[block]),
      facts,
    )
    const why = whyNone(blocks, bounds)
    if (why) unplaced.push({ councils: named(blocks.nodes.flat().sort((a, b) => a - b)), why })
    else {
      const share = blocks.nodes.flat().length / ties.units.length
      const groups = options.groups === undefined ? null : options.groups * share
      regions.push(new Region(blocks, bounds, groups, options))
    }
  }
  const wanted = Math.max(3, options.alternatives ?? 5)
  search(regions, wanted, options)
  const found = regions.filter(({ met }) => met.size > 0)
  for (const region of regions) {
    if (region.met.size > 0) continue
    const nodes = region.blocks.nodes.flat().sort((a, b) => a - b)
    unplaced.push({ councils: named(nodes), why: region.complete ? 'none-exists' : 'none-found' })
  }
  const picked = pickDifferent(combinations(found, ties.units.length, wanted), wanted)
  return {
    bounds,
    alternatives: picked.map(({ pick, criterion, difference }) => ({
      bestAt: criteriaOf(options)[criterion],
      ...scoreGrouping(territory, ties, pick.groups, { ...options, figures }),
      difference,
    })),
    unplaced,
    joined: locks.joined.map(named),
    only:
      picked.length !== 1
        ? null
        : found.every(({ complete, met }) => complete && met.size === 1)
          ? 'one-exists'
          : 'one-met',
    stopped: stopped(),
  }
}

function presentTogether(ties: Ties, present: SuggestionOptions['present']) {
  if (!present) return () => false
  const of = Array.from(ties.units, (unit) => present(unit))
  return (a: number, b: number) => of[a] !== null && of[a] === of[b]
}

function whyNone(blocks: Blocks, bounds: Bounds): WhyUnplaced | null {
  const councils = blocks.councils.reduce((sum, count) => sum + count, 0)
  const families = blocks.families.reduce((sum, count) => sum + count, 0)
  if (councils < bounds.councils.atLeast) return 'too-few-councils'
  if (bounds.families.atLeast !== null && families < bounds.families.atLeast) return 'too-few-families'
  return groupsPossible(councils, families, bounds) ? null : 'no-number-of-communes'
}

function search(regions: Region[], wanted: number, options: SuggestionOptions): void {
  const { stopped = () => false, progress } = options
  let of = STARTS
  for (const region of regions) if (region.blocks.count <= FEW_BLOCKS) region.tryAll(STEPS_FOR_FEW)
  for (let turn = 0; turn < of && !stopped(); turn++) {
    for (const region of regions) region.start(turn, stopped)
    progress?.(turn + 1, of)
    const few = regions.some((region) => !region.complete && region.met.size < wanted)
    if (turn + 1 === STARTS && few) of += MORE_STARTS
  }
  if (stopped()) return
  const scarce = Math.max(0, ...regions.map(({ met }) => met.size)) < 3
  for (const region of regions) if (region.met.size === 0 || scarce) region.tryAll(STEPS_FOR_PROOF)
}

/** The regions' groupings put together: the best of each first, then the next of each, then across each other. */
function combinations(regions: Region[], nodes: number, wanted: number): Ranked[] {
  if (regions.length === 0) return []
  const each = regions.map((region) => region.inTurn(2 * wanted))
  const most = Math.max(...each.map((list) => list.length))
  const rounds = regions.length === 1 ? 1 : Math.ceil(MOST_COMBINED / most)
  return Array.from({ length: rounds * most }, (_, turn) => {
    const groups = new Int32Array(nodes).fill(-1)
    const costs = each[0][0].costs.map(() => 0)
    let first = 0
    for (const [r, region] of regions.entries()) {
      const met = each[r][(turn + r * Math.floor(turn / most)) % each[r].length]
      for (const [c, cost] of met.costs.entries()) costs[c] += cost
      let here = 0
      for (let block = 0; block < met.groups.length; block++) {
        for (const node of region.blocks.nodes[block]) groups[node] = first + met.groups[block]
        here = Math.max(here, met.groups[block] + 1)
      }
      first += here
    }
    return { groups, costs }
  })
}
