import type { Position } from 'geojson'
import type { FileProblem, FormatId, Severity } from './types.ts'

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
  /** Where the question is which of these. */
  layers: string[] = []
  format: FormatId | null = null
  constructor(code: string, facts: Facts = {}, kind: Unusable = 'refused') {
    super(code)
    this.kind = kind
    this.problem = problem(code, 'stop', facts)
  }
}

/** Reading was given up because the caller asked for it. */
export class Cancelled extends Error {}

/** The question which layer, with their names. */
export function layerRefusal(layers: string[], wanted: string | undefined, format: FormatId): Refusal {
  const facts = { count: layers.length, layers: layers.slice(0, 20).join(', ').slice(0, 500) }
  const refusal = wanted
    ? new Refusal('layer-missing', { ...facts, layer: wanted }, 'needs-layer')
    : new Refusal('layer-needed', facts, 'needs-layer')
  refusal.layers = layers
  refusal.format = format
  return refusal
}
