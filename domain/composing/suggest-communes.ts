/** Several ways to divide chosen councils into communes that each share one space. */
import type { Territory } from '../territory/territory.ts'
import type { Verdict } from '../territory/types.ts'
import { type Blocks, componentsOf, doubtsIn, makeBlocks } from './blocks.ts'
import { type Bounds, type BoundsInUse, boundsInUse, fits, groupsPossible } from './bounds.ts'
import { chanceOf } from './chance.ts'
import { pickDifferent, type Ranked } from './difference.ts'
import { everyGrouping } from './every-grouping.ts'
import { estimatedFamilies, type FiguresOf, NOTHING_KNOWN, type Total } from './figures.ts'
import { type Emphasis, type Grouping, Improvement } from './improve.ts'
import { lockTogether } from './locked-groups.ts'
import type { LawInForce } from './parliament.ts'
import { type Scores, scoreGrouping } from './scores.ts'
import { SpanningCuts } from './spanning-cuts.ts'
import { type TieOptions, type Ties, tiesAmong } from './ties.ts'

export interface SuggestionOptions extends TieOptions {
  figures?: FiguresOf
  /** How many councils and families a commune may have; by the rule pack, else what is usual, where absent. */
  bounds?: Partial<Bounds>
  law?: LawInForce
  /** So many communes if bounds allow. */
  groups?: number
  /** Positions of councils that stay together. */
  lockedGroups?: readonly (readonly number[])[]
  /** Positions of councils that stay out. */
  lockedOut?: readonly number[]
  /** The commune that a council is of today; null for none. */
  present?: (unit: number) => string | number | null
  /** Metres of the border between two councils that run along a river or road that a commune had better not cross. */
  crossingM?: (a: number, b: number) => number
  /** Suggestions wanted; 5 if absent, never fewer than 3. */
  alternatives?: number
  /** The same seed gives the same suggestions; 1 if absent. */
  seed?: number
  progress?: (done: number, of: number) => void
  /** Asked now and then: true ends the search with what there is. */
  stopped?: () => boolean
}

export interface SuggestedCommune {
  councils: string[]
  verdict: Verdict
  families: Total
  population: Total
  areaM2: number
  outerBorderM: number
  /** Area against outline, 1 for a circle (Polsby and Popper 1991). */
  compactness: number
}

/** `kept` only where there are present communes, `crossing` only where there is something to cross. */
export type Criterion = 'all' | 'balance' | 'compact' | 'kept' | 'crossing'

export interface Alternative {
  /** What it is best at, of those that differ from the alternatives before. */
  bestAt: Criterion
  communes: SuggestedCommune[]
  scores: Scores
  /** Share of the pairs of councils together in it or in the nearest alternative before that are not in both. */
  difference: number
}

export type WhyUnplaced =
  /** Nobody else is in reach, and they are too few, or too many, for any number of communes within bounds. */
  | 'too-few-councils'
  | 'too-few-families'
  | 'no-number-of-communes'
  /** One council, or one locked group, has more than a commune may have. */
  | 'too-large'
  /** No chain of the chosen councils joins a locked group. */
  | 'locked-apart'
  /** Every way was tried. */
  | 'none-exists'
  /** None was met; nobody proved that there is none. */
  | 'none-found'

export interface Unplaced {
  councils: string[]
  why: WhyUnplaced
}

export interface Suggestion {
  bounds: BoundsInUse
  /** Best first. */
  alternatives: Alternative[]
  /** Councils in no suggested commune, and why; those locked out are not among them. */
  unplaced: Unplaced[]
  /** Councils added to locked groups since these share no space without them. */
  joined: string[][]
  /** Where there is only one alternative: whether no other exists, or none was met. */
  only: 'one-exists' | 'one-met' | null
  stopped: boolean
}

const EMPHASES: Record<Criterion, Emphasis> = {
  all: { balance: 1, compact: 1, kept: 0.7, loyalty: 3, crossing: 0.7 },
  balance: { balance: 4, compact: 0.5, kept: 0.3, loyalty: 1, crossing: 0.3 },
  compact: { balance: 0.4, compact: 2, kept: 0.3, loyalty: 1, crossing: 0.3 },
  kept: { balance: 0.1, compact: 0.3, kept: 5, loyalty: 100, crossing: 0.3 },
  crossing: { balance: 0.4, compact: 0.7, kept: 0.3, loyalty: 2, crossing: 4 },
}
/** What it costs that a commune hangs by a doubtful border or a link where it need not. */
const DOUBT = 0.1
/** Searches with a start of their own, and how many more where too few different ones came of it. */
const STARTS = 15
const MORE_STARTS = 10
/** So few blocks are divided in every way there is. */
const FEW_BLOCKS = 14
const STEPS_FOR_FEW = 40_000
const STEPS_FOR_PROOF = 150_000

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
    else regions.push(new Region(blocks, bounds, options))
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

function criteriaOf({ present, crossingM }: SuggestionOptions): Criterion[] {
  return [
    'all',
    'balance',
    'compact',
    ...(present ? ['kept' as const] : []),
    ...(crossingM ? ['crossing' as const] : []),
  ]
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
  const possible = groupsPossible(councils, families, bounds)
  return possible && fits(councils, families, possible.fewest, bounds) ? null : 'no-number-of-communes'
}

interface MetGrouping {
  groups: Grouping
  costs: number[]
}

/** Councils that ties hold together and that can make communes, with the groupings met so far. */
class Region {
  readonly blocks: Blocks
  readonly bounds: Bounds
  /** By what distinguishes them, so that none is kept twice. */
  readonly met = new Map<string, MetGrouping>()
  /** True where `met` holds every grouping there is. */
  complete = false
  /** Numbers of communes to try, the most wanted first. */
  readonly counts: number[]
  private readonly emphases: Emphasis[]
  /** One for each emphasis, to tell costs by. */
  private readonly criteria: Improvement[]
  private readonly seed: number

  constructor(blocks: Blocks, bounds: Bounds, options: SuggestionOptions) {
    const { seed = 1, groups } = options
    this.blocks = blocks
    this.bounds = bounds
    this.seed = seed
    this.emphases = criteriaOf(options).map((criterion) => EMPHASES[criterion])
    this.criteria = this.emphases.map((emphasis) => new Improvement(blocks, bounds, emphasis, chanceOf(seed)))
    const councils = blocks.councils.reduce((sum, count) => sum + count, 0)
    const families = blocks.families.reduce((sum, count) => sum + count, 0)
    const { fewest, most } = groupsPossible(councils, families, bounds)!
    const usual = councils / Math.sqrt(bounds.councils.atLeast * bounds.councils.atMost)
    const within = (count: number) => Math.max(fewest, Math.min(most, Math.round(count)))
    const counts = groups ? [groups] : [usual, usual * 0.75, usual * 1.35]
    this.counts = [...new Set(counts.map(within))]
  }

  private keep(grouping: Grouping): void {
    const inOrder = renumbered(grouping)
    const key = inOrder.join()
    if (this.met.has(key)) return
    const doubts = DOUBT * doubtsIn(this.blocks, inOrder)
    this.met.set(key, {
      groups: inOrder,
      costs: this.criteria.map((criterion) => doubts + criterion.cost(inOrder)),
    })
  }

  /** One start of its own; keeps what it comes to. */
  start(turn: number, stopped: () => boolean): void {
    if (this.complete) return
    const chance = chanceOf(this.seed, turn + 1)
    const emphasis = this.emphases[turn % this.emphases.length]
    const cuts = new SpanningCuts(this.blocks, this.bounds, emphasis.loyalty, chance)
    // emphases and numbers of communes come round in every pairing
    const groups = this.counts[(turn + Math.floor(turn / this.emphases.length)) % this.counts.length]
    const all = Array.from({ length: this.blocks.count }, (_, block) => block)
    const first = cuts.into(groups, all) ?? cuts.into(this.counts[0], all)
    if (!first) return
    const grouping: Grouping = new Int32Array(this.blocks.count)
    for (const [group, blocks] of first.entries()) for (const block of blocks) grouping[block] = group
    this.keep(new Improvement(this.blocks, this.bounds, emphasis, chance).run(grouping, cuts, stopped))
  }

  tryAll(steps: number): void {
    if (this.complete) return
    const every = everyGrouping(this.blocks, this.bounds, steps)
    for (const grouping of every.groupings) this.keep(grouping)
    this.complete = every.complete
  }

  inTurn(wanted: number): MetGrouping[] {
    return pickDifferent([...this.met.values()], wanted).map(({ pick }) => pick)
  }
}

/** Groups numbered by their lowest block. */
function renumbered(grouping: Grouping): Grouping {
  const number = new Map<number, number>()
  return grouping.map((group) => {
    if (!number.has(group)) number.set(group, number.size)
    return number.get(group)!
  })
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

/** The regions' groupings put together: the best of each first, then the next of each. */
function combinations(regions: Region[], nodes: number, wanted: number): Ranked[] {
  if (regions.length === 0) return []
  const each = regions.map((region) => region.inTurn(2 * wanted))
  const most = Math.max(...each.map((list) => list.length))
  return Array.from({ length: most }, (_, turn) => {
    const groups = new Int32Array(nodes).fill(-1)
    const costs = each[0][0].costs.map(() => 0)
    let first = 0
    for (const [r, region] of regions.entries()) {
      const met = each[r][turn % each[r].length]
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
