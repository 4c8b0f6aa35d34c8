/**
 * A step: all that a change does to records of whatever kind, in one transaction. Undo is the step turned round, as long
 * as nobody has built upon it.
 */
import {
  type EvidenceAlteration,
  type EvidenceRecord,
  evidenceKey,
  presentEvidence,
  sameEvidence,
  type UseRecord,
} from '../evidence/alterations.ts'
import {
  type ExchangeKey,
  exchangeKey,
  exchangeName,
  presentExchange,
  sameExchange,
} from '../exchange/alterations.ts'
import type { ExchangeAlteration, ExchangeKind, ExchangeRecords } from '../exchange/records.ts'
import { type FoundingRecord, sameFounding } from '../founding/record.ts'
import { type LandKey, landKey, nameOf, presentRecord, sameRecord } from '../land/alterations.ts'
import type { LandAlteration, LandKind, LandRecords } from '../land/records.ts'
import { type OverlapRecord, sameOverlap } from '../overlaps/record.ts'
import type { BodyRecord } from '../territory/body-record.ts'
import type {
  AllowedSpaceRecord,
  CommuneRecord,
  CouncilAudience,
  CouncilRecord,
  ImportRecord,
  LinkRecord,
} from '../territory/records.ts'
import { type Alteration, type Facts, idOf, turn } from './alteration.ts'
import type { ChangeKind } from './kinds.ts'

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
    ...(done.records && { records: done.records.map(turn).reverse() }),
    ...(done.exchange && { exchange: done.exchange.map(turn).reverse() }),
    ...(done.overlaps && { overlaps: done.overlaps.map(turn) }),
    ...(done.evidence && { evidence: done.evidence.map(turn) }),
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
    const id = idOf({ before, after })
    const now = present.communes.get(id) ?? null
    if (!sameCommune(before, now)) return { kind: 'commune', id, name: (now ?? before ?? after)!.name }
    // What was written down of its founding would go with it.
    const goes = (next.foundings ?? []).some((founding) => founding.before?.communeId === id)
    if (after === null && !goes && present.foundings?.has(id)) return { kind: 'commune', id, name: now!.name }
  }
  for (const { before, after } of next.links) {
    const id = idOf({ before, after })
    const now = present.links.get(id) ?? null
    if ((before === null) !== (now === null)) return { kind: 'link', id, name: String(id) }
  }
  for (const { before, after } of next.spaces ?? []) {
    const id = idOf({ before, after })
    if ((before === null) !== !present.spaces.has(id)) return { kind: 'space', id, name: String(id) }
  }
  for (const { before, after } of next.imports) {
    const id = idOf({ before, after })
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
    const id = idOf({ before, after })
    if (!sameOverlap(before, present.overlaps?.get(id) ?? null))
      return { kind: 'overlap', id, name: String(id) }
  }
  for (const one of next.evidence ?? []) {
    const { id } = presentEvidence(one)
    if (!sameEvidence(one.before, present.evidence?.get(evidenceKey(one)) ?? null))
      return { kind: 'evidence', id, name: String(next.facts.name ?? id) }
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
