/** A gap or an overlap that an assembly leaves on purpose: deciding so, and taking it back. */

import type { Facts } from '../steps/alteration.ts'
import type { Change } from '../steps/step.ts'
import type { Refusal } from './operations.ts'
import type { AllowedSpaceRecord } from './records.ts'

export interface SpaceContext {
  /** Names of the councils that exist, by id. */
  councilNames: ReadonlyMap<number, string>
  /** Share of the land that nobody has, or that both have. */
  share: number
  /** Whether the same land is allowed already. */
  known: boolean
  /** ISO date. */
  today: string
}

/** What is left on purpose has to be there: outlines are rounded and borders move, but most of it must be so. */
const SHARE_AT_LEAST = 0.8

export function allowSpace(input: AllowedSpaceRecord, context: SpaceContext): Change | Refusal {
  const councils = [...new Set(input.councils)].sort((a, b) => a - b)
  const unknown = councils.filter((id) => !context.councilNames.has(id))
  if (unknown.length > 0) return { refused: 'councils-unknown', facts: { councils: unknown } }
  if (input.decidedOn > context.today)
    return { refused: 'decided-in-the-future', facts: { decidedOn: input.decidedOn } }
  const after = {
    ...input,
    councils,
    reason: input.reason.trim(),
    decidedBy: input.decidedBy.trim(),
  }
  const facts = factsOf(after, context.councilNames)
  if (context.share < SHARE_AT_LEAST || (input.kind === 'overlap' && councils.length !== 2))
    return { refused: 'nothing-to-allow', facts }
  if (context.known) return { refused: 'space-allowed-already', facts }
  return change('space-allowed', facts, { before: null, after })
}

export const mindSpace = (space: AllowedSpaceRecord, councilNames: ReadonlyMap<number, string>): Change =>
  change('space-minded', factsOf(space, councilNames), { before: space, after: null })

const factsOf = (
  { kind, councils, areaM2 }: AllowedSpaceRecord,
  names: ReadonlyMap<number, string>,
): Facts => ({
  kind,
  beside: councils.map((id) => names.get(id) ?? String(id)).join(', '),
  areaM2: Math.round(areaM2),
})

const change = (
  kind: Change['kind'],
  facts: Facts,
  space: NonNullable<Change['spaces']>[number],
): Change => ({ kind, facts, communes: [], links: [], imports: [], spaces: [space] })
