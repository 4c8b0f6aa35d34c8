/** What the screen that suggests communes holds: councils, terms, alternatives, and the one that is being changed. */
import type { Position } from 'geojson'
import { createContext } from 'svelte'
import type { Suggestion } from '$domain/composing/index.ts'
import { type Answer, ask, type Problem } from '$lib/api.ts'
import { KnownAreas } from '$lib/territory/known-areas.svelte.ts'
import type {
  Changed,
  Commune,
  CommuneList,
  CouncilWithGeometry,
  Link,
  LinkList,
  Recomposed,
} from '../../../server/territories/schema.ts'
import {
  back,
  forth,
  type Grouping,
  groupOf,
  moved,
  NO_STEPS,
  nameGroups,
  neighbouring,
  onward,
  type PresentCommune,
  renamed,
  type Steps,
} from './grouping.ts'
import type { Scored, Situation } from './protocol.ts'
import { losing, recompositionOf } from './recomposition.ts'
import { Suggester } from './suggester.ts'
import { boundsOf, NO_TERMS, type Terms } from './terms.ts'

/** More would keep a small machine busy for minutes, and nobody compares them. */
export const MOST_COUNCILS = 1500
const LONGEST_SEARCH_MS = 20_000

export interface River {
  name: string
  lines: Position[][]
  reachM: number
}
/** What a press on the map does to the council there. */
export type Tool = 'choose' | 'together' | 'out'

export class SuggestWorkspace {
  readonly areas = new KnownAreas()
  communes = $state.raw<Commune[] | null>(null)
  links = $state.raw<Link[]>([])
  problem = $state.raw<Problem | null>(null)

  chosen = $state.raw<number[]>([])
  terms = $state.raw<Terms>(NO_TERMS)
  river = $state.raw<River | null>(null)
  tool = $state<Tool>('choose')
  /** The group of `terms.together` that presses on the map fill. */
  holding = $state(0)

  suggestion = $state.raw<Suggestion | null>(null)
  /** What the suggestion was made of: another one of these and it no longer holds. */
  #madeOf: readonly unknown[] = []
  progress = $state.raw<{ done: number; of: number } | null>(null)
  broken = $state(false)
  /** The alternative that is looked at, and the one that somebody points at. */
  option = $state(0)
  pointed = $state<number | null>(null)

  grouping = $state.raw<Grouping | null>(null)
  steps = $state.raw<Steps>(NO_STEPS)
  scored = $state.raw<Scored | null>(null)
  /** The council whose group is being changed. */
  picked = $state<number | null>(null)
  neighbours = $state.raw<ReadonlyMap<number, readonly number[]>>(new Map())
  reason = $state('')
  saving = $state(false)
  /** After a 409: communes as somebody else left them. */
  conflict = $state.raw<string[] | null>(null)

  /** Communes as they were when the grouping was taken: who changes one meanwhile is not overwritten in silence. */
  #seen: readonly PresentCommune[] = []
  #suggester = new Suggester()
  #known: readonly unknown[] = []

  get councils(): ReadonlyMap<number, CouncilWithGeometry> {
    return this.areas.councils
  }
  nameOf = (id: number | string): string => this.councils.get(Number(id))?.name ?? `n.º ${id}`

  /** Communes that could go on in a group, or lose councils to one; networks are left alone. */
  readonly present = $derived((this.communes ?? []).filter(({ registeredAs }) => registeredAs === 'commune'))
  readonly #communeOf = $derived(
    new Map(
      this.present.flatMap(({ id, councilIds }) => councilIds.map((council) => [council, id] as const)),
    ),
  )
  communeOf = (council: number): number | undefined => this.#communeOf.get(council)
  /** All their areas are here. */
  readonly complete = $derived(this.chosen.length > 0 && this.chosen.every((id) => this.councils.has(id)))
  /** Chosen, and not left out. */
  readonly inside = $derived.by(() => {
    const out = new Set(this.terms.out)
    return this.chosen.filter((id) => !out.has(id))
  })
  /** Communes of which only some councils were chosen. */
  readonly partly = $derived.by(() => {
    const chosen = new Set(this.chosen)
    return this.present.filter(
      ({ councilIds }) =>
        councilIds.some((id) => chosen.has(id)) && !councilIds.every((id) => chosen.has(id)),
    )
  })
  readonly stale = $derived(
    this.suggestion !== null && this.#ingredients().some((one, i) => one !== this.#madeOf[i]),
  )
  readonly alternative = $derived(
    this.suggestion?.alternatives[this.pointed ?? this.option] ?? this.suggestion?.alternatives[0] ?? null,
  )
  /** Chosen councils that the grouping leaves in no commune. */
  readonly left = $derived.by(() => {
    const placed = new Set(this.grouping?.flatMap(({ councilIds }) => councilIds))
    return this.chosen.filter((id) => !placed.has(id))
  })

  /** Communes that go on in no group, and how many councils each would have left. */
  readonly losing = $derived.by(() => {
    const grouping = this.grouping ?? []
    const placed = new Set(grouping.flatMap(({ councilIds }) => councilIds))
    const goingOn = new Set(
      grouping.flatMap(({ communeId, councilIds }) => (councilIds.length > 0 ? (communeId ?? []) : [])),
    )
    return losing(this.present, goingOn, placed).map(({ id, name, councilIds }) => ({
      id,
      name,
      left: councilIds.filter((council) => !placed.has(council)).length,
    }))
  })

  async load(): Promise<void> {
    const [communes, links] = await Promise.all([ask<CommuneList>('/communes'), ask<LinkList>('/links')])
    if (communes.ok) this.communes = communes.value.items
    // The same links again are no reason to search again.
    if (links.ok && JSON.stringify(links.value.items) !== JSON.stringify(this.links))
      this.links = links.value.items
    this.problem = communes.ok ? null : communes.problem
  }

  /** Other councils: locks of those that are no longer among them go with them, and so does what was suggested. */
  choose(ids: readonly number[]): void {
    const chosen = [...new Set(ids)].slice(0, MOST_COUNCILS)
    const within = new Set(chosen)
    this.chosen = chosen
    this.terms = {
      ...this.terms,
      together: this.terms.together.map((group) => group.filter((id) => within.has(id))),
      out: this.terms.out.filter((id) => within.has(id)),
    }
    this.forgetSuggestion()
  }

  add = (ids: readonly number[]): void => this.choose([...this.chosen, ...ids])
  toggle = (id: number): void =>
    this.chosen.includes(id) ? this.choose(this.chosen.filter((one) => one !== id)) : this.add([id])

  forgetSuggestion(): void {
    this.suggestion = null
    this.option = 0
    this.pointed = null
  }

  #ingredients(): readonly unknown[] {
    return [this.chosen, this.terms, this.river, this.links]
  }

  #situation(): Situation {
    return {
      councils: this.chosen.map(String),
      links: this.links.map((link) => ({ ...link, a: String(link.councilA), b: String(link.councilB) })),
      figures: new Map(
        this.chosen.map((id) => {
          const { kind, families, population } = this.councils.get(id)!
          return [String(id), { kind, families, population }]
        }),
      ),
      present: this.terms.keep
        ? new Map([...this.#communeOf].map(([council, commune]) => [String(council), commune]))
        : null,
    }
  }

  #hand(): void {
    const known = [this.councils, this.river]
    if (known.every((one, i) => one === this.#known[i])) return
    this.#known = known
    this.#suggester.know(
      [...this.councils.values()].map(({ id, geometry }) => ({ id: String(id), geometry })),
      this.river?.lines ?? [],
      this.river?.reachM ?? 0,
    )
  }

  /** @returns whether there is an answer to look at. */
  async search(): Promise<boolean> {
    await this.areas.fetchAround(this.chosen)
    if (!this.complete) return false
    this.#hand()
    this.broken = false
    this.progress = { done: 0, of: 1 }
    const madeOf = this.#ingredients()
    const { terms } = this
    const outcome = await this.#suggester.suggest(
      this.#situation(),
      {
        bounds: boundsOf(terms, this.inside.length),
        groups: terms.communes,
        together: terms.together.filter((group) => group.length > 1).map((group) => group.map(String)),
        out: terms.out.map(String),
        milliseconds: LONGEST_SEARCH_MS,
      },
      (done, of) => {
        this.progress = { done, of }
      },
    )
    if (outcome === 'overtaken') return false
    this.progress = null
    this.broken = outcome === 'broken'
    if (outcome === 'broken' || outcome === 'stopped') return false
    this.#madeOf = madeOf
    this.suggestion = outcome
    this.option = Math.min(this.option, Math.max(0, outcome.alternatives.length - 1))
    return true
  }

  stop(): void {
    this.#suggester.stop()
    this.progress = null
  }

  /** Takes an alternative, or a grouping out of an address, to be changed. */
  async take(groups: readonly (readonly number[])[], newName: (number: number) => string): Promise<void> {
    this.#seen = this.present
    // One that is seen in part goes on by itself, with what nobody here knows of.
    const whole = this.present.filter(({ partial }) => !partial)
    this.grouping = nameGroups(groups, new Set(this.chosen), whole, newName)
    this.steps = NO_STEPS
    this.picked = null
    this.conflict = null
    await this.areas.fetchAround(this.chosen)
    if (!this.complete) return
    this.#hand()
    void this.#score()
    await this.#findNeighbours()
  }

  drop(): void {
    this.grouping = null
    this.scored = null
    this.picked = null
    this.reason = ''
    this.conflict = null
  }

  move(council: number, to: number | null): void {
    if (this.grouping) this.#set(moved(this.grouping, council, to))
    this.picked = null
  }

  rename(group: number, name: string): void {
    if (this.grouping) this.grouping = renamed(this.grouping, group, name)
  }

  /** A press on the map: where only one group borders the council it goes there at once, else somebody chooses. */
  press(council: number): void {
    if (!this.grouping || !this.chosen.includes(council)) return
    const groups = this.reachable(council)
    if (groups.length === 1) this.move(council, groups[0])
    else this.picked = this.picked === council ? null : council
  }

  reachable = (council: number): number[] =>
    this.grouping ? neighbouring(this.grouping, council, this.neighbours) : []

  undo(): void {
    this.#turn(back)
  }
  redo(): void {
    this.#turn(forth)
  }

  #turn(turn: typeof back): void {
    const next = this.grouping && turn(this.grouping, this.steps)
    if (!next) return
    this.grouping = next.grouping
    this.steps = next.steps
    this.picked = null
    void this.#score()
  }

  #set(grouping: Grouping): void {
    this.steps = onward(this.grouping!, this.steps)
    this.grouping = grouping
    void this.#score()
  }

  async #score(): Promise<void> {
    const filled = this.grouping!.filter(({ councilIds }) => councilIds.length > 0)
    if (filled.length === 0) {
      this.scored = null
      return
    }
    this.#hand()
    const outcome = await this.#suggester.score(
      this.#situation(),
      filled.map(({ councilIds }) => councilIds.map(String)),
    )
    if (typeof outcome !== 'string') this.scored = outcome
  }

  async #findNeighbours(): Promise<void> {
    const pairs = await this.#suggester.neighbours(this.chosen.map(String))
    if (typeof pairs === 'string') return
    const found = new Map<number, number[]>()
    const note = (a: number, b: number) => found.set(a, [...(found.get(a) ?? []), b])
    const ways = this.links.map(({ councilA, councilB }) => [councilA, councilB])
    for (const [a, b] of [...pairs.map((pair) => pair.map(Number)), ...ways]) {
      note(a, b)
      note(b, a)
    }
    this.neighbours = found
  }

  /** Where a council is, by its group's place among those that have councils: that is how `scored` counts them. */
  scoredOf(group: number): Scored['communes'][number] | null {
    const { grouping, scored } = this
    if (!grouping || !scored || grouping[group].councilIds.length === 0) return null
    const at = grouping.slice(0, group).filter(({ councilIds }) => councilIds.length > 0).length
    return scored.communes[at] ?? null
  }

  async accept(): Promise<Answer<Changed<Recomposed>>> {
    this.saving = true
    const answer = await ask<Changed<Recomposed>>('/communes/recompose', {
      method: 'POST',
      body: {
        communes: recompositionOf(this.grouping!, this.#seen),
        reason: this.reason.trim() || undefined,
      },
    })
    this.saving = false
    if (!answer.ok && answer.problem.status === 409) {
      const conflicts = (answer.problem.facts?.conflicts ?? []) as { theirs: { name: string } }[]
      this.conflict = conflicts.map(({ theirs }) => theirs.name)
    }
    return answer
  }

  /** The grouping stands as it is, over what is there now: what goes on in it is asked again. */
  async overTheirs(): Promise<void> {
    await this.load()
    this.#seen = this.present
    const now = new Set(this.#seen.map(({ id }) => id))
    this.grouping = this.grouping!.map((group) =>
      group.communeId !== null && !now.has(group.communeId) ? { ...group, communeId: null } : group,
    )
    this.conflict = null
  }

  groupOf = (council: number): number | null => (this.grouping ? groupOf(this.grouping, council) : null)

  close(): void {
    this.#suggester.stop()
  }
}

export const [getSuggest, setSuggest] = createContext<SuggestWorkspace>()
