/** After a change on the server: say it, offer the way back, look again. */

import { ask } from '$lib/api.ts'
import type { Shell } from '$lib/shell/shell.svelte.ts'
import type { MessageKey, MessageValues } from '$messages/index.ts'
import type { Change } from '../../../server/territories/schema.ts'

interface Around {
  shell: Shell
  /** What is to be looked at again. */
  territory: { load(): Promise<void> }
  t: (key: MessageKey, values?: MessageValues) => string
}

export function commit(around: Around, change: Change): void {
  const { shell, t } = around
  const words = describe(change, t)
  shell.toast(change.undone ? t('changes.undone', { change: words }) : words, {
    label: t(change.undone ? 'shell.redo' : 'shell.undo'),
    run: () => void turn(around, change.id),
  })
  void refresh(around)
}

/** Undoes a step, or does it again. */
export async function turn(around: Around, id: number): Promise<void> {
  const answer = await ask<Change>(`/changes/${id}/undo`, { method: 'POST' })
  if (answer.ok) commit(around, answer.value)
  else
    around.shell.toast(
      answer.problem.detail || answer.problem.title || around.t('shell.problem'),
      undefined,
      'problem',
    )
}

export const describe = (change: Change, t: Around['t']): string =>
  t(`change.${change.kind}` as MessageKey, change.facts)

async function refresh({ shell, territory }: Around): Promise<void> {
  await Promise.all([shell.refresh(), territory.load()])
}
