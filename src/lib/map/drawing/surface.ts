/**
 * The map as something to draw on: presses, drags, clicks and sketches in degrees. While something of ours is held the
 * map stands still; drags come at most once for each frame of the screen.
 */
import type { Position } from 'geojson'
import type { Map as MapLibre, MapMouseEvent } from 'maplibre-gl'
import type { Sketch, SketchOptions } from './sketch.ts'

export interface PointerAt {
  place: Position
  /** CSS pixels from the map's corner. */
  x: number
  y: number
  /** Held to draw freely, without snapping. */
  alt: boolean
  shift: boolean
  /** A finger covers what a mouse would show. */
  touch: boolean
}

export interface Gestures {
  /** Whether something of ours is pressed here: then it is dragged, and not the map. */
  grab(at: PointerAt): boolean
  drag(at: PointerAt): void
  drop(at: PointerAt, moved: boolean): void
  /** The drag ended without being meant: another finger, another window. */
  abandon(): void
  /** Null where the pointer left the map. */
  hover(at: PointerAt | null): void
  click(at: PointerAt): void
  /** Pressed twice, or for long without moving. Whether it meant something here. */
  twice(at: PointerAt): boolean
}

const LONG_PRESS_MS = 600
/** CSS pixels a finger or a mouse may tremble. */
const TREMBLE = { mouse: 3, touch: 8 }

export class DrawingSurface {
  #map: MapLibre
  #gestures: Gestures | null = null
  #held: { pointer: number; x: number; y: number; moved: boolean; timer: number } | null = null
  /** The last press was ours: the click that follows is no click. */
  #ours = false
  #frame = 0
  #last: PointerAt | null = null
  #sketch: Sketch | null = null
  #sketching = 0
  alt = false

  constructor(map: MapLibre) {
    this.#map = map
    const canvas = map.getCanvasContainer()
    canvas.addEventListener('pointerdown', this.#down, true)
    canvas.addEventListener('pointermove', this.#move, true)
    canvas.addEventListener('pointerup', this.#up, true)
    canvas.addEventListener('pointercancel', this.#cancel, true)
    canvas.addEventListener('pointerleave', () => this.#gestures?.hover(null))
    map.on('click', (event) => {
      if (!this.#ours) this.#gestures?.click(this.#of(event))
    })
    map.on('dblclick', (event) => {
      if (this.#gestures?.twice(this.#of(event))) event.preventDefault()
    })
  }

  /** Hands what happens on the map to somebody; null gives it back to the map. */
  listen(gestures: Gestures | null): void {
    this.#letGo()
    this.#gestures = gestures
    this.cursor('')
  }

  cursor(name: string): void {
    this.#map.getCanvas().style.cursor = name
  }

  pixels(place: Position): { x: number; y: number } {
    return this.#map.project([place[0], place[1]])
  }

  /** A sketch by terra-draw, brought when first needed; the one before ends. */
  async sketch(options: SketchOptions): Promise<Sketch | null> {
    this.endSketch()
    const asked = ++this.#sketching
    // On a slow line a hand is faster than what it draws with: its presses wait.
    const early: Position[] = []
    const press = ({ lngLat }: MapMouseEvent) => early.push([lngLat.lng, lngLat.lat])
    this.#map.on('click', press)
    const { startSketch } = await import('./sketch.ts').finally(() => this.#map.off('click', press))
    if (asked !== this.#sketching) return null
    const sketch = startSketch(this.#map, options)
    this.#sketch = sketch
    if (options.shape !== 'freehand') for (const place of early) sketch.add(place)
    return sketch
  }

  endSketch(): void {
    this.#sketching++
    this.#sketch?.stop()
    this.#sketch = null
    this.cursor('')
  }

  #of = (event: MapMouseEvent): PointerAt => ({
    place: [event.lngLat.lng, event.lngLat.lat],
    x: event.point.x,
    y: event.point.y,
    alt: event.originalEvent.altKey,
    shift: event.originalEvent.shiftKey,
    touch: (event.originalEvent as PointerEvent).pointerType === 'touch',
  })

  #at(event: PointerEvent): PointerAt {
    const box = this.#map.getCanvasContainer().getBoundingClientRect()
    const [x, y] = [event.clientX - box.left, event.clientY - box.top]
    const { lng, lat } = this.#map.unproject([x, y])
    this.alt = event.altKey
    const touch = event.pointerType === 'touch'
    return { place: [lng, lat], x, y, alt: event.altKey, shift: event.shiftKey, touch }
  }

  #down = (event: PointerEvent) => {
    this.#ours = false
    if (!this.#gestures) return
    if (this.#held) return this.#cancel()
    if (!event.isPrimary || event.button > 0) return
    const at = this.#at(event)
    if (!this.#gestures.grab(at)) return
    this.#ours = true
    this.#map.dragPan.disable()
    this.#map.getCanvasContainer().setPointerCapture(event.pointerId)
    const timer = window.setTimeout(() => {
      if (!this.#held || this.#held.moved) return
      this.#letGo()
      this.#gestures?.abandon()
      this.#gestures?.twice(at)
    }, LONG_PRESS_MS)
    this.#held = { pointer: event.pointerId, x: at.x, y: at.y, moved: false, timer }
    this.#last = at
  }

  #move = (event: PointerEvent) => {
    if (!this.#gestures) {
      this.alt = event.altKey
      return
    }
    const at = this.#at(event)
    if (this.#held && event.pointerId === this.#held.pointer) {
      const far = Math.abs(at.x - this.#held.x) + Math.abs(at.y - this.#held.y)
      if (far > (at.touch ? TREMBLE.touch : TREMBLE.mouse)) this.#held.moved = true
    }
    this.#last = at
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0
      if (!this.#last) return
      if (this.#held?.moved) this.#gestures?.drag(this.#last)
      else if (!this.#held && !this.#last.touch) this.#gestures?.hover(this.#last)
    })
  }

  #up = (event: PointerEvent) => {
    if (!this.#held || event.pointerId !== this.#held.pointer) return
    const { moved } = this.#held
    const at = this.#at(event)
    this.#letGo()
    this.#gestures?.drop(at, moved)
  }

  #cancel = () => {
    if (!this.#held) return
    this.#letGo()
    this.#gestures?.abandon()
  }

  #letGo(): void {
    if (this.#frame) cancelAnimationFrame(this.#frame)
    this.#frame = 0
    if (!this.#held) return
    clearTimeout(this.#held.timer)
    this.#held = null
    this.#map.dragPan.enable()
  }
}
