/** Products by name and form, and how much of one comes out of another. A rate that nobody gave is asked for, never 1. */
import { exactly, multiply, type Spread } from '../units/index.ts'
import type { Item, ProductForm, ProductList, Yield } from './catalogue-schema.ts'
import seeds from './seeds.json' with { type: 'json' }

export const SHIPPED_PRODUCTS = seeds as ProductList

/** What can come out, and by which steps; `unconfirmed` where a step's rate is. */
export interface Yielded {
  kilograms: Spread
  steps: Yield[]
  unconfirmed: boolean
}

/** `yield-unknown`: the step is known and its rate is not: somebody must say it. `no-way`: nothing leads from one to the other. */
export interface YieldRefusal {
  refused: 'yield-unknown' | 'no-way' | 'product-unknown'
  facts: { from: Item; to: Item }
}

export const itemKey = ({ product, form }: Item): string => `${product}/${form}`

export class ProductCatalogue {
  readonly list: ProductList
  #forms = new Map<string, ProductForm>()
  #from = new Map<string, Yield[]>()

  constructor(list: ProductList = SHIPPED_PRODUCTS) {
    this.list = list
    for (const { product, forms } of list.products)
      for (const form of forms) this.#forms.set(itemKey({ product, form: form.form }), form)
    for (const step of list.yields) {
      const key = itemKey(step.from)
      this.#from.set(key, [...(this.#from.get(key) ?? []), step])
    }
  }

  /** Another catalogue in which a step has this rate; a step that was not known is added. */
  withYield(step: Yield): ProductCatalogue {
    const isOther = (one: Yield) =>
      itemKey(one.from) !== itemKey(step.from) || itemKey(one.to) !== itemKey(step.to)
    return new ProductCatalogue({
      ...this.list,
      yields: [...this.list.yields.filter(isOther), step],
    })
  }

  find(item: Item): ProductForm | null {
    return this.#forms.get(itemKey(item)) ?? null
  }

  /** The fewest steps from one item to another; null where none lead there. */
  stepsBetween(from: Item, to: Item): Yield[] | null {
    const goal = itemKey(to)
    const ways = new Map<string, Yield[]>([[itemKey(from), []]])
    for (const [key, steps] of ways) {
      if (key === goal) return steps
      for (const step of this.#from.get(key) ?? [])
        if (!ways.has(itemKey(step.to))) ways.set(itemKey(step.to), [...steps, step])
    }
    return null
  }

  /** How many kilograms of `to` come out of so many of `from`. */
  outOf(kilograms: Spread, from: Item, to: Item): Yielded | YieldRefusal {
    const rate = this.#rate(from, to)
    if ('refused' in rate) return rate
    return { ...rate, kilograms: multiply(kilograms, rate.kilograms) }
  }

  /** How many kilograms of `from` so many of `to` were made of: the green coffee in roasted, the cane in sugar. */
  into(kilograms: Spread, from: Item, to: Item): Yielded | YieldRefusal {
    const rate = this.#rate(from, to)
    if ('refused' in rate) return rate
    const { min, likely, max } = rate.kilograms
    return { ...rate, kilograms: multiply(kilograms, { min: 1 / max, likely: 1 / likely, max: 1 / min }) }
  }

  #rate(from: Item, to: Item): Yielded | YieldRefusal {
    for (const item of [from, to])
      if (!this.find(item)) return { refused: 'product-unknown', facts: { from, to } }
    const steps = this.stepsBetween(from, to)
    if (!steps) return { refused: 'no-way', facts: { from, to } }
    let kilograms = exactly(1)
    for (const step of steps) {
      if (step.rate === null) return { refused: 'yield-unknown', facts: { from: step.from, to: step.to } }
      kilograms = multiply(kilograms, step.rate)
    }
    return { kilograms, steps, unconfirmed: steps.some(({ confidence }) => confidence === 'unconfirmed') }
  }
}
