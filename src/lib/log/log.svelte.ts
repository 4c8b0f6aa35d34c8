/** The log as its reader sees it: pages of entries by what the address asks for, and where the chain ends. */
import { type Answer, ask, type Problem } from '$lib/api.ts'
import type { LogEntry, LogHead, LogPage, Verification } from '../../../server/log/schema.ts'
import type { CouncilPage } from '../../../server/territories/schema.ts'
import { type LogFilter, queryOf } from './filter.ts'

/** Ids in one question about councils' names. */
const NAMES_AT_ONCE = 100

export class LogTask {
  entries = $state.raw<LogEntry[] | null>(null)
  /** Where older entries begin; null where there are none. */
  next = $state.raw<number | null>(null)
  /** Entries that the reader does not see, among those looked through; null with a filter. */
  hidden = $state.raw<number | null>(null)
  head = $state.raw<LogHead | null>(null)
  verification = $state.raw<Verification | null>(null)
  problem = $state.raw<Problem | null>(null)
  working = $state(false)
  /** Everybody who appeared so far, for the filter. */
  people = $state.raw<ReadonlyMap<number, string>>(new Map())
  /** Names of councils, as far as the reader sees them. */
  councils = $state.raw<ReadonlyMap<number, string>>(new Map())
  #filter: LogFilter = {}
  #asked = 0

  async load(filter: LogFilter): Promise<void> {
    this.#filter = filter
    this.entries = null
    this.hidden = null
    await Promise.all([this.#page(), this.#readHead()])
  }

  more = () => this.#page(this.next ?? undefined)

  /** @param held a fingerprint that somebody wrote down, to be found in the chain. */
  async verify(held?: LogHead): Promise<void> {
    this.verification = null
    const answer = await this.#busy(ask<Verification>('/log/verification', { query: { ...held } }))
    if (answer.ok) this.verification = answer.value
  }

  async #page(before?: number): Promise<void> {
    const number = ++this.#asked
    const answer = await this.#busy(ask<LogPage>('/log', { query: { ...queryOf(this.#filter), before } }))
    // Another filter was chosen meanwhile.
    if (number !== this.#asked || !answer.ok) return
    const { items, next, hidden } = answer.value
    this.entries = before === undefined ? items : [...(this.entries ?? []), ...items]
    this.next = next
    this.hidden = hidden === null ? null : (this.hidden ?? 0) + hidden
    const people = new Map(this.people)
    for (const { account } of items)
      if (account && !people.has(account.id)) people.set(account.id, account.name)
    this.people = people
    await this.#learnCouncils(items)
  }

  async #readHead(): Promise<void> {
    const answer = await ask<LogHead>('/log/head')
    if (answer.ok) this.head = answer.value
  }

  async #learnCouncils(entries: readonly LogEntry[]): Promise<void> {
    const wanted = new Set(
      entries.flatMap(({ detail }) =>
        detail.fields.flatMap(({ field, before, after, councils = [] }) => [
          ...(field === 'councils' ? ([before, after].flat() as number[]) : []),
          ...councils,
        ]),
      ),
    )
    const missing = [...wanted].filter((id) => !this.councils.has(id)).slice(0, NAMES_AT_ONCE)
    if (missing.length === 0) return
    const answer = await ask<CouncilPage>('/councils', {
      query: { ids: missing.join(), limit: NAMES_AT_ONCE },
    })
    if (answer.ok)
      this.councils = new Map([
        ...this.councils,
        ...answer.value.items.map(({ id, name }) => [id, name] as const),
      ])
  }

  async #busy<T>(asked: Promise<Answer<T>>): Promise<Answer<T>> {
    this.working = true
    this.problem = null
    const answer = await asked
    this.working = false
    if (!answer.ok) this.problem = answer.problem
    return answer
  }
}
