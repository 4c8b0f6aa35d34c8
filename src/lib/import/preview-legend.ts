/** The signs of the import's preview, in words. */
import type { MessageKey } from '../../../messages/index.ts'
import type { ImportProblem } from '../../../server/imports/schema.ts'
import { COLOURS } from '../map/colours.ts'
import type { LegendEntry } from '../map/legend-entry.ts'

export function previewLegend(
  problems: readonly ImportProblem[],
  t: (key: MessageKey) => string,
): LegendEntry[] {
  const entries: LegendEntry[] = [
    { sign: 'dashed', colour: COLOURS.network, label: t('import.legend-accepted') },
  ]
  if (
    problems.some(
      ({ severity, feature, decision }) => severity === 'decide' && feature !== null && decision === null,
    )
  )
    entries.push({ sign: 'band', colour: COLOURS.conditional, label: t('import.legend-waits') })
  if (
    problems.some(
      ({ decisions, feature, decision }) =>
        decisions.includes('repair') && feature !== null && decision === null,
    )
  )
    entries.push({ sign: 'line', colour: COLOURS.accent, label: t('import.legend-repaired') })
  const marked = problems.filter(({ place, decision }) => place !== null && decision === null)
  if (marked.some(({ severity }) => severity === 'decide'))
    entries.push({ sign: 'ring', colour: COLOURS.split, label: t('import.legend-problem') })
  if (marked.some(({ severity }) => severity === 'note'))
    entries.push({ sign: 'ring', colour: COLOURS.ink2, label: t('import.legend-note') })
  return entries
}

/** The signs of a silent file's choices. */
export const fallingLegend = (t: (key: MessageKey) => string): LegendEntry[] => [
  { sign: 'ring', colour: COLOURS.split, label: t('import.legend-pointed') },
  { sign: 'ring', colour: COLOURS.ink2, label: t('import.legend-others') },
]
