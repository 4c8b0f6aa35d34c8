import type { Position } from 'geojson'
import type { FileProblem, Severity } from './types.ts'

export type Facts = FileProblem['facts']

export const problem = (
  code: string,
  severity: Severity,
  facts: Facts = {},
  feature: number | null = null,
  place: Position | null = null,
): FileProblem => ({ code, severity, feature, place, facts })

export type Unusable = 'refused' | 'needs-crs' | 'needs-layer'

/**
 * How a reader deep in a stream says that the file can't go on. It never leaves this folder: `readFile` turns it
 * into a value. Anything else thrown is a defect.
 */
export class Refusal extends Error {
  readonly kind: Unusable
  readonly problem: FileProblem
  constructor(code: string, facts: Facts = {}, kind: Unusable = 'refused') {
    super(code)
    this.kind = kind
    this.problem = problem(code, 'stop', facts)
  }
}

/** Reading was given up because the caller asked for it. */
export class Cancelled extends Error {}
