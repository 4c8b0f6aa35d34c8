/** Nodes of the chosen council by hand, finger and key: moved, put in, taken out, for all councils that share them. */
import type { Position } from 'geojson'
import { type Edit, isRefusal, nearestSpot } from '$domain/coverage/index.ts'
import { metresPerDegreeEast, metresPerDegreeNorth } from '$domain/geometry/ellipsoid.ts'
import type { PointerAt } from '$lib/map/drawing/surface.ts'
import type { DrawScreen } from './draw-screen.svelte.ts'
import { type Middle, NOTHING_LIVE } from './drawing-features.ts'

/** Presses of an arrow key that follow each other are one step to undo. */
const ONE_STEP_MS = 1200
/** CSS pixels for each press of an arrow key. */
const KEY_STEP = 1

type Held = { node: Position } | { middle: Middle }

export class NodeGestures {
  held: Held | null = null
  #screen: DrawScreen
  #nudged = 0

  constructor(screen: DrawScreen) {
    this.#screen = screen
  }

  /** The node under the pointer, or else the handle between two. */
  #under(at: PointerAt): Held | null {
    const { handles, map } = this.#screen
    const surface = map.surface
    if (!surface) return null
    const reach = at.touch ? 22 : 10
    const nearest = <T>(all: readonly T[], placeOf: (one: T) => Position): T | null => {
      let best: T | null = null
      let least = reach
      for (const one of all) {
        const { x, y } = surface.pixels(placeOf(one))
        const distance = Math.hypot(x - at.x, y - at.y)
        if (distance <= least) [best, least] = [one, distance]
      }
      return best
    }
    const node = nearest(handles.nodes, (place) => place)
    if (node) return { node }
    const middle = nearest(handles.middles, ({ at: place }) => place)
    return middle && { middle }
  }

  hover(at: PointerAt | null): void {
    const { map, tool } = this.#screen
    if (!at || tool !== 'nodes') return
    map.surface?.cursor(this.#under(at) ? 'grab' : 'pointer')
  }

  grab(at: PointerAt): boolean {
    if (this.#screen.proposal || this.#screen.task.conflict || this.#screen.task.elsewhere) return false
    this.held = this.#under(at)
    return this.held !== null
  }

  #editTo(held: Held, to: Position): Edit {
    return 'node' in held
      ? { kind: 'move-node', from: held.node, to }
      : { kind: 'insert-node', between: held.middle.between, at: to }
  }

  /** Where a dragged node comes to lie: on a node or border near it, unless it is drawn freely. */
  #target(held: Held, at: PointerAt): { to: Position; snap: Position | null } {
    const { coverage } = this.#screen
    if (at.alt || !coverage) return { to: at.place, snap: null }
    const without = 'node' in held ? held.node : undefined
    const spot = nearestSpot(coverage, at.place, this.#screen.reachM(at.touch), { without })
    // The segment that a handle came from is no border to hold to.
    const own =
      'middle' in held &&
      spot?.between &&
      [0, 1].every((end) => held.middle.between.some((node) => same(node, spot.between![end])))
    return spot && !own ? { to: spot.at, snap: spot.at } : { to: at.place, snap: null }
  }

  drag(at: PointerAt): void {
    const { held } = this
    const screen = this.#screen
    if (!held) return
    screen.map.surface?.cursor('grabbing')
    const { to, snap } = this.#target(held, at)
    const outcome = screen.task.preview(this.#editTo(held, to))
    if (!outcome) return
    screen.picked = to
    screen.live = isRefusal(outcome)
      ? { ...screen.live, bad: true, faults: outcome.places.slice(0, 20), snap }
      : { ...NOTHING_LIVE, areas: outcome.delta.flatMap(({ after }) => (after ? [after] : [])), snap }
    screen.noteAt(at, outcome)
    if (!isRefusal(outcome)) screen.judge(outcome.coverage)
  }

  drop(at: PointerAt, moved: boolean): void {
    const { held } = this
    const screen = this.#screen
    this.held = null
    if (!held) return
    screen.map.surface?.cursor('')
    if (!moved) {
      if ('node' in held) screen.picked = held.node
      return
    }
    const { to } = this.#target(held, at)
    screen.picked = screen.make(this.#editTo(held, to)) ? rounded(to) : 'node' in held ? held.node : null
  }

  abandon(): void {
    const screen = this.#screen
    const { held } = this
    this.held = null
    screen.live = NOTHING_LIVE
    screen.note = null
    screen.picked = held && 'node' in held ? held.node : null
    screen.judge()
  }

  deleteAt(at: PointerAt): boolean {
    const under = this.#under(at)
    if (!under || !('node' in under)) return false
    this.delete(under.node)
    return true
  }

  delete(node = this.#screen.picked): void {
    if (node && this.#screen.make({ kind: 'delete-node', at: node })) this.#screen.picked = null
  }

  /** Moves the chosen node to a place that was typed. */
  moveTo(to: Position): void {
    const { picked } = this.#screen
    if (picked && this.#screen.make({ kind: 'move-node', from: picked, to }))
      this.#screen.picked = rounded(to)
  }

  /** The next node along the outline, or the one before. */
  walk(step: 1 | -1): void {
    const { nodes } = this.#screen.handles
    if (nodes.length === 0) return
    const { picked } = this.#screen
    const now = picked ? nodes.findIndex((node) => same(node, picked)) : -1
    this.#screen.picked = nodes[(now + step + nodes.length) % nodes.length] ?? null
  }

  /** A step of an arrow key: one pixel of the map as it stands, ten with Shift. */
  nudge(right: number, up: number, far: boolean): void {
    const { picked, map, task } = this.#screen
    if (!picked) return
    const metres = KEY_STEP * map.metresPerPixel * (far ? 10 : 1)
    const to = rounded([
      picked[0] + (right * metres) / metresPerDegreeEast(picked[1]),
      picked[1] + (up * metres) / metresPerDegreeNorth(picked[1]),
    ])
    const last = task.edits.at(-1)
    const again =
      performance.now() - this.#nudged < ONE_STEP_MS && last?.kind === 'move-node' && same(last.to, picked)
    if (again) task.undo()
    const moved = this.#screen.make({ kind: 'move-node', from: again ? last.from : picked, to })
    if (moved) {
      this.#nudged = performance.now()
      this.#screen.picked = to
    } else if (again) task.redo()
  }
}

/** Grid places are 1e-7 degree. */
const rounded = ([x, y]: Position): Position => [Math.round(x * 1e7) / 1e7, Math.round(y * 1e7) / 1e7]
const same = (one: Position, other: Position): boolean =>
  Math.abs(one[0] - other[0]) < 5e-8 && Math.abs(one[1] - other[1]) < 5e-8
