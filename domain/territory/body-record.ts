/** Circuits, communal cities, federations and confederations as records, with all memberships that they ever had. */
import type { Audience } from '../access/audience.ts'

export const BODY_LEVELS = ['circuit', 'city', 'federation', 'confederation'] as const
export type BodyLevel = (typeof BODY_LEVELS)[number]

export interface MemberRef {
  kind: 'council' | 'commune' | 'body'
  id: number
}

export interface BodyMembership extends MemberRef {
  /** ISO dates; `to` is the first day on which it is no member any more. */
  from: string
  to: string | null
}

export interface BodyRecord {
  id: number
  level: BodyLevel
  name: string
  note: string | null
  source: string | null
  approximate: boolean
  importId: number | null
  /** The commune that this circuit has become. */
  became: number | null
  audience: Audience
  revision: number
  /** In the order in which they were written down. */
  memberships: BodyMembership[]
}
