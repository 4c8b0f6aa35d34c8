/**
 * A drawing in this browser: areas around it, edits with undo and redo, a draft kept at every step, and saving. It knows
 * no screen, so that drawing and mending work on one and the same draft.
 */
import type { MultiPolygon, Polygon } from 'geojson'
import { createContext } from 'svelte'
import {
  type Applied,
  applyEdit,
  areaOf,
  beginDrawing,
  changesOf,
  type Delta,
  type Drawing,
  draftOf,
  draw,
  type Edit,
  hasSameLand,
  isRefusal,
  type Refusal,
  readCoverage,
  redo,
  undo,
  unitOf,
} from '$domain/coverage/index.ts'
import type { ScenarioContent } from '$domain/scenario/index.ts'
import { type Answer, ask, type Problem, reason as reasonOf } from '$lib/api.ts'
import type { Bounds } from '$lib/map/map-view.svelte.ts'
import { changeScenario, readScenario, type Scenario } from '$lib/scenarios/scenarios-api.ts'
import { KnownAreas } from '$lib/territory/known-areas.svelte.ts'
import type { Change, Council, CouncilWithGeometry } from '../../../server/territories/schema.ts'
import { DraftStore, type KeptDraft, type Seen } from './draft-store.ts'
import { attributesOf, type Facts, factsAfter, isNew, type Written } from './facts.ts'
import { boundsOfEdit, knownIn, type RefusedStep, replay } from './replay.ts'
import { councilsDrawn, type DrawnScenario, draftOfScenario, withDrawing } from './scenario-draft.ts'

/** Around what was drawn: borders that an edit may meet. */
const MARGIN_DEGREES = 0.002

export interface Saved {
  record: { councils: Council[]; created: { draft: string; id: number }[]; ended: number[] }
  change: Change
}

/** Somebody else changed councils that this drawing changes: both versions, and what mine would be on top of theirs. */
export interface Conflict {
  councils: {
    id: string
    name: string
    mine: MultiPolygon | Polygon | null
    theirs: MultiPolygon | Polygon | null
  }[]
  /** Steps that can't be made on top of theirs. */
  refused: RefusedStep[]
}

export class DrawingTask {
  /** Null until it is opened. */
  drawing = $state.raw<Drawing | null>(null)
  written = $state.raw<Written>({})
  reason = $state('')
  effectiveOn = $state<string | null>(null)
  /** Why the last edit was not made. */
  refusal = $state.raw<Refusal | null>(null)
  conflict = $state.raw<Conflict | null>(null)
  /** Another window of this browser wrote a draft that this one doesn't know; both are kept until somebody chooses. */
  elsewhere = $state.raw<KeptDraft | null>(null)
  /** The browser refuses to keep the draft: it lives in this window only. */
  unkept = $state(false)
  saving = $state(false)
  problem = $state.raw<Problem | null>(null)
  /** Steps that wait in this browser, from an earlier visit or another page. */
  waiting = $state.raw<{ steps: number; at: string } | null>(null)
  /** Whose drawing this is; null: the territory's own. */
  scenario = $state.raw<DrawnScenario | null>(null)
  /** Somebody else changed that scenario since; saving puts this drawing in the place of theirs. */
  overtaken = $state(false)
  readonly areas = new KnownAreas()

  #store = new DraftStore()
  #seen = new Map<number, Seen>()
  #made = 0
  /** What `drawing` was built on. */
  #built: ReadonlyMap<number, CouncilWithGeometry> | null = null
  #opening: Promise<void> | null = null

  constructor() {
    this.waiting = this.#store.summary()
  }

  readonly changes = $derived<Delta>(this.drawing ? changesOf(this.drawing) : [])
  /** Changes without those councils that only came to know a node more of their own border. */
  readonly landChanges = $derived<Delta>(
    this.changes.filter(({ before, after }) => !before || !after || !hasSameLand(before, after)),
  )
  readonly edits = $derived<Edit[]>(
    this.drawing?.steps.slice(0, this.drawing.position).map(({ edit }) => edit) ?? [],
  )
  readonly canUndo = $derived((this.drawing?.position ?? 0) > 0)
  readonly canRedo = $derived(this.drawing !== null && this.drawing.position < this.drawing.steps.length)
  readonly facts = $derived(factsAfter(this.edits, this.written, (id) => this.factsKnown(id)))
  /** New councils without a name. */
  readonly unnamed = $derived(
    this.changes.filter(({ id, after }) => after && isNew(id) && !this.factsOf(id).name.trim()),
  )

  /** As it is saved; null for a new council. */
  factsKnown(id: string): Facts | null {
    return this.areas.councils.get(Number(id)) ?? this.#seen.get(Number(id)) ?? null
  }

  factsOf(id: string): Facts {
    const none = { name: '', kind: null, families: null, population: null, communeIds: [] }
    return this.facts.get(id) ?? this.factsKnown(id) ?? none
  }

  /** Reads what was kept, once, and the areas around it. What other windows do is followed from then on. */
  open(): Promise<void> {
    this.#opening ??= this.#open()
    return this.#opening
  }

  async #open(): Promise<void> {
    this.#store.follow(() => void this.#followOther())
    await this.#restore(await this.#store.read())
  }

  async #restore(kept: KeptDraft | null): Promise<void> {
    this.written = kept?.written ?? {}
    this.reason = kept?.reason ?? ''
    this.effectiveOn = kept?.effectiveOn ?? null
    this.#made = kept?.made ?? 0
    this.scenario = kept?.scenario ?? null
    this.overtaken = false
    this.#seen = new Map(kept?.seen.map((seen) => [seen.id, seen]))
    this.conflict = null
    this.refusal = null
    this.waiting = null
    await this.#fetchAround(kept?.edits ?? [])
    this.#build(kept?.edits ?? [], kept?.position ?? 0, kept?.mine)
  }

  /** All areas that the edits meet, wherever the map looks. */
  async #fetchAround(edits: readonly Edit[]): Promise<void> {
    const ids = [...new Set([...knownIn(edits), ...this.#seen.keys()])]
    await this.areas.fetch(ids)
    const boxes = [...edits.map(boundsOfEdit), ...ids.map((id) => this.areas.boundsOf([id]))].filter(
      (box) => box !== null,
    )
    for (const [west, south, east, north] of boxes)
      await this.areas.fetchBox([
        west - MARGIN_DEGREES,
        south - MARGIN_DEGREES,
        east + MARGIN_DEGREES,
        north + MARGIN_DEGREES,
      ])
  }

  /** Areas of what the map shows join the drawing. */
  async look(box: Bounds): Promise<void> {
    await this.open()
    await this.areas.fetchBox(box)
    this.#rebuild()
  }

  /** Areas of councils, and what lies around them. */
  async bring(ids: readonly number[]): Promise<void> {
    await this.open()
    await this.areas.fetchAround(ids)
    this.#rebuild()
  }

  /** Somebody saved something: everything that matters is asked for again. */
  async refresh(box: Bounds | null): Promise<void> {
    if (!this.drawing) return
    this.areas.forget()
    if (box) await this.areas.fetchBox(box)
    await this.#fetchAround(draftOf(this.drawing).edits)
    this.#rebuild()
  }

  #rebuild(): void {
    if (!this.drawing || this.areas.councils === this.#built) return
    const { edits, position } = draftOf(this.drawing)
    this.#build(edits, position, this.#mine())
  }

  /**
   * The coverage of all areas that are here, and the edits made again on it: an edit must come out as the server will
   * make it, with every neighbour that it meets.
   */
  #build(edits: readonly Edit[], position: number, mine: KeptDraft['mine'] = []): void {
    const councils = this.areas.councils
    this.#built = councils
    const coverage = readCoverage(
      [...councils.values()].map(({ id, geometry }) => ({ id: String(id), geometry })),
    )
    const { drawing, refused } = replay(coverage, 0, edits, position)
    const changed = [...this.#seen.values()].filter(({ id, revision }) => {
      const now = councils.get(id)
      return !now || now.revision !== revision
    })
    this.drawing = drawing
    if (changed.length === 0 && refused.length === 0) {
      this.conflict = null
      return
    }
    const ids = new Set([
      ...changed.map(({ id }) => String(id)),
      ...refused.flatMap(({ refusal }) => refusal.councils),
    ])
    this.conflict = {
      councils: [...ids].map((id) => ({
        id,
        name: this.#seen.get(Number(id))?.name ?? councils.get(Number(id))?.name ?? '',
        mine: (mine.find((one) => one.id === id) ?? { geometry: geometryIn(drawing, id) }).geometry,
        theirs: councils.get(Number(id))?.geometry ?? null,
      })),
      refused,
    }
  }

  /** My steps on top of what others saved, without those that can't be. */
  keepMine(): void {
    this.conflict = null
    this.#see(true)
    this.#keep()
  }

  /** What others saved stays; of mine stays what is about other councils. */
  keepTheirs(): void {
    if (!this.drawing || !this.conflict) return
    const theirs = new Set(this.conflict.councils.map(({ id }) => id))
    const edits = this.drawing.steps
      .slice(0, this.drawing.position)
      .filter(({ delta }) => !delta.some(({ id }) => theirs.has(id)))
      .map(({ edit }) => edit)
    const base = readCoverage(
      [...this.areas.councils.values()].map(({ id, geometry }) => ({ id: String(id), geometry })),
    )
    this.drawing = replay(base, 0, edits, edits.length).drawing
    this.conflict = null
    this.#seen.clear()
    this.#see()
    this.#keep()
  }

  /** What would come out; nothing is kept. */
  preview(edit: Edit): Applied | Refusal | null {
    return this.drawing && applyEdit(this.drawing.coverage, edit)
  }

  /** Makes an edit and keeps the draft; the reason where it can't be. */
  apply(edit: Edit): Refusal | null {
    if (!this.drawing || this.conflict || this.elsewhere)
      return { reason: 'nothing-changes', councils: [], places: [] }
    const next = draw(this.drawing, edit)
    if (isRefusal(next)) {
      this.refusal = next
      return next
    }
    this.#take(next)
    return null
  }

  /** Makes edits one after the other, and keeps the draft once; none where one of them can't be. */
  applyAll(edits: readonly Edit[]): Refusal | null {
    if (!this.drawing || this.conflict || this.elsewhere)
      return { reason: 'nothing-changes', councils: [], places: [] }
    let drawing = this.drawing
    for (const edit of edits) {
      const next = draw(drawing, edit)
      if (isRefusal(next)) {
        this.refusal = next
        return next
      }
      drawing = next
    }
    this.#take(drawing)
    return null
  }

  /** Goes back to where the drawing had so many steps. */
  backTo(position: number): void {
    if (!this.drawing || this.conflict || this.elsewhere) return
    let drawing = this.drawing
    while (drawing.position > position) drawing = undo(drawing)
    this.#take(drawing)
  }

  undo(): void {
    if (this.drawing && !this.conflict && !this.elsewhere) this.#take(undo(this.drawing))
  }

  redo(): void {
    if (this.drawing && !this.conflict && !this.elsewhere) this.#take(redo(this.drawing))
  }

  #take(drawing: Drawing): void {
    this.drawing = drawing
    this.refusal = null
    this.problem = null
    this.#see()
    this.#keep()
  }

  /** Remembers touched councils as they were; `again` as they are now. */
  #see(again = false): void {
    for (const { delta } of this.drawing?.steps ?? [])
      for (const { id } of delta) {
        const council = this.areas.councils.get(Number(id))
        if (!council || (this.#seen.has(council.id) && !again)) continue
        const { name, kind, families, population, communeIds, geometry, revision } = council
        this.#seen.set(council.id, {
          id: council.id,
          name,
          kind,
          families,
          population,
          communeIds,
          geometry,
          revision,
        })
      }
  }

  /** A name for a council that an edit is about to make. */
  newId(): string {
    this.#made++
    return `new-${this.#made}`
  }

  /** What is known of a council beside its area. */
  write(id: string, facts: Partial<Facts>): void {
    this.written = { ...this.written, [id]: { ...this.written[id], ...facts } }
    this.#keep()
  }

  /** Of a text field: kept with the next step or when the field is left. */
  keep(): void {
    this.#keep()
  }

  #mine = (): KeptDraft['mine'] =>
    this.changes.map(({ id, after }) => ({
      id,
      geometry: after ? (unitOf(after).geometry as MultiPolygon | Polygon) : null,
    }))

  #draft(): KeptDraft | null {
    if (!this.drawing || this.drawing.steps.length === 0) return null
    const { edits, position } = draftOf(this.drawing)
    return {
      edits,
      position,
      written: this.written,
      reason: this.reason,
      effectiveOn: this.effectiveOn,
      made: this.#made,
      seen: [...this.#seen.values()],
      mine: this.#mine(),
      at: new Date().toISOString(),
      scenario: this.scenario,
    }
  }

  async #keep(anyway = false): Promise<void> {
    const outcome = await this.#store.write(this.#draft(), anyway)
    this.unkept = outcome === 'full'
    if (outcome === 'overtaken') {
      const mine = new DraftStore()
      this.elsewhere = await mine.read()
      // Nothing is there any more: it was saved or dropped in the other window, and this one goes on by itself.
      if (!this.elsewhere) await this.#keep(true)
    }
  }

  /** Another window made a step: this one shows it, unless it has steps of its own that the other doesn't know. */
  async #followOther(): Promise<void> {
    if (this.elsewhere) return
    await this.#restore(await this.#store.read())
  }

  /** This window's steps stay, the other window's are dropped; or the other way round. */
  async choose(which: 'here' | 'elsewhere'): Promise<void> {
    this.elsewhere = null
    if (which === 'here') await this.#keep(true)
    else await this.#restore(await this.#store.read())
  }

  /** Drops every step, the undone ones too. */
  discard(): void {
    this.#seen.clear()
    this.written = {}
    this.reason = ''
    this.effectiveOn = null
    this.refusal = null
    this.conflict = null
    this.problem = null
    this.waiting = null
    this.elsewhere = null
    this.scenario = null
    this.overtaken = false
    this.#built = null
    void this.#store.write(null, true)
    if (this.drawing) {
      this.drawing = beginDrawing(this.drawing.coverage, 0)
      this.#rebuild()
    }
  }

  /** What is saved, or kept as a scenario: the edits, what was written of their councils, and what was seen. */
  get content() {
    const changed = this.changes.map(({ id }) => id)
    const alive = this.changes.filter(({ after }) => after).map(({ id }) => id)
    const rewritten = Object.keys(this.written).filter(
      (id) => !isNew(id) && areaOf(this.drawing!.coverage, id),
    )
    return {
      edits: this.edits,
      attributes: attributesOf(this.facts, [...new Set([...alive, ...rewritten])], (id) =>
        this.factsKnown(id),
      ),
      seen: [...new Set([...changed, ...rewritten])]
        .filter((id) => !isNew(id))
        .map((id) => {
          const { id: number, revision } = this.#seen.get(Number(id)) ?? this.areas.councils.get(Number(id))!
          return { id: number, revision }
        }),
    }
  }

  /** Its scenario with this drawing in it; null where it is the territory's own. */
  get scenarioContent(): ScenarioContent | null {
    const alive = (draft: string) => areaOf(this.drawing!.coverage, draft) !== null
    return this.scenario && withDrawing(this.scenario.content, this.content, alive)
  }

  /** Goes on with a scenario's drawing in the place of what is drawn here; what was wrong if that can't be. */
  async takeUp(id: number): Promise<Problem | { notOpen: string } | null> {
    await this.open()
    const answer = await readScenario(id)
    if (!answer.ok) return answer.problem
    const { revision, name, content, state } = answer.value
    if (state !== 'open') return { notOpen: name }
    this.areas.forget()
    await this.areas.fetch(councilsDrawn(content), true)
    this.discard()
    await this.#restore(
      draftOfScenario({ id, revision, name, content }, this.areas.councils, new Date().toISOString()),
    )
    await this.#keep(true)
    return null
  }

  /** Whether the scenario is still the one that this drawing was begun on. */
  async compareScenario(): Promise<void> {
    const answer = this.scenario && (await readScenario(this.scenario.id))
    if (!answer?.ok || answer.value.revision === this.scenario?.revision) return
    const { id, revision, name, content } = answer.value
    this.scenario = { id, revision, name, content }
    this.overtaken = true
  }

  async saveScenario(): Promise<Answer<Scenario>> {
    const { id, revision } = this.scenario!
    this.saving = true
    this.problem = null
    const answer = await changeScenario(id, {
      revision,
      content: this.scenarioContent!,
      reason: this.reason.trim() || undefined,
    })
    this.saving = false
    if (answer.ok) this.discard()
    else {
      this.problem = answer.problem
      if (reasonOf(answer.problem) === 'changed-by-another') await this.compareScenario()
    }
    return answer
  }

  async save(): Promise<Answer<Saved>> {
    this.saving = true
    this.problem = null
    const answer = await ask<Saved>('/drawings', {
      method: 'POST',
      body: {
        ...this.content,
        effectiveOn: this.effectiveOn ?? undefined,
        reason: this.reason.trim() || undefined,
      },
    })
    this.saving = false
    if (answer.ok) {
      const { ids } = { ids: answer.value.record.councils.map(({ id }) => id) }
      this.discard()
      this.areas.forget()
      await this.areas.fetch(ids)
      await this.areas.fetchAround(ids)
      this.#rebuild()
    } else {
      this.problem = answer.problem
      if (reasonOf(answer.problem) === 'drawing-changed-by-another') await this.refresh(null)
    }
    return answer
  }
}

function geometryIn(drawing: Drawing, id: string): MultiPolygon | Polygon | null {
  const area = areaOf(drawing.coverage, id)
  return area && (unitOf(area).geometry as MultiPolygon | Polygon)
}

export const [getDrawing, setDrawing] = createContext<DrawingTask>()
