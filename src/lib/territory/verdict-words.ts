/** The verdict as a headline and a sentence or two, in the language of an assembly. Pure. */
import type { Judgement, RegisteredAs } from '$domain/territory/types.ts'
import type { MessageKey, MessageValues } from '$messages/index.ts'
import { TOUCHING_M } from './findings.ts'

export interface VerdictWords {
  kind: 'contiguous' | 'conditional' | 'split' | 'network' | 'none' | 'broken'
  title: string
  detail: string[]
}
export interface VerdictFacts {
  judgement: Judgement | null
  members: number
  registeredAs: RegisteredAs
  /** The engine failed: no verdict, and no fault of the territory. */
  broken: boolean
  t(key: MessageKey, values?: MessageValues): string
  name(id: string): string
  metres(metres: number): string
}

/** A small piece is told by its names, a large one by its number of councils. */
const NAMED_PIECE = 3

export function verdictWords(facts: VerdictFacts): VerdictWords {
  const { judgement, t } = facts
  if (facts.broken)
    return { kind: 'broken', title: t('verdict-card.broken'), detail: [t('verdict-card.broken-why')] }
  if (!judgement || facts.members === 0)
    return { kind: 'none', title: t('verdict-card.none'), detail: [t('verdict-card.none-why')] }
  if (facts.registeredAs === 'network') return network(judgement, facts)
  const councils = facts.members
  if (judgement.verdict === 'contiguous')
    return {
      kind: 'contiguous',
      title: t('verdict-card.contiguous', { councils }),
      detail: councils === 1 ? [t('verdict-card.alone')] : [],
    }
  if (judgement.verdict === 'conditional') {
    const deciding = decidingTies(judgement)
    const doubtful = deciding.filter(({ kind }) => kind === 'border').length
    const links = deciding.filter(({ kind }) => kind === 'link').length
    const pieces = judgement.certainComponents.length
    return {
      kind: 'conditional',
      title: t('verdict-card.conditional'),
      detail: [
        t('verdict-card.conditional-why', { doubtful, links }),
        t('verdict-card.conditional-else', { pieces, doubtful, links }),
      ],
    }
  }
  if (judgement.components.length === 1) {
    const name = facts.name(judgement.parted.find(({ hidesBreak }) => hidesBreak)?.unit ?? '')
    return {
      kind: 'split',
      title: t('verdict-card.hidden'),
      detail: [t('verdict-card.hidden-why', { name })],
    }
  }
  return {
    kind: 'split',
    title: t('verdict-card.split', { pieces: judgement.components.length }),
    detail: [pieces(judgement, facts)],
  }
}

/** Ties that join pieces which certain borders leave apart. */
function decidingTies(judgement: Judgement): Judgement['pairs'] {
  const piece = new Map(
    judgement.certainComponents.flatMap((ids, index) => ids.map((id) => [id, index] as const)),
  )
  return judgement.pairs.filter(({ a, b, kind }) => kind !== 'corner' && piece.get(a) !== piece.get(b))
}

function pieces({ components, separations }: Judgement, { t, name, metres }: VerdictFacts): string {
  const apart = components.slice(1)
  const gapM = separations[0]?.gapM
  const small = apart.length === 1 && apart[0].length <= NAMED_PIECE
  return t(small ? 'verdict-card.split-named' : 'verdict-card.split-counted', {
    largest: components[0].length,
    apart: apart.flat().length,
    names: small ? apart[0].map(name).join(', ') : '',
    gap: gapM === undefined ? '' : metres(gapM),
    known: gapM === undefined ? 'no' : gapM < TOUCHING_M ? 'touch' : 'yes',
  })
}

function network(judgement: Judgement, { members, t, metres }: VerdictFacts): VerdictWords {
  const farthest = Math.max(0, ...judgement.separations.map(({ gapM }) => gapM))
  const places = judgement.components.length
  return {
    kind: 'network',
    title: t('verdict-card.network'),
    detail:
      places > 1
        ? [
            t('verdict-card.network-why', { members, places, farthest: metres(farthest) }),
            t('verdict-card.network-still'),
          ]
        : [t('verdict-card.network-whole')],
  }
}
