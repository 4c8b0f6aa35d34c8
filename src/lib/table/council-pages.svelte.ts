/** Councils page after page: the list grows as far as somebody scrolls, and starts again when the question changes. */
import { ask, type Problem } from '$lib/api.ts'
import type { Council, CouncilPage } from '../../../server/territories/schema.ts'

export type CouncilSort = 'name' | 'area' | 'families'

/** Which councils: of one commune, of one import, in a rectangle (west, south, east, north), or all. */
export interface CouncilScope {
  commune?: number
  import?: number
  bbox?: [number, number, number, number]
}

const PAGE = 200

export class CouncilPages {
  items = $state.raw<Council[]>([])
  total = $state(0)
  loading = $state(false)
  problem = $state.raw<Problem | null>(null)
  #next: string | null = null
  #question: Record<string, string | number | undefined> = {}
  #request: AbortController | null = null

  get complete(): boolean {
    return this.#next === null
  }

  /** Asks anew; what an earlier question still brings is dropped. */
  async start(scope: CouncilScope, words: string, sort: CouncilSort): Promise<void> {
    this.#request?.abort()
    this.#next = null
    this.#question = {
      q: words.trim() || undefined,
      commune: scope.commune,
      import: scope.import,
      bbox: scope.bbox?.map((degrees) => degrees.toFixed(6)).join(','),
      sort,
      limit: PAGE,
    }
    await this.#fetch([])
  }

  async more(): Promise<void> {
    if (!this.loading && this.#next !== null) await this.#fetch(this.items)
  }

  stop(): void {
    this.#request?.abort()
  }

  async #fetch(before: Council[]): Promise<void> {
    const request = new AbortController()
    this.#request = request
    this.loading = true
    const query = { ...this.#question, after: this.#next ?? undefined }
    const answer = await ask<CouncilPage>('/councils', { query, signal: request.signal })
    if (this.#request !== request || request.signal.aborted) return
    this.loading = false
    this.problem = answer.ok ? null : answer.problem
    if (!answer.ok) return
    this.items = [...before, ...answer.value.items]
    this.total = answer.value.total
    this.#next = answer.value.next
  }
}
