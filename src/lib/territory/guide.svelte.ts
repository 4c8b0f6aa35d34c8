/** Takes the eye to a place: a reason in the panel and its sign on the map are one thing. */
import type { Position } from 'geojson'
import { createContext } from 'svelte'
import type { Bounds, MapView } from '$lib/map/map-view.svelte.ts'
import type { TerritoryWorkspace } from './workspace.svelte.ts'

const CLOSE = 15.5

export class Guide {
  #map: MapView
  #territory: TerritoryWorkspace

  constructor(map: MapView, territory: TerritoryWorkspace) {
    this.#map = map
    this.#territory = territory
  }

  /** Rings the place; shows the whole of `bounds` where there are any. */
  show(place: Position, bounds?: Bounds | null): void {
    this.#territory.focus = [place[0], place[1]]
    if (bounds) this.#map.fit(bounds, CLOSE)
    else this.#map.goTo(place, Math.max(this.#map.place.zoom, CLOSE))
  }

  fit(bounds: Bounds): void {
    this.#map.fit(bounds)
  }
}

export const [getGuide, setGuide] = createContext<Guide>()
