/**
 * How far a founding has come: its steps in order, what each lacks and from which day, held against the law of the day
 * on which the case began. A rule that nobody could confirm is shown and stops nothing.
 */
import { addDays, type Count, daysBetween, lastDayOf, type WorkingCalendar } from '../law/calendar.ts'
import { type CommuneFacts, type Finding, judgeAgainstPack, ruleInForce } from '../law/judge.ts'
import type { LawPack } from '../law/pack-schema.ts'
import type { FoundingPart, FoundingRecord } from './record.ts'
import { type Seats, seatsOf } from './seats.ts'
import { type Turnout, turnoutOf } from './turnout.ts'

export type StepKind = Exclude<FoundingPart, 'began'>

/**
 * done: all that is asked is written down; under-way: some of it; open: nothing yet; against: what is written down does
 * not fulfil a rule that is known; not-asked: the law of that day, as far as it is known, asks nothing of the kind.
 */
export type StepName = 'done' | 'under-way' | 'open' | 'against' | 'not-asked'

export interface FoundingStep {
  kind: StepKind
  state: StepName
  /** The rule in force when the case began; null where the pack has none. */
  finding: Finding | null
  /** Parts of the charter that are not written yet. */
  missingParts: string[]
  /** Councils without a result. */
  missingCouncils: number[]
  /** The first and the last day on which it can be done; null where no rule gives one. */
  from: string | null
  until: string | null
}

/** The next thing to do: the key of its sentence (`founding.next.<what>`) and its values. */
export interface NextThing {
  what:
    | 'form-commission'
    | 'write-charter'
    | 'call-debate'
    | 'wait-for-debate'
    | 'hold-vote'
    | 'finish-vote'
    | 'voted-too-early'
    | 'turnout-too-low'
    | 'no-majority'
    | 'register'
    | 'fill-parliament'
    | 'nothing'
  step: StepKind | null
  facts: Record<string, string | number>
}

export interface FoundingState {
  steps: FoundingStep[]
  turnout: Turnout
  seats: Seats | null
  /** How the days of debate are counted; null where no rule asks for any. */
  debateCount: Count | null
  next: NextThing
  /** The law that the case stands on. */
  lawOf: string
  /** What an earlier law asked of the vote, where nobody could say what the one in force asks; for comparison only. */
  earlierVoteRule: { law: string; turnoutAtLeast: number; yesMoreThan: number } | null
}

export interface CommuneForFounding {
  councils: { id: number; kind: 'urban' | 'rural' | 'indigenous' | null; families: number | null }[]
  registeredAs?: CommuneFacts['registeredAs']
  verdict?: CommuneFacts['verdict']
  pieces?: number
}

export interface FoundingLaw {
  pack: LawPack
  calendar: WorkingCalendar
  /** ISO date. */
  today: string
}

/** @param founding null where nothing is written down: all steps are open, by the law of today. */
export function stateOfFounding(
  founding: FoundingRecord | null,
  commune: CommuneForFounding,
  law: FoundingLaw,
): FoundingState {
  const { pack, today } = law
  const lawOf = founding?.beganOn ?? today
  const councilIds = commune.councils.map(({ id }) => id)
  const turnout = turnoutOf(founding?.votes ?? [], councilIds)
  const findings = judgeAgainstPack(pack, factsOf(founding, commune, law), lawOf)
  const seats = seatsOf(founding?.parliament ?? null, councilIds.length, pack, lawOf)
  const term = termOf(founding, pack, law.calendar, lawOf)
  const step = (kind: StepKind, of: Finding['kind'] | null, rest: Partial<FoundingStep>): FoundingStep => {
    const finding = findings.find((found) => found.kind === of) ?? null
    const state = rest.state ?? 'open'
    return {
      kind,
      missingParts: [],
      missingCouncils: [],
      from: null,
      until: null,
      finding,
      ...rest,
      state: state === 'open' && of !== null && finding === null ? 'not-asked' : state,
    }
  }
  const parts = ruleInForce(pack, 'charter', lawOf)?.requirement.parts ?? []
  const written = new Set(founding?.charter.map(({ part }) => part))
  const missingParts = parts.filter((part) => !written.has(part))
  const against = (of: Finding['kind']) =>
    findings.some(({ kind, state }) => kind === of && state === 'not-met')
  const steps = [
    step('commission', 'promoter-commission', { state: founding?.commission ? 'done' : 'open' }),
    step('charter', 'charter', {
      state: written.size === 0 ? 'open' : missingParts.length > 0 ? 'under-way' : 'done',
      missingParts,
    }),
    step('debate', 'debate', { ...term, state: debateState(founding, term, today, against('debate')) }),
    step('referendum', null, {
      finding: findings.find(({ kind }) => kind === 'referendum') ?? null,
      state:
        turnout.councils === 0
          ? 'open'
          : !turnout.complete
            ? 'under-way'
            : against('referendum')
              ? 'against'
              : 'done',
      missingCouncils: turnout.missing,
      from: term.until && addDays(term.until, 1),
    }),
    step('registration', null, { state: founding?.registration ? 'done' : 'open' }),
    step('parliament', 'parliament', {
      state: !seats || seats.filled === 0 ? 'open' : seats.filled < seats.asked ? 'under-way' : 'done',
    }),
  ]
  return {
    steps,
    turnout,
    seats,
    debateCount: ruleInForce(pack, 'debate', lawOf)?.requirement.count ?? null,
    lawOf,
    next: nextOf(steps, turnout, seats, today),
    earlierVoteRule: earlierVoteRule(pack, lawOf),
  }
}

/** The founding as facts for the judge: what nobody wrote down stays unknown. */
export function factsOf(
  founding: FoundingRecord | null,
  { councils, ...rest }: CommuneForFounding,
  { pack, calendar, today }: FoundingLaw,
): CommuneFacts {
  const facts: CommuneFacts = { councils, ...rest }
  if (!founding) return facts
  const turnout = turnoutOf(
    founding.votes,
    councils.map(({ id }) => id),
  )
  const count = ruleInForce(pack, 'debate', founding.beganOn)?.requirement.count ?? 'continuous'
  const vote = firstVote(founding)
  if (founding.commission) facts.promoterCommission = true
  if (founding.charter.length > 0) facts.charter = founding.charter.map(({ part }) => part)
  // While the debate goes on nothing is too short yet.
  if (founding.debateCalledOn && vote)
    facts.debateDays = daysBetween(founding.debateCalledOn, vote, count, calendar)
  else if (founding.debateCalledOn && debateIsOver(founding, pack, calendar, today))
    facts.debateDays = daysBetween(founding.debateCalledOn, today, count, calendar)
  // A vote without a debate: none was held.
  else if (vote) facts.debateDays = 0
  if (turnout.complete && turnout.turnout !== null && turnout.yesShare !== null) {
    facts.turnout = turnout.turnout
    facts.yes = turnout.yesShare
  }
  if (founding.parliament) facts.parliament = founding.parliament
  return facts
}

interface Term {
  from: string | null
  until: string | null
}

/** The days of debate: from the day after the call. */
function termOf(
  founding: FoundingRecord | null,
  pack: LawPack,
  calendar: WorkingCalendar,
  lawOf: string,
): Term {
  const rule = ruleInForce(pack, 'debate', lawOf)
  const called = founding?.debateCalledOn
  if (!rule || !called) return { from: null, until: null }
  const { days, count } = rule.requirement as { days: number; count: Count }
  return { from: addDays(called, 1), until: lastDayOf(called, days, count, calendar) }
}

const debateIsOver = (founding: FoundingRecord, pack: LawPack, calendar: WorkingCalendar, today: string) => {
  const { until } = termOf(founding, pack, calendar, founding.beganOn)
  return until !== null && today > until
}

function debateState(
  founding: FoundingRecord | null,
  { until }: Term,
  today: string,
  against: boolean,
): StepName {
  if (against) return 'against'
  if (!founding?.debateCalledOn) return 'open'
  return firstVote(founding) || until === null || today > until ? 'done' : 'under-way'
}

const firstVote = ({ votes }: FoundingRecord): string | null => votes.map(({ on }) => on).sort()[0] ?? null

function nextOf(steps: FoundingStep[], turnout: Turnout, seats: Seats | null, today: string): NextThing {
  for (const step of steps) {
    const { kind, state, finding, until, from } = step
    if (state === 'done' || state === 'not-asked') continue
    const next = (what: NextThing['what'], facts: NextThing['facts'] = {}): NextThing => ({
      what,
      step: kind,
      facts,
    })
    switch (kind) {
      case 'commission':
        return next('form-commission')
      case 'charter':
        return next('write-charter', { count: step.missingParts.length })
      case 'debate': {
        const { days = 0, held = 0 } = finding?.facts ?? {}
        if (state === 'against') return next('voted-too-early', { days, held })
        return until && state === 'under-way'
          ? next('wait-for-debate', { vote: addDays(until, 1) })
          : next('call-debate', { days })
      }
      case 'referendum':
        if (state === 'against' && finding) {
          const { turnoutAtLeast = 0 } = finding.facts
          return turnout.turnout !== null && turnout.turnout < turnoutAtLeast
            ? next('turnout-too-low', { turnout: turnout.turnout, turnoutAtLeast })
            : next('no-majority', { yes: turnout.yesShare ?? 0 })
        }
        return state === 'open'
          ? next('hold-vote', { from: from !== null && from > today ? from : 'none' })
          : next('finish-vote', { count: turnout.missing.length })
      case 'registration':
        return next('register')
      case 'parliament':
        return next('fill-parliament', { count: seats ? seats.asked - seats.filled : 0 })
    }
  }
  return { what: 'nothing', step: null, facts: {} }
}

function earlierVoteRule(pack: LawPack, lawOf: string): FoundingState['earlierVoteRule'] {
  const now = ruleInForce(pack, 'referendum', lawOf)
  if (now && now.confidence !== 'unconfirmed') return null
  for (const { requirement, validTo, law } of pack.rules.toReversed()) {
    if (requirement.kind !== 'referendum' || validTo === null || validTo > lawOf) continue
    const { turnoutAtLeast, yesMoreThan } = requirement
    if (turnoutAtLeast === null || yesMoreThan === null) continue
    return { law: pack.laws.find(({ id }) => id === law)?.name ?? law, turnoutAtLeast, yesMoreThan }
  }
  return null
}
