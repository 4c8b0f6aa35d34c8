/** What the window and the judge's worker say to each other. */
import type { DeclaredLink, Judgement, Unit } from '$domain/territory/types.ts'

export type Question =
  /** Every area that may matter, whole; replaces those before. */
  | { kind: 'areas'; units: Unit[] }
  | { kind: 'judge'; number: number; members: string[]; links: DeclaredLink[] }

export type Reply = { number: number; judgement: Judgement | null; milliseconds: number; defect?: string }
