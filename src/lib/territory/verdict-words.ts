/** The verdict as a headline and a sentence or two. */
import type { Judgement, RegisteredAs } from '$domain/territory/types.ts'
import { type Locale, translate } from '$messages/index.ts'

export interface VerdictWords {
  kind: 'contiguous' | 'conditional' | 'split' | 'network' | 'none' | 'broken'
  title: string
  detail: string[]
}

export function verdictWords(about: {
  judgement: Judgement | null
  members: readonly number[]
  registeredAs: RegisteredAs
  broken: boolean
  locale: Locale
  name: (id: string) => string
}): VerdictWords {
  const { judgement, locale } = about
  if (about.broken)
    return {
      kind: 'broken',
      title: translate(locale, 'verdict-card.broken'),
      detail: [translate(locale, 'verdict-card.broken-why')],
    }
  if (!judgement || about.members.length === 0)
    return {
      kind: 'none',
      title: translate(locale, 'verdict-card.none'),
      detail: [translate(locale, 'verdict-card.none-why')],
    }
  return { kind: judgement.verdict, title: judgement.verdict, detail: [] }
}
