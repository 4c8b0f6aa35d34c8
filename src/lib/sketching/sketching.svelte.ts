/** A line or an outline under way on the map, as a form has it drawn: while it lasts, presses on the map are its own. */
import type { Geometry, Position } from 'geojson'
import { onDestroy, type Snippet } from 'svelte'
import type { Sketch, SketchOptions } from '$lib/map/drawing/sketch.ts'
import type { MapView } from '$lib/map/map-view.svelte.ts'
import { readCoordinates } from '$lib/search/coordinates.ts'
import type { Shell } from '$lib/shell/shell.svelte.ts'

/** A centimetre or so, as the record keeps it. */
const kept = (degrees: number) => Math.round(degrees * 1e7) / 1e7

export class Sketching {
  /** Null while nothing is being drawn. */
  sketch = $state.raw<Sketch | null>(null)
  /** What is drawn so far; the last vertex hangs on the pointer. */
  line = $state.raw<readonly Position[]>([])
  /** A place that is typed. */
  typed = $state('')
  /** Whether what was typed is no place. */
  unread = $state(false)
  readonly map: MapView
  #shell: Shell
  #tools: () => Snippet
  #pressed: Pick<MapView, 'onKey' | 'onLand'> | null = null

  /**
   * Of a component that is being made: it ends with that.
   * @param tools what stands on the map meanwhile.
   * @param made shown on the map while nothing is being drawn.
   */
  constructor(
    { map, shell }: { map: MapView; shell: Shell },
    { tools, made }: { tools: () => Snippet; made: () => Geometry | null },
  ) {
    this.map = map
    this.#shell = shell
    this.#tools = tools
    $effect(() => {
      const geometry = made()
      this.#show(geometry && !this.sketch ? geometry : null)
    })
    onDestroy(() => {
      this.end()
      this.#show(null)
    })
  }

  #show(geometry: Geometry | null): void {
    this.map.setOverlay('drawing', {
      type: 'FeatureCollection',
      features: geometry ? [{ type: 'Feature', geometry, properties: { role: 'changed' } }] : [],
    })
  }

  /** @param options without what is known here; `finished` gets the vertices as the record keeps them. */
  async begin(options: Omit<SketchOptions, 'changed'>): Promise<void> {
    const { map } = this
    if (this.#pressed) return
    this.unread = false
    this.line = []
    this.#shell.sheet = 'line'
    this.#pressed = { onKey: map.onKey, onLand: map.onLand }
    map.onKey = map.onLand = null
    map.furniture = this.#tools()
    const sketch = await map.surface
      ?.sketch({
        ...options,
        changed: (drawn) => (this.line = drawn),
        finished: (drawn) => {
          this.end()
          options.finished(drawn.map(([x, y]) => [kept(x), kept(y)]))
        },
      })
      .catch(() => null)
    // Cancelled before there was anything to draw with, or there is none to be had: the network is gone.
    if (!this.#pressed) sketch?.stop()
    else if (sketch) this.sketch = sketch
    else this.end()
  }

  end = (): void => {
    const { map } = this
    if (!this.#pressed) return
    map.surface?.endSketch()
    this.sketch = null
    this.line = []
    map.onKey = this.#pressed.onKey
    map.onLand = this.#pressed.onLand
    this.#pressed = null
    map.furniture = null
    if (this.#shell.sheet === 'line') this.#shell.sheet = 'half'
  }

  add = (): void => {
    const place = readCoordinates(this.typed, this.map.bounds())[0]?.place ?? null
    this.unread = !place
    if (!place) return
    this.sketch?.add(place)
    this.map.goTo(place)
    this.typed = ''
  }

  /** Of the window, before anything else hears it: Escape ends the sketch, not the form. */
  keys = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.sketch) return
    event.preventDefault()
    event.stopPropagation()
    this.end()
  }
}
