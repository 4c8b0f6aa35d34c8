/** What the Territory workspace holds: communes, the one that is open or being composed, its areas and its verdict. */
import { createContext } from 'svelte'
import type { Judgement, Remedy } from '$domain/territory/types.ts'
import { type Answer, ask, type Problem } from '$lib/api.ts'
import { Judge } from '$lib/judge/judge.ts'
import type { Bounds } from '$lib/map/map-view.svelte.ts'
import { readIds } from '$lib/shell/address.ts'
import type {
  Changed,
  Commune,
  CommuneList,
  CouncilAreas,
  CouncilWithGeometry,
  Link,
  LinkList,
  NewLink,
} from '../../../server/territories/schema.ts'
import { type Draft, type History, NO_HISTORY, readDraft, redone, step, toggled, undone } from './draft.ts'

const STORED = 'toparquia:draft'
/** Stands in the address for a list too long for it: the draft is in this browser. */
export const HERE = 'here'
/** How far around a commune councils may matter as a remedy. */
const MARGIN_M = 1500
/** Beyond this a box holds more areas than a browser should be sent; members come by number instead. */
const LARGEST_BOX_DEGREES = 0.6

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
  /** Whole areas, replaced when more come: members and what lies around them. */
  councils = $state.raw<ReadonlyMap<number, CouncilWithGeometry>>(new Map())
  judgement = $state.raw<Judgement | null>(null)
  judging = $state(false)
  /** The engine failed on these areas: a defect, said so and never shown as a verdict. */
  broken = $state(false)
  preview = $state.raw<Remedy | null>(null)
  focus = $state.raw<[number, number] | null>(null)
  /** The other version, after a 409. */
  conflict = $state.raw<Commune | null>(null)
  saving = $state(false)

  #judge = new Judge()
  /** What the engine was given last. */
  #judged: ReadonlyMap<number, CouncilWithGeometry> | null = null
  #boxes: Bounds[] = []
  #councilsRevision = -1

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
    const pick = url.searchParams.get('pick')
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

  async load(): Promise<void> {
    const [communes, links] = await Promise.all([ask<CommuneList>('/communes'), ask<LinkList>('/links')])
    if (communes.ok) this.communes = communes.value.items
    if (links.ok) this.links = links.value.items
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

  discard(): void {
    this.draft = null
    this.unfinished = null
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
    const answer = await (draft.communeId === null
      ? ask<Changed<Commune>>('/communes', {
          method: 'POST',
          body: { name: name.trim(), registeredAs, councilIds },
        })
      : ask<Changed<Commune>>(`/communes/${draft.communeId}`, {
          method: 'PATCH',
          body: { revision, name: name.trim(), registeredAs, councilIds },
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

  async remove(commune: Commune): Promise<Answer<Changed<Commune>>> {
    const answer = await ask<Changed<Commune>>(`/communes/${commune.id}`, {
      method: 'DELETE',
      query: { revision: commune.revision },
    })
    if (answer.ok) this.communes = this.communes?.filter(({ id }) => id !== commune.id) ?? null
    return answer
  }

  async declare(link: NewLink): Promise<Answer<Changed<Link>>> {
    const answer = await ask<Changed<Link>>('/links', { method: 'POST', body: link })
    if (answer.ok) this.links = [...this.links, answer.value.record]
    return answer
  }

  async withdraw(link: Link): Promise<Answer<Changed<Link>>> {
    const answer = await ask<Changed<Link>>(`/links/${link.id}`, { method: 'DELETE' })
    if (answer.ok) this.links = this.links.filter(({ id }) => id !== link.id)
    return answer
  }

  #put(commune: Commune): void {
    const others = (this.communes ?? []).filter(({ id }) => id !== commune.id)
    this.communes = [...others, commune].sort((one, other) => one.name.localeCompare(other.name))
  }

  /** Whole areas of the members and of what lies around them. Asks only for what is not here yet. */
  async fetchAreas(members: readonly number[]): Promise<void> {
    const missing = members.filter((id) => !this.councils.has(id))
    if (missing.length > 0)
      this.#keep(await ask<CouncilAreas>('/councils/areas', { query: { ids: missing.join() } }))
    const box = this.memberBounds(members, MARGIN_M)
    if (box) await this.fetchBox(box)
  }

  async fetchBox(box: Bounds): Promise<void> {
    if (box[2] - box[0] > LARGEST_BOX_DEGREES || box[3] - box[1] > LARGEST_BOX_DEGREES) return
    if (
      this.#boxes.some(
        (known) => known[0] <= box[0] && known[1] <= box[1] && known[2] >= box[2] && known[3] >= box[3],
      )
    )
      return
    const answer = await ask<CouncilAreas>('/councils/areas', { query: { bbox: box.join() } })
    this.#keep(answer)
    if (answer.ok && !answer.value.truncated) this.#boxes.push(box)
  }

  #keep(answer: Answer<CouncilAreas>): void {
    if (!answer.ok) return
    const fresh = answer.value.revision !== this.#councilsRevision
    this.#councilsRevision = answer.value.revision
    if (fresh) this.#boxes = []
    const councils = new Map(fresh ? [] : this.councils)
    for (const council of answer.value.items) councils.set(council.id, council)
    this.councils = councils
  }

  /** Another revision of the territory: what was fetched may be stale. */
  forgetAreas(): void {
    this.#boxes = []
  }

  memberBounds(members: readonly number[], marginM = 0): Bounds | null {
    const known = members.map((id) => this.councils.get(id)?.bounds).filter((bounds) => bounds !== undefined)
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
    if (this.#judged !== this.councils) {
      this.#judged = this.councils
      this.#judge.setAreas(
        [...this.councils.values()].map(({ id, geometry }) => ({ id: String(id), geometry })),
      )
    }
    const links = this.links.map((link) => ({ ...link, a: String(link.councilA), b: String(link.councilB) }))
    const answer = await this.#judge.judge(members.map(String), links)
    if (answer === 'overtaken') return
    this.judging = false
    this.judgement = answer === 'broken' ? null : answer
    this.broken = answer === 'broken'
  }

  close(): void {
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
