/** Writing down a record of communes and corridors: one way to send it, one to say what was refused, the way back in a toast. */
import { type Answer, ask } from '$lib/api.ts'
import type { Shell } from '$lib/shell/shell.svelte.ts'
import { commit } from '$lib/territory/commit.ts'
import type { MessageKey, MessageValues } from '$messages/index.ts'
import type { Change } from '../../../server/territories/schema.ts'

interface Around {
  shell: Shell
  exchange: { load(): Promise<void> }
  t: (key: MessageKey, values?: MessageValues) => string
}
/** A record that is there, as it was seen. */
type Given = { id: number; revision: number } | null

export class Saving {
  busy = $state(false)
  problem = $state<string | null>(null)
  #around: Around

  constructor(around: Around) {
    this.#around = around
  }

  /** @returns what was answered; null where it was refused, and `problem` says why. */
  async send<T extends { change: Change }>(asked: Promise<Answer<T>>): Promise<T | null> {
    const { shell, exchange, t } = this.#around
    this.busy = true
    const answer = await asked
    this.busy = false
    this.problem = answer.ok ? null : answer.problem.detail || answer.problem.title || t('shell.offline')
    if (!answer.ok) return null
    commit({ shell, territory: exchange, t }, answer.value.change)
    return answer.value
  }

  /** @param path of all such records. @param given null: a new one. */
  write<R>(path: string, given: Given, body: object): Promise<{ record: R; change: Change } | null> {
    return this.send(
      ask<{ record: R; change: Change }>(given ? `${path}/${given.id}` : path, {
        method: given ? 'PUT' : 'POST',
        body: { ...body, ...(given && { revision: given.revision }) },
      }),
    )
  }

  remove(path: string, { id, revision }: NonNullable<Given>): Promise<{ change: Change } | null> {
    return this.send(ask<{ change: Change }>(`${path}/${id}`, { method: 'DELETE', query: { revision } }))
  }
}
