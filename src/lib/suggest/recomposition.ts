/** An accepted grouping as the request that saves it, POST /api/communes/recompose. Pure: a scenario can use it too. */
import type { Recomposition } from '../../../server/territories/schema.ts'
import type { Grouping, PresentCommune } from './grouping.ts'

/** @param communes those that are there, at the revision that the person saw; networks and hidden ones are none of it. */
export function recompositionOf(
  grouping: Grouping,
  communes: readonly PresentCommune[],
): Recomposition['communes'] {
  const filled = grouping.filter(({ councilIds }) => councilIds.length > 0)
  const placed = new Set(filled.flatMap(({ councilIds }) => councilIds))
  const known = new Map(communes.map((commune) => [commune.id, commune]))
  const goingOn = new Set(filled.flatMap(({ communeId }) => communeId ?? []))
  return [
    ...filled.map(({ name, communeId, councilIds }) => ({
      ...(communeId !== null && { id: communeId, revision: known.get(communeId)!.revision }),
      name: name.trim(),
      councilIds,
    })),
    ...losing(communes, goingOn, placed).map(({ id, name, revision, councilIds }) => ({
      id,
      revision,
      name,
      councilIds: councilIds.filter((council) => !placed.has(council)),
    })),
  ]
}

/** Communes that go on in no group and give councils away. */
export const losing = (
  communes: readonly PresentCommune[],
  goingOn: ReadonlySet<number>,
  placed: ReadonlySet<number>,
): PresentCommune[] =>
  communes.filter(
    ({ id, councilIds }) => !goingOn.has(id) && councilIds.some((council) => placed.has(council)),
  )
