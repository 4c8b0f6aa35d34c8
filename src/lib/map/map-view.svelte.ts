/**
 * The map as the rest of the program sees it; everything that knows MapLibre is in this folder. One map lives as long
 * as the window: workspaces give it data and listen, and it keeps the place when they change.
 */
import type { FeatureCollection, Position } from 'geojson'
import {
  AttributionControl,
  type FilterSpecification,
  type GeoJSONSource,
  Map as MapLibre,
  type MapMouseEvent,
  setWorkerUrl,
  type VectorTileSource,
} from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import { createContext, type Snippet } from 'svelte'
import { DrawingSurface } from './drawing/surface.ts'
import { FONT_FACES, furnish } from './furnish.ts'
import { graticule } from './graticule.ts'
import { PAST_AREAS } from './history-layers.ts'
import { LAND_PLACES } from './land-layers.ts'
import type { LegendEntry } from './legend-entry.ts'
import { drawOver, type Gesture } from './select-area.ts'
import { baseNames, ownStyle } from './style.ts'
import { AREA_LAYERS, COUNCIL_AREAS, COUNCIL_SOURCE_LAYER, NAME_LAYERS, OWN_INK } from './territory-layers.ts'

export type Bounds = [number, number, number, number]
/** Middle of the view and zoom, as in the address: longitude, latitude, zoom. */
export interface Place {
  longitude: number
  latitude: number
  zoom: number
}
export interface HoveredCouncil {
  id: number
  name: string
  x: number
  y: number
}
/** Marks that tiles carry: `picked` by the person, `drawn` by the judgement, `redrawn` by a drawing in its own colours. */
const MARKS = ['picked', 'drawn', 'redrawn'] as const
type Mark = (typeof MARKS)[number]
export type Overlay = 'judgement' | 'preview' | 'history' | 'land' | 'exchange' | 'drawing' | 'drawing-live'

/** CSS pixels within which a press means what is drawn there. */
const REACH = { mouse: 5, touch: 16 }

/** Milliseconds: a tile that never comes must not keep anybody from printing. */
const LONGEST_WAIT = 4000

const EMPTY: FeatureCollection = { type: 'FeatureCollection', features: [] }
const VENEZUELA: Bounds = [-73.4, 0.6, -58.0, 12.6]

export class MapView {
  ready = $state(false)
  /** The browser has no WebGL, or the style could not be read: the tables still work. */
  failed = $state(false)
  /** All that was asked for is drawn, and nothing moves. */
  atRest = $state(false)
  place = $state<Place>({ longitude: -66, latitude: 8, zoom: 5 })
  pointer = $state<Position | null>(null)
  hovered = $state<HoveredCouncil | null>(null)
  metresPerPixel = $state(1000)
  /** The workspace says which signs it draws. */
  legend = $state<LegendEntry[]>([])
  onCouncil: ((id: number) => void) | null = null
  /** A place of the land record was pressed; where several lie over each other, all of them, the smallest first. */
  onLand: ((units: number[]) => void) | null = null
  /** What a workspace puts under the map: a band of time. */
  below = $state.raw<Snippet | null>(null)
  /** What is drawn over the territory with a `key` can be pressed while somebody listens. */
  onKey: ((key: string) => void) | null = null
  /** What a workspace puts on the map: tools, what is said beside the pointer. */
  furniture = $state.raw<Snippet | null>(null)
  /** To draw on; there once the map is. */
  surface = $state.raw<DrawingSurface | null>(null)
  /** Space that panels cover, in CSS pixels. */
  padding = { top: 0, right: 0, bottom: 0, left: 0 }

  #map: MapLibre | null = null
  #marks: Record<Mark, Set<number>> = { picked: new Set(), drawn: new Set(), redrawn: new Set() }
  #overlays: Record<Overlay, FeatureCollection> = {
    judgement: EMPTY,
    preview: EMPTY,
    history: EMPTY,
    land: EMPTY,
    exchange: EMPTY,
    drawing: EMPTY,
    'drawing-live': EMPTY,
  }
  #revision = ''
  #present = true
  #quiet = false
  #namesOfCommunes = true
  #locale = 'es'
  #claimedName = ''
  #pending: (() => void)[] = []

  /** `styleUrl` replaces our base map; our own layers stand above it. */
  start(
    container: HTMLElement,
    options: {
      styleUrl: string | null
      place: Place | null
      bounds: Bounds | null
      locale: string
      claimedName: string
    },
  ): void {
    setWorkerUrl(workerUrl)
    this.#locale = options.locale
    this.#claimedName = options.claimedName
    const origin = location.origin
    try {
      this.#map = new MapLibre({
        container,
        style: options.styleUrl ?? ownStyle(origin, FONT_FACES, options.locale, options.claimedName),
        ...(options.place
          ? { center: [options.place.longitude, options.place.latitude], zoom: options.place.zoom }
          : {
              bounds: options.bounds ?? VENEZUELA,
              fitBoundsOptions: { padding: this.#clear(30), maxZoom: 15 },
            }),
        maxZoom: 20,
        minZoom: 1,
        attributionControl: false,
        dragRotate: false,
        touchPitch: false,
        pitchWithRotate: false,
        // Names that come and go at once spare people the flicker, and slow machines a dozen pictures for each.
        fadeDuration: reducedMotion() ? 0 : 300,
        canvasContextAttributes: { preserveDrawingBuffer: true },
        transformRequest: (url: string) => ({ url: url.startsWith('/') ? origin + url : url }),
      })
    } catch {
      this.failed = true
      return
    }
    const map = this.#map
    // A style of the operator's brings sources that ask to be named; ours is named at the foot.
    if (options.styleUrl) map.addControl(new AttributionControl({ compact: false }), 'bottom-left')
    map.touchZoomRotate.disableRotation()
    map.keyboard.disableRotation()
    // A missing tile or an interrupted line must not fill the console; the shell says when the server is away.
    map.on('error', () => {})
    map.on('style.load', () => this.#furnish(map))
    map.on('idle', () => {
      this.atRest = true
    })
    const stir = () => {
      this.atRest = false
    }
    map.on('dataloading', stir)
    map.on('movestart', stir)
    map.on('move', () => this.#readPlace(map))
    map.on('moveend', () => this.#drawGraticule(map))
    map.on('mousemove', (event) => {
      this.pointer = [event.lngLat.lng, event.lngLat.lat]
    })
    map.on('mouseout', () => {
      this.pointer = null
      this.#hover(map, null)
    })
    const areas = [COUNCIL_AREAS, PAST_AREAS]
    map.on('mousemove', areas, (event) => this.#hover(map, event))
    map.on('mouseleave', areas, () => this.#hover(map, null))
    map.on('click', [...LAND_PLACES], (event) => {
      const units = (event.features ?? []).map(({ properties }) => Number(properties.unit))
      if (units.length > 0) this.onLand?.([...new Set(units)])
    })
    map.on('mousemove', [...LAND_PLACES], (event) => {
      if (!this.onLand || this.furniture) return
      const { unit, name } = event.features?.[0]?.properties ?? {}
      this.hovered = { id: Number(unit), name: String(name ?? ''), x: event.point.x, y: event.point.y }
      map.getCanvas().style.cursor = 'pointer'
    })
    map.on('mouseleave', [...LAND_PLACES], () => this.#hover(map, null))
    map.on('click', areas, (event) => {
      const id = Number(event.features?.[0]?.id)
      if (Number.isFinite(id)) this.onCouncil?.(id)
    })
    map.on('click', ({ point, originalEvent }) => {
      const key = this.onKey && this.#keyAt(map, point, wasTouched(originalEvent) ? REACH.touch : REACH.mouse)
      if (key) this.onKey?.(key)
    })
    map.on('mousemove', ({ point }) => {
      if (this.onKey) map.getCanvas().style.cursor = this.#keyAt(map, point, REACH.mouse) ? 'pointer' : ''
    })
  }

  /** Of what has a key and lies within so many pixels the topmost: slivers are thinner than a finger. */
  #keyAt(map: MapLibre, { x, y }: { x: number; y: number }, reach: number): string | null {
    const near = map.queryRenderedFeatures([
      [x - reach, y - reach],
      [x + reach, y + reach],
    ])
    const key = near.find(({ properties }) => properties.key)?.properties.key
    return key === undefined ? null : String(key)
  }

  stop(): void {
    this.#map?.remove()
    this.#map = null
    this.surface = null
    this.ready = false
  }

  #furnish(map: MapLibre): void {
    furnish(map, this.#tileAddress, this.#overlays)
    this.#showTiles()
    for (const mark of MARKS) for (const id of this.#marks[mark]) this.#setState(id, { [mark]: true })
    this.#readPlace(map)
    this.#drawGraticule(map)
    this.surface ??= new DrawingSurface(map)
    this.ready = true
    for (const task of this.#pending.splice(0)) task()
  }

  #tileAddress = (layer: string): string =>
    `${location.origin}/tiles/${layer}.json${this.#revision === '' ? '' : `?revision=${this.#revision}`}`

  #readPlace(map: MapLibre): void {
    const { lng, lat } = map.getCenter()
    this.place = { longitude: lng, latitude: lat, zoom: map.getZoom() }
    this.metresPerPixel = (40_075_016.686 * Math.cos((lat * Math.PI) / 180)) / (512 * 2 ** map.getZoom())
  }

  #drawGraticule(map: MapLibre): void {
    const source = map.getSource('graticule') as GeoJSONSource | undefined
    source?.setData(graticule(map.getBounds().toArray().flat() as Bounds))
  }

  #setState(id: number, state: Record<string, boolean>): void {
    this.#map?.setFeatureState({ source: 'councils', sourceLayer: COUNCIL_SOURCE_LAYER, id }, state)
  }

  #hover(
    map: MapLibre,
    event:
      | (MapMouseEvent & { features?: { id?: string | number; properties: Record<string, unknown> }[] })
      | null,
  ): void {
    const feature = event?.features?.[0]
    const id = feature?.id === undefined ? null : Number(feature.id)
    if (this.hovered && this.hovered.id !== id) this.#setState(this.hovered.id, { hovered: false })
    if (id === null || !event || !feature || this.furniture) {
      this.hovered = null
      if (!this.furniture) map.getCanvas().style.cursor = ''
      return
    }
    if (this.hovered?.id !== id) this.#setState(id, { hovered: true })
    this.hovered = { id, name: String(feature.properties.name ?? ''), x: event.point.x, y: event.point.y }
    map.getCanvas().style.cursor = this.onCouncil ? 'pointer' : ''
  }

  /** What the tiles were cut from, and for whose eyes: another word brings others. */
  setRevision(revision: string): void {
    if (revision === this.#revision) return
    const first = this.#revision === ''
    this.#revision = revision
    if (first && !this.ready) return
    this.#whenReady(() => {
      for (const layer of ['councils', 'communes'])
        (this.#map?.getSource(layer) as VectorTileSource | undefined)?.setUrl(this.#tileAddress(layer))
    })
  }

  setLanguage(locale: string, claimedName: string): void {
    this.#locale = locale
    this.#claimedName = claimedName
    this.#whenReady(() => {
      for (const layer of baseNames(this.#locale, this.#claimedName))
        if (this.#map?.getLayer(layer.id))
          this.#map.setLayoutProperty(layer.id, 'text-field', layer.layout!['text-field' as never])
    })
  }

  /** Councils that carry a mark, all of them: what is not among them loses it. */
  mark(mark: Mark, ids: Iterable<number>): void {
    const next = new Set(ids)
    const before = this.#marks[mark]
    this.#marks[mark] = next
    this.#whenReady(() => {
      for (const id of before) if (!next.has(id)) this.#setState(id, { [mark]: false })
      for (const id of next) if (!before.has(id)) this.#setState(id, { [mark]: true })
    })
  }

  /** The commune that is open is drawn by its judgement: its outline stays, its tint and name would double. */
  openCommune(id: number | null): void {
    this.#whenReady(() => {
      const others: FilterSpecification = ['!=', ['get', 'id'], id ?? -1]
      for (const layer of ['commune-area', 'commune-name']) this.#map?.setFilter(layer, others)
    })
  }

  /** Tiles hold the territory of today: on another day they step back for what is drawn instead. */
  showPresent(present: boolean): void {
    this.#present = present
    this.#whenReady(() => this.#showTiles())
  }

  /** The territory as lines and names of communes only, or without these where the task brings its own. */
  quieten(quiet: boolean, { names = true } = {}): void {
    this.#quiet = quiet
    this.#namesOfCommunes = names
    this.#whenReady(() => this.#showTiles())
  }

  #showTiles(): void {
    const hidden = new Set<string>([
      ...(this.#quiet ? OWN_INK : []),
      ...(this.#namesOfCommunes ? [] : ['commune-name']),
    ])
    for (const { id } of [...AREA_LAYERS, ...NAME_LAYERS])
      this.#map?.setLayoutProperty(id, 'visibility', this.#present && !hidden.has(id) ? 'visible' : 'none')
    this.#map?.setPaintProperty('commune-line', 'line-opacity', this.#quiet ? 0.3 : 0.75)
  }

  /** Draws over the territory; an empty collection clears it. Roles are listed in overlay-layers.ts. */
  setOverlay(overlay: Overlay, data: FeatureCollection): void {
    this.#overlays[overlay] = data
    this.#whenReady(() => (this.#map?.getSource(overlay) as GeoJSONSource | undefined)?.setData(data))
  }

  /** Shows a whole area, clear of the panels. */
  fit(bounds: Bounds, maxZoom = 16): void {
    this.#whenReady(() => {
      this.#map?.fitBounds(bounds, {
        padding: this.#clear(36),
        maxZoom,
        duration: reducedMotion() ? 0 : 600,
      })
    })
  }

  /** What panels cover and an edge more, on each side. */
  #clear(edge: number) {
    const { top, right, bottom, left } = this.padding
    return { top: top + edge, right: right + edge, bottom: bottom + edge, left: left + edge }
  }

  goTo(place: Position, zoom?: number): void {
    const { top, right, bottom, left } = this.padding
    this.#whenReady(() =>
      this.#map?.easeTo({
        center: [place[0], place[1]],
        ...(zoom === undefined ? {} : { zoom }),
        // Not `padding`, which would stay and count twice at the next fit.
        offset: [(left - right) / 2, (top - bottom) / 2],
        duration: reducedMotion() ? 0 : 600,
      }),
    )
  }

  zoomBy(steps: number): void {
    this.#map?.easeTo({ zoom: this.#map.getZoom() + steps, duration: reducedMotion() ? 0 : 200 })
  }

  /** West, south, east, north of what is seen now. */
  bounds(): Bounds | null {
    return (this.#map?.getBounds().toArray().flat() as Bounds) ?? null
  }

  /** The same of what no panel covers. */
  clearBounds(): Bounds | null {
    const map = this.#map
    if (!map) return null
    const { clientWidth: width, clientHeight: height } = map.getContainer()
    const { top, right, bottom, left } = this.padding
    const [west, north] = map.unproject([left, top]).toArray()
    const [east, south] = map.unproject([width - right, height - bottom]).toArray()
    return [west, south, east, north]
  }

  /** An area that the person marks with one gesture, as a closed ring; null where they break it off. */
  async selectArea(gesture: Gesture, signal: AbortSignal): Promise<Position[] | null> {
    const map = this.#map
    if (!map) return null
    const corners = await drawOver(map.getContainer(), gesture, signal)
    const ring = corners?.map((corner) => map.unproject(corner).toArray())
    return ring ? [...ring, ring[0]] : null
  }

  resize(): void {
    // On paper the picture is scaled; a new size would show another place, and nothing is drawn while printing.
    if (!matchMedia('print').matches) this.#map?.resize()
  }

  /** Shows a whole area and waits until all of it is drawn. */
  async settle(bounds: Bounds | null): Promise<void> {
    const map = this.#map
    if (!map) return
    if (bounds) map.fitBounds(bounds, { padding: 24, duration: 0 })
    if (map.loaded() && !map.isMoving()) map.triggerRepaint()
    await Promise.race([map.once('idle'), new Promise((resolve) => setTimeout(resolve, LONGEST_WAIT))])
  }

  #whenReady(task: () => void): void {
    if (this.ready) task()
    else this.#pending.push(task)
  }
}

const wasTouched = (event: MouseEvent): boolean =>
  'pointerType' in event && (event as PointerEvent).pointerType === 'touch'

const reducedMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

export const [getMapView, setMapView] = createContext<MapView>()
