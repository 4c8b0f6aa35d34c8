/** What the Territory workspace holds: communes, the one that is open or being composed, its areas and its verdict. */
import { createContext } from 'svelte'
import type { Judgement, Remedy } from '$domain/territory/types.ts'
import { namedOutside } from '$domain/territory/unseen.ts'
import { type Answer, ask, type Problem } from '$lib/api.ts'
import { Judge } from '$lib/judge/judge.ts'
import type { WhatIf } from '$lib/judge/protocol.ts'
import { readDay, readIds } from '$lib/shell/address.ts'
import { today } from '$lib/today.ts'
import type {
  Changed,
  Commune,
  CommuneList,
  CouncilWithGeometry,
  Link,
  LinkList,
  NewLink,
} from '../../../server/territories/schema.ts'
import { type Draft, type History, NO_HISTORY, readDraft, redone, step, toggled, undone } from './draft.ts'
import { KnownAreas } from './known-areas.svelte.ts'

const STORED = 'toparquia:draft'
/** Stands in the address for a list too long for it: the draft is in this browser. */
export const HERE = 'here'
export class TerritoryWorkspace {
  communes = $state.raw<Commune[] | null>(null)
  links = $state.raw<Link[]>([])
  problem = $state.raw<Problem | null>(null)
  communeId = $state<number | null>(null)
  councilId = $state<number | null>(null)
  draft = $state.raw<Draft | null>(null)
  history = $state.raw<History>(NO_HISTORY)
  /** A draft from an earlier visit that is not open now. */
  unfinished = $state.raw<Draft | null>(null)
  readonly areas = new KnownAreas()
  judgement = $state.raw<Judgement | null>(null)
  judging = $state(false)
  /** The server looks further than this browser's areas reach. */
  searching = $state(false)
  /** The engine failed on these areas: a defect, said so and never shown as a verdict. */
  broken = $state(false)
  preview = $state.raw<Remedy | null>(null)
  /** The ends of the link that is being declared. */
  linking = $state.raw<Remedy | null>(null)
  /** The picks are to come into view once their areas are here. */
  showPicks = $state(false)
  focus = $state.raw<[number, number] | null>(null)
  /** The other version, after a 409. */
  conflict = $state.raw<Commune | null>(null)
  saving = $state(false)
  /** Members that would leave, of the commune that is open; null while nobody asks. */
  leaving = $state.raw<number[] | null>(null)
  whatIf = $state.raw<WhatIf | null>(null)
  /** Takes the next councils that are pressed on the map, as long as a link is being declared. */
  takePress = $state.raw<((id: number) => void) | null>(null)
  /** Why the draft changes what is saved, for the log. */
  reason = $state('')
  /** ISO date from which the draft's members hold; empty: today. */
  effectiveOn = $state('')
  /** The past day that is looked at; null is today. Nothing can be changed on it. */
  on = $state<string | null>(null)
  /** The view is too wide for the areas of that day. */
  tooWide = $state(false)
  /** Councils that were asked for and are not there on that day. */
  absent = $state.raw<ReadonlySet<number>>(new Set())

  #judge = new Judge()
  /** What the engine was given last. */
  #judged: ReadonlyMap<number, CouncilWithGeometry> | null = null
  #further: AbortController | null = null

  get councils(): ReadonlyMap<number, CouncilWithGeometry> {
    return this.areas.councils
  }

  /** As it is called, as far as its area is here. */
  nameOf = (id: number | string): string => this.councils.get(Number(id))?.name ?? `n.º ${id}`

  readonly commune = $derived(this.communes?.find(({ id }) => id === this.communeId) ?? null)
  readonly members = $derived(this.draft?.councilIds ?? this.commune?.councilIds ?? [])
  readonly registeredAs = $derived(this.draft?.registeredAs ?? this.commune?.registeredAs ?? 'commune')

  constructor() {
    this.unfinished = readStored()
  }

  /** Reads commune, council and pick from an address: a link, the back button, a reload. */
  follow(url: URL): void {
    const number = (name: string) => readIds(url.searchParams.get(name) ?? '')[0] ?? null
    this.communeId = number('commune')
    this.councilId = number('council')
    this.preview = null
    this.focus = null
    const leave = url.searchParams.get('leave')
    this.leaving = leave === null || this.communeId === null ? null : readIds(leave)
    if (!this.leaving) this.whatIf = null
    const pick = url.searchParams.get('pick')
    this.#setDay(pick === null && leave === null ? readDay(url, today()) : null)
    if (pick === null) {
      this.unfinished = this.draft ?? readStored()
      this.draft = null
      return
    }
    const stored = this.draft ?? readStored()
    const kept = stored?.communeId === this.communeId ? stored : null
    const councilIds = pick === HERE ? (kept?.councilIds ?? []) : readIds(pick)
    const same = this.draft && this.draft.councilIds.toSorted().join() === councilIds.toSorted().join()
    if (same && kept) return
    this.draft = {
      communeId: this.communeId,
      revision: kept?.revision ?? this.commune?.revision ?? null,
      name: kept?.name ?? this.commune?.name ?? '',
      registeredAs: kept?.registeredAs ?? this.commune?.registeredAs ?? 'commune',
      councilIds,
    }
    this.history = NO_HISTORY
  }

  #setDay(day: string | null): void {
    if (day === this.on) return
    this.on = day
    this.areas.setDay(day)
    this.absent = new Set()
    this.communes = null
    void this.load()
  }

  /** The council that is open, with what lies around it. */
  async fetchCouncil(id: number): Promise<void> {
    const { on } = this
    await this.areas.fetchAround([id])
    if (on === this.on && !this.councils.has(id)) this.absent = new Set([...this.absent, id])
  }

  async load(): Promise<void> {
    const { on } = this
    const [communes, links] = await Promise.all([
      ask<CommuneList>('/communes', { query: { on: on ?? undefined } }),
      ask<LinkList>('/links'),
    ])
    if (on !== this.on) return
    if (communes.ok) this.communes = communes.value.items
    if (links.ok) this.links = links.value.items.filter(({ declaredOn }) => !on || declaredOn <= on)
    this.problem = communes.ok ? null : communes.problem
    // A link that opened while composing names a commune that was not loaded yet.
    const { draft, commune } = this
    if (draft && commune && draft.revision === null)
      this.draft = {
        ...draft,
        revision: commune.revision,
        name: draft.name || commune.name,
        registeredAs: commune.registeredAs,
      }
  }

  toggle(id: number): void {
    if (this.draft) this.setMembers(toggled(this.draft.councilIds, id))
  }

  setMembers(councilIds: number[]): void {
    if (!this.draft) return
    this.#apply(step(this.draft, this.history, councilIds))
  }

  undo(): void {
    if (this.draft) this.#apply(undone(this.draft, this.history))
  }

  redo(): void {
    if (this.draft) this.#apply(redone(this.draft, this.history))
  }

  rename(name: string): void {
    if (this.draft) this.#apply({ draft: { ...this.draft, name }, history: this.history })
  }

  register(registeredAs: Draft['registeredAs']): void {
    if (this.draft) this.#apply({ draft: { ...this.draft, registeredAs }, history: this.history })
  }

  /** The commune that the draft would change is gone: what was composed becomes one of its own. */
  asNew(): void {
    if (!this.draft) return
    this.communeId = null
    this.#apply({ draft: { ...this.draft, communeId: null, revision: null }, history: this.history })
  }

  discard(): void {
    this.draft = null
    this.unfinished = null
    this.reason = ''
    this.effectiveOn = ''
    this.history = NO_HISTORY
    store(null)
  }

  #apply({ draft, history }: { draft: Draft; history: History }): void {
    this.draft = draft
    this.history = history
    this.preview = null
    store(draft)
  }

  /** Saves the draft. A change by somebody else meanwhile is kept as `conflict`, and nothing is lost. */
  async save(overwrite = false): Promise<Answer<Changed<Commune>>> {
    const draft = this.draft!
    this.saving = true
    const { name, registeredAs, councilIds } = draft
    const revision = overwrite ? this.conflict!.revision : draft.revision
    const reason = this.reason.trim() || undefined
    const effectiveOn = this.effectiveOn || undefined
    const answer = await (draft.communeId === null
      ? ask<Changed<Commune>>('/communes', {
          method: 'POST',
          body: { name: name.trim(), registeredAs, councilIds, effectiveOn, reason },
        })
      : ask<Changed<Commune>>(`/communes/${draft.communeId}`, {
          method: 'PATCH',
          body: { revision, name: name.trim(), registeredAs, councilIds, effectiveOn, reason },
        }))
    this.saving = false
    if (answer.ok) {
      this.conflict = null
      this.discard()
      this.#put(answer.value.record)
    } else if (answer.problem.status === 409 && draft.communeId !== null) {
      const theirs = await ask<Commune>(`/communes/${draft.communeId}`)
      if (theirs.ok) this.conflict = theirs.value
    }
    return answer
  }

  async remove(commune: Commune, reason?: string): Promise<Answer<Changed<Commune>>> {
    const answer = await ask<Changed<Commune>>(`/communes/${commune.id}`, {
      method: 'DELETE',
      query: { revision: commune.revision, reason },
    })
    if (answer.ok) this.communes = this.communes?.filter(({ id }) => id !== commune.id) ?? null
    return answer
  }

  async declare(link: NewLink): Promise<Answer<Changed<Link>>> {
    const answer = await ask<Changed<Link>>('/links', { method: 'POST', body: link })
    if (answer.ok) this.links = [...this.links, answer.value.record]
    return answer
  }

  async withdraw(link: Link, reason?: string): Promise<Answer<Changed<Link>>> {
    const answer = await ask<Changed<Link>>(`/links/${link.id}`, {
      method: 'DELETE',
      query: { revision: link.revision, reason },
    })
    if (!answer.ok && answer.problem.status === 409) await this.load()
    if (answer.ok) this.links = this.links.filter(({ id }) => id !== link.id)
    return answer
  }

  #put(commune: Commune): void {
    const others = (this.communes ?? []).filter(({ id }) => id !== commune.id)
    this.communes = [...others, commune].sort((one, other) => one.name.localeCompare(other.name))
  }

  /** Fetches what the verdict needs and judges: at once with what is here, then with all that matters. */
  async judgeAround(): Promise<void> {
    this.#further?.abort()
    this.searching = false
    const { members } = this
    void this.rejudge()
    const whole = await this.areas.fetchAround(members)
    await this.rejudge()
    const { judgement } = this
    // The server judges the territory of today.
    if (members !== this.members || !judgement || this.registeredAs === 'network' || this.on) return
    const stuck =
      judgement.verdict === 'split' && !judgement.remedies.some(({ kind }) => kind === 'add-councils')
    if (!whole || stuck) await this.#lookFurther(members)
  }

  /** The server holds the whole territory: what it finds around a wide commune takes the place of what was found here. */
  async #lookFurther(members: readonly number[]): Promise<void> {
    const further = new AbortController()
    this.#further = further
    this.searching = true
    const answer = await ask<Judgement>('/judge', {
      method: 'POST',
      body: { councilIds: members },
      signal: further.signal,
    })
    const named = answer.ok ? namedOutside(answer.value, new Set(members.map(String))) : []
    if (!further.signal.aborted) await this.areas.fetch(named.map(Number))
    if (further.signal.aborted) return
    this.searching = false
    if (!answer.ok) return
    this.preview = null
    this.judgement = answer.value
  }

  /** Judges the members as they are now, with every area that is here. */
  async rejudge(): Promise<void> {
    const members = this.members
    if (members.length === 0) {
      this.judgement = null
      this.judging = false
      return
    }
    if (!members.every((id) => this.councils.has(id))) return
    this.judging = true
    this.#handAreas()
    const answer = await this.#judge.judge(members.map(String), this.#declared())
    if (answer === 'overtaken') return
    this.judging = false
    this.judgement = answer === 'broken' ? null : answer
    this.broken = answer === 'broken'
  }

  /** Whoever is there twice leaves nobody behind: a press again takes them back. */
  toggleLeaving(id: number): void {
    if (!this.leaving || !this.members.includes(id)) return
    this.leaving = this.leaving.includes(id)
      ? this.leaving.filter((one) => one !== id)
      : [...this.leaving, id]
  }

  /** What if those who are marked left: with the areas that are here, in the judge's thread. */
  async askWhatIf(): Promise<void> {
    const { members, leaving, councils } = this
    if (!leaving || !members.every((id) => councils.has(id))) {
      this.whatIf = null
      return
    }
    this.#handAreas()
    const answer = await this.#judge.whatIf({
      members: members.map(String),
      leaving: leaving.filter((id) => members.includes(id)).map(String),
      links: this.#declared(),
      figures: new Map(
        members.map((id) => {
          const { kind, families, population } = councils.get(id)!
          return [String(id), { kind, families, population }]
        }),
      ),
      registeredAs: this.registeredAs,
      date: new Date().toISOString().slice(0, 10),
    })
    if (answer !== 'overtaken') this.whatIf = answer === 'broken' ? null : answer
  }

  #handAreas(): void {
    if (this.#judged === this.councils) return
    this.#judged = this.councils
    this.#judge.setAreas(
      [...this.councils.values()].map(({ id, geometry }) => ({ id: String(id), geometry })),
    )
  }

  #declared = () =>
    this.links.map((link) => ({ ...link, a: String(link.councilA), b: String(link.councilB) }))

  close(): void {
    this.#further?.abort()
    this.#judge.close()
  }
}

function readStored(): Draft | null {
  try {
    return readDraft(localStorage.getItem(STORED))
  } catch {
    return null
  }
}

/** Each server has an address of its own, and so a store of its own. */
function store(draft: Draft | null): void {
  try {
    if (draft) localStorage.setItem(STORED, JSON.stringify(draft))
    else localStorage.removeItem(STORED)
  } catch {
    // A browser that refuses to remember still composes; the address keeps the picks.
  }
}

export const [getTerritory, setTerritory] = createContext<TerritoryWorkspace>()
