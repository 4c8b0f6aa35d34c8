/** A file's problem as one line: which feature, what is wrong, what to do. */

import es from '../../messages/es/index.ts'
import { type Locale, type MessageKey, translate } from '../../messages/index.ts'
import type { FileProblem } from '../files/types.ts'

export function problemSentence(problem: FileProblem, locale: Locale, name?: string): string {
  const { code, feature, facts } = problem
  const what = say(`problem.${code}`, facts, locale) ?? code
  const remedy = say(`remedy.${code}`, facts, locale)
  const subject =
    feature === null
      ? ''
      : `${translate(locale, 'cli.feature', { index: String(feature), name: name ?? '' })}: `
  return `${subject}${withStop(what)}${remedy ? ` ${withStop(remedy)}` : ''}`
}

const withStop = (sentence: string): string => (/[.!?…)]$/.test(sentence) ? sentence : `${sentence}.`)

function say(key: string, facts: FileProblem['facts'], locale: Locale): string | null {
  return key in es ? translate(locale, key as MessageKey, facts) : null
}
