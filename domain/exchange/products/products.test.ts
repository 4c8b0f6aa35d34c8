import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import Schema from 'typebox/schema'
import { describe, expect, it } from 'vitest'
import { exactly, SHIPPED_UNITS } from '../units/index.ts'
import { type Item, itemKey, ProductCatalogue, ProductList, SHIPPED_PRODUCTS, type Yield } from './index.ts'

const shipped = new ProductCatalogue()
const item = (text: string): Item => {
  const [product, form] = text.split('/')
  return { product, form }
}

describe('the products that ship', () => {
  const items = SHIPPED_PRODUCTS.products.flatMap(({ product, forms }) =>
    forms.map(({ form }) => itemKey({ product, form })),
  )

  it('have the form of a product list, and each item once', () => {
    expect(Schema.Compile(ProductList).Check(SHIPPED_PRODUCTS)).toBe(true)
    expect(new Set(items).size).toBe(items.length)
  })

  it('yield only each other, at rates between nothing and all, the likely one between the ends', () => {
    for (const { from, to, rate } of SHIPPED_PRODUCTS.yields) {
      expect(items).toContain(itemKey(from))
      expect(items).toContain(itemKey(to))
      if (rate)
        expect(
          0 < rate.min && rate.min <= rate.likely && rate.likely <= rate.max && rate.max <= 1,
          itemKey(to),
        ).toBe(true)
    }
  })

  it('are all those that a unit speaks of', () => {
    for (const { id, product, form } of SHIPPED_UNITS)
      if (product) {
        const forms = SHIPPED_PRODUCTS.products.find((one) => one.product === product)?.forms ?? []
        expect(
          forms.map((one) => one.form),
          id,
        ).toEqual(form ? expect.arrayContaining([form]) : expect.anything())
        expect(forms.length, id).toBeGreaterThan(0)
      }
  })

  const codes = new URL(
    '../../../../shared/data/geo/production/faostat_items_cpc_fbs_codes.csv',
    import.meta.url,
  )
  it.skipIf(!existsSync(codes))('carry the codes that FAO gives together', () => {
    const published = new Map(
      readFileSync(codes, 'utf8')
        .split('\n')
        .map((line) => [/^(\d+),/.exec(line)?.[1].padStart(4, '0'), /,CPC([F\d.]+),/.exec(line)?.[1]]),
    )
    let compared = 0
    for (const { forms } of SHIPPED_PRODUCTS.products)
      for (const { fcl, cpc } of forms)
        if (fcl) {
          expect(published.get(fcl), fcl).toBe(cpc)
          compared++
        }
    expect(compared).toBeGreaterThan(15)
  })
})

describe('what comes out of what', () => {
  it('goes step by step: green coffee of parchment, roasted of cherry', () => {
    const green = shipped.outOf(exactly(92), item('coffee/parchment'), item('coffee/green'))
    expect(green).toMatchObject({ kilograms: { min: expect.closeTo(70, 9), max: expect.closeTo(73.6, 9) } })
    const roasted = shipped.outOf(exactly(1000), item('coffee/cherry'), item('coffee/roasted'))
    expect(roasted).toMatchObject({ kilograms: { likely: expect.closeTo(140.06, 2) }, unconfirmed: true })
    expect('steps' in roasted && roasted.steps.map(({ to }) => to.form)).toEqual([
      'parchment',
      'green',
      'roasted',
    ])
  })

  it('is asked for where nobody gave the rate, and is never taken for 1', () => {
    expect(shipped.outOf(exactly(1000), item('maize/grain'), item('maize/meal'))).toEqual({
      refused: 'yield-unknown',
      facts: { from: item('maize/grain'), to: item('maize/meal') },
    })
    const packed = shipped.outOf(exactly(1), item('cane/stalk'), item('sugar/packed'))
    expect(packed).toMatchObject({ refused: 'yield-unknown' })
  })

  it('is told once somebody said it', () => {
    const answered = shipped.withYield({
      from: item('maize/grain'),
      to: item('maize/meal'),
      rate: { min: 0.6, likely: 0.65, max: 0.7 },
      confidence: 'documented',
      source: 'the mill',
    })
    expect(answered.outOf(exactly(1000), item('maize/grain'), item('maize/meal'))).toMatchObject({
      kilograms: { min: 600, likely: 650, max: 700 },
      unconfirmed: false,
    })
  })

  it.each([
    ['no-way', 'banana/fresh', 'sugar/raw'],
    ['no-way', 'coffee/roasted', 'coffee/green'],
    ['product-unknown', 'gold/ore', 'sugar/raw'],
  ])('is refused as %s from %s to %s', (refused, from, to) => {
    expect(shipped.outOf(exactly(1), item(from), item(to))).toMatchObject({ refused })
  })

  it('comes back through `into`', () => {
    const known = SHIPPED_PRODUCTS.yields.filter(({ rate }) => rate !== null)
    fc.assert(
      fc.property(
        fc.constantFrom<Yield>(...known),
        fc.double({ min: 0.001, max: 1e9, noNaN: true }),
        (step, kg) => {
          const made = shipped.outOf(exactly(kg), step.from, step.to)
          const back = 'refused' in made ? made : shipped.into(made.kilograms, step.from, step.to)
          if ('refused' in back) throw new Error(back.refused)
          expect(Math.abs(back.kilograms.likely / kg - 1)).toBeLessThanOrEqual(1e-9)
          expect(back.kilograms.min).toBeLessThanOrEqual(kg * (1 + 1e-9))
          expect(back.kilograms.max).toBeGreaterThanOrEqual(kg * (1 - 1e-9))
        },
      ),
    )
  })
})
