/** How many sit in the parliament of a commune, by the rule pack. */
import { type Confidence, type LawPack, ruleInForce } from '../law/index.ts'

export interface Parliament {
  councils: number
  enterprises: number
  bank: number
  seats: number
  confidence: Confidence
  source: string
}

export interface LawInForce {
  pack: LawPack
  /** ISO date: the day the case begins. */
  date: string
}

/** Null where the pack says nothing of a parliament on that day. */
export function parliamentOf(councils: number, { pack, date }: LawInForce): Parliament | null {
  const rule = ruleInForce(pack, 'parliament', date)
  if (!rule) return null
  const { perCouncil, ofEnterprises, ofBank } = rule.requirement
  return {
    councils: perCouncil * councils,
    enterprises: ofEnterprises,
    bank: ofBank,
    seats: perCouncil * councils + ofEnterprises + ofBank,
    confidence: rule.confidence,
    source: rule.source,
  }
}

export interface ParliamentLeft {
  /** Of the parliament as it was elected, by how many seats those who stay hold. */
  seatsLeft: number
  seatsBefore: number
  /** Share of the seats that must be filled: the commune's own, else the rule pack's; null where nobody gives one. */
  quorum: number | null
  keepsQuorum: boolean | null
}

/** Before anybody is elected anew: the seats of enterprises and bank are the commune's and stay. */
export function parliamentLeft(
  before: number,
  staying: number,
  law: LawInForce,
  ownQuorum: number | null,
): ParliamentLeft | null {
  const was = parliamentOf(before, law)
  const is = parliamentOf(staying, law)
  if (!was || !is) return null
  const quorum = ownQuorum ?? ruleInForce(law.pack, 'parliament', law.date)?.requirement.quorum ?? null
  const keepsQuorum = quorum === null ? null : is.seats >= quorum * was.seats
  return { seatsLeft: is.seats, seatsBefore: was.seats, quorum, keepsQuorum }
}
