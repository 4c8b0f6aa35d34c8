/**
 * Levels above the council: circuits, communes, communal cities, federations and confederations, each made of members
 * that join and leave, judged on the councils that they come down to.
 */
import type { FindingState, LawPack, Level, LevelName } from '../law/index.ts'
import { judgeVerdict } from '../territory/judge.ts'
import { findSeparations } from '../territory/separations.ts'
import type { Territory } from '../territory/territory.ts'
import type { ContiguityRule, DeclaredLink, Separation, Verdict } from '../territory/types.ts'
import { waysAmong } from './ties.ts'

/** A stretch of time in which something is a member. ISO dates; `to` is the first day on which it no longer is. */
export interface Membership {
  member: string
  from: string
  to: string | null
}

/** Something made of members: of councils if it is a circuit or a commune, else of bodies. */
export interface Body {
  id: string
  level: LevelName
  memberships: readonly Membership[]
}

export interface LevelFinding {
  asked: 'members-of-level' | 'members-needed' | 'one-space'
  state: FindingState
  /** What is not as asked. */
  members: string[]
}

export interface LevelJudgement {
  level: LevelName
  members: string[]
  /** In the order of the territory. */
  councils: string[]
  /** Of all councils together; null where there are none. */
  verdict: Verdict | null
  /** Members that share space, largest group first; a member in several pieces of its own is in each of their groups. */
  pieces: string[][]
  /** The councils of each of the pieces, in the same order. */
  councilPieces: string[][]
  /** How far apart the pieces lie, shortest first: one less than there are pieces. */
  separations: Separation[]
  /** Members whose leaving would leave the others in more pieces. */
  cutMembers: string[]
  /** Councils that two members bring along. */
  broughtTwice: { council: string; members: string[] }[]
  /** Members that are nobody known, or have no councils on that day. */
  empty: string[]
  /** With the level's rule, which carries its confidence; an unconfirmed one never alarms. */
  findings: LevelFinding[]
  rule: Level | null
}

export interface LevelOptions {
  pack: LawPack
  links?: readonly DeclaredLink[]
  rule?: ContiguityRule
}

/** @param date ISO date */
export function membersOn({ memberships }: Body, date: string): string[] {
  const members = memberships.filter(({ from, to }) => from <= date && (to === null || date < to))
  return [...new Set(members.map(({ member }) => member))]
}

/** Judges a body on a day. A body that is its own member, by whatever way, brings nothing along by it. */
export function judgeLevel(
  territory: Territory,
  body: Body,
  bodies: readonly Body[],
  date: string,
  { pack, links = [], rule = 'rook' }: LevelOptions,
): LevelJudgement {
  const known = new Map(bodies.map((each) => [each.id, each]))
  const position = new Map(territory.ids.map((id, i) => [id, i]))
  const members = membersOn(body, date)
  const brought = new Map(
    members.map((member) => [member, councilsOf(member, body, known, position, date, new Set([body.id]))]),
  )
  const units = [...new Set([...brought.values()].flat())].sort((a, b) => a - b)
  const ways = waysAmong(territory, units, links)
  const piecesOf = (some: readonly number[]) =>
    some.length === 0 ? [] : judgeVerdict(territory, some, ways, rule).pieces
  const pieces = piecesOf(units)
  const verdict = units.length === 0 ? null : judgeVerdict(territory, units, ways, rule).verdict
  const level = pack.levels.find((each) => each.level === body.level) ?? null
  return {
    level: body.level,
    members,
    councils: units.map((unit) => territory.ids[unit]),
    verdict,
    pieces: pieces.map((piece) => {
      const within = new Set(piece)
      return members.filter((member) => brought.get(member)!.some((unit) => within.has(unit)))
    }),
    councilPieces: pieces.map((piece) => piece.map((unit) => territory.ids[unit])),
    separations: findSeparations(territory, pieces).map((apart) => ({
      ...apart,
      from: territory.ids[apart.from],
      to: territory.ids[apart.to],
    })),
    cutMembers: members.filter((member) => {
      const others = members.filter((other) => other !== member).flatMap((other) => brought.get(other)!)
      return others.length > 0 && piecesOf([...new Set(others)]).length > pieces.length
    }),
    broughtTwice: twice(territory, members, brought),
    empty: members.filter((member) => brought.get(member)!.length === 0),
    findings: level ? findingsOf(level, members, known, position, verdict) : [],
    rule: level,
  }
}

function councilsOf(
  member: string,
  body: Body,
  known: ReadonlyMap<string, Body>,
  position: ReadonlyMap<string, number>,
  date: string,
  above: ReadonlySet<string>,
): number[] {
  if (isOfCouncils(body)) {
    const unit = position.get(member)
    return unit === undefined ? [] : [unit]
  }
  const next = known.get(member)
  if (!next || above.has(member)) return []
  const further = new Set([...above, member])
  return membersOn(next, date).flatMap((each) => councilsOf(each, next, known, position, date, further))
}

/** Ids of all councils, and of the communes by which they come, that a body comes down to on a day. */
export function councilsBelow(
  body: Body,
  known: ReadonlyMap<string, Body>,
  date: string,
): { councils: string[]; communes: string[] } {
  const councils = new Set<string>()
  const met = new Map<string, Body>([[body.id, body]])
  for (const each of met.values()) {
    for (const member of membersOn(each, date)) {
      const next = known.get(member)
      if (isOfCouncils(each)) councils.add(member)
      else if (next) met.set(member, next)
    }
  }
  const communes = [...met.values()].filter(({ level }) => level === 'commune').map(({ id }) => id)
  return { councils: [...councils], communes }
}

const isOfCouncils = ({ level }: Body): boolean => level === 'circuit' || level === 'commune'

function twice(
  territory: Territory,
  members: readonly string[],
  brought: ReadonlyMap<string, number[]>,
): LevelJudgement['broughtTwice'] {
  const by = new Map<number, string[]>()
  for (const member of members)
    for (const unit of new Set(brought.get(member))) by.set(unit, [...(by.get(unit) ?? []), member])
  return [...by]
    .filter(([, those]) => those.length > 1)
    .sort((a, b) => a[0] - b[0])
    .map(([unit, those]) => ({ council: territory.ids[unit], members: those }))
}

function findingsOf(
  level: Level,
  members: readonly string[],
  known: ReadonlyMap<string, Body>,
  position: ReadonlyMap<string, number>,
  verdict: Verdict | null,
): LevelFinding[] {
  const { membersAre, membersAtLeast, oneSpace } = level
  const others = members.filter((member) =>
    membersAre === 'council' ? !position.has(member) : known.get(member)?.level !== membersAre,
  )
  const said = (state: FindingState): FindingState =>
    level.confidence === 'unconfirmed' ? 'unconfirmed' : state
  const findings: LevelFinding[] = [
    { asked: 'members-of-level', state: said(others.length === 0 ? 'met' : 'not-met'), members: others },
    {
      asked: 'members-needed',
      state: said(membersAtLeast === null ? 'unknown' : members.length >= membersAtLeast ? 'met' : 'not-met'),
      members: [],
    },
  ]
  if (oneSpace !== false) {
    const open = oneSpace === null || verdict === null || verdict === 'conditional'
    const state = open ? 'unknown' : verdict === 'contiguous' ? 'met' : 'not-met'
    findings.push({ asked: 'one-space', state: said(state), members: [] })
  }
  return findings
}

export type MembershipRefusal =
  | 'already-a-member'
  | 'not-a-member'
  | 'ends-before-it-begins'
  | 'member-of-itself'

/** The body with a member from a day on; refused where it is one already on that day or later. */
export function withMember(
  body: Body,
  member: string,
  from: string,
  bodies: readonly Body[] = [],
): Body | { refused: MembershipRefusal } {
  if (reaches(member, body.id, bodies)) return { refused: 'member-of-itself' }
  const overlaps = body.memberships.some(
    (each) => each.member === member && (each.to === null || each.to > from),
  )
  if (overlaps) return { refused: 'already-a-member' }
  return { ...body, memberships: [...body.memberships, { member, from, to: null }] }
}

/** The body without a member from a day on; what was before stays on record. */
export function withoutMember(
  body: Body,
  member: string,
  from: string,
): Body | { refused: MembershipRefusal } {
  const open = body.memberships.find((each) => each.member === member && (each.to === null || each.to > from))
  if (!open) return { refused: 'not-a-member' }
  if (from <= open.from) return { refused: 'ends-before-it-begins' }
  return {
    ...body,
    memberships: body.memberships.map((each) => (each === open ? { ...each, to: from } : each)),
  }
}

/** Whether one body comes down to another at any time. */
function reaches(from: string, to: string, bodies: readonly Body[], met = new Set<string>()): boolean {
  if (from === to) return true
  if (met.has(from)) return false
  met.add(from)
  const body = bodies.find(({ id }) => id === from)
  return body?.memberships.some(({ member }) => reaches(member, to, bodies, met)) ?? false
}
