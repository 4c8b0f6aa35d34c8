/** A step of the territory as an entry of the log: whose fields became what. Ids and counts, never shapes. */

import { evidenceFields, presentEvidence } from '../evidence/alterations.ts'
import { exchangeFields, exchangeName, presentExchange } from '../exchange/alterations.ts'
import type { ExchangeAlteration } from '../exchange/records.ts'
import { changedVotes, type FoundingRecord } from '../founding/record.ts'
import { presentRecord, recordFields, unitsOf } from '../land/alterations.ts'
import type { LandAlteration } from '../land/records.ts'
import type { Alteration } from '../steps/alteration.ts'
import type { Change } from '../steps/step.ts'
import type { BodyRecord } from '../territory/body-record.ts'
import type {
  AllowedSpaceRecord,
  CommuneRecord,
  CouncilAudience,
  CouncilRecord,
  LinkRecord,
} from '../territory/records.ts'
import type { FieldChange, LogAudience, LogEvent, LogSubject } from './entry.ts'

/** Who may read of a step: found by the server, which knows whose councils they are. */
export interface Reach {
  audience: LogAudience
  communes: number[]
  councils: number[]
}

/** @param done `undone` and `redone` with the change that was applied then, whose sides are those of that moment. */
export function stepEvent(
  step: Change,
  id: number,
  reach: Reach,
  done: 'done' | 'undone' | 'redone' = 'done',
): LogEvent {
  return {
    action: done === 'done' ? step.kind : `change-${done}`,
    subject: subjectOf(step),
    ...reach,
    facts: step.facts,
    fields: [
      ...step.communes.flatMap((commune) =>
        step.communes.length === 1
          ? communeFields(commune)
          : communeFields(commune).map((field) => ({ ...field, commune: present(commune).id })),
      ),
      ...step.links.flatMap(linkFields),
      ...councilFields(step.councils ?? []),
      ...(step.areas ?? []).flatMap(areaFields),
      ...(step.spaces ?? []).flatMap(spaceFields),
      ...(step.bodies ?? []).flatMap(bodyFields),
      ...(step.foundings ?? []).flatMap(foundingFields),
      ...landFields(step.records ?? []),
      ...(step.exchange?.length === 1 ? exchangeFields(step.exchange[0]) : []),
      ...(step.overlaps ?? []).flatMap((overlap) => changed(overlap, ['state'])),
      ...evidenceFields(step.evidence ?? []),
    ],
    step: { id, kind: step.kind },
  }
}

/** Councils that the entry names: ends of links, those that joined or left, those that became visible to others or voted. */
export const namedCouncils = ({
  communes,
  links,
  councils = [],
  areas = [],
  spaces = [],
  bodies = [],
  foundings = [],
}: Change): number[] => [
  ...bodies.flatMap(({ before, after }) =>
    [before, after].flatMap((body) =>
      (body?.memberships ?? []).flatMap(({ kind, id }) => (kind === 'council' ? [id] : [])),
    ),
  ),
  ...communes.flatMap((commune) => Object.values(joinedAndLeft(commune)).flat()),
  ...links.flatMap((link) => [present(link).councilA, present(link).councilB]),
  ...councils.map((council) => present(council).id),
  ...areas.map((area) => present(area).id),
  ...spaces.flatMap((space) => present(space).councils),
  ...foundings.flatMap(changedVotes),
]

function subjectOf({
  communes,
  links,
  imports,
  areas = [],
  bodies = [],
  spaces = [],
  foundings = [],
  records = [],
  exchange = [],
  overlaps = [],
  evidence = [],
  facts,
}: Change): LogSubject {
  if (records.length > 0) return landSubject(records, facts)
  if (exchange.length > 0) return exchangeSubject(exchange)
  if (overlaps.length > 0) return { kind: 'overlap', id: present(overlaps[0]).id, name: null }
  if (evidence.length > 0)
    return { kind: 'evidence', id: presentEvidence(evidence[0]).id, name: facts.name?.toString() ?? null }
  if (bodies.length > 0) {
    const { id, name } = present(bodies[0])
    return { kind: 'body', id, name }
  }
  if (spaces.length > 0) return { kind: 'space', id: present(spaces[0]).id, name: String(facts.beside) }
  if (areas.length > 0 || communes.length > 1) return { kind: 'territory', id: null, name: null }
  if (communes.length > 0) {
    const { id, name } = present(communes[0])
    return { kind: 'commune', id, name }
  }
  if (foundings.length > 0)
    return { kind: 'commune', id: present(foundings[0]).communeId, name: String(facts.name) }
  if (links.length > 0) return { kind: 'link', id: present(links[0]).id, name: `${facts.a} – ${facts.b}` }
  return { kind: 'import', id: present(imports[0]).id, name: String(facts.file) }
}

/** The unit that it is about: who does not see it, as things are then, does not see the entry (sql/0024-land.sql). */
function landSubject(records: readonly LandAlteration[], { name }: Change['facts']): LogSubject {
  const units = unitsOf(records)
  if (units.length === 1) return { kind: 'land-unit', id: units[0], name: String(name) }
  const [only] = records
  if (units.length === 0 && records.length === 1)
    return {
      kind: only.kind === 'party' ? 'party' : 'land-source',
      id: presentRecord(only).id,
      name: String(name),
    }
  return { kind: 'land', id: null, name: null }
}

/** One record, or several at once from a file or a decision. */
function exchangeSubject(exchange: readonly ExchangeAlteration[]): LogSubject {
  if (exchange.length > 1) return { kind: 'exchange', id: null, name: null }
  const record = presentExchange(exchange[0])
  return { kind: exchange[0].kind, id: record.id, name: exchangeName(record) }
}

/** Of one record; of a whole file the figures in its sentence are enough. */
const landFields = (records: readonly LandAlteration[]): FieldChange[] =>
  landSubject(records, {}).kind === 'land' ? [] : records.slice(0, 20).flatMap(recordFields)

function communeFields(commune: Alteration<CommuneRecord>): FieldChange[] {
  const { joined, left } = joinedAndLeft(commune)
  return [
    ...changed(commune, ['name', 'code', 'registeredAs', 'audience']),
    ...(joined.length + left.length > 0 ? [{ field: 'councils', before: left, after: joined }] : []),
  ]
}

// The reason of a link is the reason of its entry.
const linkFields = (link: Alteration<LinkRecord>): FieldChange[] =>
  changed(link, ['kind', 'declaredBy', 'declaredOn'])

// As with links, the reason is the reason of the entry.
const spaceFields = (space: Alteration<AllowedSpaceRecord>): FieldChange[] =>
  changed(space, ['decidedBy', 'decidedOn'])

/** Square metres are whole: what a border moved by less is no news. */
const areaFields = ({ before, after }: Alteration<CouncilRecord>): FieldChange[] => {
  const rounded = (record: CouncilRecord | null) => record && { ...record, areaM2: Math.round(record.areaM2) }
  const fields = changed({ before: rounded(before), after: rounded(after) }, [
    'name',
    'kind',
    'families',
    'population',
    'areaM2',
  ])
  // `kind` alone says what a declared way is.
  const named = (field: string) => (field === 'kind' ? 'councilKind' : field)
  return fields.map((one) => ({ ...one, field: named(one.field), councils: [(after ?? before)!.id] }))
}

/** What became of the founding; of the vote, the totals before and after. */
function foundingFields({ before, after }: Alteration<FoundingRecord>): FieldChange[] {
  const values = (record: FoundingRecord | null): Record<string, FieldChange['before']> => {
    const total = (name: 'electors' | 'voted' | 'yes') =>
      record && record.votes.length > 0 ? record.votes.reduce((sum, vote) => sum + vote[name], 0) : null
    return {
      foundingBeganOn: record?.beganOn ?? null,
      commissionFormedOn: record?.commission?.formedOn ?? null,
      commissionAssembly: record?.commission?.assembly ?? null,
      commissionMembers: record?.commission?.members ?? null,
      charterParts: record?.charter.length ?? null,
      debateCalledOn: record?.debateCalledOn ?? null,
      electors: total('electors'),
      voted: total('voted'),
      yes: total('yes'),
      registeredOn: record?.registration?.on ?? null,
      registerOffice: record?.registration?.office ?? null,
      registerNumber: record?.registration?.number ?? null,
      seatsOfCouncils: record?.parliament?.councils ?? null,
      seatsOfEnterprises: record?.parliament?.enterprises ?? null,
      seatsOfBank: record?.parliament?.bank ?? null,
    }
  }
  const [was, is] = [values(before), values(after)]
  return Object.keys(is)
    .map((field) => ({ field, before: was[field], after: is[field] }))
    .filter((one) => one.before !== one.after)
}

/** One line for all councils that had the same audience. */
function councilFields(councils: Alteration<CouncilAudience>[]): FieldChange[] {
  const groups = Map.groupBy(councils, ({ before, after }) => `${before?.audience} ${after?.audience}`)
  return [...groups.values()].map((alike) => ({
    field: 'audience',
    before: alike[0].before?.audience ?? null,
    after: alike[0].after?.audience ?? null,
    councils: alike.map((council) => present(council).id),
  }))
}

/** Members as `commune 5 2024-03-01–`: from when to when they are members. */
function bodyFields(body: Alteration<BodyRecord>): FieldChange[] {
  const stretches = (record: BodyRecord | null) =>
    (record?.memberships ?? []).map(({ kind, id, from, to }) => `${kind} ${id} ${from}–${to ?? ''}`)
  const [then, now] = [stretches(body.before), stretches(body.after)]
  const [left, joined] = [
    then.filter((each) => !now.includes(each)),
    now.filter((each) => !then.includes(each)),
  ]
  return [
    ...changed(body, ['level', 'name', 'note', 'audience', 'became']),
    ...(joined.length + left.length > 0 ? [{ field: 'members', before: left, after: joined }] : []),
  ]
}

function changed<R, K extends keyof R & string>({ before, after }: Alteration<R>, names: K[]): FieldChange[] {
  const value = (record: R | null, name: K) => (record?.[name] ?? null) as FieldChange['before']
  return names
    .map((field) => ({ field, before: value(before, field), after: value(after, field) }))
    .filter(({ before, after }) => before !== after)
}

function joinedAndLeft({ before, after }: Alteration<CommuneRecord>) {
  const [then, now] = [before?.councilIds ?? [], after?.councilIds ?? []]
  const [had, has] = [new Set(then), new Set(now)]
  return { left: then.filter((id) => !has.has(id)), joined: now.filter((id) => !had.has(id)) }
}

const present = <R>({ before, after }: Alteration<R>): R => (after ?? before)!
