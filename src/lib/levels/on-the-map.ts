/** A level's judgement as the map draws a commune's: pieces in colours, and how far they lie apart. Pure. */
import type { LevelJudgement } from '$domain/composing/levels.ts'
import type { Judgement } from '$domain/territory/types.ts'
import type { MessageKey, MessageValues } from '$messages/index.ts'
import { COLOURS, pieceColour } from '../map/colours.ts'
import type { LegendEntry } from '../map/legend-entry.ts'
import { spaceKind } from './verdict-kind.ts'

export function asDrawn({ verdict, councilPieces, separations }: LevelJudgement): Judgement | null {
  if (verdict === null) return null
  return {
    verdict,
    components: councilPieces,
    certainComponents: councilPieces,
    cutUnits: [],
    bridges: [],
    spanningTree: [],
    enclaves: [],
    overlaps: [],
    gaps: [],
    parted: [],
    separations,
    remedies: [],
    pairs: [],
  }
}

/** More than this are told apart by their numbers on the map. */
const PIECES_LISTED = 6

export function levelLegend(
  judgement: LevelJudgement | null,
  t: (key: MessageKey, values?: MessageValues) => string,
): LegendEntry[] {
  if (!judgement?.verdict) return [{ sign: 'fill', colour: COLOURS.commune, label: t('legend.communes') }]
  const { councilPieces: pieces, separations } = judgement
  const entries = pieces.slice(0, PIECES_LISTED).map((councils, piece): LegendEntry => {
    const count = councils.length
    return pieces.length === 1
      ? { sign: 'fill', colour: pieceColour(0), label: t('levels.legend-one', { count }) }
      : {
          sign: 'fill',
          colour: pieceColour(piece),
          mark: String(piece + 1),
          label: t('levels.legend-piece', { number: piece + 1, count }),
        }
  })
  if (separations.length > 0) {
    const calm = spaceKind(judgement) === 'along'
    entries.push({
      sign: 'ring',
      colour: calm ? COLOURS.network : COLOURS.split,
      label: t('legend.separation'),
    })
  }
  return entries
}
