/** What people do to circuits, cities, federations and confederations: records in, a change or a refusal out. */
import type { Audience } from '../access/audience.ts'
import type { Facts } from '../steps/alteration.ts'
import type { ChangeKind } from '../steps/kinds.ts'
import type { Change } from '../steps/step.ts'
import type { BodyLevel, BodyMembership, BodyRecord, MemberRef } from '../territory/body-record.ts'
import type { Refusal } from '../territory/operations.ts'
import { type Body, type MembershipRefusal, membersOn, withMember, withoutMember } from './levels.ts'

/** The name by which the engine knows a member: a council by its number alone, as the territory does. */
export const memberKey = ({ kind, id }: MemberRef): string =>
  kind === 'council' ? String(id) : `${kind} ${id}`

export function memberOf(key: string): MemberRef {
  const [, kind, id] = /^(?:(commune|body) )?(\d+)$/.exec(key)!
  return { kind: (kind ?? 'council') as MemberRef['kind'], id: Number(id) }
}

/** For the engine: the same body, with keys for members. */
export const bodyOf = ({ id, level, memberships }: BodyRecord): Body => ({
  id: memberKey({ kind: 'body', id }),
  level,
  memberships: memberships.map(({ from, to, ...member }) => ({ member: memberKey(member), from, to })),
})

const EVER = '0001-01-01'

/** A commune for the engine: its councils of today, since nobody wrote down when they joined. */
export const communeAsBody = (id: number, councilIds: readonly number[]): Body => ({
  id: memberKey({ kind: 'commune', id }),
  level: 'commune',
  memberships: councilIds.map((council) => ({ member: String(council), from: EVER, to: null })),
})

/** A circuit is made of councils, all else of communes or bodies; which of these, the rule of its level says. */
const takes = (level: BodyLevel, { kind }: MemberRef): boolean =>
  (level === 'circuit') === (kind === 'council')

export interface BodyContext {
  /** Names of the members that there are, by key. */
  names: ReadonlyMap<string, string>
  /** All that the new members come down to. */
  bodies: readonly BodyRecord[]
}

export interface BodyInput {
  id: number
  level: BodyLevel
  name: string
  note?: string | null
  audience?: Audience
  members: readonly MemberRef[]
  /** ISO date from which all of them are members. */
  from: string
}

export function createBody(input: BodyInput, context: BodyContext): Change | Refusal {
  let after: BodyRecord = {
    id: input.id,
    level: input.level,
    name: input.name.trim(),
    note: input.note?.trim() || null,
    source: null,
    approximate: false,
    importId: null,
    became: null,
    audience: input.audience ?? 'accounts',
    revision: 1,
    memberships: [],
  }
  for (const member of input.members) {
    const joined = joinedBy(after, member, input.from, context)
    if ('refused' in joined) return joined
    after = joined
  }
  const facts = { level: after.level, name: after.name, members: input.members.length }
  return change('body-created', facts, { before: null, after })
}

export interface BodyAlteration {
  name?: string
  note?: string | null
  audience?: Audience
}

export function alterBody(body: BodyRecord, wanted: BodyAlteration): Change | Refusal {
  const after: BodyRecord = {
    ...body,
    name: wanted.name?.trim() ?? body.name,
    note: wanted.note === undefined ? body.note : wanted.note?.trim() || null,
    audience: wanted.audience ?? body.audience,
  }
  const { level, name } = after
  if (name !== body.name || after.note !== body.note)
    return change('body-altered', { level, name, before: body.name }, { before: body, after })
  if (after.audience !== body.audience)
    return change('body-disclosed', { level, name, audience: after.audience }, { before: body, after })
  return { refused: 'nothing-changed', facts: { name } }
}

export function joinBody(
  body: BodyRecord,
  member: MemberRef,
  from: string,
  context: BodyContext,
): Change | Refusal {
  const after = joinedBy(body, member, from, context)
  if ('refused' in after) return after
  return change('body-joined', membershipFacts(body, member, from, context), { before: body, after })
}

/** What was before stays on record. */
export function leaveBody(
  body: BodyRecord,
  member: MemberRef,
  from: string,
  context: Pick<BodyContext, 'names'>,
): Change | Refusal {
  const left = withoutMember(bodyOf(body), memberKey(member), from)
  const facts = membershipFacts(body, member, from, context)
  if ('refused' in left) return { refused: left.refused, facts }
  return change('body-left', facts, { before: body, after: withMemberships(body, left) })
}

export function deleteBody(body: BodyRecord): Change {
  const facts = { level: body.level, name: body.name, members: body.memberships.length }
  return change('body-deleted', facts, { before: body, after: null })
}

/** The circuit has become a commune: its councils of that day are the commune's, and no longer the circuit's. */
export function foundCommune(
  circuit: BodyRecord,
  commune: { id: number; name: string },
  today: string,
  present: ReadonlySet<number>,
): Change | Refusal {
  const { level, name, memberships } = circuit
  if (level !== 'circuit' || circuit.became !== null) return { refused: 'not-a-circuit', facts: { name } }
  const councilIds = membersOn(bodyOf(circuit), today)
    .map(Number)
    .filter((id) => present.has(id))
    .sort((a, b) => a - b)
  if (councilIds.length === 0) return { refused: 'circuit-without-councils', facts: { name } }
  const after: BodyRecord = {
    ...circuit,
    became: commune.id,
    memberships: memberships.map((each) =>
      each.to !== null && each.to <= today ? each : { ...each, to: each.from > today ? each.from : today },
    ),
  }
  const founded = {
    id: commune.id,
    code: null,
    name: commune.name.trim(),
    registeredAs: 'commune' as const,
    note: circuit.note,
    source: circuit.source,
    approximate: circuit.approximate,
    importId: null,
    audience: circuit.audience,
    revision: 1,
    councilIds,
  }
  const facts = { circuit: name, name: founded.name, councils: councilIds.length }
  return {
    ...change('circuit-founded', facts, { before: circuit, after }),
    communes: [{ before: null, after: founded }],
  }
}

function joinedBy(
  body: BodyRecord,
  member: MemberRef,
  from: string,
  { names, bodies }: BodyContext,
): BodyRecord | Refusal {
  const facts = membershipFacts(body, member, from, { names })
  if (!names.has(memberKey(member))) return { refused: 'members-unknown', facts: { members: [member] } }
  if (!takes(body.level, member)) return { refused: 'member-of-wrong-kind', facts }
  if (body.became !== null) return { refused: 'not-a-circuit', facts: { name: body.name } }
  const joined = withMember(bodyOf(body), memberKey(member), from, bodies.map(bodyOf))
  return 'refused' in joined
    ? { refused: joined.refused satisfies MembershipRefusal, facts }
    : withMemberships(body, joined)
}

const withMemberships = (body: BodyRecord, { memberships }: Body): BodyRecord => ({
  ...body,
  memberships: memberships.map(({ member, from, to }): BodyMembership => ({ ...memberOf(member), from, to })),
})

const membershipFacts = (
  { level, name }: BodyRecord,
  member: MemberRef,
  from: string,
  { names }: Pick<BodyContext, 'names'>,
): Facts => ({ level, name, kind: member.kind, member: names.get(memberKey(member)) ?? '', from })

const change = (
  kind: ChangeKind,
  facts: Facts,
  { before, after }: { before: BodyRecord | null; after: BodyRecord | null },
): Change => ({
  kind,
  facts,
  communes: [],
  links: [],
  imports: [],
  bodies: [{ before, after: after && before ? { ...after, revision: before.revision + 1 } : after }],
})
