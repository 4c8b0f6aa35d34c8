/** The verdict as a headline and a sentence or two: the words of messages/explain-verdict.ts, and what follows. Pure. */
import type { Judgement, RegisteredAs } from '../../../domain/territory/types.ts'
import { conditionsOf, explainVerdict } from '../../../messages/explain-verdict.ts'
import { type Locale, type MessageKey, type MessageValues, translate } from '../../../messages/index.ts'
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
  locale: Locale
  name(id: string): string
  metres(metres: number): string
}

/** A small piece is told by its names, a large one by its number of councils. */
const NAMED_PIECE = 3

export function verdictWords(facts: VerdictFacts): VerdictWords {
  const { judgement, locale, members, registeredAs } = facts
  const say = (key: MessageKey, values?: MessageValues) => translate(locale, key, values)
  if (facts.broken)
    return { kind: 'broken', title: say('verdict-card.broken'), detail: [say('verdict-card.broken-why')] }
  if (!judgement || members === 0)
    return { kind: 'none', title: say('verdict-card.none'), detail: [say('verdict-card.none-why')] }
  const { sentence } = explainVerdict(judgement, { locale, name: facts.name, registeredAs })
  const [title, ...rest] = sentence.split(/(?<=\.) /)
  if (registeredAs === 'network') return { kind: 'network', title, detail: rest }
  return { kind: judgement.verdict, title, detail: [...rest, ...consequence(judgement, facts, say)] }
}

type Say = (key: MessageKey, values?: MessageValues) => string

/** What the verdict means for the assembly. */
function consequence(judgement: Judgement, facts: VerdictFacts, say: Say): string[] {
  const { verdict, components, certainComponents } = judgement
  if (verdict === 'contiguous') return facts.members === 1 ? [say('verdict-card.alone')] : []
  if (verdict === 'split') return components.length > 1 ? [pieces(judgement, facts, say)] : []
  const { doubtful, confirmed, links } = conditionsOf(judgement)
  const declared = confirmed.length + links.length
  if (doubtful.length + declared === 0) return []
  return [
    say('verdict-card.conditional-else', {
      // The tree takes open doubts only where nothing else serves: each of them holds one piece more.
      pieces: doubtful.length > 0 ? components.length + doubtful.length : certainComponents.length,
      doubtful: doubtful.length,
      declared,
      confirmed: confirmed.length,
    }),
  ]
}

function pieces({ components, separations }: Judgement, { name, metres }: VerdictFacts, say: Say): string {
  const apart = components.slice(1)
  const gapM = separations[0]?.gapM
  const small = apart.length === 1 && apart[0].length <= NAMED_PIECE
  return say(small ? 'verdict-card.split-named' : 'verdict-card.split-counted', {
    largest: components[0].length,
    apart: apart.flat().length,
    names: small ? apart[0].map(name).join(', ') : '',
    gap: gapM === undefined ? '' : metres(gapM),
    known: gapM === undefined ? 'no' : gapM < TOUCHING_M ? 'touch' : 'yes',
  })
}
