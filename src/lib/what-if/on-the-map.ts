/** Both sides of a breakaway as the map draws pieces of a commune: numbered, each in a colour. Pure. */
import type { Judgement } from '../../../domain/territory/types.ts'
import type { MessageKey, MessageValues } from '../../../messages/index.ts'
import { COLOURS, pieceColour } from '../map/colours.ts'
import type { LegendEntry } from '../map/legend-entry.ts'
import type { TerritoryWorkspace } from '../territory/workspace.svelte.ts'

type Asked = Pick<TerritoryWorkspace, 'judgement' | 'whatIf'>

const sidesOf = ({ whatIf }: Asked) => (whatIf && !('refused' in whatIf.breakaway) ? whatIf.breakaway : null)

/** As long as nobody leaves, or the engine still thinks: the commune as it is. */
export function whatIfJudgement(asked: Asked): Judgement | null {
  const { judgement } = asked
  const both = sidesOf(asked)
  if (!judgement || !both) return judgement
  return {
    ...judgement,
    components: [...both.stay.pieces, ...both.leave.pieces],
    cutUnits: [...both.stay.cutCouncils, ...both.leave.cutCouncils],
    separations: [],
    remedies: [],
  }
}

export function whatIfLegend(
  asked: Asked,
  t: (key: MessageKey, values?: MessageValues) => string,
): LegendEntry[] {
  const both = sidesOf(asked)
  if (!both) return []
  const entry = (side: 'stay' | 'leave', firstPiece: number): LegendEntry => {
    const { pieces, councils } = both[side]
    const label = t(`what-if.legend-${side}`, { count: councils.length, pieces: pieces.length })
    return { sign: 'fill', colour: pieceColour(firstPiece), mark: String(firstPiece + 1), label }
  }
  const entries = [entry('stay', 0), entry('leave', both.stay.pieces.length)]
  const cut = both.stay.cutCouncils.length + both.leave.cutCouncils.length
  if (cut > 0) entries.push({ sign: 'dashed', colour: COLOURS.ink, label: t('legend.cut', { count: cut }) })
  return entries
}
