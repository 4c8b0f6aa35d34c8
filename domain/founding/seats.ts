/** The seats of the commune's parliament: how many the law asks for, and how many are filled. */
import { ruleInForce } from '../law/judge.ts'
import type { Confidence, LawPack } from '../law/pack-schema.ts'
import type { FoundingRecord } from './record.ts'

const OF = ['councils', 'enterprises', 'bank'] as const

export interface Seats {
  rows: { of: (typeof OF)[number]; asked: number; filled: number }[]
  asked: number
  /** More than are asked for count for no other bench. */
  filled: number
  years: number
  quorum: number | null
  confidence: Confidence
}

export function seatsOf(
  parliament: FoundingRecord['parliament'],
  councils: number,
  pack: LawPack,
  date: string,
): Seats | null {
  const rule = ruleInForce(pack, 'parliament', date)
  if (!rule) return null
  const { perCouncil, ofEnterprises, ofBank, years, quorum } = rule.requirement
  const asked = { councils: perCouncil * councils, enterprises: ofEnterprises, bank: ofBank }
  const rows = OF.map((of) => ({
    of,
    asked: asked[of],
    filled: Math.min(parliament?.[of] ?? 0, asked[of]),
  }))
  const sum = (name: 'asked' | 'filled') => rows.reduce((total, row) => total + row[name], 0)
  return { rows, asked: sum('asked'), filled: sum('filled'), years, quorum, confidence: rule.confidence }
}
