/** Units by name and place: what a written unit can mean, and when to ask. */
import type { Quantity, UnitDefinition } from './definition.ts'
import { type MonthSpan, monthsOf, overlap } from './period.ts'
import seeds from './seeds.json' with { type: 'json' }
import { exactly, hull, type Spread } from './spread.ts'

/** The units that ship with the program; a territory adds its own and may put one in the place of these. */
export const SHIPPED_UNITS = seeds as UnitDefinition[]

/** What somebody must answer: a written unit that means several things here. */
export interface UnitQuestion {
  written: string
  product: string
  form: string | null
  place: string | null
  /** Ids of definitions, the lightest first. */
  choices: string[]
}

export interface Meaning {
  /** Kilograms of one unit, from the lightest to the heaviest that it can mean. */
  kilograms: Spread
  definitions: UnitDefinition[]
  /** Null where it means one thing only. */
  question: UnitQuestion | null
  /** Some value rests on a definition that nobody confirmed. */
  unconfirmed: boolean
}

/** `unit-unknown`: no definition of that name for the product, the form, the place and the time; `period-unreadable`. */
export interface UnitRefusal {
  refused: 'unit-unknown' | 'period-unreadable' | 'amount-not-a-number'
  facts: { unit: string; product: string; form: string | null; place: string | null; period: string }
}

export type UnitContext = Pick<Quantity, 'product' | 'form' | 'place' | 'period'>

const plain = (name: string): string =>
  name.trim().normalize('NFD').replace(/\p{M}/gu, '').replace(/\s+/g, ' ').replace(/\.$/, '').toLowerCase()

export class UnitCatalogue {
  readonly definitions: readonly UnitDefinition[]
  #byId = new Map<string, UnitDefinition[]>()
  #byName = new Map<string, UnitDefinition[]>()

  /** An id may stand several times, each time for other months. */
  constructor(definitions: readonly UnitDefinition[] = SHIPPED_UNITS) {
    this.definitions = definitions
    for (const definition of definitions) {
      put(this.#byId, definition.id, definition)
      for (const name of new Set([...definition.names].flatMap(readings))) put(this.#byName, name, definition)
    }
  }

  /** Another catalogue with these in the place of those of the same id and the same first month. */
  with(...changed: UnitDefinition[]): UnitCatalogue {
    const key = ({ id, validFrom }: UnitDefinition) => `${id} ${validFrom}`
    const replaced = new Map(changed.map((definition) => [key(definition), definition]))
    const kept = this.definitions.filter((definition) => !replaced.has(key(definition)))
    return new UnitCatalogue([...kept, ...replaced.values()])
  }

  /**
   * What one unit weighs there and then. An id is the answer to a question and is believed; a name means whatever fits
   * product, form, place and months best: a unit of this product before one of any, one of this place before one of none.
   * Only a unit of this very product or place stands above a standard one of the same name; else which of both is asked.
   */
  meaning(unit: string, context: UnitContext): Meaning | UnitRefusal {
    const months = monthsOf(context.period)
    const facts = { unit, ...pick(context) }
    if (!months) return { refused: 'period-unreadable', facts }
    const named = this.#byId.get(unit)
    const fitting = (named ?? this.#named(unit)).filter((one) => fits(one, context, months))
    if (fitting.length === 0) return { refused: 'unit-unknown', facts }
    const best = Math.max(...fitting.map(fitness))
    const isMeant = (one: UnitDefinition) =>
      fitness(one) === best || (one.kind === 'standard' && best < OF_THIS_PLACE)
    const definitions = distinct(fitting.filter(isMeant))
    const readings = definitions.map(({ kilograms }) => spreadOf(kilograms))
    const question =
      definitions.length > 1
        ? { written: unit, ...withoutPeriod(context), choices: definitions.map(({ id }) => id) }
        : null
    return {
      kilograms: hull(readings),
      definitions,
      question,
      unconfirmed: definitions.some(({ confidence }) => confidence === 'unconfirmed'),
    }
  }

  /** All that could be meant of this product there and then, the lightest first. */
  fitting(context: UnitContext): UnitDefinition[] {
    const months = monthsOf(context.period)
    if (!months) return []
    return this.definitions
      .filter((one) => fits(one, context, months))
      .sort((a, b) => spreadOf(a.kilograms).likely - spreadOf(b.kilograms).likely)
  }

  #named(unit: string): UnitDefinition[] {
    return readings(unit)
      .flatMap((name) => this.#byName.get(name) ?? [])
      .filter(unique)
  }
}

const unique = <T>(value: T, index: number, all: T[]): boolean => all.indexOf(value) === index

const put = <T>(map: Map<string, T[]>, key: string, value: T) => {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

/** A name and its plural in the three languages, as far as an `s` goes. */
function readings(name: string): string[] {
  const text = plain(name)
  const singular = text.replace(/(al)es$/, '$1').replace(/s$/, '')
  return text.length > 3 && singular !== text ? [text, singular] : [text]
}

const pick = ({ product, form, place, period }: UnitContext) => ({ product, form, place, period })
const withoutPeriod = ({ product, form, place }: UnitContext) => ({ product, form, place })

export const spreadOf = (kilograms: UnitDefinition['kilograms']): Spread =>
  typeof kilograms === 'number' ? exactly(kilograms) : kilograms

const within = (place: string, region: string) => place === region || place.startsWith(`${region}-`)

function fits(definition: UnitDefinition, context: UnitContext, months: MonthSpan): boolean {
  const { product, form, place, validFrom, validTo } = definition
  if (product !== null && product !== context.product) return false
  // Of an unstated form a unit of one form may be meant; of an unstated place any place's.
  if (form !== null && context.form !== null && form !== context.form) return false
  if (place !== null && context.place !== null && !within(context.place, place)) return false
  const first = validFrom === null ? Number.NEGATIVE_INFINITY : monthsOf(validFrom)!.first
  const last = validTo === null ? Number.POSITIVE_INFINITY : monthsOf(validTo)!.last
  return overlap({ first, last }, months)
}

const OF_THIS_PRODUCT = 8
/** A place within a country: there people know what they mean. */
const OF_THIS_PLACE = 4

/** Product counts for more than place: a sack of this grain from anywhere is nearer than a sack of anything. */
const fitness = ({ product, form, place }: UnitDefinition): number =>
  (product === null ? 0 : OF_THIS_PRODUCT) +
  (form === null ? 0 : 2) +
  (place === null ? 0 : place.includes('-') ? OF_THIS_PLACE : 1)

/** By weight; those that weigh the same ask no question. */
function distinct(definitions: UnitDefinition[]): UnitDefinition[] {
  const sorted = [...definitions].sort((a, b) => spreadOf(a.kilograms).likely - spreadOf(b.kilograms).likely)
  return sorted.filter((one, i) => {
    const before = i > 0 ? spreadOf(sorted[i - 1].kilograms) : null
    const now = spreadOf(one.kilograms)
    return !before || before.min !== now.min || before.max !== now.max || before.likely !== now.likely
  })
}
