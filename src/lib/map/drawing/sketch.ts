/** Lines, outlines and freehand strokes, sketched with terra-draw; what comes of them is for whoever asked. */
import type { Polygon, Position } from 'geojson'
import type { Map as MapLibre } from 'maplibre-gl'
import {
  type GeoJSONStoreFeatures,
  type HexColor,
  TerraDraw,
  TerraDrawFreehandLineStringMode,
  TerraDrawLineStringMode,
  TerraDrawPolygonMode,
} from 'terra-draw'
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter'
import { COLOURS } from '../colours.ts'

export type SketchShape = 'line' | 'outline' | 'freehand'

export interface SketchOptions {
  shape: SketchShape
  /** Where a vertex drawn here holds to; null where nothing is near. Asked with each move of the pointer. */
  hold(place: Position): Position | null
  /** Whether what is drawn crosses itself, is too large, …: it turns red, and an outline can't be closed so. */
  sound(line: readonly Position[]): boolean
  /** With each change; the last vertex is where the pointer is. An outline comes without its closing vertex. */
  changed(line: readonly Position[]): void
  finished(line: readonly Position[]): void
}

export interface Sketch {
  /** A vertex that was typed. */
  add(place: Position): void
  /** Takes back the last vertex; false where there is none. */
  back(): boolean
  /** Ends a line or closes an outline as it stands; false where it is too short. */
  finish(): boolean
  /** Starts afresh. */
  clear(): void
  stop(): void
}

const INK = COLOURS.ink as HexColor
const RED = COLOURS.split as HexColor
const PAPER = COLOURS.halo as HexColor
const HOLD = COLOURS.overlap as HexColor

export function startSketch(map: MapLibre, options: SketchOptions): Sketch {
  const lineOf = ({ geometry }: GeoJSONStoreFeatures): Position[] =>
    geometry.type === 'Polygon'
      ? (geometry as Polygon).coordinates[0].slice(0, -1)
      : geometry.type === 'LineString'
        ? geometry.coordinates
        : []
  const colour = (feature: GeoJSONStoreFeatures): HexColor => (options.sound(lineOf(feature)) ? INK : RED)
  const snapping = {
    toCustom: ({ lng, lat }: { lng: number; lat: number }) => options.hold([lng, lat]) ?? undefined,
  }
  // Escape is the screen's, which knows what else it may mean.
  const keyEvents = { cancel: null, finish: 'Enter' }
  const points = {
    closingPointColor: PAPER,
    closingPointOutlineColor: INK,
    closingPointOutlineWidth: 2.5,
    closingPointWidth: 7,
    snappingPointColor: PAPER,
    snappingPointOutlineColor: HOLD,
    snappingPointOutlineWidth: 3,
    snappingPointWidth: 8,
    coordinatePointColor: PAPER,
    coordinatePointOutlineColor: INK,
    coordinatePointOutlineWidth: 2,
    coordinatePointWidth: 4,
  } as const
  const line = { lineStringColor: colour, lineStringWidth: 3 }
  const modes = {
    outline: new TerraDrawPolygonMode({
      snapping,
      keyEvents,
      pointerDistance: 22,
      showCoordinatePoints: true,
      validation: (feature, { updateType }) => ({
        valid: updateType !== 'finish' || options.sound(lineOf(feature)),
      }),
      styles: { fillColor: colour, fillOpacity: 0.12, outlineColor: colour, outlineWidth: 3, ...points },
    }),
    line: new TerraDrawLineStringMode({
      snapping,
      keyEvents,
      pointerDistance: 22,
      showCoordinatePoints: true,
      styles: { ...line, ...points },
    }),
    freehand: new TerraDrawFreehandLineStringMode({
      keyEvents,
      minDistance: 6,
      drawInteraction: 'click-drag',
      styles: line,
    }),
  }
  const mode = modes[options.shape]
  const draw = new TerraDraw({ adapter: new TerraDrawMapLibreGLAdapter({ map }), modes: [mode] })
  let alive = true

  /** Vertices set by hand, without the one that hangs on the pointer. */
  const drawn = (): GeoJSONStoreFeatures | undefined =>
    draw.getSnapshot().find(({ geometry, properties }) => {
      const shape = options.shape === 'outline' ? 'Polygon' : 'LineString'
      return geometry.type === shape && properties.mode === mode.mode
    })

  draw.start()
  draw.setMode(mode.mode)
  draw.on('change', () => {
    const feature = drawn()
    if (alive) options.changed(feature ? lineOf(feature) : [])
  })
  draw.on('finish', (id) => {
    const feature = draw.getSnapshotFeature(id)
    if (!feature || !alive) return
    const result = lineOf(feature)
    // terra-draw is still in the middle of its own step.
    queueMicrotask(() => {
      if (alive) draw.clear()
      options.finished(result)
    })
  })

  const eventAt = (place: Position) => {
    const { x, y } = map.project([place[0], place[1]])
    return {
      lng: place[0],
      lat: place[1],
      containerX: x,
      containerY: y,
      button: 'left' as const,
      heldKeys: [],
      isContextMenu: false,
    }
  }
  return {
    add(place) {
      mode.onMouseMove(eventAt(place))
      mode.onClick(eventAt(place))
    },
    back() {
      if (mode.undoSize() === 0) return false
      mode.undo()
      return true
    },
    finish() {
      mode.onKeyUp({ key: 'Enter', heldKeys: [], preventDefault() {} })
      return drawn() === undefined
    },
    clear() {
      draw.setMode(mode.mode)
      draw.clear()
    },
    stop() {
      alive = false
      draw.stop()
    },
  }
}
