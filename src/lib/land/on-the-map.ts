/** Land as features for the map: the open unit from what is known of it, the others as the server gave them. */
import type { Feature, FeatureCollection, Geometry, Position } from 'geojson'
import type { UnitState } from '$domain/land/holdings.ts'
import { heldOn } from '$domain/land/uncertain-date.ts'
import type { LegendEntry } from '$lib/map/legend-entry.ts'
import type { Bounds } from '$lib/map/map-view.svelte.ts'
import type { MessageKey } from '$messages/index.ts'
import type { ExtentWithPlace, LandMap, UnitWhole } from '../../../server/lands/schema.ts'

/** A part whose time is not the day's is not drawn. */
const presentExtents = ({ extents }: UnitWhole, on: string): ExtentWithPlace[] =>
  extents.filter(({ from, to }) => heldOn(on, from, to) !== 'not')

export function landFeatures(
  places: LandMap | null,
  open: {
    whole: UnitWhole
    on: string
    state: UnitState
    disputed: boolean
    stateOf: (extent: number) => UnitState
    evidence: readonly Position[]
  } | null,
  /** What the public will see of what is being written down. */
  sight: readonly { geometry: Geometry; label: string }[],
  words: { cell: (name: string | null, precision: string) => string },
): FeatureCollection {
  const features: Feature[] = []
  const add = (geometry: Geometry, properties: Record<string, unknown>, label: string | null) => {
    features.push({ type: 'Feature', geometry, properties })
    const middle = middleOf(geometry)
    if (!middle) return
    const point: Geometry = { type: 'Point', coordinates: middle }
    const { unit, picked, state, name } = properties
    features.push({
      type: 'Feature',
      geometry: point,
      properties: { role: 'point', unit, picked, state, name },
    })
    if (label)
      features.push({ type: 'Feature', geometry: point, properties: { role: 'name', label, picked } })
  }
  for (const { geometry, properties } of places?.features ?? []) {
    if (properties.unit === open?.whole.unit.id) continue
    const label =
      properties.role === 'cell'
        ? words.cell(properties.name, properties.municipality ?? properties.precision)
        : (properties.part ?? properties.name)
    add(
      geometry,
      { ...properties, picked: false },
      properties.part && properties.role === 'place' ? null : label,
    )
  }
  if (open) {
    const { whole, on, disputed } = open
    const { id, name } = whole.unit
    for (const coordinates of open.evidence)
      features.push({
        type: 'Feature',
        geometry: { type: 'Point', coordinates },
        properties: { role: 'evidence' },
      })
    for (const { id: extent, part, place } of presentExtents(whole, on)) {
      if (!place) continue
      const role = place.precision === 'exact' ? 'place' : 'cell'
      const properties = {
        role,
        unit: id,
        extent,
        name,
        part,
        picked: true,
        state: open.stateOf(extent),
        disputed,
      }
      add(
        place.geometry,
        properties,
        role === 'cell' ? words.cell(name, place.name ?? place.precision) : (part ?? name),
      )
    }
  }
  for (const { geometry, label } of sight) {
    features.push({ type: 'Feature', geometry, properties: { role: 'public' } })
    const middle = middleOf(geometry)
    if (middle)
      features.push({
        type: 'Feature',
        geometry: { type: 'Point', coordinates: middle },
        properties: { role: 'public-name', label },
      })
  }
  return { type: 'FeatureCollection', features }
}

/** Of all that is drawn of a unit; null where nothing is. */
export function boundsOfUnit({ extents }: UnitWhole): Bounds | null {
  const boxes = extents.flatMap(({ place }) => (place ? [boxOf(place.geometry)] : []))
  if (boxes.length === 0) return null
  return [
    Math.min(...boxes.map(([west]) => west)),
    Math.min(...boxes.map(([, south]) => south)),
    Math.max(...boxes.map(([, , east]) => east)),
    Math.max(...boxes.map(([, , , north]) => north)),
  ]
}

export function boxOf(geometry: Geometry): Bounds {
  const box: Bounds = [180, 90, -180, -90]
  const visit = (value: unknown): void => {
    if (!Array.isArray(value)) return
    if (typeof value[0] !== 'number') {
      for (const inner of value) visit(inner)
      return
    }
    const [x, y] = value as number[]
    box[0] = Math.min(box[0], x)
    box[1] = Math.min(box[1], y)
    box[2] = Math.max(box[2], x)
    box[3] = Math.max(box[3], y)
  }
  visit('coordinates' in geometry ? geometry.coordinates : [])
  return box
}

function middleOf(geometry: Geometry): [number, number] | null {
  const [west, south, east, north] = boxOf(geometry)
  return west > east ? null : [(west + east) / 2, (south + north) / 2]
}

const SIGNS: Partial<Record<UnitState, Pick<LegendEntry, 'sign'>>> = {
  occupied: { sign: 'hatch' },
  granted: { sign: 'fill' },
  claimed: { sign: 'sparse' },
  held: { sign: 'line' },
  idle: { sign: 'line' },
}

/** Only the signs that are on the map. */
export function landLegend(features: FeatureCollection, t: (key: MessageKey) => string): LegendEntry[] {
  const seen = new Set(
    features.features.map(({ properties }) =>
      properties?.role === 'place' ? properties.state : properties?.role,
    ),
  )
  const states = Object.entries(SIGNS).flatMap(([state, { sign }]) =>
    seen.has(state) ? [{ sign, colour: '#9a4a1f', label: t(`land.state.${state}` as MessageKey) }] : [],
  )
  return [
    ...states,
    ...(seen.has('cell') ? [{ sign: 'dashed' as const, colour: '#9a4a1f', label: t('land.cell') }] : []),
    ...(seen.has('evidence')
      ? [{ sign: 'ring' as const, colour: '#9a4a1f', label: t('land.evidence-point') }]
      : []),
    ...(seen.has('public')
      ? [{ sign: 'dashed' as const, colour: '#2b4c9b', label: t('land.public-legend') }]
      : []),
  ]
}
