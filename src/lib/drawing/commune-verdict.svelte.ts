/** The verdict of a commune as it is being drawn: asked again with each step, at most one question under way. */
import { type Area, areaOf, areasNear, type Coverage, unitOf } from '$domain/coverage/index.ts'
import type { Judgement, Unit } from '$domain/territory/types.ts'
import { ask } from '$lib/api.ts'
import { Judge } from '$lib/judge/judge.ts'
import type { Commune, CommuneList, Link, LinkList } from '../../../server/territories/schema.ts'

/** Grid steps around the members (1e-7 degree, some 500 m): councils that may lie between them. */
const AROUND = 50_000

export class CommuneVerdict {
  communes = $state.raw<Commune[]>([])
  judgement = $state.raw<Judgement | null>(null)
  broken = $state(false)
  /** Milliseconds that the last answer took, with the way to the worker and back. */
  took = $state(0)
  #links: Link[] = []
  #judge = new Judge()
  #busy = false
  #next: { coverage: Coverage; members: string[] } | null = null
  #units = new WeakMap<Area, Unit>()

  async load(): Promise<void> {
    const [communes, links] = await Promise.all([ask<CommuneList>('/communes'), ask<LinkList>('/links')])
    if (communes.ok) this.communes = communes.value.items
    if (links.ok) this.#links = links.value.items
  }

  /** What is asked while an answer is under way waits; of several only the last is asked. */
  follow(coverage: Coverage, members: string[]): void {
    this.#next = { coverage, members }
    if (!this.#busy) void this.#answer()
  }

  async #answer(): Promise<void> {
    this.#busy = true
    while (this.#next) {
      const { coverage, members } = this.#next
      this.#next = null
      const areas = members.map((id) => areaOf(coverage, id))
      if (areas.length === 0 || areas.some((area) => !area)) {
        this.judgement = null
        continue
      }
      const begun = performance.now()
      this.#judge.setAreas(this.#around(coverage, areas as Area[]))
      const links = this.#links.map((link) => ({
        ...link,
        a: String(link.councilA),
        b: String(link.councilB),
      }))
      const answer = await this.#judge.judge(members, links)
      if (answer === 'overtaken') continue
      this.broken = answer === 'broken'
      this.judgement = answer === 'broken' ? null : answer
      this.took = performance.now() - begun
    }
    this.#busy = false
  }

  #around(coverage: Coverage, members: Area[]): Unit[] {
    const box = {
      minX: Math.min(...members.map(({ box: b }) => b.minX)) - AROUND,
      minY: Math.min(...members.map(({ box: b }) => b.minY)) - AROUND,
      maxX: Math.max(...members.map(({ box: b }) => b.maxX)) + AROUND,
      maxY: Math.max(...members.map(({ box: b }) => b.maxY)) + AROUND,
    }
    return areasNear(coverage, box).map((area) => {
      const unit = this.#units.get(area) ?? unitOf(area)
      this.#units.set(area, unit)
      return unit
    })
  }

  close(): void {
    this.#judge.close()
  }
}
