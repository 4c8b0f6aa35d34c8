/** What the window and the judge's worker say to each other. */
import type { Breakaway, BreakawayRefusal, CouncilFigures, Mending, Side } from '$domain/composing/index.ts'
import type { DeclaredLink, Judgement, RegisteredAs, Unit } from '$domain/territory/types.ts'

/** What if some members left. */
export interface WhatIfQuestion {
  members: string[]
  leaving: string[]
  links: DeclaredLink[]
  /** Of each member, by id. */
  figures: ReadonlyMap<string, CouncilFigures>
  registeredAs: RegisteredAs
  /** ISO date for the law in force. */
  date: string
}
export interface WhatIf {
  breakaway: Breakaway | BreakawayRefusal
  /** Null where one of the sides is empty. */
  mending: Mending | null
}

/** Several communes, each by the same measures. */
export interface SidesQuestion {
  groups: { members: string[]; registeredAs: RegisteredAs }[]
  links: DeclaredLink[]
  figures: ReadonlyMap<string, CouncilFigures>
  /** ISO date for the law in force. */
  date: string
}

export type Question =
  /** Every area that may matter, whole; replaces those before. */
  | { kind: 'areas'; units: Unit[] }
  | { kind: 'judge'; number: number; members: string[]; links: DeclaredLink[] }
  | ({ kind: 'what-if'; number: number } & WhatIfQuestion)
  | ({ kind: 'sides'; number: number } & SidesQuestion)

export type Reply = {
  number: number
  answer: Judgement | WhatIf | Side[] | null
  milliseconds: number
  defect?: string
}
