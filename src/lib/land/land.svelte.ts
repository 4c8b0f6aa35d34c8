/** What the land workspace holds: the list, the unit that is open, and the day of which it is asked. */
import type { Geometry, Position } from 'geojson'
import { createContext } from 'svelte'
import { disagreementsIn, holdingsOn, unitState } from '$domain/land/holdings.ts'
import type { Predicate, UnitKind } from '$domain/land/records.ts'
import { ask, type Problem } from '$lib/api.ts'
import type { Bounds } from '$lib/map/map-view.svelte.ts'
import { today } from '$lib/today.ts'
import type { EvidenceList } from '../../../server/evidence/schema.ts'
import type { LandMap, UnitPage, UnitWhole } from '../../../server/lands/schema.ts'
import { type LandAddress, readLand } from './land-address.ts'

export class LandWorkspace {
  unitId = $state<number | null>(null)
  /** ISO day; null: today. */
  wantedOn = $state<string | null>(null)
  /** ISO moment; null: as known now. */
  known = $state<string | null>(null)
  form = $state<LandAddress['form']>(null)
  of = $state<number | null>(null)
  /** Where its evidence was made, as far as devices said so and whoever looks may know. */
  evidence = $state.raw<readonly Position[]>([])
  /** Looks at it as somebody does who has not come in. */
  asPublic = $state(false)
  /** What the public will see of what is being written down. */
  publicSight = $state.raw<{ geometry: Geometry; label: string }[]>([])
  region = $state('')
  municipality = $state('')

  words = $state('')
  kind = $state<UnitKind | ''>('')
  predicate = $state<Predicate | ''>('')

  met = $state.raw<{ states: readonly string[]; municipalities: readonly string[] }>({
    states: [],
    municipalities: [],
  })
  page = $state.raw<UnitPage | null>(null)
  whole = $state.raw<UnitWhole | null>(null)
  /** Whether that is what somebody sees who has not come in. */
  wholeAsPublic = $state(false)
  places = $state.raw<LandMap | null>(null)
  problem = $state.raw<Problem | null>(null)
  /** The unit that was asked for is not there, or not for whoever asks. */
  gone = $state(false)
  loading = $state(false)
  #asked: AbortController | null = null
  #mapped: AbortController | null = null

  readonly on = $derived(this.wantedOn ?? today())
  /** Who held what on the day, from what is known; a day further needs no question to the server. */
  readonly holdings = $derived(this.whole ? holdingsOn(this.whole.assertions as never, this.on) : [])
  readonly disagreements = $derived(
    this.whole ? disagreementsIn(this.whole.assertions as never, this.on, this.whole.extents) : [],
  )
  readonly state = $derived(
    this.whole
      ? unitState(this.whole.assertions as never, this.on, this.whole.unit.tenure === 'idle')
      : 'none',
  )

  follow(url: URL): void {
    const { unit, on, known, form, of } = readLand(url)
    if (unit !== this.unitId) {
      this.whole = null
      this.gone = false
      this.asPublic = false
      this.evidence = []
    }
    this.unitId = unit
    this.wantedOn = on
    this.known = known
    this.form = form
    this.of = of
  }

  /** List and open unit anew. */
  load = async (): Promise<void> => {
    await Promise.all([this.loadList(), this.loadUnit()])
  }

  async loadList(): Promise<void> {
    this.#asked?.abort()
    const asked = new AbortController()
    this.#asked = asked
    this.loading = true
    const answer = await ask<UnitPage>('/land/units', { query: this.#query(), signal: asked.signal })
    if (asked.signal.aborted) return
    this.loading = false
    this.problem = answer.ok ? null : answer.problem
    if (!answer.ok) return
    this.page = answer.value
    this.#meet(answer.value)
  }

  /** Words for the filters: what was seen so far. */
  #meet({ items }: UnitPage): void {
    const more = (known: readonly string[], names: (string | null)[]) =>
      [...new Set([...known, ...names.filter((name) => name !== null)])].sort((a, b) => a.localeCompare(b))
    this.met = {
      states: more(
        this.met.states,
        items.map(({ state }) => state),
      ),
      municipalities: more(
        this.met.municipalities,
        items.map(({ municipality }) => municipality),
      ),
    }
  }

  async more(): Promise<void> {
    const { page } = this
    if (!page?.next) return
    const answer = await ask<UnitPage>('/land/units', { query: { ...this.#query(), cursor: page.next } })
    if (answer.ok && this.page === page)
      this.page = { ...answer.value, items: [...page.items, ...answer.value.items] }
  }

  #query() {
    const { words: q, kind, predicate, wantedOn, known } = this
    const [state, municipality] = [this.region.trim(), this.municipality.trim()]
    return {
      q: q.trim(),
      kind,
      predicate,
      state,
      municipality,
      on: wantedOn ?? undefined,
      known: known ?? undefined,
    }
  }

  async loadUnit(): Promise<void> {
    const { unitId, known, asPublic } = this
    if (unitId === null) return
    const answer = await ask<UnitWhole>(`/land/units/${unitId}`, {
      query: { known: known ?? undefined, on: this.wantedOn ?? undefined },
      anonymous: asPublic,
    })
    if (unitId !== this.unitId || known !== this.known || asPublic !== this.asPublic) return
    this.gone = !answer.ok && answer.problem.status === 404
    if (answer.ok) {
      this.whole = answer.value
      this.wholeAsPublic = asPublic
      void this.#loadEvidence(unitId, asPublic)
    } else if (!this.gone) this.problem = answer.problem
  }

  async #loadEvidence(unitId: number, anonymous: boolean): Promise<void> {
    const answer = await ask<EvidenceList>('/evidence', { query: { unit: unitId }, anonymous })
    if (unitId !== this.unitId) return
    this.evidence = answer.ok
      ? answer.value.items.flatMap(({ capture }) => [capture?.place ?? []].filter((at) => at.length === 2))
      : []
  }

  /** What lies in view, as whoever looks may see it. */
  async loadMap(box: Bounds): Promise<void> {
    this.#mapped?.abort()
    const asked = new AbortController()
    this.#mapped = asked
    const answer = await ask<LandMap>('/land/map', {
      query: { bbox: box.join(), on: this.wantedOn ?? undefined, known: this.known ?? undefined },
      anonymous: this.asPublic,
      signal: asked.signal,
    })
    if (answer.ok && !asked.signal.aborted) this.places = answer.value
  }

  close(): void {
    this.#asked?.abort()
    this.#mapped?.abort()
  }
}

export const [getLand, setLand] = createContext<LandWorkspace>()
