import fc from 'fast-check'
import Schema from 'typebox/schema'
import { describe, expect, it } from 'vitest'
import {
  fromKilograms,
  monthsOf,
  monthText,
  type Quantity,
  restate,
  SHIPPED_UNITS,
  shareOf,
  toKilograms,
  UnitCatalogue,
  UnitDefinition,
  weigh,
} from './index.ts'

const shipped = new UnitCatalogue()
const coffee = (amount: number, unit: string, more: Partial<Quantity> = {}): Quantity => ({
  amount,
  unit,
  product: 'coffee',
  form: 'green',
  place: 'VE-Lara',
  source: 'told in an assembly',
  period: '2015',
  ...more,
})
const kg = (quantity: Quantity, catalogue = shipped) => {
  const weighed = toKilograms(catalogue, quantity)
  if ('refused' in weighed) throw new Error(weighed.refused)
  return weighed
}

describe('the units that ship', () => {
  it('have the form of a unit, and each an id of its own', () => {
    const form = Schema.Compile(UnitDefinition)
    for (const unit of SHIPPED_UNITS) expect(form.Check(unit), unit.id).toBe(true)
    expect(new Set(SHIPPED_UNITS.map(({ id }) => id)).size).toBe(SHIPPED_UNITS.length)
  })

  it('never have a likely weight outside of their ends', () => {
    for (const { id, kilograms } of SHIPPED_UNITS)
      if (typeof kilograms === 'object') {
        expect(kilograms.min, id).toBeLessThanOrEqual(kilograms.likely)
        expect(kilograms.likely, id).toBeLessThanOrEqual(kilograms.max)
      }
  })
})

describe('what a written unit means', () => {
  it('is 46 kg for a quintal of coffee in Venezuela', () => {
    expect(kg(coffee(10, 'quintales'))).toMatchObject({ kilograms: { min: 460, max: 460 }, question: null })
  })

  it('asks whether a quintal of maize is a metric one: no custom of the place stands above a standard', () => {
    const { kilograms, question } = kg(coffee(1, 'Quintal', { product: 'maize', form: 'grain' }))
    expect(question?.choices).toEqual(['quintal-spanish-ve', 'quintal-metric'])
    expect(kilograms).toEqual({ min: 46.012, likely: 46.012, max: 100 })
    expect(kg(coffee(1, 'quintal métrico', { product: 'maize' }))).toMatchObject({ question: null })
    expect(kg(coffee(1, 'arroba', { product: 'cacao', place: 'BR' })).kilograms.likely).toBe(15)
  })

  it('is 60 kg for a sack of coffee for export in Venezuela and 70 in Colombia', () => {
    expect(kg(coffee(1, 'saco')).kilograms.likely).toBe(60)
    expect(kg(coffee(1, 'saco', { place: 'CO' })).kilograms.likely).toBe(70)
  })

  it('asks which pound, and carries what each would weigh: 42 million are 19.1 to 21.0 kt', () => {
    const { kilograms, question } = kg(coffee(42e6, 'libras'))
    expect(question?.choices).toEqual(['pound-avoirdupois', 'libra-spanish', 'libra-half-kilo'])
    expect(kilograms.min / 1e6).toBeCloseTo(19.051, 3)
    expect(kilograms.likely / 1e6).toBeCloseTo(19.32, 6)
    expect(kilograms.max / 1e6).toBeCloseTo(21, 9)
  })

  it('has no question left once it is answered', () => {
    expect(kg(coffee(42e6, 'libra-half-kilo'))).toMatchObject({ kilograms: { min: 21e6 }, question: null })
  })

  it('of a volume holds for its product alone', () => {
    expect(kg(coffee(50_000, 'litros', { product: 'milk', form: 'raw' })).kilograms.likely).toBe(51_500)
    expect(toKilograms(shipped, coffee(1, 'litro'))).toMatchObject({ refused: 'unit-unknown' })
  })

  it('asks where nobody said of which place it is', () => {
    const { question } = kg(coffee(1, 'saco', { place: null }))
    expect(question?.choices).toEqual(['sack-coffee-export-ve', 'sack-coffee-export-co'])
  })

  it('says that it rests on what nobody confirmed', () => {
    expect(kg(coffee(1, 'arroba', { product: 'maize' })).unconfirmed).toBe(true)
    expect(kg(coffee(1, 'kg')).unconfirmed).toBe(false)
  })

  it('changes with the months for which it holds', () => {
    const [quintal] = SHIPPED_UNITS.filter(({ id }) => id === 'quintal-coffee-ve')
    const catalogue = shipped
      .with({ ...quintal, validTo: '2015-06' })
      .with({ ...quintal, kilograms: 50, validFrom: '2015-07' })
    expect(kg(coffee(1, 'quintal', { period: '2015-06' }), catalogue).kilograms.likely).toBe(46)
    expect(kg(coffee(1, 'quintal', { period: '2015-07' }), catalogue).kilograms.likely).toBe(50)
    expect(kg(coffee(1, 'quintal', { period: '2014-10/2015-09' }), catalogue)).toMatchObject({
      kilograms: { min: 46, likely: 46, max: 50 },
      question: { written: 'quintal' },
    })
  })

  it.each([
    ['unit-unknown', coffee(1, 'fanega')],
    ['period-unreadable', coffee(1, 'kg', { period: 'last year' })],
    ['amount-not-a-number', coffee(Number.NaN, 'kg')],
  ])('is refused as %s', (refused, quantity) => {
    expect(toKilograms(shipped, quantity)).toMatchObject({ refused, facts: { product: 'coffee' } })
  })
})

describe('totals', () => {
  it('carry the spread, and each question once with what hangs on it', () => {
    const total = weigh(shipped, [
      coffee(1000, 'libras'),
      coffee(2000, 'libra'),
      coffee(1, 't'),
      coffee(1, '?'),
    ])
    expect(total.counted).toBe(3)
    expect(total.refusals).toHaveLength(1)
    expect(total.kilograms.max).toBeCloseTo(2500, 9)
    expect(total.questions).toHaveLength(1)
    expect(total.questions[0]).toMatchObject({ quantities: 2, question: { product: 'coffee' } })
    expect(total.questions[0].hangsOnKg).toBeCloseTo(total.kilograms.max - total.kilograms.min, 9)
  })

  it('are stated anew when a definition changes', () => {
    const [quintal] = SHIPPED_UNITS.filter(({ id }) => id === 'quintal-coffee-ve')
    const { changed, before, after } = restate(
      [coffee(100, 'quintal'), coffee(1, 't')],
      shipped,
      shipped.with({ ...quintal, kilograms: 46.012, source: 'page on units used in Venezuela' }),
    )
    expect(changed.map(({ at }) => at)).toEqual([0])
    expect(before.kilograms.likely).toBe(5600)
    expect(after.kilograms.likely).toBeCloseTo(5601.2, 9)
  })
})

describe('by chance', () => {
  const definitions = fc.constantFrom(...SHIPPED_UNITS)
  const amounts = fc.double({ min: 1e-6, max: 1e9, noNaN: true })
  const context = (unit: UnitDefinition) => ({
    product: unit.product ?? 'maize',
    form: unit.form,
    place: unit.place,
    period: '2015-03',
  })

  it('an amount comes back from kilograms to one part in a thousand million', () => {
    fc.assert(
      fc.property(definitions, amounts, (unit, amount) => {
        const stated = { ...coffee(amount, unit.id), ...context(unit) }
        const back = fromKilograms(shipped, kg(stated).kilograms.likely, unit.id, stated)
        expect(Math.abs((back as number) / amount - 1)).toBeLessThanOrEqual(1e-9)
      }),
    )
  })

  it('a total lies between its ends, whatever each unit is found to mean', () => {
    const pounds = ['pound-avoirdupois', 'libra-spanish', 'libra-half-kilo']
    fc.assert(
      fc.property(fc.array(fc.tuple(amounts, fc.constantFrom(...pounds)), { minLength: 1 }), (list) => {
        const asked = weigh(
          shipped,
          list.map(([amount]) => coffee(amount, 'libra')),
        ).kilograms
        const answered = weigh(
          shipped,
          list.map(([amount, id]) => coffee(amount, id)),
        ).kilograms.likely
        expect(answered).toBeGreaterThanOrEqual(asked.min * (1 - 1e-12))
        expect(answered).toBeLessThanOrEqual(asked.max * (1 + 1e-12))
      }),
    )
  })

  it('a share lies between nothing and all, and so do its ends', () => {
    const spreads = fc
      .tuple(amounts, amounts, amounts)
      .map((values) => values.sort((a, b) => a - b))
      .map(([min, likely, max]) => ({ min, likely, max }))
    fc.assert(
      fc.property(spreads, spreads, (part, rest) => {
        const { min, likely, max } = shareOf(part, rest)!
        expect(0 <= min && min <= likely && likely <= max && max <= 1).toBe(true)
      }),
    )
  })

  it('months are written as they are read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 * 9999 }), (month) => {
        expect(monthsOf(monthText(month))).toEqual({ first: month, last: month })
      }),
    )
  })
})

describe('periods', () => {
  it.each(['2015-13', '2015/2016', '2016-01/2015-12', '15', ''])('refuse %j', (text) => {
    expect(monthsOf(text)).toBeNull()
  })
})
