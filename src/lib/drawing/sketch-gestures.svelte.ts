/** Sketched lines and outlines, and what each tool makes of one. */
import type { Position } from 'geojson'
import { type Edit, isRefusal, nearestSpot, type Refusal, snapLine } from '$domain/coverage/index.ts'
import type { Sketch } from '$lib/map/drawing/sketch.ts'
import type { DrawScreen } from './draw-screen.svelte.ts'
import { lineM, outlineM2, selfCrossing, simplified } from './lines.ts'
import { besidePiece, landUnder, meantStretch, smallerSide } from './proposals.ts'
import { TOOLS } from './tools.ts'

/** CSS pixels that a freehand line may be off what the hand drew. */
const FREEHAND_PIXELS = 2
/** CSS pixels within which a stroke's end means the border. */
const STROKE_END_PIXELS = 40

export class SketchGestures {
  /** Vertices set so far, the one under the pointer too. */
  count = $state(0)
  #screen: DrawScreen
  #sketch: Sketch | null = null
  /** Something was drawn freely: it is not led along borders at the end. */
  #free = false

  constructor(screen: DrawScreen) {
    this.#screen = screen
  }

  get drawing(): boolean {
    return this.#sketch !== null && this.count > 0
  }
  get open(): boolean {
    return this.#sketch !== null
  }

  /** Begins afresh with the tool in hand, or ends where it needs none. */
  async begin(): Promise<void> {
    const { tool, selected, map, proposal } = this.#screen
    const surface = map.surface
    this.#sketch = null
    this.count = 0
    this.#free = false
    this.#screen.note = null
    surface?.endSketch()
    const { shape, needsCouncil } = TOOLS[tool]
    if (!surface || !shape || proposal || (needsCouncil && !selected)) return
    const closed = shape === 'outline'
    this.#sketch = await surface.sketch({
      shape,
      hold: (place) => this.#hold(place),
      sound: (line) => selfCrossing(line, closed && line.length > 3) === null,
      changed: (line) => this.#changed(line, closed),
      finished: (line) => this.#finished(line),
    })
  }

  #hold(place: Position): Position | null {
    const { coverage, map } = this.#screen
    if (map.surface?.alt) {
      this.#free = true
      return null
    }
    return coverage && (nearestSpot(coverage, place, this.#screen.reachM(false))?.at ?? null)
  }

  #changed(line: readonly Position[], closed: boolean): void {
    this.count = line.length
    const last = line.at(-1)
    const at = last && this.#screen.map.surface?.pixels(last)
    if (!at) return
    this.#screen.refusal = null
    const crossing = selfCrossing(line, closed && line.length > 3)
    const refusal: Refusal | null = crossing && { reason: 'self-crossing', councils: [], places: [crossing] }
    this.#screen.note = {
      x: at.x,
      y: at.y,
      councils: [],
      outlineM2: closed && line.length > 2 ? outlineM2(line) : null,
      lineM: closed ? null : lineM(line),
      refusal,
    }
  }

  /** A vertex that was typed. */
  add(place: Position): void {
    this.#sketch?.add(place)
  }

  finish(): boolean {
    return this.#sketch?.finish() ?? false
  }

  back(): boolean {
    return this.drawing && (this.#sketch?.back() ?? false)
  }

  #finished(line: readonly Position[]): void {
    const screen = this.#screen
    const { coverage, tool, selectedId: council, task } = screen
    this.count = 0
    screen.note = null
    if (!coverage) return
    const led = (closed: boolean) => {
      const whole = closed ? [...line, line[0]] : [...line]
      return this.#free ? whole : snapLine(coverage, whole, screen.reachM(false))
    }
    this.#free = false
    switch (tool) {
      case 'draw': {
        const id = task.newId()
        if (screen.commune) task.write(id, { communeIds: [screen.commune.id] })
        const outline = { type: 'Polygon' as const, coordinates: [led(true)] }
        this.#land({ kind: 'draw', council: id, outline, take: [] })
        break
      }
      case 'part': {
        const outline = { type: 'Polygon' as const, coordinates: [led(true)] }
        this.#land({ kind: 'add-part', council: council!, outline, take: [] })
        break
      }
      case 'hole': {
        const outline = { type: 'Polygon' as const, coordinates: [[...line, line[0]]] }
        screen.make({ kind: 'cut-hole', council: council!, outline }, line)
        break
      }
      case 'split':
      case 'give':
        this.#cut(tool, council!, [...line])
        break
      case 'redraw':
        this.#redraw(council!, line)
        break
    }
  }

  /** Land drawn over neighbours is theirs until the person says otherwise. */
  #land(edit: Extract<Edit, { kind: 'draw' | 'add-part' }>): void {
    const screen = this.#screen
    const under = landUnder(screen.coverage!, edit)
    if (under.length > 0) {
      screen.map.surface?.endSketch()
      screen.propose({ kind: 'take', edit, under })
    } else if (screen.make(edit, edit.outline.coordinates[0] as Position[])) {
      screen.select(edit.council)
      screen.take('nodes')
    }
  }

  #cut(tool: 'split' | 'give', council: string, line: Position[]): void {
    const screen = this.#screen
    const cut = smallerSide(screen.coverage!, council, line)
    if (!cut) {
      const refused = screen.task.preview({ kind: 'split', council, line, as: 'piece', side: 'left' })
      if (refused && isRefusal(refused)) screen.refuse(refused, line)
      return
    }
    screen.map.surface?.endSketch()
    const { side } = cut
    if (tool === 'split')
      screen.propose({ kind: 'split', council, line, side, as: screen.task.newId() })
    else {
      const beside = besidePiece(screen.coverage!, council, line, side)
      screen.propose({ kind: 'give', from: council, line, side, to: beside[0] ?? null, beside })
    }
  }

  #redraw(council: string, stroke: readonly Position[]): void {
    const screen = this.#screen
    const coverage = screen.coverage!
    const reach = STROKE_END_PIXELS * screen.map.metresPerPixel
    const [from, to] = [stroke[0], stroke[stroke.length - 1]].map(
      (end) => nearestSpot(coverage, end, reach, { of: [council], nodesFirst: false })?.at,
    )
    if (!from || !to) {
      const ends = [stroke[0], stroke[stroke.length - 1]]
      screen.refuse({ reason: 'not-on-border', councils: [council], places: ends }, stroke)
      return
    }
    const line = simplified(stroke, FREEHAND_PIXELS * screen.map.metresPerPixel)
    screen.make(
      meantStretch(coverage, { kind: 'reshape', council, from, to, line: line.slice(1, -1) }),
      stroke,
    )
  }
}
