/** Which signs the map shows now, in words. */

import type { MessageKey, MessageValues } from '$messages/index.ts'
import { COLOURS, pieceColour } from '../map/colours.ts'
import type { LegendEntry } from '../map/legend-entry.ts'
import { SMALLEST_AREA_M2 } from './findings.ts'
import type { TerritoryWorkspace } from './workspace.svelte.ts'

const shown = ({ areaM2 }: { areaM2: number }) => areaM2 >= SMALLEST_AREA_M2

/** More pieces than this are told apart by their numbers on the map. */
const PIECES_LISTED = 6

export function legendFor(
  {
    judgement,
    members,
    councils,
    links,
    preview,
    draft,
    registeredAs,
    on = null,
  }: Pick<
    TerritoryWorkspace,
    'judgement' | 'members' | 'councils' | 'links' | 'preview' | 'draft' | 'registeredAs'
  > & { on?: string | null },
  t: (key: MessageKey, values?: MessageValues) => string,
): LegendEntry[] {
  const entries: LegendEntry[] = []
  if (members.length === 0) {
    entries.push({ sign: 'fill', colour: COLOURS.commune, label: t('legend.communes') })
    // What is drawn of a past day tells no networks apart.
    if (on) return entries
    entries.push({ sign: 'fill', colour: COLOURS.network, label: t('legend.networks') })
    if (draft === null) entries.push({ sign: 'hatch', colour: COLOURS.ink2, label: t('legend.approximate') })
    return entries
  }
  const pieces = judgement?.components ?? [members.map(String)]
  if (pieces.length === 1)
    entries.push({
      sign: 'fill',
      colour: pieceColour(0),
      label: t('legend.members', { count: members.length }),
    })
  else
    for (const [piece, ids] of pieces.slice(0, PIECES_LISTED).entries())
      entries.push({
        sign: 'fill',
        colour: pieceColour(piece),
        mark: String(piece + 1),
        label: t('legend.piece', { number: piece + 1, count: ids.length }),
      })
  if (judgement?.cutUnits.length)
    entries.push({
      sign: 'dashed',
      colour: COLOURS.ink,
      label: t('legend.cut', { count: judgement.cutUnits.length }),
    })
  const doubtful = judgement?.pairs.filter(
    ({ kind, certainty }) => kind === 'border' && certainty === 'doubtful',
  )
  if (doubtful?.some(({ confirmation }) => !confirmation))
    entries.push({ sign: 'band', colour: COLOURS.doubtful, label: t('legend.doubtful') })
  if (doubtful?.some(({ confirmation }) => confirmation))
    entries.push({ sign: 'line', colour: COLOURS.doubtful, label: t('legend.confirmed') })
  if (judgement?.separations.length)
    entries.push({
      sign: 'ring',
      colour: registeredAs === 'network' ? COLOURS.network : COLOURS.split,
      label: t('legend.separation'),
    })
  if (judgement?.gaps.some(shown))
    entries.push({ sign: 'hatch', colour: COLOURS.split, label: t('legend.gap') })
  if (judgement?.overlaps.some(shown))
    entries.push({ sign: 'hatch', colour: COLOURS.overlap, label: t('legend.overlap') })
  const inside = new Set(members)
  const ways = links.filter(({ kind }) => kind !== 'border')
  if (ways.some((link) => inside.has(link.councilA) || inside.has(link.councilB)))
    entries.push({ sign: 'line', colour: COLOURS.network, label: t('legend.link') })
  if (preview) entries.push({ sign: 'dashed', colour: COLOURS.accent, label: t('legend.preview') })
  if (members.some((id) => councils.get(id)?.approximate))
    entries.push({ sign: 'hatch', colour: COLOURS.ink2, label: t('legend.approximate') })
  return entries
}
