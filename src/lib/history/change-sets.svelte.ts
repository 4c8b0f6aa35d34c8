/** Saved changes as their reader sees them, a page at a time, and taking one back. */
import { type Answer, ask, type Problem } from '$lib/api.ts'
import type { Change, ChangeList, ChangeSet } from '../../../server/territories/schema.ts'

export interface ChangeFilter {
  commune?: number
  council?: number
}

const PAGE = 30

export class ChangeSets {
  /** The latest first; null until they are here. */
  items = $state.raw<ChangeSet[] | null>(null)
  more = $state(false)
  problem = $state.raw<Problem | null>(null)
  #filter: ChangeFilter = {}
  #asked = 0

  async load(filter: ChangeFilter): Promise<void> {
    this.#filter = filter
    await this.#page()
  }

  next = (): Promise<void> => this.#page(this.items?.at(-1)?.id)

  async #page(before?: number): Promise<void> {
    const asked = ++this.#asked
    const answer = await ask<ChangeList>('/changes', {
      query: { commune: this.#filter.commune, council: this.#filter.council, before, limit: PAGE },
    })
    if (asked !== this.#asked) return
    this.problem = answer.ok ? null : answer.problem
    if (!answer.ok) return
    const { items } = answer.value
    this.items = before === undefined ? items : [...(this.items ?? []), ...items]
    this.more = items.length === PAGE
  }

  /** Takes a step back, or takes it again where it was taken back. */
  turn = (id: number, reason?: string): Promise<Answer<Change>> =>
    ask<Change>(`/changes/${id}/undo`, { method: 'POST', body: { reason } })
}
