/** What the window and the worker that suggests say to each other. */
import type { Position } from 'geojson'
import type { Alternative, Bounds, CouncilFigures, Suggestion } from '$domain/composing/index.ts'
import type { DeclaredLink, Unit } from '$domain/territory/types.ts'

/** What counts for a suggestion and for the scores of a grouping alike. Councils by id. */
export interface Situation {
  councils: string[]
  links: DeclaredLink[]
  figures: ReadonlyMap<string, CouncilFigures>
  /** The commune that a council is of today; null: what is there is not to be kept. */
  present: ReadonlyMap<string, number> | null
}
export interface Wishes {
  bounds: Bounds
  groups: number | null
  together: string[][]
  out: string[]
  /** After so long the search ends with what it has. */
  milliseconds: number
}
export type Scored = Pick<Alternative, 'communes' | 'scores'>

export type Question =
  /** Every area that may matter, whole; replaces those before. */
  | { kind: 'areas'; units: Unit[] }
  /** Rivers and the like; none: nothing is crossed. */
  | { kind: 'lines'; lines: Position[][]; reachM: number }
  | { kind: 'suggest'; number: number; situation: Situation; wishes: Wishes }
  | { kind: 'score'; number: number; situation: Situation; communes: string[][] }
  /** Who borders whom among the councils. */
  | { kind: 'neighbours'; number: number; councils: string[] }

export type Reply =
  | { number: number; progress: { done: number; of: number } }
  | { number: number; answer: Suggestion | Scored | [string, string][] }
  | { number: number; defect: string }
