/** The founding of a commune in the language of an assembly, the same on the screen and on the sheet that is signed. */
import type { FoundingRecord, FoundingState, FoundingStep, NextThing } from '../domain/founding/index.ts'
import { formatDay } from './explain-verdict.ts'
import { type Locale, type MessageKey, type MessageValues, region, translate } from './index.ts'

const DAY = /^\d{4}-\d\d-\d\d$/

/** 14,3 %: one digit, since an assembly counts in hundreds. */
export const formatShare = (share: number | null, locale: Locale): string =>
  share === null
    ? '—'
    : new Intl.NumberFormat(region(locale), { style: 'percent', maximumFractionDigits: 1 }).format(share)

/** What comes next, in one sentence. */
export function nextSentence({ what, facts }: NextThing, locale: Locale): string {
  const values = Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      typeof value === 'string' && DAY.test(value) ? formatDay(value, locale) : value,
    ]),
  )
  return translate(locale, `founding.next.${what}` as MessageKey, values)
}

export const partName = (part: string, locale: Locale): string =>
  translate(locale, `founding.part.${part}` as MessageKey)

/** What is written down of a step, and from when it can go on; nothing where there is nothing to tell. */
export function saidOfStep(
  step: FoundingStep,
  { founding, state, locale }: { founding: FoundingRecord | null; state: FoundingState; locale: Locale },
): string[] {
  const say = (key: MessageKey, values?: MessageValues) => translate(locale, key, values)
  const day = (iso: string) => formatDay(iso, locale)
  const { turnout, seats } = state
  switch (step.kind) {
    case 'commission': {
      if (!founding?.commission) return []
      const { assembly, formedOn, members } = founding.commission
      return [say('founding.said.commission', { assembly, on: day(formedOn), members })]
    }
    case 'charter': {
      const written = founding?.charter.length ?? 0
      if (written === 0) return []
      const names = step.missingParts.map((part) => partName(part, locale))
      const parts = new Intl.ListFormat(region(locale), { type: 'conjunction' }).format(names)
      return [
        say('founding.said.charter', { written, count: written + names.length }),
        ...(names.length > 0 ? [say('founding.said.charter-missing', { parts })] : []),
      ]
    }
    case 'debate': {
      const vote = state.steps.find(({ kind }) => kind === 'referendum')?.from
      if (!step.from || !step.until || !vote) return []
      return [say('founding.term', { from: day(step.from), until: day(step.until), vote: day(vote) })]
    }
    case 'referendum':
      return turnout.councils === 0
        ? []
        : [
            say('founding.said.referendum', {
              councils: turnout.councils,
              of: turnout.councils + turnout.missing.length,
              turnout: formatShare(turnout.turnout, locale),
              yes: formatShare(turnout.yesShare, locale),
              complete: turnout.complete ? 'yes' : 'no',
            }),
          ]
    case 'registration': {
      if (!founding?.registration) return []
      const { on, office, number } = founding.registration
      return [say('founding.said.registration', { on: day(on), office, number: number || 'none' })]
    }
    case 'parliament':
      return seats ? [say('founding.said.parliament', { filled: seats.filled, seats: seats.asked })] : []
  }
}

/** What a step is, for who has never founded a commune. */
export function teachStep(step: FoundingStep, state: FoundingState, locale: Locale): string {
  const { facts } = step.finding ?? { facts: {} as Record<string, number> }
  return translate(locale, `founding.what.${step.kind}` as MessageKey, {
    days: facts.days ?? 0,
    count: facts.parts ?? 0,
    counted: state.debateCount ?? 'none',
    years: state.seats?.years ?? 0,
  })
}
