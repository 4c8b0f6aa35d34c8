/** What a person changes of an import, and what is still to be decided. */
import { refuse } from '../problems.ts'
import { choices, type ImportDetails } from './details.ts'
import type { ImportEdit } from './schema.ts'

/** Mapping and decisions as asked for; refuses a column that is not there and a choice that is not offered. */
export function edited(
  details: ImportDetails,
  { crs, layer, swapAxes, mapping, audience, decisions = [] }: ImportEdit,
): ImportDetails {
  const columns = details.fields.map(({ name }) => name)
  for (const column of Object.values(mapping ?? {}))
    if (column !== null && !columns.includes(column))
      refuse('field-not-in-file', { field: column, known: columns })
  if (layer !== undefined && !details.layers.includes(layer))
    refuse('layer-not-found', { layer, known: details.layers })
  const made = structuredClone(details.decisions)
  for (const { code, feature = null, decision } of decisions) {
    const offered = choices(code, 'decide')
    if (!offered.includes(decision)) refuse('decision-not-offered', { code, decisions: offered })
    if (feature === null) {
      made.byCode[code] = decision
      // "All of these" answers also for those that had an answer of their own.
      delete made.byFeature[code]
    } else {
      if (!Object.hasOwn(made.byFeature, code)) made.byFeature[code] = {}
      made.byFeature[code][feature] = decision
    }
  }
  return {
    ...details,
    crs: crs ?? details.crs,
    layer: layer ?? details.layer,
    swapAxes: swapAxes ?? details.swapAxes,
    mapping: mapping ?? details.mapping,
    decisions: made,
    audience: audience ?? details.audience,
  }
}

/** Whether a mapping of the one reading fits the other. */
export const sameColumns = (before: ImportDetails, fields: ImportDetails['fields']): boolean =>
  before.fields.length > 0 &&
  fields.length === before.fields.length &&
  fields.every(({ name }, i) => name === before.fields[i].name)

/** What the open questions are about, as far as it has names: the first few. */
export function undecidedNames({ problems, decisions }: ImportDetails): string[] {
  const open = problems.filter(
    ({ severity, code, feature }) =>
      severity === 'decide' &&
      !decisions.byCode[code] &&
      (feature === null || !decisions.byFeature[code]?.[feature]),
  )
  return [...new Set(open.flatMap(({ featureName }) => featureName ?? []))].slice(0, 10)
}
