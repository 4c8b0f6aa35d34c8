/**
 * What people do to a territory, as pure functions: plain records in, a change or a refusal out. The server applies a
 * change in one transaction; the browser may compute the same change to preview it. Undo is the change turned round.
 */

import type { Audience } from '../access/audience.ts'
import type { FoundingRecord } from '../founding/record.ts'
import type { Facts } from '../steps/alteration.ts'
import type { ChangeKind } from '../steps/kinds.ts'
import type { Change } from '../steps/step.ts'
import type { Meeting } from './declared.ts'
import type { CommuneRecord, CouncilAudience, LinkRecord } from './records.ts'
import type { RegisteredAs } from './types.ts'

export type RefusalReason =
  | 'councils-unknown'
  | 'council-in-two-communes'
  | 'commune-changed-by-another'
  | 'nothing-changed'
  | 'link-to-itself'
  | 'link-exists'
  | 'link-in-the-future'
  | 'no-border-to-confirm'
  | 'decided-in-the-future'
  | 'nothing-to-allow'
  | 'space-allowed-already'
  | 'members-unknown'
  | 'member-of-wrong-kind'
  | 'already-a-member'
  | 'not-a-member'
  | 'ends-before-it-begins'
  | 'member-of-itself'
  | 'not-a-circuit'
  | 'circuit-without-councils'
  | 'effective-in-the-future'
  | 'effective-too-early'

export interface Refusal {
  refused: RefusalReason
  facts: Record<string, unknown>
}

export const isRefusal = (outcome: object): outcome is Refusal => 'refused' in outcome

export interface CommuneInput {
  id: number
  name: string
  registeredAs?: RegisteredAs
  audience?: Audience
  councilIds: number[]
}

/** @param present which of the named councils exist. */
export function createCommune(input: CommuneInput, present: ReadonlySet<number>): Change | Refusal {
  const councilIds = inOrder(input.councilIds)
  const unknown = councilIds.filter((id) => !present.has(id))
  if (unknown.length > 0) return { refused: 'councils-unknown', facts: { councils: unknown } }
  const after: CommuneRecord = {
    id: input.id,
    code: null,
    name: input.name.trim(),
    registeredAs: input.registeredAs ?? 'commune',
    note: null,
    source: null,
    approximate: false,
    importId: null,
    // Least right by default: whoever composes it decides to publish it.
    audience: input.audience ?? 'accounts',
    revision: 1,
    councilIds,
  }
  return change(
    'commune-created',
    { name: after.name, councils: councilIds.length },
    { communes: [{ before: null, after }] },
  )
}

export interface CommuneAlteration {
  /** The revision that the person saw. */
  revision: number
  name?: string
  registeredAs?: RegisteredAs
  councilIds?: number[]
  audience?: Audience
  /** Give the commune's councils the same audience. */
  councilsToo?: boolean
}

/** Refuses a change made against an older revision: both versions are in the facts. */
export function alterCommune(
  commune: CommuneRecord,
  wanted: CommuneAlteration,
  present: ReadonlySet<number>,
  /** Of the commune's councils; for `councilsToo`. */
  councils: readonly CouncilAudience[] = [],
): Change | Refusal {
  if (wanted.revision !== commune.revision)
    return {
      refused: 'commune-changed-by-another',
      facts: { name: commune.name, yours: wanted, theirs: commune },
    }
  const councilIds = wanted.councilIds ? inOrder(wanted.councilIds) : commune.councilIds
  const unknown = councilIds.filter((id) => !present.has(id) && !commune.councilIds.includes(id))
  if (unknown.length > 0) return { refused: 'councils-unknown', facts: { councils: unknown } }
  const after: CommuneRecord = {
    ...commune,
    name: wanted.name?.trim() ?? commune.name,
    registeredAs: wanted.registeredAs ?? commune.registeredAs,
    councilIds,
    audience: wanted.audience ?? commune.audience,
    revision: commune.revision + 1,
  }
  const before = new Set(commune.councilIds)
  const now = new Set(councilIds)
  const added = councilIds.filter((id) => !before.has(id)).length
  const removed = commune.councilIds.filter((id) => !now.has(id)).length
  const communes = [{ before: commune, after }]
  if (added + removed > 0)
    return change('commune-recomposed', { name: after.name, added, removed }, { communes })
  if (after.name !== commune.name)
    return change('commune-renamed', { name: after.name, before: commune.name }, { communes })
  if (after.registeredAs !== commune.registeredAs)
    return change('commune-registered', { name: after.name, as: after.registeredAs }, { communes })
  const disclosed = wanted.councilsToo
    ? councils.flatMap((before) =>
        before.audience === after.audience
          ? []
          : [{ before, after: { ...before, audience: after.audience } }],
      )
    : []
  if (after.audience !== commune.audience || disclosed.length > 0) {
    const facts = { name: after.name, audience: after.audience, councils: disclosed.length }
    return change('commune-disclosed', facts, { communes, councils: disclosed })
  }
  return { refused: 'nothing-changed', facts: { name: commune.name } }
}

/** @param founding goes with its commune, and comes back with it. */
export function deleteCommune(
  commune: CommuneRecord,
  revision: number | undefined,
  founding: FoundingRecord | null = null,
): Change | Refusal {
  if (revision !== undefined && revision !== commune.revision)
    return {
      refused: 'commune-changed-by-another',
      facts: { name: commune.name, yours: { revision }, theirs: commune },
    }
  const facts = { name: commune.name, councils: commune.councilIds.length }
  return change('commune-deleted', facts, {
    communes: [{ before: commune, after: null }],
    ...(founding && { foundings: [{ before: founding, after: null }] }),
  })
}

export interface LinkContext {
  /** Names of the councils that exist, by id. */
  councilNames: ReadonlyMap<number, string>
  /** Links already declared between the two councils. */
  existing: readonly LinkRecord[]
  /** How the drawing shows the two, which decides whether there is a border to confirm. */
  meeting: Meeting
  /** ISO date. */
  today: string
}

/** Refuses to confirm what the drawing does not leave in doubt: councils apart need a way, certain borders nothing. */
export function declareLink(input: LinkRecord, context: LinkContext): Change | Refusal {
  if (input.councilA === input.councilB)
    return { refused: 'link-to-itself', facts: { council: input.councilA } }
  const unknown = [input.councilA, input.councilB].filter((id) => !context.councilNames.has(id))
  if (unknown.length > 0) return { refused: 'councils-unknown', facts: { councils: unknown } }
  if (input.declaredOn > context.today)
    return { refused: 'link-in-the-future', facts: { declaredOn: input.declaredOn } }
  const after: LinkRecord = {
    ...input,
    councilA: Math.min(input.councilA, input.councilB),
    councilB: Math.max(input.councilA, input.councilB),
    declaredBy: input.declaredBy.trim(),
    reason: input.reason.trim(),
  }
  const facts = linkFacts(after, context.councilNames)
  if (context.existing.some((link) => link.kind === after.kind)) return { refused: 'link-exists', facts }
  if (after.kind === 'border' && context.meeting !== 'doubtful')
    return { refused: 'no-border-to-confirm', facts: { ...facts, meeting: context.meeting } }
  return change('link-declared', facts, { links: [{ before: null, after }] })
}

export function withdrawLink(link: LinkRecord, councilNames: ReadonlyMap<number, string>): Change {
  return change('link-withdrawn', linkFacts(link, councilNames), { links: [{ before: link, after: null }] })
}

export function importSaved(id: number, facts: Facts): Change {
  return change('import-saved', facts, {
    imports: [{ before: { id, status: 'undone' }, after: { id, status: 'saved' } }],
  })
}

const inOrder = (ids: readonly number[]): number[] => [...new Set(ids)].sort((a, b) => a - b)

const linkFacts = (link: LinkRecord, names: ReadonlyMap<number, string>): Facts => ({
  kind: link.kind,
  a: names.get(link.councilA) ?? String(link.councilA),
  b: names.get(link.councilB) ?? String(link.councilB),
})

const change = (kind: ChangeKind, facts: Facts, parts: Partial<Change>): Change => ({
  kind,
  facts,
  communes: [],
  links: [],
  imports: [],
  councils: [],
  ...parts,
})
