/** Chosen councils and suggested groups as features for the map's overlay: colours, and numbers beside them. Pure. */
import type { Feature, FeatureCollection, Geometry, MultiPolygon, Position } from 'geojson'
import type { MessageKey, MessageValues } from '../../../messages/index.ts'
import { COLOURS, pieceColour } from '../map/colours.ts'
import type { LegendEntry } from '../map/legend-entry.ts'

interface DrawnCouncil {
  id: number
  name: string
  place: Position
  areaM2: number
  approximate: boolean
  geometry: MultiPolygon
}
export interface Scene {
  councils: ReadonlyMap<number, DrawnCouncil>
  chosen: readonly number[]
  /** Null while there is no grouping to show. */
  groups: readonly (readonly number[])[] | null
  together: readonly (readonly number[])[]
  out: readonly number[]
  /** The council whose group is being changed. */
  picked: number | null
  rivers: readonly Position[][]
  words: { together: (group: number, name: string) => string; out: (name: string) => string }
}

const LABELLED = 400

export function sceneFeatures(scene: Scene): FeatureCollection {
  const { councils, chosen, groups, words } = scene
  const features: Feature[] = []
  const add = (role: string, geometry: Geometry, properties: object = {}) =>
    features.push({ type: 'Feature', properties: { role, ...properties }, geometry })
  const label = (council: DrawnCouncil, text: string) =>
    add('council-group', { type: 'Point', coordinates: council.place }, { label: text })

  const out = new Set(scene.out)
  const groupOf = new Map((groups ?? []).flatMap((ids, group) => ids.map((id) => [id, group] as const)))
  for (const id of chosen) {
    const council = councils.get(id)
    if (!council) continue
    const { geometry, approximate } = council
    if (groups ? !groupOf.has(id) : out.has(id)) {
      add('preview-leave', geometry)
      if (out.has(id)) label(council, words.out(council.name))
    } else add('member', geometry, { piece: groupOf.get(id) ?? 0, approximate })
  }
  const middles = (groups ?? []).map((ids) => largest(ids, councils))
  middles.forEach((middle, group) => {
    if (middle)
      add('piece', { type: 'Point', coordinates: middle.place }, { piece: group, label: String(group + 1) })
  })
  // On every council its group's number too: six colours are soon used up, and not everybody tells them apart.
  if (groups && chosen.length <= LABELLED)
    for (const [id, group] of groupOf) {
      const council = councils.get(id)
      if (council && council !== middles[group]) label(council, String(group + 1))
    }
  if (!groups)
    scene.together.forEach((ids, group) => {
      for (const id of ids) {
        const council = councils.get(id)
        if (!council) continue
        add('cut', council.geometry)
        label(council, words.together(group, council.name))
      }
    })
  const picked = scene.picked === null ? undefined : councils.get(scene.picked)
  if (picked) add('picked-council', picked.geometry)
  for (const line of scene.rivers) add('river', { type: 'LineString', coordinates: line })
  return { type: 'FeatureCollection', features }
}

function largest(
  ids: readonly number[],
  councils: ReadonlyMap<number, DrawnCouncil>,
): DrawnCouncil | undefined {
  let best: DrawnCouncil | undefined
  for (const id of ids) {
    const council = councils.get(id)
    if (council && (!best || council.areaM2 > best.areaM2)) best = council
  }
  return best
}

/** More groups than this are told apart by their numbers on the map. */
const GROUPS_LISTED = 8

export function legendOf(
  seen: {
    chosen: number
    groups: readonly (readonly number[])[] | null
    out: number
    together: boolean
    river: boolean
  },
  t: (key: MessageKey, values?: MessageValues) => string,
): LegendEntry[] {
  const entries: LegendEntry[] = []
  if (seen.groups)
    for (const [group, ids] of seen.groups.slice(0, GROUPS_LISTED).entries())
      entries.push({
        sign: 'fill',
        colour: pieceColour(group),
        mark: String(group + 1),
        label: t('suggest.legend-group', { number: group + 1, count: ids.length }),
      })
  else if (seen.chosen > 0)
    entries.push({
      sign: 'fill',
      colour: pieceColour(0),
      label: t('suggest.legend-chosen', { count: seen.chosen }),
    })
  if (!seen.groups && seen.together)
    entries.push({ sign: 'dashed', colour: COLOURS.ink, label: t('suggest.legend-together') })
  if (!seen.groups && seen.out > 0)
    entries.push({
      sign: 'dashed',
      colour: COLOURS.split,
      label: t('suggest.legend-out', { count: seen.out }),
    })
  if (seen.river) entries.push({ sign: 'line', colour: COLOURS.network, label: t('suggest.legend-river') })
  return entries
}
