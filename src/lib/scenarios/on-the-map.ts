/** A territory as a scenario would have it, on the map: communes in colours of their own, what changes hatched. Pure. */
import type { Feature, FeatureCollection, Position } from 'geojson'
import type { TerritoryThen } from '../../../domain/scenario/index.ts'
import type { MessageKey, MessageValues } from '../../../messages/index.ts'
import { COLOURS, pieceColour } from '../map/colours.ts'
import type { LegendEntry } from '../map/legend-entry.ts'

interface Concerned {
  id: string
  name: string
}

/** The colour of a commune goes by its place among those concerned, whichever side is shown. */
export function scenarioFeatures(
  shown: TerritoryThen,
  today: TerritoryThen,
  concerned: readonly Concerned[],
  placeOf: (council: string) => Position | undefined,
): FeatureCollection {
  const features: Feature[] = []
  const communes = new Map(shown.communes.map((commune) => [commune.id, commune]))
  for (const [piece, { id, name }] of concerned.entries()) {
    const members = (communes.get(id)?.councils ?? []).flatMap((one) => shown.councils.get(one) ?? [])
    for (const { geometry } of members)
      features.push({ type: 'Feature', properties: { role: 'member', piece, approximate: false }, geometry })
    const largest = members.toSorted((one, other) => other.areaM2 - one.areaM2)[0]
    const place = largest && (placeOf(largest.id) ?? firstOf(largest.geometry))
    if (place)
      features.push({
        type: 'Feature',
        properties: { role: 'piece', piece, label: name },
        geometry: { type: 'Point', coordinates: place },
      })
  }
  for (const id of changedCouncils(shown, today)) {
    const council = shown.councils.get(id)
    if (council)
      features.push({ type: 'Feature', properties: { role: 'proposed' }, geometry: council.geometry })
  }
  for (const { a, b, kind } of shown.links) {
    if (kind === 'border') continue
    const [from, to] = [placeOf(a), placeOf(b)]
    const inside = concerned.some(({ id }) =>
      communes.get(id)?.councils.some((one) => one === a || one === b),
    )
    if (from && to && inside)
      features.push({
        type: 'Feature',
        properties: { role: 'link' },
        geometry: { type: 'LineString', coordinates: [from, to] },
      })
  }
  return { type: 'FeatureCollection', features }
}

/** Councils that would be of other communes than now, or have other land. */
function changedCouncils(shown: TerritoryThen, today: TerritoryThen): string[] {
  const homes = ({ communes }: TerritoryThen) => {
    const of = new Map<string, string>()
    for (const { id, councils } of communes)
      for (const council of councils) of.set(council, `${of.get(council) ?? ''} ${id}`)
    return of
  }
  const [before, after] = [homes(today), homes(shown)]
  return [...shown.councils.values()]
    .filter(({ id, drawn }) => drawn || before.get(id) !== after.get(id))
    .map(({ id }) => id)
}

export function scenarioLegend(
  concerned: readonly Concerned[],
  shown: TerritoryThen,
  today: TerritoryThen,
  t: (key: MessageKey, values?: MessageValues) => string,
): LegendEntry[] {
  const present = new Set(shown.communes.map(({ id }) => id))
  const entries: LegendEntry[] = concerned.flatMap(({ id, name }, piece) =>
    present.has(id) ? [{ sign: 'fill', colour: pieceColour(piece), label: name }] : [],
  )
  if (changedCouncils(shown, today).length > 0)
    entries.push({ sign: 'hatch', colour: COLOURS.proposed, label: t('scenarios.legend-proposed') })
  return entries
}

const firstOf = ({ type, coordinates }: { type: string; coordinates: unknown }): Position =>
  type === 'Polygon' ? (coordinates as Position[][])[0][0] : (coordinates as Position[][][])[0][0][0]
