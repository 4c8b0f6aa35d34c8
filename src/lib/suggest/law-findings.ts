/** What the rule pack says of a suggested commune, as far as councils alone can tell; contiguity is its verdict. Pure. */
import type { CouncilFigures, SuggestedCommune } from '../../../domain/composing/index.ts'
import { type Finding, judgeAgainstPack, VENEZUELA_COMMUNES } from '../../../domain/law/index.ts'

const TOLD = new Set(['council-size', 'councils-needed'])

export function findingsOf(
  { councils, verdict }: Pick<SuggestedCommune, 'councils' | 'verdict'>,
  figures: (council: string) => Pick<CouncilFigures, 'kind' | 'families'> | undefined,
  date: string,
): Finding[] {
  return judgeAgainstPack(
    VENEZUELA_COMMUNES,
    {
      councils: councils.map((id) => {
        const known = figures(id)
        return { id, kind: known?.kind ?? null, families: known?.families ?? null }
      }),
      registeredAs: 'commune',
      verdict,
    },
    date,
  ).filter(({ kind }) => TOLD.has(kind))
}
