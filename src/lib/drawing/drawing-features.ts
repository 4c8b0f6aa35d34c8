/** A drawing as features for the map; `role` says what each is (map/drawing/drawing-layers.ts). Pure. */
import type { Feature, FeatureCollection, Geometry, Position } from 'geojson'
import { type Area, type Delta, unitOf } from '$domain/coverage/index.ts'
import { segmentLengthM } from '$domain/geometry/ellipsoid.ts'
import type { Conflict } from './drawing-task.svelte.ts'
import { isNew } from './facts.ts'

const feature = (role: string, geometry: Geometry, more: object = {}): Feature => ({
  type: 'Feature',
  geometry,
  properties: { role, ...more },
})
const point = (role: string, place: Position, more?: object): Feature =>
  feature(role, { type: 'Point', coordinates: place }, more)

export interface Track {
  name: string
  line: Position[]
}

export interface Shown {
  changes: Delta
  selected: Area | null
  /** What a choice would make of some councils. */
  proposed: readonly Area[]
  tracks: readonly Track[]
  chosenTrack: Track | null
  conflict: Conflict | null
  label(id: string): string
}

export function drawingFeatures(shown: Shown): FeatureCollection {
  const features: Feature[] = []
  for (const { id, before, after } of shown.changes) {
    if (after) {
      const fresh = isNew(id)
      features.push(feature(fresh ? 'new' : 'changed', unitOf(after).geometry))
      if (fresh) features.push(feature('name', unitOf(after).geometry, { label: shown.label(id) }))
    }
    if (before) features.push(feature('before', unitOf(before).geometry))
  }
  for (const { mine, theirs } of shown.conflict?.councils ?? []) {
    if (mine) features.push(feature('changed', mine))
    if (theirs) features.push(feature('theirs', theirs))
  }
  for (const area of shown.proposed) features.push(feature('choice', unitOf(area).geometry))
  for (const track of shown.tracks)
    features.push(
      feature(
        'track',
        { type: 'LineString', coordinates: track.line },
        { chosen: track === shown.chosenTrack },
      ),
    )
  if (shown.selected) features.push(feature('selected', unitOf(shown.selected).geometry))
  return { type: 'FeatureCollection', features }
}

export interface Live {
  /** Councils as they would be while something is dragged. */
  areas: readonly Area[]
  /** Whether what is dragged can't stay so. */
  bad: boolean
  faults: readonly Position[]
  snap: Position | null
  /** A sketch that was refused, to be looked at. */
  refused: readonly Position[]
}

export const NOTHING_LIVE: Live = { areas: [], bad: false, faults: [], snap: null, refused: [] }

/** Handles on the outline of the council that is chosen. */
export interface Handles {
  nodes: readonly Position[]
  middles: readonly Middle[]
}
export interface Middle {
  at: Position
  between: [Position, Position]
}

export function liveFeatures(live: Live, handles: Handles, picked: Position | null): FeatureCollection {
  const features = live.areas.map((area) => feature('live', unitOf(area).geometry, { bad: live.bad }))
  if (live.refused.length > 1)
    features.push(feature('refused', { type: 'LineString', coordinates: [...live.refused] }, { bad: true }))
  for (const { at } of handles.middles) features.push(point('middle', at))
  for (const node of handles.nodes) features.push(point('node', node))
  if (picked) features.push(point('picked', picked))
  for (const fault of live.faults) features.push(point('fault', fault))
  if (live.snap) features.push(point('snap', live.snap))
  return { type: 'FeatureCollection', features }
}

/** Nodes of an area in order, and the middles of segments long enough for a hand to reach between their ends. */
export function handlesOf(area: Area, shortestM: number): Handles {
  const { geometry } = unitOf(area)
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  const nodes: Position[] = []
  const middles: Middle[] = []
  for (const ring of polygons.flat())
    for (const [i, a] of ring.slice(0, -1).entries()) {
      const b = ring[i + 1]
      nodes.push(a)
      if (segmentLengthM(a[0], a[1], b[0], b[1]) >= shortestM)
        middles.push({ at: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], between: [a, b] })
    }
  return { nodes, middles }
}
