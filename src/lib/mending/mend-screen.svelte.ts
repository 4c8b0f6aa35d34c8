/** What the mending screen holds: gaps and overlaps of a place, the one that is open, and a plan for many at once. */

import { allAreas } from '$domain/coverage/coverage.ts'
import type { Coverage, Edit, Refusal } from '$domain/coverage/index.ts'
import { isRefusal } from '$domain/coverage/index.ts'
import {
  type CouncilFacts,
  type Flaw,
  landAfter,
  type MendingStep,
  markAllowed,
  remediesFor,
  replaySteps,
  type Tried,
  tryRemedy,
} from '$domain/mending/index.ts'
import { type Answer, ask } from '$lib/api.ts'
import type { DrawingTask } from '$lib/drawing/drawing-task.svelte.ts'
import type { Bounds } from '$lib/map/map-view.svelte.ts'
import type { AllowedSpace, AllowedSpaceList, NewAllowedSpace } from '../../../server/mending/schema.ts'
import type { Changed } from '../../../server/territories/schema.ts'
import { fetchWhole } from './fetch-whole.ts'
import { Mender } from './mender.ts'
import type { Ground, Plan, Reply } from './protocol.ts'

export type Scope = 'commune' | 'view' | 'all'
export type Filter = 'open' | 'gap' | 'overlap' | 'allowed'

export interface Row {
  flaw: Flaw
  /** Left on purpose. */
  allowed: AllowedSpace | null
  /** Had been left on purpose, before a border moved. */
  was: AllowedSpace | null
}

/** Smaller ones are the pen's width, as in verdicts: they are mended with the others and listed nowhere. */
const LISTED_FROM_M2 = 1
const NOTHING_KNOWN: CouncilFacts = { approximate: false, imported: false, since: null }

export class MendScreen {
  scope = $state<Scope>('view')
  flaws = $state.raw<Flaw[] | null>(null)
  allowed = $state.raw<AllowedSpace[]>([])
  filter = $state<Filter>('open')
  openKey = $state<string | null>(null)
  /** What the map shows of what would be done. */
  shown = $state.raw<Tried | null>(null)
  /** Share done of what takes long; null where nothing does. */
  progress = $state<{ what: 'fetching' | 'finding' | 'planning'; share: number | null } | null>(null)
  under = $state(100)
  plan = $state.raw<Plan | null>(null)
  /** The one of the plan that the map shows. */
  looked = $state.raw<Flaw | null>(null)
  ticked = $state.raw<ReadonlySet<number>>(new Set())
  refusal = $state.raw<Refusal | null>(null)
  broken = $state(false)
  /** More areas than this browser holds: only what the map shows was looked at. */
  partial = $state(false)
  readonly task: DrawingTask

  #mender = new Mender()
  #fetching: AbortController | null = null
  #of: string[] | null = null
  #found: Coverage | null = null
  /** Steps that the drawing had before each mending, which may be several of them. */
  #marks: number[] = []

  constructor(task: DrawingTask) {
    this.task = task
  }

  get coverage(): Coverage | null {
    return this.task.drawing?.coverage ?? null
  }
  readonly rows = $derived.by<Row[]>(() => {
    const flaws = this.flaws ?? []
    const marks = markAllowed(flaws, this.allowedLand)
    return flaws
      .filter(({ areaM2 }) => areaM2 >= LISTED_FROM_M2)
      .map((flaw) => {
        const mark = marks.get(flaw)
        return {
          flaw,
          allowed: mark && 'is' in mark ? mark.is : null,
          was: mark && 'was' in mark ? mark.was : null,
        }
      })
  })
  readonly allowedLand = $derived(
    this.allowed.map((space) => ({ ...space, councils: space.councilIds.map(String) })),
  )
  readonly counts = $derived.by(() => {
    const open = this.rows.filter(({ allowed }) => !allowed)
    const of = (kind: Flaw['kind']) => open.filter(({ flaw }) => flaw.kind === kind).length
    return {
      open: open.length,
      gap: of('gap'),
      overlap: of('overlap'),
      allowed: this.rows.length - open.length,
    }
  })
  readonly listed = $derived(
    this.rows.filter(({ flaw, allowed }) =>
      this.filter === 'allowed'
        ? allowed !== null
        : allowed === null && (this.filter === 'open' || flaw.kind === this.filter),
    ),
  )
  readonly open = $derived(this.rows.find(({ flaw }) => flaw.key === this.openKey) ?? null)
  readonly land = $derived(this.open && this.shown ? landAfter(this.open.flaw, this.shown) : [])
  /** Slivers that mending all would take up. */
  readonly slivers = $derived.by(() => {
    const kept = new Set(this.rows.filter(({ allowed }) => allowed).map(({ flaw }) => flaw.key))
    return (this.flaws ?? []).filter(
      ({ form, areaM2, key }) => form !== 'wide' && areaM2 < this.under && !kept.has(key),
    )
  })
  readonly chosen = $derived(this.plan?.steps.filter((_, step) => this.ticked.has(step)) ?? [])

  name = (id: string): string => this.task.factsOf(id).name.trim() || `n.º ${id}`

  factsOf = (id: string): CouncilFacts => {
    const council = this.task.areas.councils.get(Number(id))
    if (!council) return NOTHING_KNOWN
    const { approximate, importId, since } = council
    return { approximate, imported: importId !== null, since }
  }

  async loadAllowed(): Promise<void> {
    const answer = await ask<AllowedSpaceList>('/allowed-spaces')
    if (answer.ok) this.allowed = answer.value.items
  }

  /** Brings the areas that are to be looked at, and looks. */
  async look(scope: Scope, place: { members: readonly number[]; box: Bounds | null }): Promise<void> {
    this.cancel()
    this.scope = scope
    this.plan = null
    this.close()
    this.partial = false
    this.flaws = null
    const fetching = new AbortController()
    this.#fetching = fetching
    this.progress = { what: 'fetching', share: null }
    await this.task.open()
    if (scope === 'commune') {
      await this.task.bring(place.members)
      this.#of = place.members.map(String)
    } else if (place.box) {
      const whole = await fetchWhole(this.task.areas, place.box, {
        signal: fetching.signal,
        onProgress: (share) => {
          this.progress = { what: 'fetching', share }
        },
      })
      if (fetching.signal.aborted) return
      this.partial = !whole
      await this.task.bring([])
      this.#of = scope === 'all' ? null : this.#within(place.box)
    }
    if (fetching.signal.aborted) return
    this.#fetching = null
    await this.find()
  }

  #within([west, south, east, north]: Bounds): string[] {
    return [...this.task.areas.councils.values()]
      .filter(
        ({ bounds }) => bounds[0] <= east && bounds[2] >= west && bounds[1] <= north && bounds[3] >= south,
      )
      .map(({ id }) => String(id))
  }

  /** Looks again where the drawing is another than the one looked at. */
  async followDrawing(): Promise<void> {
    if (this.#found === null || this.coverage === this.#found || this.#fetching) return
    this.plan = null
    await this.find()
  }

  async find(): Promise<void> {
    const { coverage } = this
    if (!coverage) return
    this.#found = coverage
    this.progress = { what: 'finding', share: null }
    const answer = await this.#mender.ask<Extract<Reply, { kind: 'found' }>>({
      kind: 'find',
      ...this.#ground(coverage),
    })
    if (answer === 'ended') return
    this.progress = null
    this.broken = answer === 'broken'
    if (answer !== 'broken') this.flaws = answer.flaws
  }

  #ground(coverage: Coverage): Ground {
    // of a proxy nothing can be sent to another thread; these are plain
    return { areas: [...allAreas(coverage)].map(({ id, parts }) => ({ id, parts })), of: this.#of }
  }

  /** Stops what takes long. */
  cancel(): void {
    this.#fetching?.abort()
    this.#fetching = null
    this.#mender.cancel()
    this.progress = null
  }

  choose(key: string | null): void {
    this.openKey = this.openKey === key ? null : key
    this.shown = null
    this.refusal = null
  }

  /** Opens what was pressed on the map, in a list that shows it. */
  press(key: string): void {
    const row = this.rows.find(({ flaw }) => flaw.key === key)
    if (!row || this.plan || this.openKey === key) return
    if (!this.listed.includes(row)) this.filter = row.allowed ? 'allowed' : 'open'
    this.choose(key)
  }

  close(): void {
    this.openKey = null
    this.shown = null
    this.refusal = null
  }

  /** What can be done about a flaw, best first, each tried. */
  remediesOf({ flaw }: Row): Tried[] {
    const { coverage } = this
    if (!coverage) return []
    const possible = remediesFor(flaw, this.factsOf).flatMap((remedy) => {
      const tried = tryRemedy(coverage, flaw, remedy)
      return isRefusal(tried) ? [] : [tried]
    })
    const [first, ...others] = possible
    // where what would be first can't be done, a gap goes to whoever has most of its border
    return first?.remedy.why === 'choice' && flaw.kind === 'gap' && first.remedy.kind === 'give'
      ? [{ ...first, remedy: { ...first.remedy, why: 'longest-border' } }, ...others]
      : possible
  }

  /** Makes it a step of the drawing. */
  mend({ flaw }: Row, { edits }: Tried): boolean {
    const before = this.task.drawing?.position ?? 0
    this.refusal = this.task.applyAll(edits)
    if (this.refusal) return false
    this.#marks.push(before)
    this.flaws = this.flaws?.filter(({ key }) => key !== flaw.key) ?? null
    this.openKey = null
    this.shown = null
    return true
  }

  /** Takes back the last mending whole; of what was drawn elsewhere, the last step. */
  undo(): void {
    const position = this.task.drawing?.position ?? 0
    while ((this.#marks.at(-1) ?? -1) >= position) this.#marks.pop()
    this.task.backTo(this.#marks.pop() ?? position - 1)
  }

  async makePlan(): Promise<void> {
    const { coverage } = this
    if (!coverage) return
    this.close()
    this.progress = { what: 'planning', share: 0 }
    const kept = new Set(this.rows.filter(({ allowed }) => allowed).map(({ flaw }) => flaw.key))
    const answer = await this.#mender.ask<Extract<Reply, { kind: 'planned' }>>(
      {
        kind: 'mend-all',
        under: this.under,
        facts: new Map([...allAreas(coverage)].map(({ id }) => [id, this.factsOf(id)])),
        kept,
        ...this.#ground(coverage),
      },
      (share) => {
        this.progress = { what: 'planning', share }
      },
    )
    if (answer === 'ended') return
    this.progress = null
    this.broken = answer === 'broken'
    if (answer === 'broken') return
    this.plan = answer.plan
    this.looked = null
    this.ticked = new Set(answer.plan.steps.keys())
  }

  tick(step: number): void {
    const next = new Set(this.ticked)
    if (!next.delete(step)) next.add(step)
    this.ticked = next
  }

  tickAll(all: boolean): void {
    this.ticked = new Set(all ? this.plan?.steps.keys() : [])
  }

  /** Makes the ticked steps. @returns how many edits, and how many steps only those left out had made possible. */
  applyPlan(): { edits: number; steps: number; impossible: number } | null {
    const { coverage, plan } = this
    if (!coverage || !plan) return null
    const every = this.ticked.size === plan.steps.length
    const { made, impossible } = every
      ? { made: plan.steps, impossible: [] }
      : replaySteps(coverage, plan.steps, this.ticked)
    const edits: Edit[] = (made as MendingStep[]).flatMap((step) => step.edits)
    const before = this.task.drawing?.position ?? 0
    this.refusal = this.task.applyAll(edits)
    if (this.refusal) return null
    this.#marks.push(before)
    this.plan = null
    return { edits: edits.length, steps: made.length, impossible: impossible.length }
  }

  async keep(
    { flaw }: Row,
    decision: Pick<NewAllowedSpace, 'reason' | 'decidedBy' | 'decidedOn'>,
  ): Promise<Answer<Changed<AllowedSpace>>> {
    const answer = await ask<Changed<AllowedSpace>>('/allowed-spaces', {
      method: 'POST',
      body: {
        kind: flaw.kind,
        councilIds: flaw.beside.map(({ council }) => Number(council)),
        geometry: flaw.geometry,
        ...decision,
      } satisfies NewAllowedSpace,
    })
    if (answer.ok) {
      this.allowed = [...this.allowed, answer.value.record]
      this.close()
    }
    return answer
  }

  async mind(space: AllowedSpace): Promise<Answer<Changed<AllowedSpace>>> {
    const answer = await ask<Changed<AllowedSpace>>(`/allowed-spaces/${space.id}`, {
      method: 'DELETE',
      query: { revision: space.revision },
    })
    if (answer.ok) this.allowed = this.allowed.filter(({ id }) => id !== space.id)
    return answer
  }

  end(): void {
    this.cancel()
    this.#mender.close()
  }
}

/** What a list of steps comes to for each council, the largest change first. */
export function totalsOf(steps: readonly MendingStep[]): { council: string; gainM2: number }[] {
  const sums = new Map<string, number>()
  for (const { gains } of steps)
    for (const { council, beforeM2, afterM2 } of gains)
      sums.set(council, (sums.get(council) ?? 0) + afterM2 - beforeM2)
  return [...sums]
    .map(([council, gainM2]) => ({ council, gainM2 }))
    .sort((p, q) => Math.abs(q.gainM2) - Math.abs(p.gainM2))
}
