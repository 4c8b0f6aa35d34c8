/** A grouping that people made themselves, by the same scores as one that was suggested. */
import type { Territory } from '../territory/territory.ts'
import { NOTHING_KNOWN } from './figures.ts'
import { scoreGrouping } from './scores.ts'
import type { Alternative, SuggestionOptions } from './suggestion.ts'
import { tiesAmong } from './ties.ts'

/** @param communes positions in the territory; none empty, and no council in two */
export function scoreCommunes(
  territory: Territory,
  communes: readonly (readonly number[])[],
  options: SuggestionOptions = {},
): Pick<Alternative, 'communes' | 'scores'> {
  const { figures = () => NOTHING_KNOWN } = options
  const ties = tiesAmong(territory, communes.flat(), options)
  const groupOf = new Map(communes.flatMap((units, group) => units.map((unit) => [unit, group] as const)))
  const groups = Array.from(ties.units, (unit) => groupOf.get(unit)!)
  return scoreGrouping(territory, ties, groups, { ...options, figures })
}
