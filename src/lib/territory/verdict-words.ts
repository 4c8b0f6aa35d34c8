/** The verdict as a headline and a sentence or two: the words of messages/explain-verdict.ts, and what follows. Pure. */
import type { Cohesion, Judgement, RegisteredAs } from '../../../domain/territory/types.ts'
import { conditionsOf, verdictSentence } from '../../../messages/explain-verdict.ts'
import { type Locale, type MessageKey, type MessageValues, translate } from '../../../messages/index.ts'
import { TOUCHING_M } from './findings.ts'

export interface VerdictHead {
  kind: 'contiguous' | 'conditional' | 'split' | 'network' | 'none' | 'broken'
  title: string
}
export interface VerdictWords extends VerdictHead {
  detail: string[]
}
export interface VerdictFacts<J extends Cohesion = Judgement> {
  judgement: J | null
  members: number
  registeredAs: RegisteredAs
  /** The engine failed: no verdict, and no fault of the territory. */
  broken: boolean
  locale: Locale
  name(id: string): string
}

type Facts = VerdictFacts & { metres(metres: number): string }

/** A small piece is told by its names, a large one by its number of councils. */
const NAMED_PIECE = 3

/** The headline alone. */
export function verdictHead(facts: VerdictFacts<Cohesion>): VerdictHead {
  const { kind, title } = headOf(facts)
  return { kind, title }
}

export function verdictWords(facts: Facts): VerdictWords {
  const { judgement, locale } = facts
  const head = headOf(facts)
  if (!judgement || head.kind === 'none' || head.kind === 'broken' || head.kind === 'network') return head
  return {
    ...head,
    detail: [
      ...head.detail,
      ...consequence(judgement, facts, (key, values) => translate(locale, key, values)),
    ],
  }
}

function headOf(facts: VerdictFacts<Cohesion>): VerdictWords {
  const { judgement, locale, members, registeredAs } = facts
  const say = (key: MessageKey) => translate(locale, key)
  if (facts.broken)
    return { kind: 'broken', title: say('verdict-card.broken'), detail: [say('verdict-card.broken-why')] }
  if (!judgement || members === 0)
    return { kind: 'none', title: say('verdict-card.none'), detail: [say('verdict-card.none-why')] }
  const sentence = verdictSentence(judgement, { locale, name: facts.name, registeredAs })
  const [title, ...detail] = sentence.split(/(?<=\.) /)
  return { kind: registeredAs === 'network' ? 'network' : judgement.verdict, title, detail }
}

type Say = (key: MessageKey, values?: MessageValues) => string

/** What the verdict means for the assembly. */
function consequence(judgement: Judgement, facts: Facts, say: Say): string[] {
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

function pieces({ components, separations }: Judgement, { name, metres }: Facts, say: Say): string {
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
