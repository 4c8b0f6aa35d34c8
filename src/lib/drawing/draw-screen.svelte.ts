/** The drawing screen: which tool is in hand, what it is about, what would come of it. Gestures are in their own files. */
import type { Position } from 'geojson'
import {
  type Area,
  areaAt,
  areaOf,
  type Coverage,
  type Edit,
  hectares,
  isRefusal,
  nearestSpot,
  type Refusal,
} from '$domain/coverage/index.ts'
import type { DrawingSurface, PointerAt } from '$lib/map/drawing/surface.ts'
import type { MapView } from '$lib/map/map-view.svelte.ts'
import { clickFollow, clickMerge } from './choosing.ts'
import { CommuneVerdict } from './commune-verdict.svelte.ts'
import { type Handles, handlesOf, type Live, NOTHING_LIVE, type Track } from './drawing-features.ts'
import type { DrawingTask } from './drawing-task.svelte.ts'
import { NodeGestures } from './node-gestures.ts'
import { editOf, type Proposal } from './proposals.ts'
import { SketchGestures } from './sketch-gestures.svelte.ts'
import { TOOLS, type Tool } from './tools.ts'

/** CSS pixels within which a hand that draws means a border or a node. */
export const REACH = { mouse: 12, touch: 24 }
/** CSS pixels between two nodes that leave room for a handle in the middle. */
const MIDDLE_ROOM = 34

export interface Note {
  x: number
  y: number
  /** Councils that change, hectares before and after. */
  councils: { id: string; before: number | null; after: number | null }[]
  /** Of a sketch that is no council yet. */
  outlineM2: number | null
  lineM: number | null
  refusal: Refusal | null
}

export class DrawScreen {
  tool = $state<Tool>('nodes')
  selectedId = $state<string | null>(null)
  picked = $state.raw<Position | null>(null)
  proposal = $state.raw<Proposal | null>(null)
  live = $state.raw<Live>(NOTHING_LIVE)
  note = $state.raw<Note | null>(null)
  /** Why the last gesture came to nothing. */
  refusal = $state.raw<Refusal | null>(null)
  tracks = $state.raw<Track[]>([])
  track = $state.raw<Track | null>(null)
  /** The line to follow, and the places on the council's border that were chosen so far. */
  following = $state.raw<{
    name: string
    outline: Position[] | null
    line: Position[]
    ends: Position[]
  } | null>(null)
  communeId = $state<number | null>(null)
  readonly verdict = new CommuneVerdict()
  readonly sketch: SketchGestures
  readonly nodes: NodeGestures
  readonly task: DrawingTask
  readonly map: MapView

  constructor(task: DrawingTask, map: MapView) {
    this.task = task
    this.map = map
    this.nodes = new NodeGestures(this)
    this.sketch = new SketchGestures(this)
  }

  get coverage(): Coverage | null {
    return this.task.drawing?.coverage ?? null
  }
  readonly selected = $derived.by<Area | null>(() =>
    this.selectedId === null || !this.coverage ? null : areaOf(this.coverage, this.selectedId),
  )
  readonly handles = $derived.by<Handles>(() =>
    this.selected && this.tool === 'nodes'
      ? handlesOf(this.selected, MIDDLE_ROOM * this.map.metresPerPixel)
      : { nodes: [], middles: [] },
  )
  readonly outcome = $derived.by(() => {
    const edit = this.proposal && editOf(this.proposal)
    return edit ? this.task.preview(edit) : null
  })
  /** The commune whose verdict is shown: the one asked for, else the first that the chosen council belongs to. */
  readonly commune = $derived.by(() => {
    const id =
      this.communeId ?? (this.selectedId === null ? null : this.task.factsOf(this.selectedId).communeIds[0])
    return this.verdict.communes.find((commune) => commune.id === id) ?? null
  })

  name = (id: string): string => this.task.factsOf(id).name.trim()

  /** Members of the commune as they would be in a coverage. */
  membersIn(coverage: Coverage): string[] {
    const { commune } = this
    if (!commune) return []
    const fresh = [...this.task.facts].flatMap(([id, { communeIds }]) =>
      id.startsWith('new-') && communeIds.includes(commune.id) ? [id] : [],
    )
    return [...commune.councilIds.map(String), ...fresh].filter((id) => areaOf(coverage, id))
  }

  judge(coverage: Coverage | null = this.coverage): void {
    if (coverage) this.verdict.follow(coverage, this.membersIn(coverage))
  }

  reachM = (touch: boolean): number => (touch ? REACH.touch : REACH.mouse) * this.map.metresPerPixel

  take(tool: Tool): void {
    this.drop()
    this.tool = tool
    this.task.refusal = null
    void this.sketch.begin()
  }

  select(id: string | null): void {
    this.selectedId = id
    this.picked = null
    this.following = null
    this.judge()
    void this.sketch.begin()
  }

  /** Lets go of what is half done, one thing after the other. @returns whether there was anything. */
  cancel(): boolean {
    if (this.nodes.held) this.nodes.abandon()
    else if (this.proposal || this.following || this.refusal) this.drop()
    else if (this.sketch.drawing) void this.sketch.begin()
    else if (this.picked) this.picked = null
    else if (this.tool !== 'nodes') this.take('nodes')
    else if (this.selectedId !== null) this.select(null)
    else return false
    return true
  }

  drop(): void {
    const began = this.proposal !== null
    this.proposal = null
    this.following = null
    this.refusal = null
    this.live = NOTHING_LIVE
    this.note = null
    this.judge()
    if (began) void this.sketch.begin()
  }

  refuse(refusal: Refusal, drawn: readonly Position[] = []): void {
    this.refusal = refusal
    this.live = { ...NOTHING_LIVE, faults: refusal.places.slice(0, 20), refused: drawn }
    this.note = null
  }

  /** Makes an edit; what can't be is told and shown where. */
  make(edit: Edit, drawn: readonly Position[] = []): boolean {
    const refusal = this.task.apply(edit)
    if (refusal) {
      this.refuse(refusal, drawn)
      return false
    }
    this.refusal = null
    this.live = NOTHING_LIVE
    this.note = null
    this.judge()
    return true
  }

  propose(proposal: Proposal): void {
    this.refusal = null
    this.live = NOTHING_LIVE
    this.proposal = proposal
    const { outcome } = this
    if (outcome && !isRefusal(outcome)) this.judge(outcome.coverage)
  }

  /** Makes what is proposed. */
  accept(): boolean {
    const { proposal } = this
    const edit = proposal && editOf(proposal)
    if (!edit || !this.make(edit)) return false
    this.proposal = null
    this.following = null
    if (edit.kind === 'draw') this.select(edit.council)
    if (edit.kind === 'split') this.select(edit.as)
    this.take('nodes')
    return true
  }

  undo(): void {
    if (this.sketch.back()) return
    this.drop()
    this.task.undo()
    this.#afterTurn()
  }

  redo(): void {
    this.drop()
    this.task.redo()
    this.#afterTurn()
  }

  #afterTurn(): void {
    if (this.selectedId !== null && !this.selected) this.select(null)
    const { picked, coverage } = this
    if (picked && coverage && !nearestSpot(coverage, picked, 0.005, { nodesFirst: true })) this.picked = null
    this.judge()
  }

  /** Beside the pointer: hectares of the councils that would change. */
  noteAt({ x, y }: { x: number; y: number }, outcome: ReturnType<DrawingTask['preview']>): void {
    if (!outcome) return
    if (isRefusal(outcome)) {
      this.note = { x, y, councils: [], outlineM2: null, lineM: null, refusal: outcome }
      return
    }
    const councils = outcome.delta.slice(0, 4).map(({ id, before, after }) => ({
      id,
      before: before && hectares(before),
      after: after && hectares(after),
    }))
    this.note = { x, y, councils, outlineM2: null, lineM: null, refusal: null }
  }

  /** A click that is about no node: it chooses a council, or what the tool asks for. */
  click(at: PointerAt): void {
    const { coverage } = this
    if (!coverage || this.sketch.drawing) return
    const area = areaAt(coverage, at.place)
    if (TOOLS[this.tool].needsCouncil && !this.selected) {
      if (area) this.select(area.id)
    } else if (this.tool === 'merge') clickMerge(this, area)
    else if (this.tool === 'follow') clickFollow(this, at)
    else if (this.tool === 'nodes') this.select(area?.id ?? null)
  }

  listen(surface: DrawingSurface): () => void {
    surface.listen({
      grab: (at) => this.tool === 'nodes' && this.nodes.grab(at),
      drag: (at) => this.nodes.drag(at),
      drop: (at, moved) => this.nodes.drop(at, moved),
      abandon: () => this.nodes.abandon(),
      hover: (at) => this.nodes.hover(at),
      click: (at) => this.click(at),
      twice: (at) => this.tool === 'nodes' && this.nodes.deleteAt(at),
    })
    return () => {
      surface.endSketch()
      surface.listen(null)
    }
  }
}
