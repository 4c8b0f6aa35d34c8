import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Item } from '../products/index.ts'
import { add, exactly, type Spread, scale, toKilograms, UnitCatalogue } from '../units/index.ts'
import {
  type BalanceEntry,
  balanceOf,
  balanceOfBody,
  closeWith,
  type EntryKind,
  groupEntries,
  SOURCES,
  sharesOf,
  USES,
} from './index.ts'

const GREEN: Item = { product: 'coffee', form: 'green' }
const entry = (
  commune: string,
  kind: EntryKind,
  kilograms: number | Spread,
  counterpart: string | null = null,
): BalanceEntry => ({
  commune,
  item: GREEN,
  period: '2015',
  kind,
  kilograms: typeof kilograms === 'number' ? exactly(kilograms) : kilograms,
  counterpart,
})

describe('the balance of a commune', () => {
  it('closes where all is accounted for', () => {
    const balance = balanceOf([
      entry('A', 'opening-stock', 5),
      entry('A', 'production', 100),
      entry('A', 'sent', 80),
      entry('A', 'own-use', 15),
      entry('A', 'closing-stock', 10),
    ])
    expect(balance).toMatchObject({ closing: 'closes', residual: exactly(0), sources: exactly(105) })
    expect(balance.unstated).toEqual(['received', 'seed', 'loss', 'processing'])
  })

  it('shows what is left over', () => {
    const entries = [entry('A', 'production', 100), entry('A', 'sent', 80)]
    const balance = balanceOf(entries)
    expect(balance).toMatchObject({ closing: 'open', residual: exactly(20) })
    expect(closeWith(balance, 'loss')).toEqual({ kind: 'loss', kilograms: exactly(20) })
    expect(closeWith(balance, 'received')).toBeNull()
  })

  it('may close where the units leave it open', () => {
    const pounds = { min: 453.6, likely: 460, max: 500 }
    expect(balanceOf([entry('A', 'production', pounds), entry('A', 'sent', 470)])).toMatchObject({
      closing: 'may-close',
      residual: { min: expect.closeTo(-16.4, 9), max: 30 },
    })
    expect(balanceOf([entry('A', 'production', pounds), entry('A', 'sent', 510)]).closing).toBe('open')
  })

  it('says that too little is known where a side is silent, which is not the same as nothing', () => {
    expect(balanceOf([entry('A', 'production', 100)]).closing).toBe('too-little-known')
    expect(balanceOf([entry('A', 'production', 0), entry('A', 'sent', 0)]).closing).toBe('closes')
  })
})

describe('a corridor', () => {
  // 42 million pounds of coffee a year and nearly as much banana, 40 % of it from Santa Clara (a text of 2016).
  const units = new UnitCatalogue()
  const pounds = (amount: number, unit: string, product: string) => {
    const weighed = toKilograms(units, {
      amount,
      unit,
      product,
      form: null,
      place: 'VE-Lara',
      source: 'a text of 2016',
      period: '2015',
    })
    if ('refused' in weighed) throw new Error(weighed.refused)
    return weighed
  }

  it('has 19.1 to 21.0 kt of coffee, until somebody says which pound', () => {
    const { kilograms, question } = pounds(42e6, 'libras', 'coffee')
    expect([kilograms.min, kilograms.max].map((kg) => (kg / 1e6).toFixed(1))).toEqual(['19.1', '21.0'])
    expect(question).not.toBeNull()
  })

  it('has 40 % of its banana from Santa Clara, a share that no pound moves', () => {
    const banana = (unit: string, share: number) => scale(pounds(42e6, unit, 'banana').kilograms, share)
    for (const unit of ['pound-avoirdupois', 'libra-spanish', 'libra-half-kilo']) {
      const [first] = sharesOf(
        [
          entry('Santa Clara', 'production', banana(unit, 0.4)),
          entry('Flor de Café', 'production', banana(unit, 0.35)),
          entry('Los Surcos', 'production', banana(unit, 0.25)),
        ],
        'production',
      )
      expect(first.commune).toBe('Santa Clara')
      expect(first.share?.likely).toBeCloseTo(0.4, 12)
    }
    const unanswered = sharesOf(
      [
        entry('Santa Clara', 'production', banana('libras', 0.4)),
        entry('all others', 'production', banana('libras', 0.6)),
      ],
      'production',
    ).find(({ commune }) => commune === 'Santa Clara')!
    expect((unanswered.kilograms.min / 1e6).toFixed(1)).toBe('7.6')
    expect((unanswered.kilograms.max / 1e6).toFixed(1)).toBe('8.4')
    expect(unanswered.share!.min).toBeLessThan(0.4)
    expect(unanswered.share!.max).toBeGreaterThan(0.4)
  })

  it('neither sends nor receives what its members send each other, and shows where they tell it differently', () => {
    const balance = balanceOfBody(
      [
        entry('A', 'production', 100),
        entry('A', 'sent', 60, 'B'),
        entry('A', 'sent', 40, 'elsewhere'),
        entry('B', 'received', 55, 'A'),
        entry('B', 'own-use', 55),
        entry('C', 'production', 999),
      ],
      new Set(['A', 'B']),
    )
    expect(balance.stated.sent).toEqual(exactly(40))
    expect(balance.stated.received).toBeNull()
    expect(balance.unaccountedWithin).toEqual(exactly(5))
    expect(balance.residual).toEqual(exactly(5))
  })
})

describe('by chance', () => {
  const kinds = fc.constantFrom<EntryKind>(...SOURCES, ...USES)
  const amount = fc.integer({ min: 0, max: 1_000_000 })
  const spread = fc
    .tuple(amount, amount, amount)
    .map((values) => values.sort((a, b) => a - b))
    .map(([min, likely, max]) => ({ min, likely, max }))
  const entries = fc.array(
    fc.record({ commune: fc.constantFrom('A', 'B', 'C'), kind: kinds, kilograms: spread }),
    { maxLength: 30 },
  )

  it('a balance closes or shows the residual, which closes it exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ kind: kinds, kilograms: amount.map(exactly) })), (list) => {
        const balance = balanceOf(list)
        if (balance.closing === 'too-little-known') return
        const isZero = balance.residual.likely === 0
        expect(balance.closing).toBe(isZero ? 'closes' : 'open')
        if (isZero) return
        const rest = closeWith(balance, balance.residual.likely > 0 ? 'loss' : 'received')!
        expect(balanceOf([...list, rest]).closing).toBe('closes')
      }),
    )
  })

  it('sources less uses lie in the residual whatever each amount turns out to be', () => {
    fc.assert(
      fc.property(entries, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (list, chance) => {
        const { residual } = balanceOf(list)
        const truly = list.map(({ kind, kilograms: { min, max } }) => {
          const kg = min + (max - min) * chance.next().value
          return (SOURCES as readonly EntryKind[]).includes(kind) ? kg : -kg
        })
        const rest = truly.reduce((sum, kg) => sum + kg, 0)
        expect(rest).toBeGreaterThanOrEqual(residual.min - 1e-3)
        expect(rest).toBeLessThanOrEqual(residual.max + 1e-3)
      }),
    )
  })

  it('what a body has is what its members have together', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const whole = list.map((one) => ({ ...one, item: GREEN, period: '2015' }))
        const body = balanceOfBody(whole, new Set(['A', 'B', 'C']))
        const parts = groupEntries(whole).map((group) => balanceOf(group.entries))
        const sum = add(...parts.map(({ residual }) => residual))
        expect(sum.min).toBeCloseTo(body.residual.min, 6)
        expect(sum.max).toBeCloseTo(body.residual.max, 6)
      }),
    )
  })
})
