/**
 * A commune held against a rule pack. Pure: facts in, one finding per rule in force out. An unconfirmed value is shown
 * and never alarms; what nobody told is unknown and never failed.
 */
import type { RegisteredAs, Verdict } from '../territory/types.ts'
import type { Confidence, LawPack, Requirement, Rule } from './pack-schema.ts'

/** Everything but the councils may be absent: then the finding says what is not known. */
export interface CommuneFacts {
  councils: { id?: string | number; kind: 'urban' | 'rural' | 'indigenous' | null; families: number | null }[]
  /** A network does not claim to share one space: the rule of contiguity is left out. */
  registeredAs?: RegisteredAs
  /** By the contiguity engine. `conditional` leaves the rule open until the assembly confirms. */
  verdict?: Verdict
  pieces?: number
  promoterCommission?: boolean
  /** Parts that the founding charter has, by the pack's words. */
  charter?: string[]
  /** Days between the call and the vote, counted as the rule counts them. */
  debateDays?: number
  /** Shares of 1. */
  turnout?: number
  yes?: number
  parliament?: { councils: number; enterprises: number; bank: number }
}

export type FindingState = 'met' | 'not-met' | 'unknown' | 'unconfirmed'

export interface Finding {
  rule: string
  /** Names the sentence: `law.<kind>.<state>`, with `facts` as its values. */
  kind: Requirement['kind']
  state: FindingState
  confidence: Confidence
  law: string
  gazette: string | null
  article: string | null
  source: string
  facts: Record<string, number>
  /** For the size of councils: which do not fit, and of which too little is known; positions in `councils`. */
  misfits?: number[]
  missing?: number[]
}

export type RequirementOf<K extends Requirement['kind']> = Extract<Requirement, { kind: K }>

const isInForce = (rule: Rule, date: string): boolean =>
  date >= rule.validFrom && (rule.validTo === null || date < rule.validTo)

/** The rule of a kind in force on an ISO date; undefined where the pack has none. */
export function ruleInForce<K extends Requirement['kind']>(
  pack: LawPack,
  kind: K,
  date: string,
): (Rule & { requirement: RequirementOf<K> }) | undefined {
  return pack.rules.find(
    (rule): rule is Rule & { requirement: RequirementOf<K> } =>
      rule.requirement.kind === kind && isInForce(rule, date),
  )
}

/** @param date ISO date: the day the case began, since a later law does not reach back. */
export function judgeAgainstPack(pack: LawPack, commune: CommuneFacts, date: string): Finding[] {
  const findings: Finding[] = []
  for (const rule of pack.rules) {
    if (!isInForce(rule, date)) continue
    if (rule.requirement.kind === 'contiguity' && commune.registeredAs === 'network') continue
    findings.push(findingOf(pack, rule, weigh(rule.requirement, commune)))
  }
  return findings
}

interface Weighed {
  state: 'met' | 'not-met' | 'unknown'
  facts: Record<string, number>
  misfits?: number[]
  missing?: number[]
}

function findingOf(pack: LawPack, rule: Rule, { state, ...rest }: Weighed): Finding {
  const law = pack.laws.find(({ id }) => id === rule.law)
  return {
    rule: rule.id,
    kind: rule.requirement.kind,
    state: rule.confidence === 'unconfirmed' ? 'unconfirmed' : state,
    confidence: rule.confidence,
    law: law?.name ?? rule.law,
    gazette: law?.gazette ?? null,
    article: rule.article,
    source: rule.source,
    ...rest,
  }
}

const decided = (answer: boolean | undefined): Weighed['state'] =>
  answer === undefined ? 'unknown' : answer ? 'met' : 'not-met'

function weigh(requirement: Requirement, commune: CommuneFacts): Weighed {
  const { councils } = commune
  switch (requirement.kind) {
    case 'council-size':
      return weighSizes(requirement, councils)
    case 'contiguity': {
      const { verdict, pieces = verdict === 'split' ? 2 : 1 } = commune
      const answer = verdict === undefined || verdict === 'conditional' ? undefined : verdict === 'contiguous'
      return { state: decided(answer), facts: { pieces } }
    }
    case 'councils-needed': {
      const { atLeast } = requirement
      return {
        state: decided(atLeast === null ? undefined : councils.length >= atLeast),
        facts: { councils: councils.length, atLeast: atLeast ?? 0 },
      }
    }
    case 'promoter-commission':
      return { state: decided(commune.promoterCommission), facts: {} }
    case 'charter': {
      const { charter } = commune
      const lacking = charter
        ? requirement.parts.filter((part) => !charter.includes(part)).length
        : requirement.parts.length
      return { state: decided(charter && lacking === 0), facts: { parts: requirement.parts.length, lacking } }
    }
    case 'debate': {
      const { debateDays } = commune
      return {
        state: decided(debateDays === undefined ? undefined : debateDays >= requirement.days),
        facts: { days: requirement.days, held: debateDays ?? 0 },
      }
    }
    case 'referendum':
      return weighReferendum(requirement, commune)
    case 'parliament':
      return weighParliament(requirement, commune)
  }
}

function weighSizes(requirement: RequirementOf<'council-size'>, councils: CommuneFacts['councils']): Weighed {
  const misfits: number[] = []
  const missing: number[] = []
  for (const [i, { kind, families }] of councils.entries()) {
    if (kind === null || families === null) missing.push(i)
    else {
      const { atLeast, atMost } = requirement[kind]
      if (families < atLeast || (atMost !== null && families > atMost)) misfits.push(i)
    }
  }
  return {
    state: misfits.length > 0 ? 'not-met' : missing.length > 0 ? 'unknown' : 'met',
    facts: { councils: councils.length, misfits: misfits.length, missing: missing.length },
    misfits,
    missing,
  }
}

function weighReferendum(requirement: RequirementOf<'referendum'>, { turnout, yes }: CommuneFacts): Weighed {
  const { turnoutAtLeast, yesMoreThan } = requirement
  const known = turnout !== undefined && yes !== undefined && turnoutAtLeast !== null && yesMoreThan !== null
  return {
    state: decided(known ? turnout >= turnoutAtLeast && yes > yesMoreThan : undefined),
    facts: { turnout: turnout ?? 0, turnoutAtLeast: turnoutAtLeast ?? 0, yes: yes ?? 0 },
  }
}

function weighParliament(requirement: RequirementOf<'parliament'>, commune: CommuneFacts): Weighed {
  const { parliament, councils } = commune
  const wanted = {
    councils: requirement.perCouncil * councils.length,
    enterprises: requirement.ofEnterprises,
    bank: requirement.ofBank,
  }
  const seats = wanted.councils + wanted.enterprises + wanted.bank
  const filled = parliament
    ? Math.min(parliament.councils, wanted.councils) +
      Math.min(parliament.enterprises, wanted.enterprises) +
      Math.min(parliament.bank, wanted.bank)
    : 0
  return { state: decided(parliament && filled === seats), facts: { seats, filled } }
}
