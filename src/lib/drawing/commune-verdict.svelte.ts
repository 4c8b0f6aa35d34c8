/**
 * The verdict of a commune as it is being drawn.
 *
 * How it holds together is judged here, with each step of the pointer and before the frame is drawn that shows the
 * step. For forty councils that takes 1.3 ms in the middle (10 ms on a processor four times slower); in a thread of its
 * own it would wait behind the question before. When the hand rests, that thread judges the commune as a whole, as the
 * server will; where the two differ, the whole stands.
 */
import { type Area, areaOf, areasNear, type Coverage, unitOf } from '$domain/coverage/index.ts'
import { liveJudgement } from '$domain/territory/live-judgement.ts'
import type { Cohesion, DeclaredLink, Unit } from '$domain/territory/types.ts'
import { ask } from '$lib/api.ts'
import { Judge } from '$lib/judge/judge.ts'
import type { Commune, CommuneList, LinkList } from '../../../server/territories/schema.ts'

/** Grid steps around the members (1e-7 degree, some 500 m): councils that may lie between them. */
const AROUND = 50_000
/** Milliseconds without a step after which a hand rests. */
const REST_MS = 200

interface Asked {
  coverage: Coverage
  members: string[]
}

export class CommuneVerdict {
  communes = $state.raw<Commune[]>([])
  /** What is shown: what was judged along the way, until the whole judgement of the same drawing is there. */
  judgement = $state.raw<Cohesion | null>(null)
  /** Whether the whole judgement of what is drawn is there. */
  whole = $state(false)
  broken = $state(false)
  #asked: Asked | null = null
  #links: DeclaredLink[] = []
  #judge = new Judge()
  #resting: ReturnType<typeof setTimeout> | undefined
  #units = new WeakMap<Area, Unit>()

  async load(): Promise<void> {
    const [communes, links] = await Promise.all([ask<CommuneList>('/communes'), ask<LinkList>('/links')])
    if (communes.ok) this.communes = communes.value.items
    if (links.ok)
      this.#links = links.value.items.map((link) => ({
        ...link,
        a: String(link.councilA),
        b: String(link.councilB),
      }))
  }

  follow(coverage: Coverage, members: string[]): void {
    const asked = { coverage, members }
    this.#asked = asked
    clearTimeout(this.#resting)
    this.whole = false
    this.broken = false
    this.judgement = null
    const areas = members.flatMap((id) => areaOf(coverage, id) ?? [])
    if (areas.length === 0 || areas.length < members.length) return
    this.#resting = setTimeout(() => void this.#confirm(asked, areas), REST_MS)
    const start = performance.now()
    this.judgement = liveJudgement(coverage, members, { links: this.#links })
    // the last one only: observers see each of them
    performance.clearMeasures('live-verdict')
    performance.measure('live-verdict', { start })
  }

  async #confirm(asked: Asked, areas: Area[]): Promise<void> {
    this.#judge.setAreas(this.#around(asked.coverage, areas))
    const answer = await this.#judge.judge(asked.members, this.#links)
    if (answer === 'overtaken' || asked !== this.#asked) return
    this.broken = answer === 'broken'
    this.judgement = answer === 'broken' ? null : answer
    this.whole = true
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
    clearTimeout(this.#resting)
    this.#judge.close()
  }
}
