/** How large a commune is, as values of the sentence `commune.facts`. Pure. */
import type { Commune } from '../../../server/territories/schema.ts'

/** A type, not an interface: sentences take any record of values. */
type Facts = {
  councils: number
  /** -1 where no council gave its families. */
  families: number
  /** Councils without a figure: with any, the families are those that there are at least. */
  missing: number
  area: string
}
interface Measures {
  hectares(squareMetres: number): string
}

export function communeFacts(
  {
    councilIds,
    families,
    familiesMissing,
    areaM2,
    partial,
  }: Pick<Commune, 'councilIds' | 'families' | 'familiesMissing' | 'areaM2' | 'partial'>,
  { hectares }: Measures,
): Facts {
  return {
    councils: councilIds.length,
    families: families ?? -1,
    // Councils that whoever asks does not see give no figure either.
    missing: familiesMissing + (partial ? 1 : 0),
    area: hectares(areaM2),
  }
}

/** @param known the members whose areas are here already; `members` counts all. */
export function memberFacts(
  known: readonly { families: number | null; areaM2: number }[],
  members: number,
  { hectares }: Measures,
): Facts {
  const counted = known.flatMap(({ families }) => (families === null ? [] : [families]))
  return {
    councils: members,
    families: counted.length === 0 ? -1 : counted.reduce((sum, families) => sum + families, 0),
    missing: members - counted.length,
    area: hectares(known.reduce((sum, { areaM2 }) => sum + areaM2, 0)),
  }
}
