/** From stated quantities to kilograms and back, with everything that a unit could have meant. */
import {
  spreadOf,
  type UnitCatalogue,
  type UnitContext,
  type UnitQuestion,
  type UnitRefusal,
} from './catalogue.ts'
import type { Quantity } from './definition.ts'
import { add, NOTHING, type Spread, scale } from './spread.ts'

export interface Weighed {
  kilograms: Spread
  question: UnitQuestion | null
  unconfirmed: boolean
}

export function toKilograms(catalogue: UnitCatalogue, quantity: Quantity): Weighed | UnitRefusal {
  const { amount, unit, product, form, place, period } = quantity
  if (!Number.isFinite(amount))
    return { refused: 'amount-not-a-number', facts: { unit, product, form, place, period } }
  const meaning = catalogue.meaning(unit, quantity)
  if ('refused' in meaning) return meaning
  const { kilograms, question, unconfirmed } = meaning
  return { kilograms: scale(kilograms, amount), question, unconfirmed }
}

/** How many of one unit, by its likely weight: what `toKilograms` undoes. A unit that raises a question is refused. */
export function fromKilograms(
  catalogue: UnitCatalogue,
  kilograms: number,
  unit: string,
  context: UnitContext,
): number | UnitQuestion | UnitRefusal {
  const meaning = catalogue.meaning(unit, context)
  if ('refused' in meaning) return meaning
  if (meaning.question) return meaning.question
  return kilograms / spreadOf(meaning.definitions[0].kilograms).likely
}

export interface WeighedTotal {
  kilograms: Spread
  /** How many quantities went in. */
  counted: number
  /** Each question once, with how much hangs on it: kilograms between the least and the most. */
  questions: { question: UnitQuestion; quantities: number; hangsOnKg: number }[]
  refusals: UnitRefusal[]
  unconfirmed: boolean
}

/** The sum of what can be weighed; what can't is told, never counted as nothing. */
export function weigh(catalogue: UnitCatalogue, quantities: readonly Quantity[]): WeighedTotal {
  const questions = new Map<string, WeighedTotal['questions'][number]>()
  const refusals: UnitRefusal[] = []
  let kilograms = NOTHING
  let counted = 0
  let unconfirmed = false
  for (const quantity of quantities) {
    const weighed = toKilograms(catalogue, quantity)
    if ('refused' in weighed) {
      refusals.push(weighed)
      continue
    }
    counted++
    kilograms = add(kilograms, weighed.kilograms)
    unconfirmed ||= weighed.unconfirmed
    if (!weighed.question) continue
    const { question } = weighed
    const key = JSON.stringify([question.product, question.form, question.place, question.choices])
    const asked = questions.get(key) ?? { question, quantities: 0, hangsOnKg: 0 }
    asked.quantities++
    asked.hangsOnKg += weighed.kilograms.max - weighed.kilograms.min
    questions.set(key, asked)
  }
  const byWeight = [...questions.values()].sort((a, b) => b.hangsOnKg - a.hangsOnKg)
  return { kilograms, counted, questions: byWeight, refusals, unconfirmed }
}

export interface Restatement {
  /** Which of the quantities weigh otherwise now, by their place in the list. */
  changed: { at: number; before: Weighed | UnitRefusal; after: Weighed | UnitRefusal }[]
  before: WeighedTotal
  after: WeighedTotal
}

/** What another set of definitions makes of the same statements: for the log, and to be seen before it is agreed. */
export function restate(
  quantities: readonly Quantity[],
  before: UnitCatalogue,
  after: UnitCatalogue,
): Restatement {
  const changed = quantities.flatMap((quantity, at) => {
    const was = toKilograms(before, quantity)
    const is = toKilograms(after, quantity)
    return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ at, before: was, after: is }]
  })
  return { changed, before: weigh(before, quantities), after: weigh(after, quantities) }
}
