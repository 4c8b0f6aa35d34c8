/**
 * What people do to the land record, as pure functions: a record as it is wanted, in its context, becomes a change or a
 * refusal. The server applies the change; undo and the log come from it.
 */

import type { Facts } from '../steps/alteration.ts'
import type { LandChangeKind } from '../steps/kinds.ts'
import type { Change } from '../steps/step.ts'
import { nameOf, sameRecord } from './alterations.ts'
import {
  type AssertionRecord,
  type ExtentRecord,
  type LandAlteration,
  type LandKind,
  type LandRecords,
  OCCURRENCES,
  type PartyRecord,
  type UncertainDate,
} from './records.ts'
import { certainlyReversed } from './uncertain-date.ts'

export type LandRefusalReason =
  | 'communes-unknown'
  | 'share-over-one'
  | 'group-in-itself'
  | 'members-without-group'
  | 'member-twice'
  | 'party-unknown'
  | 'commune-party-unnamed'
  | 'other-unit'
  | 'unit-unknown'
  | 'source-unknown'
  | 'extent-unknown'
  | 'assertion-unknown'
  | 'assertion-about-itself'
  | 'dates-reversed'
  | 'occurrence-with-end'
  | 'amount-missing'
  | 'amount-without-unit'
  | 'stance-alone'
  | 'party-missing'
  | 'shape-without-method'
  | 'field-always-seen'
  | 'until-without-coarseness'
  | 'still-referred-to'
  | 'nothing-changed'

export interface LandRefusal {
  refused: LandRefusalReason
  facts: Record<string, unknown>
}

/** What the records around it are, as far as the operation asks. */
export interface LandContext {
  /** Communes that exist, of those named. */
  communes?: ReadonlySet<number>
  /** The unit of what is about one; null where there is none. */
  unit?: LandRecords['unit'] | null
  /** Sources that exist, of those named. */
  sources?: ReadonlySet<number>
  /** Parties that exist, of those named and of all that the groups among them come down to. */
  parties?: ReadonlyMap<number, PartyRecord>
  /** The extent, and the assertion, that an assertion names; null where there is none. */
  extent?: ExtentRecord | null
  about?: AssertionRecord | null
  /** The claims of one source about the same thing, whose shares it adds up with. */
  beside?: readonly AssertionRecord[]
}

/** Fields whose value the record can do without: others see the record and not these. */
export const HIDEABLE: { [K in LandKind]: readonly (keyof LandRecords[K] & string)[] } = {
  unit: ['name', 'municipality', 'state', 'note'],
  extent: ['part', 'from', 'to', 'accuracyM', 'statedAreaM2', 'statedAreaText', 'sourceId', 'note'],
  party: ['name', 'communeId', 'members', 'note'],
  source: ['title', 'publisher', 'publishedText', 'url', 'note'],
  assertion: [
    'partyId',
    'share',
    'from',
    'to',
    'amount',
    'amountUnit',
    'amountText',
    'sourceId',
    'cited',
    'note',
  ],
  case: ['title', 'claimantId', 'note'],
  event: ['share', 'areaM2', 'sourceId', 'note'],
  use: ['areaM2', 'yieldPerHa', 'yieldUnit', 'idealYieldPerHa', 'sourceId', 'note'],
}

/** A record that comes, or changes. @param before null where it is new; its version is the one that is there. */
export function writeLand<K extends LandKind>(
  kind: K,
  before: LandRecords[K] | null,
  wanted: Omit<LandRecords[K], 'version'>,
  context: LandContext,
): Change | LandRefusal {
  const after = trimmed({ ...wanted, version: (before?.version ?? 0) + 1 } as LandRecords[K])
  const refusal = refusedField(kind, after) ?? CHECKS[kind]?.(after as never, context) ?? null
  if (refusal) return refusal
  if (sameRecord(before, after)) return { refused: 'nothing-changed', facts: { name: nameOf(after) } }
  return landStep(`land-${kind}-${before ? 'altered' : 'added'}`, factsOf(after, context), [
    { kind, before, after } as LandAlteration,
  ])
}

/**
 * A record that goes: what was known of it stays (records.ts). A unit takes with it all that is said of it.
 * @param along what goes with it, those that refer to others last.
 */
export function withdrawLand<K extends LandKind>(
  kind: K,
  record: LandRecords[K],
  context: LandContext,
  along: readonly LandAlteration[] = [],
): Change {
  const own = { kind, before: record, after: null } as LandAlteration
  return landStep(`land-${kind}-withdrawn`, { ...factsOf(record, context), along: along.length }, [
    ...along.toReversed(),
    own,
  ])
}

export const landStep = (kind: LandChangeKind, facts: Facts, records: LandAlteration[]): Change => ({
  kind,
  facts,
  communes: [],
  links: [],
  imports: [],
  records,
})

/** `name` is that of the unit, where it is about one: the log's entries go by it. */
function factsOf(record: LandRecords[LandKind], { unit }: LandContext): Facts {
  return {
    name: unit?.name ?? nameOf(record),
    ...('predicate' in record && { predicate: record.predicate }),
    ...('step' in record && { step: record.step }),
    ...('use' in record && { use: record.use }),
  }
}

function refusedField(kind: LandKind, record: LandRecords[LandKind]): LandRefusal | null {
  const hideable: readonly string[] = HIDEABLE[kind]
  const field = Object.keys(record.fieldAudiences).find((name) => !hideable.includes(name))
  return field === undefined ? null : { refused: 'field-always-seen', facts: { field, known: hideable } }
}

type Check<K extends LandKind> = (record: LandRecords[K], context: LandContext) => LandRefusal | null

const communesKnown = (ids: readonly number[], { communes }: LandContext): LandRefusal | null => {
  const unknown = ids.filter((id) => !communes?.has(id))
  return unknown.length === 0 ? null : { refused: 'communes-unknown', facts: { communes: unknown } }
}
const sourceKnown = (id: number | null, { sources }: LandContext): LandRefusal | null =>
  id === null || sources?.has(id) ? null : { refused: 'source-unknown', facts: { source: id } }
const partyKnown = (id: number | null, { parties }: LandContext): LandRefusal | null =>
  id === null || parties?.has(id) ? null : { refused: 'party-unknown', facts: { party: id } }
const unitKnown = (id: number, { unit }: LandContext): LandRefusal | null =>
  unit?.id === id ? null : { refused: 'unit-unknown', facts: { id } }
const inOrder = (from: UncertainDate | null, to: UncertainDate | null): LandRefusal | null =>
  certainlyReversed(from, to)
    ? { refused: 'dates-reversed', facts: { from: from!.text, to: to!.text } }
    : null

const CHECKS: { [K in LandKind]?: Check<K> } = {
  unit: (unit, context) =>
    communesKnown(unit.communes, context) ??
    (unit.placeUntil !== null && unit.placePrecision === 'exact'
      ? { refused: 'until-without-coarseness', facts: { until: unit.placeUntil } }
      : null),
  extent: (extent, context) =>
    unitKnown(extent.unitId, context) ??
    sourceKnown(extent.sourceId, context) ??
    inOrder(extent.from, extent.to) ??
    ((extent.geometry === null) !== (extent.method === 'described')
      ? { refused: 'shape-without-method', facts: { method: extent.method } }
      : null),
  party: checkParty,
  source: (source, context) => communesKnown(source.communes, context),
  assertion: checkAssertion,
  case: (record, context) => unitKnown(record.unitId, context) ?? partyKnown(record.claimantId, context),
  event: (record, context) =>
    unitKnown(record.unitId, context) ??
    sourceKnown(record.sourceId, context) ??
    (record.share && sumOver([record.share])
      ? { refused: 'share-over-one', facts: { name: context.unit!.name } }
      : null),
  use: (record, context) => unitKnown(record.unitId, context) ?? sourceKnown(record.sourceId, context),
}

function checkParty(party: PartyRecord, context: LandContext): LandRefusal | null {
  const { id, name, kind, members, communeId } = party
  const known = communesKnown(communeId === null ? party.communes : [...party.communes, communeId], context)
  if (known) return known
  if (communeId !== null && kind !== 'commune')
    return { refused: 'commune-party-unnamed', facts: { name, kind } }
  if (members.length > 0 && kind !== 'group')
    return { refused: 'members-without-group', facts: { name, kind } }
  const ids = members.map((member) => member.partyId)
  const twice = ids.find((one, i) => ids.indexOf(one) !== i)
  if (twice !== undefined) return { refused: 'member-twice', facts: { name, party: twice } }
  for (const one of ids) {
    if (one === id || reaches(one, id, context.parties))
      return { refused: 'group-in-itself', facts: { name } }
    const refusal = partyKnown(one, context)
    if (refusal) return refusal
  }
  return sumOver(members) ? { refused: 'share-over-one', facts: { name } } : null
}

/** Whether a group comes down to a party. */
function reaches(
  from: number,
  to: number,
  parties: ReadonlyMap<number, PartyRecord> = new Map(),
  met = new Set<number>(),
): boolean {
  if (met.has(from)) return false
  met.add(from)
  return (parties.get(from)?.members ?? []).some(
    ({ partyId }) => partyId === to || reaches(partyId, to, parties, met),
  )
}

function checkAssertion(assertion: AssertionRecord, context: LandContext): LandRefusal | null {
  const { unitId, extentId, predicate, partyId, share, from, to, amount, aboutId } = assertion
  const occurrence = (OCCURRENCES as readonly string[]).includes(predicate)
  const figure = ['area', 'population', 'harvest'].includes(predicate)
  const known =
    unitKnown(unitId, context) ??
    sourceKnown(assertion.sourceId, context) ??
    partyKnown(partyId, context) ??
    inOrder(from, to)
  if (known) return known
  if (!occurrence && partyId === null) return { refused: 'party-missing', facts: { predicate } }
  if (figure && amount === null && assertion.amountText === null)
    return { refused: 'amount-missing', facts: { predicate } }
  if ((amount === null) !== (assertion.amountUnit === null))
    return { refused: 'amount-without-unit', facts: { predicate } }
  if ((assertion.stance === null) !== (aboutId === null))
    return { refused: 'stance-alone', facts: { predicate } }
  if (occurrence && to !== null) return { refused: 'occurrence-with-end', facts: { predicate } }
  if (extentId !== null) {
    if (!context.extent || context.extent.id !== extentId)
      return { refused: 'extent-unknown', facts: { id: extentId } }
    if (context.extent.unitId !== unitId) return { refused: 'other-unit', facts: { id: extentId } }
  }
  if (aboutId !== null) {
    if (aboutId === assertion.id) return { refused: 'assertion-about-itself', facts: { id: aboutId } }
    if (!context.about || context.about.id !== aboutId)
      return { refused: 'assertion-unknown', facts: { id: aboutId } }
    if (context.about.unitId !== unitId) return { refused: 'other-unit', facts: { id: aboutId } }
  }
  if (share && share.numerator > share.denominator)
    return { refused: 'share-over-one', facts: { name: context.unit!.name } }
  const shares = (context.beside ?? []).flatMap((one) =>
    one.id !== assertion.id && one.share && one.partyId !== partyId && alike(one, assertion)
      ? [one.share]
      : [],
  )
  // One source can't give away more than there is; two sources may, and then they disagree.
  return share && sumOver([...shares, share])
    ? { refused: 'share-over-one', facts: { name: context.unit!.name } }
    : null
}

/** Said by one source of the same thing, and certainly at one time. */
const alike = (a: AssertionRecord, b: AssertionRecord): boolean =>
  a.sourceId === b.sourceId &&
  a.predicate === b.predicate &&
  a.extentId === b.extentId &&
  (a.from?.text ?? '') === (b.from?.text ?? '') &&
  (a.to?.text ?? '') === (b.to?.text ?? '')

/** Exact: fractions are added as whole numbers. */
function sumOver(shares: readonly { numerator: number; denominator: number }[]): boolean {
  const denominators = shares.map(({ denominator }) => BigInt(denominator))
  const common = denominators.reduce((product, one) => product * one, 1n)
  const total = shares.reduce(
    (sum, { numerator }, i) => sum + (BigInt(numerator) * common) / denominators[i],
    0n,
  )
  return total > common
}

/** Texts without blanks around them, empty ones as none; numbers of communes in order. */
function trimmed<R extends LandRecords[LandKind]>(record: R): R {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.trim() || null : name === 'communes' ? ascending(value) : value,
    ]),
  ) as R
}

const ascending = (ids: readonly number[]): number[] => [...new Set(ids)].sort((a, b) => a - b)
