/** Saving a scenario's drawing back into it, and going to look at it. */
import { goto } from '$app/navigation'
import { reason } from '$lib/api.ts'
import { scenarioHref } from '$lib/scenarios/scenarios-api.ts'
import type { Shell } from '$lib/shell/shell.svelte.ts'
import type { DrawingTask } from './drawing-task.svelte.ts'
import type { Say } from './words.ts'

export async function keepInScenario(task: DrawingTask, shell: Shell, t: Say): Promise<void> {
  const answer = await task.saveScenario()
  if (answer.ok) {
    const { id, name } = answer.value
    await goto(scenarioHref(new URL(location.href), id))
    shell.toast(t('scenario-drawing.saved', { name }))
  } else if (!task.overtaken && reason(answer.problem) !== 'sign-in-needed')
    shell.toast(answer.problem.detail || answer.problem.title || t('drawing.not-saved'), undefined, 'problem')
}
