/** The measures by which alternatives are compared: what each is, in what unit, and which is the most favourable. Pure. */
import type { Scores } from '../../../domain/composing/index.ts'
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
  row('suggest.row-councils', ({ councils }) => t('suggest.range', councils))
  row('suggest.row-families', ({ families: { least, most } }) => t('suggest.range', { least, most }))
  row(
    'suggest.row-spread',
    ({ families }) => percent(families.spread),
    ({ families }) => Math.round(100 * families.spread),
  )
  row(
    'suggest.row-compact',
    ({ compactness }) => percent(compactness),
    ({ compactness }) => -Math.round(100 * compactness),
  )
  row(
    'suggest.row-cut',
    ({ cutBorderM }) => metres(cutBorderM),
    ({ cutBorderM }) => Math.round(cutBorderM / 100),
  )
  row(
    'suggest.row-kept',
    ({ councilsKept }) => percent(councilsKept),
    ({ councilsKept }) => -Math.round(100 * (councilsKept ?? 0)),
  )
  row(
    'suggest.row-borders',
    ({ bordersKept }) => percent(bordersKept),
    ({ bordersKept }) => -Math.round(100 * (bordersKept ?? 0)),
  )
  row(
    'suggest.row-crossed',
    ({ crossedM }) => (crossedM === null ? null : metres(crossedM)),
    ({ crossedM }) => Math.round(crossedM ?? 0),
  )
  if (alternatives.some(({ scores }) => scores.conditional > 0))
    row(
      'suggest.row-conditional',
      ({ conditional }) => number(conditional),
      ({ conditional }) => conditional,
    )
  return rows
}

function favourable(alternatives: readonly Compared[], cost: (scores: Scores) => number): number[] {
  const costs = alternatives.map(({ scores }) => cost(scores))
  const least = Math.min(...costs)
  const best = costs.flatMap((one, i) => (one === least ? [i] : []))
  return best.length === costs.length ? [] : best
}
