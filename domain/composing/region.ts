/** Councils that ties hold together, and the groupings of them that are met on the way. */
import { type Blocks, doubtsIn } from './blocks.ts'
import { type Bounds, groupsPossible } from './bounds.ts'
import { chanceOf } from './chance.ts'
import { pickDifferent } from './difference.ts'
import { everyGrouping } from './every-grouping.ts'
import { type Emphasis, type Grouping, Improvement } from './improve.ts'
import { SpanningCuts } from './spanning-cuts.ts'
import type { Criterion, SuggestionOptions } from './suggestion.ts'

const EMPHASES: Record<Criterion, Emphasis> = {
  all: { balance: 1, compact: 1, kept: 0.7, loyalty: 3, crossing: 0.7 },
  balance: { balance: 4, compact: 0.5, kept: 0.3, loyalty: 1, crossing: 0.3 },
  compact: { balance: 0.4, compact: 2, kept: 0.3, loyalty: 1, crossing: 0.3 },
  kept: { balance: 0.1, compact: 0.3, kept: 5, loyalty: 100, crossing: 0.3 },
  crossing: { balance: 0.4, compact: 0.7, kept: 0.3, loyalty: 2, crossing: 4 },
}
/** What it costs that a commune hangs by a doubtful border or a link where it need not. */
const DOUBT = 0.1

export function criteriaOf({ present, crossingM }: SuggestionOptions): Criterion[] {
  return [
    'all',
    'balance',
    'compact',
    ...(present ? ['kept' as const] : []),
    ...(crossingM ? ['crossing' as const] : []),
  ]
}

export interface MetGrouping {
  groups: Grouping
  costs: number[]
}

/** Councils that ties hold together and that can make communes, with the groupings met so far. */
export class Region {
  readonly blocks: Blocks
  private readonly bounds: Bounds
  /** By what distinguishes them, so that none is kept twice. */
  readonly met = new Map<string, MetGrouping>()
  /** True where `met` holds every grouping there is. */
  complete = false
  /** Numbers of communes to try, the most wanted first. */
  private readonly counts: number[]
  private readonly onlyCount: number | null
  private readonly emphases: Emphasis[]
  /** One for each emphasis, to tell costs by. */
  private readonly criteria: Improvement[]
  private readonly seed: number

  /** @param groups so many communes and no others; null for what is usual */
  constructor(blocks: Blocks, bounds: Bounds, groups: number | null, options: SuggestionOptions) {
    const { seed = 1 } = options
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
    const counts = groups === null ? [usual, usual * 0.75, usual * 1.35] : [groups]
    this.counts = [...new Set(counts.map(within))]
    this.onlyCount = groups === null ? null : this.counts[0]
  }

  private keep(grouping: Grouping): void {
    const inOrder = renumbered(grouping)
    const key = inOrder.join()
    const count = 1 + inOrder.reduce((most, group) => Math.max(most, group), -1)
    if (this.met.has(key) || (this.onlyCount !== null && count !== this.onlyCount)) return
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
