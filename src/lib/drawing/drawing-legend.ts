/** Which signs of a drawing are on the map. */
import { COLOURS } from '$lib/map/colours.ts'
import type { LegendEntry } from '$lib/map/legend-entry.ts'
import type { DrawScreen } from './draw-screen.svelte.ts'
import type { DrawingTask } from './drawing-task.svelte.ts'
import { isNew } from './facts.ts'
import type { Say } from './words.ts'

export function drawingLegend(task: DrawingTask, screen: DrawScreen, t: Say): LegendEntry[] {
  const { changes } = task
  const entries: (LegendEntry | false)[] = [
    changes.some(({ id, after }) => after && !isNew(id)) && {
      sign: 'fill',
      colour: COLOURS.accent,
      label: t('drawing.legend-changed'),
    },
    changes.some(({ id }) => isNew(id)) && {
      sign: 'fill',
      colour: COLOURS.network,
      label: t('drawing.legend-new'),
    },
    changes.some(({ before }) => before) && {
      sign: 'dashed',
      colour: COLOURS.ink2,
      label: t('drawing.legend-before'),
    },
    task.conflict !== null && { sign: 'hatch', colour: COLOURS.overlap, label: t('drawing.legend-theirs') },
    screen.proposal !== null && { sign: 'hatch', colour: COLOURS.accent, label: t('drawing.legend-choice') },
    screen.tracks.length > 0 && {
      sign: 'dashed',
      colour: COLOURS.doubtful,
      label: t('drawing.legend-track'),
    },
    screen.handles.nodes.length > 0 && {
      sign: 'ring',
      colour: COLOURS.overlap,
      label: t('drawing.legend-snap'),
    },
  ]
  return entries.filter((entry) => entry !== false)
}
