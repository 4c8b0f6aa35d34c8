/** The scenarios and the one that is open: what it differs in, and two territories judged side by side. */

import { createContext } from 'svelte'
import type { Side } from '$domain/composing/index.ts'
import {
  applyScenario,
  asItIs,
  councilsOf,
  type Differences,
  differences,
  type MovedOn,
  type Present,
  type TerritoryThen,
} from '$domain/scenario/index.ts'
import { ask, type Problem } from '$lib/api.ts'
import { Judge } from '$lib/judge/judge.ts'
import { KnownAreas } from '$lib/territory/known-areas.svelte.ts'
import { today } from '$lib/today.ts'
import type { ScenarioSummary } from '../../../server/scenarios/schema.ts'
import type { Commune, CommuneList, Link, LinkList } from '../../../server/territories/schema.ts'
import { listScenarios, readScenario, type Scenario } from './scenarios-api.ts'

/** What stands in a column: the territory as it is, or a scenario by number. */
export type Pick = 'today' | number

interface Shown {
  territory: TerritoryThen
  movedOn: MovedOn[]
  differs: Differences
}

export class ScenariosTask {
  items = $state.raw<ScenarioSummary[] | null>(null)
  problem = $state.raw<Problem | null>(null)
  openId = $state<number | null>(null)
  scenario = $state.raw<Scenario | null>(null)
  /** There is none of this number for whoever looks. */
  gone = $state(false)
  left = $state<Pick>('today')
  right = $state<Pick>('today')
  onMap = $state<'left' | 'right'>('right')
  /** Territories that were picked, by what they are. */
  territories = $state.raw<ReadonlyMap<Pick, Shown>>(new Map())
  /** Of each of the communes concerned, by commune. */
  sides = $state.raw<ReadonlyMap<Pick, ReadonlyMap<string, Side>>>(new Map())
  judging = $state(false)
  communes = $state.raw<Commune[]>([])

  readonly areas = new KnownAreas()
  #links: Link[] = []
  #judge = new Judge()
  #scenarios = new Map<number, Scenario>()
  #latest = 0

  readonly shown = $derived(this.territories.get(this.onMap === 'left' ? this.left : this.right) ?? null)
  /** Communes that would be otherwise under one of the two, in the order of their names. */
  readonly concerned = $derived(this.#concernedBy([this.left, this.right]))
  /** The same of the scenario that is open. */
  readonly ofOpen = $derived(this.openId === null ? [] : this.#concernedBy([this.openId]))
  readonly differs = $derived(
    this.openId === null ? null : (this.territories.get(this.openId)?.differs ?? null),
  )
  readonly movedOn = $derived(this.openId === null ? [] : (this.territories.get(this.openId)?.movedOn ?? []))

  #concernedBy(picks: readonly Pick[]): { id: string; name: string }[] {
    const shown = picks.flatMap((pick) => this.territories.get(pick) ?? [])
    const names = new Map(shown.flatMap(({ differs }) => differs.communes.map(({ id, name }) => [id, name])))
    const drawn = new Set(shown.flatMap(({ differs }) => differs.councils.map(({ id }) => id)))
    for (const { territory } of shown)
      for (const { id, name, councils } of territory.communes)
        if (!names.has(id) && councils.some((council) => drawn.has(council))) names.set(id, name)
    return [...names].map(([id, name]) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name))
  }

  load = async (): Promise<void> => {
    const answer = await listScenarios()
    this.problem = answer.ok ? null : answer.problem
    if (answer.ok) this.items = answer.value.items
    this.#scenarios.clear()
    this.areas.forget()
    if (this.openId !== null) await this.open(this.openId)
  }

  async open(id: number | null): Promise<void> {
    if (this.openId !== id) {
      this.scenario = null
      this.territories = new Map()
      this.sides = new Map()
      this.left = 'today'
      this.right = id ?? 'today'
      this.onMap = 'right'
    }
    this.openId = id
    this.gone = false
    if (id === null) return
    const scenario = await this.#read(id)
    if (this.openId !== id) return
    this.gone = scenario === null
    this.scenario = scenario
    if (scenario) await this.compare(this.left, this.right)
  }

  /** After a change of the one that is open. */
  put(scenario: Scenario): void {
    this.#scenarios.set(scenario.id, scenario)
    this.scenario = scenario
  }

  /** Puts two beside each other, judges both and shows one of them. */
  async compare(left: Pick, right: Pick): Promise<void> {
    this.left = left
    this.right = right
    const number = ++this.#latest
    this.judging = true
    const picks = new Set<Pick>(['today', left, right, ...(this.openId === null ? [] : [this.openId])])
    const scenarios: Scenario[] = []
    for (const pick of picks) {
      const scenario = pick === 'today' ? null : await this.#read(pick)
      if (scenario) scenarios.push(scenario)
    }
    const present = await this.#presentFor(scenarios)
    if (number !== this.#latest) return
    const today = asItIs(present)
    const territories = new Map<Pick, Shown>([
      ['today', { territory: today, movedOn: [], differs: differences(today, today) }],
    ])
    for (const { id, content, state } of scenarios) {
      // What is applied has become what is.
      const { territory, movedOn } =
        state === 'applied' ? { territory: today, movedOn: [] } : applyScenario(present, content)
      territories.set(id, { territory, movedOn, differs: differences(today, territory) })
    }
    this.territories = territories
    const sides = new Map<Pick, ReadonlyMap<string, Side>>()
    for (const pick of new Set([left, right, this.openId ?? right])) {
      const shown = territories.get(pick)
      if (shown) sides.set(pick, await this.#judged(shown.territory))
      if (number !== this.#latest) return
    }
    this.sides = sides
    this.judging = false
  }

  async #read(id: number): Promise<Scenario | null> {
    const known = this.#scenarios.get(id)
    if (known) return known
    const answer = await readScenario(id)
    if (!answer.ok) return null
    this.#scenarios.set(id, answer.value)
    return answer.value
  }

  /** Communes, links and the areas of all that the scenarios name, with what lies around. */
  async #presentFor(scenarios: readonly Scenario[]): Promise<Present> {
    const [communes, links] = await Promise.all([ask<CommuneList>('/communes'), ask<LinkList>('/links')])
    if (communes.ok) this.communes = communes.value.items
    if (links.ok) this.#links = links.value.items
    const named = new Set(scenarios.flatMap(({ content }) => councilsOf(content)))
    const touched = new Set(scenarios.flatMap((scenario) => scenario.communes))
    for (const { id, councilIds } of this.communes)
      if (touched.has(id)) for (const council of councilIds) named.add(council)
    const present = [...named]
    await this.areas.fetchAround(present)
    return { councils: this.areas.councils, communes: this.communes, links: this.#links }
  }

  async #judged({ councils, communes, links }: TerritoryThen): Promise<ReadonlyMap<string, Side>> {
    this.#judge.setAreas([...councils.values()].map(({ id, geometry }) => ({ id, geometry })))
    const concerned = new Set([...this.concerned, ...this.ofOpen].map(({ id }) => id))
    const groups = communes
      .filter(({ id }) => concerned.has(id))
      .map(({ id, councils: members, registeredAs }) => ({
        id,
        registeredAs,
        members: members.filter((member) => councils.has(member)),
      }))
      .filter(({ members }) => members.length > 0)
    const answer = await this.#judge.sides({
      groups: groups.map(({ members, registeredAs }) => ({ members, registeredAs })),
      links,
      figures: councils,
      date: today(),
    })
    if (answer === 'overtaken' || answer === 'broken') return new Map()
    return new Map(groups.map(({ id }, i) => [id, answer[i]]))
  }

  nameOf = (id: string): string => {
    for (const { territory } of this.territories.values()) {
      const council = territory.councils.get(id)
      if (council) return council.name
    }
    return `n.º ${id}`
  }

  close(): void {
    this.#judge.close()
  }
}

export const [getScenarios, setScenarios] = createContext<ScenariosTask>()
