/** The measures by which alternatives are compared: what each is, in what unit, and which is the most favourable. Pure. */
import type { Criterion, Scores } from '../../../domain/composing/index.ts'
import type { MessageKey, MessageValues } from '../../../messages/index.ts'

interface Words {
  t: (key: MessageKey, values?: MessageValues) => string
  number: (value: number, digits?: number) => string
  metres: (metres: number) => string
}
interface Row {
  label: MessageKey
  cells: string[]
  /** Positions of the most favourable; empty where nothing is to be favoured, or all are alike. */
  best: number[]
}
interface Compared {
  communes: readonly unknown[]
  scores: Scores
}

export function measureRows(alternatives: readonly Compared[], { t, number, metres }: Words): Row[] {
  const rows: Row[] = []
  const row = (
    label: MessageKey,
    cell: (scores: Scores, communes: number) => string | null,
    cost?: (scores: Scores) => number,
  ) => {
    const cells = alternatives.map(({ scores, communes }) => cell(scores, communes.length))
    if (cells.every((text) => text === null)) return
    rows.push({
      label,
      cells: cells.map((text) => text ?? '–'),
      best: cost ? favourable(alternatives, cost) : [],
    })
  }
  const percent = (share: number | null) =>
    share === null ? null : t('suggest.percent', { value: Math.round(100 * share) })
  row('suggest.row-communes', (_, communes) => number(communes))
  row('suggest.row-councils', ({ councils }) => rangeWords(councils, t))
  row('suggest.row-families', ({ families }) => rangeWords(families, t))
  row('suggest.row-spread', ({ families }) => percent(families.spread), COSTS.balance)
  row('suggest.row-compact', ({ compactness }) => percent(compactness), COSTS.compact)
  row('suggest.row-cut', ({ cutBorderM }) => metres(cutBorderM), COSTS.cut)
  row('suggest.row-kept', ({ councilsKept }) => percent(councilsKept), COSTS.kept)
  row(
    'suggest.row-borders',
    ({ bordersKept }) => percent(bordersKept),
    ({ bordersKept }) => -Math.round(100 * (bordersKept ?? 0)),
  )
  row('suggest.row-crossed', ({ crossedM }) => (crossedM === null ? null : metres(crossedM)), COSTS.crossing)
  if (alternatives.some(({ scores }) => scores.conditional > 0))
    row(
      'suggest.row-conditional',
      ({ conditional }) => number(conditional),
      ({ conditional }) => conditional,
    )
  return rows
}

/** As fine as the table says it: what reads alike is alike. */
const COSTS = {
  balance: ({ families }: Scores) => Math.round(100 * families.spread),
  compact: ({ compactness }: Scores) => -Math.round(100 * compactness),
  kept: ({ councilsKept }: Scores) => -Math.round(100 * (councilsKept ?? 0)),
  crossing: ({ crossedM }: Scores) => Math.round(crossedM ?? 0),
  cut: ({ cutBorderM }: Scores) => Math.round(cutBorderM / 100),
}
type Measure = keyof typeof COSTS

/**
 * What to call each alternative: the search names it for what it went after, and others may still do better at it. So
 * the first is the best overall, and another is named only for a measure in which none that is shown beats it; two are
 * not named for the same.
 */
export function distinctions(
  alternatives: readonly (Compared & { bestAt: Criterion })[],
): ('all' | Measure | 'other')[] {
  const taken = new Set<string>()
  const leads = (measure: Measure, i: number) =>
    !taken.has(measure) && favourable(alternatives, COSTS[measure]).includes(i)
  return alternatives.map(({ bestAt }, i) => {
    if (i === 0) return 'all'
    const measures = Object.keys(COSTS) as Measure[]
    const found =
      measures.find((measure) => measure === bestAt && leads(measure, i)) ??
      measures.find((measure) => leads(measure, i)) ??
      'other'
    taken.add(found)
    return found
  })
}

export const rangeWords = ({ least, most }: { least: number; most: number }, t: Words['t']): string =>
  t('suggest.range', { least, most, same: least === most ? 'yes' : 'no' })

function favourable(alternatives: readonly Compared[], cost: (scores: Scores) => number): number[] {
  const costs = alternatives.map(({ scores }) => cost(scores))
  const least = Math.min(...costs)
  const best = costs.flatMap((one, i) => (one === least ? [i] : []))
  return best.length === costs.length ? [] : best
}
