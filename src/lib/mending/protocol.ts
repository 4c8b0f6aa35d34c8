/** What the window and the mender's worker say to each other. */
import type { Area } from '$domain/coverage/index.ts'
import type { CouncilFacts, Flaw, MendingStep, Unmended } from '$domain/mending/index.ts'

/** Areas as plain objects: an index does not go from one thread to another. */
export interface Ground {
  areas: Pick<Area, 'id' | 'parts'>[]
  /** Only what is beside these; all of it where null. */
  of: string[] | null
}

export type Question =
  | ({ kind: 'find' } & Ground)
  | ({
      kind: 'mend-all'
      under: number
      /** By council; of those that are not named nothing is known. */
      facts: Map<string, CouncilFacts>
      /** Keys of flaws that are left as they are. */
      kept: Set<string>
    } & Ground)

export interface Plan {
  steps: MendingStep[]
  unmended: Unmended[]
}

export type Reply =
  | { kind: 'progress'; share: number }
  | { kind: 'found'; flaws: Flaw[] }
  | { kind: 'planned'; plan: Plan }
  | { kind: 'defect'; text: string }
