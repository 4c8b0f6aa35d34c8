/** What a step changes of a territory, as plain records. */
import type { Audience } from '../access/audience.ts'
import type { LinkKind, RegisteredAs } from './types.ts'

export interface CommuneRecord {
  id: number
  code: string | null
  name: string
  registeredAs: RegisteredAs
  note: string | null
  source: string | null
  approximate: boolean
  importId: number | null
  audience: Audience
  revision: number
  /** Ascending, without repeats. */
  councilIds: number[]
}

/** A declared way, or a confirmed border (`kind: 'border'`). */
export interface LinkRecord {
  id: number
  /** The lower of the two numbers. */
  councilA: number
  councilB: number
  kind: LinkKind
  declaredBy: string
  /** ISO date. */
  declaredOn: string
  reason: string
  revision: number
}

/** A council as far as who sees it can be changed. */
export interface CouncilAudience {
  id: number
  audience: Audience
}

/** A council with its area, as far as drawing changes it. Who sees it is a matter of its own. */
export interface CouncilRecord {
  id: number
  code: string | null
  name: string
  kind: 'urban' | 'rural' | 'indigenous' | null
  families: number | null
  population: number | null
  approximate: boolean
  importId: number | null
  audience: Audience
  /** ISO date from which it is so; null where nobody said. */
  since: string | null
  areaM2: number
  /** Hexadecimal WKB of a MultiPolygon, WGS 84: to the last bit what the database holds. */
  geometry: string
  revision: number
}

/** An import is undone by hiding what it brought, so that redo loses nothing. */
export interface ImportRecord {
  id: number
  status: 'saved' | 'undone'
}

/** A gap or an overlap that an assembly leaves on purpose. */
export interface AllowedSpaceRecord {
  id: number
  kind: 'gap' | 'overlap'
  /** Beside it, ascending; of an overlap, the two that have the land. */
  councils: number[]
  areaM2: number
  /** Hexadecimal WKB of a MultiPolygon, WGS 84. */
  geometry: string
  reason: string
  /** An assembly or a committee. */
  decidedBy: string
  /** ISO date. */
  decidedOn: string
  revision: number
}
