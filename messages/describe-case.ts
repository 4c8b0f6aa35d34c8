/** A case in the language of an assembly, the same on the screen, in a dossier and in a calendar. */
import type { CaseNow, Deadline, Share, StepNow } from '../domain/procedures/index.ts'
import { formatDay } from './explain-verdict.ts'
import { type Locale, type MessageKey, type MessageValues, region, translate } from './index.ts'

export const stepName = (step: string, locale: Locale): string => {
  const key = `procedure.step.${step}`
  return translate(locale, key as MessageKey)
}

/** How the case stands, in one sentence. */
export const standingSentence = ({ standing, of, since }: CaseNow, locale: Locale): string =>
  translate(locale, `case.standing.${standing}` as MessageKey, {
    step: of === null ? '' : stepName(of, locale),
    day: since === null ? '' : formatDay(since, locale),
  })

/** `8 días hábiles` */
export const termWords = ({ length, count }: Pick<Deadline, 'length' | 'count'>, locale: Locale): string =>
  translate(locale, 'case.term', { length, count })

export const shareWords = ({ numerator, denominator }: Share): string => `${numerator}/${denominator}`

/** `149,7 ha` */
export const hectares = (squareMetres: number, locale: Locale): string =>
  `${new Intl.NumberFormat(region(locale), { maximumSignificantDigits: 4 }).format(squareMetres / 10_000)} ha`

/** What is to be said of a step: since when, by when, which part; nothing where there is nothing to tell. */
export function saidOfCaseStep(step: StepNow, locale: Locale): string[] {
  const say = (key: MessageKey, values?: MessageValues) => translate(locale, key, values)
  const day = (iso: string) => formatDay(iso, locale)
  const { state, since, deadline, late, share, areaM2 } = step
  const said: string[] = []
  if (state === 'done' && since !== null)
    said.push(
      late && deadline
        ? say('case.said.late', { day: day(since), due: day(deadline.dueOn) })
        : say('case.said.done', { day: day(since) }),
    )
  else if (since !== null) said.push(say('case.said.since', { day: day(since) }))
  if (
    deadline &&
    (state === 'due' || state === 'due-unconfirmed' || state === 'overdue' || state === 'barred')
  )
    said.push(say(`case.said.${state}`, { day: day(deadline.dueOn), term: termWords(deadline, locale) }))
  if (share || areaM2 !== null)
    said.push(
      say('case.said.part', {
        share: share ? shareWords(share) : 'none',
        area: areaM2 === null ? 'none' : hectares(areaM2, locale),
      }).trim(),
    )
  return said
}
