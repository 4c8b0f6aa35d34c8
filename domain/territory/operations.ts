/**
 * What people do to a territory, as pure functions: plain records in, a change or a refusal out. The server applies a
 * change in one transaction; the browser may compute the same change to preview it. Undo is the change turned round.
 */

import type { Audience } from '../access/audience.ts'
import {
  type EvidenceAlteration,
  type EvidenceRecord,
  evidenceKey,
  presentEvidence,
  sameEvidence,
  turnEvidence,
  type UseRecord,
} from '../evidence/alterations.ts'
import {
  type ExchangeKey,
  exchangeKey,
  exchangeName,
  presentExchange,
  sameExchange,
  turnExchange,
} from '../exchange/alterations.ts'
import type { ExchangeAlteration, ExchangeKind, ExchangeRecords } from '../exchange/records.ts'
import { type FoundingRecord, sameFounding } from '../founding/founding.ts'
import { type LandKey, landKey, nameOf, presentRecord, sameRecord, turnRecord } from '../land/alterations.ts'
import type { LandAlteration, LandKind, LandRecords } from '../land/records.ts'
import { type OverlapRecord, sameOverlap } from '../overlaps/record.ts'
import type { AllowedSpaceRecord } from './allowed-spaces.ts'
import type { BodyRecord } from './body-record.ts'
import type { Meeting } from './declared.ts'
import type { LinkKind, RegisteredAs } from './types.ts'

export interface CommuneRecord {
  id: number
  code: string | null
  name: string
  registeredAs: RegisteredAs
  note: string | null
  source: string | null
  approximate: boolean
  importId: number | null
  audience: Audience
  revision: number
  /** Ascending, without repeats. */
  councilIds: number[]
}

/** A declared way, or a confirmed border (`kind: 'border'`). */
export interface LinkRecord {
  id: number
  /** The lower of the two numbers. */
  councilA: number
  councilB: number
  kind: LinkKind
  declaredBy: string
  /** ISO date. */
  declaredOn: string
  reason: string
  revision: number
}

/** A council as far as who sees it can be changed. */
export interface CouncilAudience {
  id: number
  audience: Audience
}

/** A council with its area, as far as drawing changes it. Who sees it is a matter of its own. */
export interface CouncilRecord {
  id: number
  code: string | null
  name: string
  kind: 'urban' | 'rural' | 'indigenous' | null
  families: number | null
  population: number | null
  approximate: boolean
  importId: number | null
  audience: Audience
  /** ISO date from which it is so; null where nobody said. */
  since: string | null
  areaM2: number
  /** Hexadecimal WKB of a MultiPolygon, WGS 84: to the last bit what the database holds. */
  geometry: string
  revision: number
}

/** An import is undone by hiding what it brought, so that redo loses nothing. */
export interface ImportRecord {
  id: number
  status: 'saved' | 'undone'
}

/** One record before and after; null where it does not exist. */
export interface Alteration<R> {
  before: R | null
  after: R | null
}

export type ChangeKind =
  | 'commune-created'
  | 'commune-renamed'
  | 'commune-registered'
  | 'commune-recomposed'
  | 'communes-recomposed'
  | 'commune-disclosed'
  | 'commune-deleted'
  | 'link-declared'
  | 'link-withdrawn'
  | 'import-saved'
  | 'territory-drawn'
  | 'space-allowed'
  | 'space-minded'
  | 'body-created'
  | 'body-altered'
  | 'body-disclosed'
  | 'body-joined'
  | 'body-left'
  | 'body-deleted'
  | 'circuit-founded'
  | 'founding-begun'
  | 'founding-recorded'
  | 'scenario-applied'
  | LandChangeKind
  | ExchangeChangeKind
  | 'overlap-stated'
  | 'evidence-altered'
  | 'evidence-uses-given'

/** A land record comes, changes or goes; several at once from a file. */
export const LAND_CHANGE_KINDS = [
  'land-unit-added',
  'land-unit-altered',
  'land-unit-withdrawn',
  'land-extent-added',
  'land-extent-altered',
  'land-extent-withdrawn',
  'land-party-added',
  'land-party-altered',
  'land-party-withdrawn',
  'land-source-added',
  'land-source-altered',
  'land-source-withdrawn',
  'land-assertion-added',
  'land-assertion-altered',
  'land-assertion-withdrawn',
  'land-case-added',
  'land-case-altered',
  'land-case-withdrawn',
  'land-event-added',
  'land-event-altered',
  'land-event-withdrawn',
  'land-use-added',
  'land-use-altered',
  'land-use-withdrawn',
  'land-imported',
] as const
export type LandChangeKind = (typeof LAND_CHANGE_KINDS)[number]

/** A record of corridors and exchange comes, changes or goes; several at once from a file or a decision. */
export const EXCHANGE_CHANGE_KINDS = [
  'corridor-added',
  'corridor-altered',
  'corridor-removed',
  'producer-added',
  'producer-altered',
  'producer-removed',
  'measure-added',
  'measure-altered',
  'measure-removed',
  'quantity-added',
  'quantity-altered',
  'quantity-removed',
  'quantities-imported',
  'segment-added',
  'segment-altered',
  'segment-removed',
  'roads-imported',
  'plan-added',
  'plan-altered',
  'plan-removed',
  'flow-added',
  'flow-altered',
  'flow-removed',
  'flows-decided',
  'delivery-added',
  'delivery-altered',
  'delivery-removed',
  'run-added',
  'run-altered',
  'run-removed',
  'runs-altered',
  'run-told',
] as const
export type ExchangeChangeKind = (typeof EXCHANGE_CHANGE_KINDS)[number]

export type Facts = Record<string, string | number>

/** Puts are the alterations with an `after`, deletes those without. `kind` is a message key: `change.<kind>`. */
export interface Change {
  kind: ChangeKind
  facts: Facts
  communes: Alteration<CommuneRecord>[]
  links: Alteration<LinkRecord>[]
  imports: Alteration<ImportRecord>[]
  /** Missing in changes written down before councils had an audience. */
  councils?: Alteration<CouncilAudience>[]
  /** Councils drawn anew; without `before` one that begins, without `after` one that ends. Former versions stay. */
  areas?: Alteration<CouncilRecord>[]
  /** Gaps and overlaps left on purpose. */
  spaces?: Alteration<AllowedSpaceRecord>[]
  /** ISO date from which it holds. Without it, what is changed has no history. */
  effectiveOn?: string
  /** It takes back: former versions come back to the present instead of being kept. */
  backwards?: boolean
  /** Circuits, cities, federations and confederations; missing in steps that touch none. */
  bodies?: Alteration<BodyRecord>[]
  /** The founding of a commune; missing in changes written down before there were any. */
  foundings?: Alteration<FoundingRecord>[]
  /** Land records; missing in steps that touch none. Those that others refer to come first. */
  records?: LandAlteration[]
  /** Records of corridors and exchange; missing in steps that touch none. Those that others refer to come first. */
  exchange?: ExchangeAlteration[]
  /** What somebody said of overlaps; missing in steps that touch none. */
  overlaps?: Alteration<OverlapRecord>[]
  /** What was said of evidence; missing in steps that touch none. */
  evidence?: EvidenceAlteration[]
}

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

/** The change that puts things back. */
export function invert(done: Change): Change {
  return {
    ...done,
    communes: done.communes.map(turn),
    links: done.links.map(turn),
    imports: done.imports.map(turn),
    councils: (done.councils ?? []).map(turn),
    areas: done.areas?.map(turn),
    spaces: done.spaces?.map(turn),
    backwards: done.backwards ? undefined : true,
    ...(done.bodies && { bodies: done.bodies.map(turn) }),
    ...(done.foundings && { foundings: done.foundings.map(turn) }),
    // What refers to others goes before them.
    ...(done.records && { records: done.records.map(turnRecord).reverse() }),
    ...(done.exchange && { exchange: done.exchange.map(turnExchange).reverse() }),
    ...(done.overlaps && { overlaps: done.overlaps.map(turn) }),
    ...(done.evidence && { evidence: done.evidence.map(turnEvidence) }),
  }
}

/** What is there now, of the records that a change names; null or missing where a record does not exist. */
export interface PresentState {
  communes: ReadonlyMap<number, CommuneRecord>
  links: ReadonlyMap<number, LinkRecord>
  imports: ReadonlyMap<number, ImportRecord>
  councils: ReadonlyMap<number, CouncilAudience>
  areas: ReadonlyMap<number, CouncilRecord>
  spaces: ReadonlyMap<number, AllowedSpaceRecord>
  bodies?: ReadonlyMap<number, BodyRecord>
  /** By commune. */
  foundings?: ReadonlyMap<number, FoundingRecord>
  records?: ReadonlyMap<LandKey, LandRecords[LandKind]>
  exchange?: ReadonlyMap<ExchangeKey, ExchangeRecords[ExchangeKind]>
  overlaps?: ReadonlyMap<number, OverlapRecord>
  /** By `evidenceKey`. */
  evidence?: ReadonlyMap<string, EvidenceRecord | UseRecord>
}

/**
 * Whether a change still starts from what is there: undoing a step that somebody has built upon would throw away the
 * later work. Revisions do not count, since undo and redo raise them.
 * @returns the first record that has changed since, or null.
 */
export function changedSince(
  next: Change,
  present: PresentState,
): {
  kind:
    | 'commune'
    | 'link'
    | 'import'
    | 'council'
    | 'body'
    | 'space'
    | 'overlap'
    | 'evidence'
    | LandKind
    | ExchangeKind
  id: number
  name: string
} | null {
  for (const { before, after } of next.areas ?? []) {
    const { id, name } = (before ?? after)!
    const now = present.areas.get(id) ?? null
    if (!sameCouncil(before, now)) return { kind: 'council', id, name: now?.name ?? name }
  }
  for (const { before, after } of next.communes) {
    const id = (before ?? after)!.id
    const now = present.communes.get(id) ?? null
    if (!sameCommune(before, now)) return { kind: 'commune', id, name: (now ?? before ?? after)!.name }
    // What was written down of its founding would go with it.
    const goes = (next.foundings ?? []).some((founding) => founding.before?.communeId === id)
    if (after === null && !goes && present.foundings?.has(id)) return { kind: 'commune', id, name: now!.name }
  }
  for (const { before, after } of next.links) {
    const id = (before ?? after)!.id
    const now = present.links.get(id) ?? null
    if ((before === null) !== (now === null)) return { kind: 'link', id, name: String(id) }
  }
  for (const { before, after } of next.spaces ?? []) {
    const id = (before ?? after)!.id
    if ((before === null) !== !present.spaces.has(id)) return { kind: 'space', id, name: String(id) }
  }
  for (const { before, after } of next.imports) {
    const id = (before ?? after)!.id
    if (present.imports.get(id)?.status !== before?.status) return { kind: 'import', id, name: String(id) }
  }
  for (const { before, after } of next.bodies ?? []) {
    const { id, name } = (before ?? after)!
    const now = present.bodies?.get(id) ?? null
    if (!sameBody(before, now)) return { kind: 'body', id, name: now?.name ?? name }
  }
  for (const { before, after } of next.foundings ?? []) {
    const id = (before ?? after)!.communeId
    if (!sameFounding(before, present.foundings?.get(id) ?? null))
      return { kind: 'commune', id, name: String(next.facts.name) }
  }
  for (const one of next.records ?? []) {
    const { id } = presentRecord(one)
    const now = present.records?.get(landKey(one.kind, id)) ?? null
    if (!sameRecord(one.before, now)) return { kind: one.kind, id, name: nameOf(now ?? presentRecord(one)) }
  }
  for (const one of next.exchange ?? []) {
    const { id } = presentExchange(one)
    const now = present.exchange?.get(exchangeKey(one.kind, id)) ?? null
    if (!sameExchange(one.before, now))
      return { kind: one.kind, id, name: exchangeName(now ?? presentExchange(one)) }
  }
  for (const { before, after } of next.overlaps ?? []) {
    const { id } = (before ?? after)!
    if (!sameOverlap(before, present.overlaps?.get(id) ?? null))
      return { kind: 'overlap', id, name: String(id) }
  }
  for (const one of next.evidence ?? []) {
    const { id } = presentEvidence(one)
    if (!sameEvidence(one.before, present.evidence?.get(evidenceKey(one)) ?? null))
      return { kind: 'evidence', id, name: String(next.facts.name) }
  }
  // Who sees a council may have been narrowed since, by another commune that has it: nothing opens it again unasked.
  const councils = next.councils ?? []
  if (councils.some(({ before }) => present.councils.get(before!.id)?.audience !== before!.audience)) {
    const { id, name } = next.communes[0].after!
    return { kind: 'commune', id, name }
  }
  return null
}

function sameCommune(a: CommuneRecord | null, b: CommuneRecord | null): boolean {
  if (a === null || b === null) return a === b
  return (
    a.name === b.name &&
    a.registeredAs === b.registeredAs &&
    // Changes written down before communes had an audience say nothing of it.
    (a.audience ?? b.audience) === (b.audience ?? a.audience) &&
    a.councilIds.length === b.councilIds.length &&
    a.councilIds.every((id, i) => id === b.councilIds[i])
  )
}

/** All that drawing can change. */
const DRAWN = ['name', 'kind', 'families', 'population', 'since', 'geometry'] as const

const sameCouncil = (a: CouncilRecord | null, b: CouncilRecord | null): boolean =>
  a === null || b === null ? a === b : DRAWN.every((field) => a[field] === b[field])
function sameBody(a: BodyRecord | null, b: BodyRecord | null): boolean {
  const said = (body: BodyRecord | null) =>
    body && [body.name, body.note, body.audience, body.became, body.memberships.map(written).sort()]
  return JSON.stringify(said(a)) === JSON.stringify(said(b))
}
const written = ({ kind, id, from, to }: BodyRecord['memberships'][number]): string =>
  `${kind} ${id} ${from} ${to}`

const turn = <R>({ before, after }: Alteration<R>): Alteration<R> => ({ before: after, after: before })

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
