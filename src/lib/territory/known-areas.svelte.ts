/** Whole areas of councils as far as this browser needs them: members of communes, and what lies around them. */
import { type Answer, ask } from '$lib/api.ts'
import type { Bounds } from '$lib/map/map-view.svelte.ts'
import type { CouncilAreas, CouncilWithGeometry } from '../../../server/territories/schema.ts'

/** How far around a commune councils may matter as a remedy. */
const MARGIN_M = 1500
/** Beyond this a box holds more areas than a browser should be sent; the server looks around instead. */
const LARGEST_BOX_DEGREES = 0.6

export class KnownAreas {
  /** Replaced when more come. */
  councils = $state.raw<ReadonlyMap<number, CouncilWithGeometry>>(new Map())
  #boxes: Bounds[] = []
  #revision = -1
  #day: string | null = null

  /** Areas as they were on a day; null is today. What was fetched of another is let go. */
  setDay(day: string | null): void {
    if (day === this.#day) return
    this.#day = day
    this.#boxes = []
    this.councils = new Map()
  }

  async #ask(query: { ids?: string; bbox?: string }): Promise<Answer<CouncilAreas> | null> {
    const day = this.#day
    const answer = await ask<CouncilAreas>('/councils/areas', { query: { ...query, on: day ?? undefined } })
    return day === this.#day ? answer : null
  }

  /** Asks only for what is not here yet; for all of them `anew`, which may have changed since. */
  async fetch(ids: readonly number[], anew = false): Promise<void> {
    const missing = anew ? ids : ids.filter((id) => !this.councils.has(id))
    if (missing.length > 0) this.#keep(await this.#ask({ ids: missing.join() }))
  }

  /**
   * The areas of the members and of what lies around them.
   * @returns whether all that lies around them is here.
   */
  async fetchAround(members: readonly number[]): Promise<boolean> {
    await this.fetch(members)
    const box = this.boundsOf(members, MARGIN_M)
    return box !== null && (await this.fetchBox(box))
  }

  /** @returns whether every area that touches the box is here. */
  async fetchBox(box: Bounds): Promise<boolean> {
    if (box[2] - box[0] > LARGEST_BOX_DEGREES || box[3] - box[1] > LARGEST_BOX_DEGREES) return false
    if (
      this.#boxes.some(
        (known) => known[0] <= box[0] && known[1] <= box[1] && known[2] >= box[2] && known[3] >= box[3],
      )
    )
      return true
    const answer = await this.#ask({ bbox: box.join() })
    this.#keep(answer)
    if (!answer?.ok || answer.value.truncated) return false
    this.#boxes.push(box)
    return true
  }

  #keep(answer: Answer<CouncilAreas> | null): void {
    if (!answer?.ok) return
    const fresh = answer.value.revision !== this.#revision
    this.#revision = answer.value.revision
    if (fresh) this.#boxes = []
    const councils = new Map(fresh ? [] : this.councils)
    for (const council of answer.value.items) councils.set(council.id, council)
    this.councils = councils
  }

  /** Another revision of the territory: what was fetched may be stale. */
  forget(): void {
    this.#boxes = []
  }

  boundsOf(ids: readonly number[], marginM = 0): Bounds | null {
    const known = ids.map((id) => this.councils.get(id)?.bounds).filter((bounds) => bounds !== undefined)
    if (known.length === 0) return null
    const box: Bounds = [
      Math.min(...known.map((b) => b[0])),
      Math.min(...known.map((b) => b[1])),
      Math.max(...known.map((b) => b[2])),
      Math.max(...known.map((b) => b[3])),
    ]
    const y = marginM / 111_195
    const x = y / Math.max(0.2, Math.cos((box[1] * Math.PI) / 180))
    return [box[0] - x, box[1] - y, box[2] + x, box[3] + y]
  }
}
