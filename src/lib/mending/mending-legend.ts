/** Which signs of mending are on the map. */

import type { Say } from '$lib/drawing/words.ts'
import { COLOURS } from '$lib/map/colours.ts'
import type { LegendEntry } from '$lib/map/legend-entry.ts'
import type { MendScreen } from './mend-screen.svelte.ts'

export function mendingLegend(screen: MendScreen, t: Say): LegendEntry[] {
  const { counts, task } = screen
  const entries: (LegendEntry | false)[] = [
    counts.gap > 0 && { sign: 'hatch', colour: COLOURS.split, label: t('mend.legend-gap') },
    counts.overlap > 0 && { sign: 'hatch', colour: COLOURS.overlap, label: t('mend.legend-overlap') },
    counts.allowed > 0 && { sign: 'dashed', colour: COLOURS.ink2, label: t('mend.legend-allowed') },
    screen.land.length > 0 && { sign: 'fill', colour: COLOURS.accent, label: t('mend.legend-after') },
    task.changes.length > 0 && { sign: 'fill', colour: COLOURS.accent, label: t('drawing.legend-changed') },
    task.changes.length > 0 && { sign: 'dashed', colour: COLOURS.ink2, label: t('drawing.legend-before') },
  ]
  return entries.filter((entry) => entry !== false)
}
