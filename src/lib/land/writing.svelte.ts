/** Saving something about land: who was quicker, what was refused, and the way back in a toast. */
import { ask, type Problem, reason } from '$lib/api.ts'
import type { Shell } from '$lib/shell/shell.svelte.ts'
import { commit, describe } from '$lib/territory/commit.ts'
import type { MessageKey, MessageValues } from '$messages/index.ts'
import type { Change } from '../../../server/territories/schema.ts'

interface Around {
  shell: Shell
  land: { load(): Promise<void> }
  t: (key: MessageKey, values?: MessageValues) => string
}

export class Writing {
  saving = $state(false)
  problem = $state<string | null>(null)
  /** The version that somebody else saved meanwhile. */
  theirs = $state.raw<(Record<string, unknown> & { revision: number }) | null>(null)
  why = $state('')
  #around: Around

  constructor(around: Around) {
    this.#around = around
  }

  /** @returns null where it was refused: `problem` or `theirs` says why. */
  async send<R>(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    body: object,
  ): Promise<{ record: R; change: Change } | null> {
    this.saving = true
    this.problem = null
    const why = this.why.trim() || undefined
    const answer = await ask<{ record: R; change: Change }>(
      path,
      method === 'DELETE'
        ? { method, query: { ...(body as Record<string, number>), reason: why } }
        : { method, body: { ...body, ...(why && { reason: why }) } },
    )
    this.saving = false
    if (answer.ok) {
      this.theirs = null
      return answer.value
    }
    this.#refused(answer.problem)
    return null
  }

  #refused(problem: Problem): void {
    if (reason(problem) === 'changed-by-another') this.theirs = problem.facts?.theirs ?? null
    else this.problem = problem.detail || problem.title || this.#around.t('shell.problem')
  }

  /** Says what was done; undoing takes back all of it, the last first. */
  done(changes: readonly Change[]): void {
    const { shell, land, t } = this.#around
    const [first, ...more] = changes
    if (more.length === 0) {
      commit({ shell, territory: land, t }, first)
      return
    }
    shell.toast(describe(first, t), {
      label: t('shell.undo'),
      run: () => void this.#undo(changes),
    })
    void shell.refresh()
    void land.load()
  }

  async #undo(changes: readonly Change[]): Promise<void> {
    const { shell, land, t } = this.#around
    for (const { id } of changes.toReversed()) {
      const answer = await ask<Change>(`/changes/${id}/undo`, { method: 'POST' })
      if (!answer.ok)
        shell.toast(answer.problem.detail || answer.problem.title || t('shell.problem'), undefined, 'problem')
      else if (id === changes[0].id) commit({ shell, territory: land, t }, answer.value)
    }
  }
}
