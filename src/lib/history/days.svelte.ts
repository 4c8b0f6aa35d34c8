/** The days on which the territory changed, as far as whoever looks sees what changed. */
import { createContext } from 'svelte'
import { ask } from '$lib/api.ts'
import type { HistoryDay, HistoryDays } from '../../../server/territories/schema.ts'

export class Days {
  /** The latest first; null until they are here. */
  items = $state.raw<HistoryDay[] | null>(null)

  load = async (): Promise<void> => {
    const answer = await ask<HistoryDays>('/history/days')
    if (answer.ok) this.items = answer.value.items
  }
}

export const [getDays, setDays] = createContext<Days>()
