import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { ProductCatalogue, SHIPPED_PRODUCTS } from '../products/index.ts'
import { PROVENANCES, QUANTITY_ROLES, type QuantityRecord } from '../records.ts'
import { localCatalogue } from '../units/index.ts'
import { readAmount, signOf } from './amounts.ts'
import {
  type Answers,
  guessColumns,
  guessHeader,
  type Interpretation,
  interpret,
  NO_ANSWERS,
  type Reading,
  type World,
} from './index.ts'
import { orderOf, readPeriod } from './periods.ts'
import type { Cell, Sheet } from './sheet.ts'
import { itemsOf, nearest, provenanceOf, rolesOf } from './words.ts'

describe('an amount', () => {
  test.each([
    ['1.234,5', 1234.5],
    ['1,234.5', 1234.5],
    ['1.234.567', 1_234_567],
    ['1,234,567', 1_234_567],
    ['1.234.567,25', 1_234_567.25],
    ['1 234,5', 1234.5],
    ["1'234.5", 1234.5],
    ['12,5', 12.5],
    ['12.5', 12.5],
    ['0,125', 0.125],
    ['1234,567', 1234.567],
    ['1234', 1234],
    ['+7', 7],
  ])('%s can be read in one way', (text, amount) => expect(readAmount(text)).toEqual({ amount, unit: '' }))

  test.each([
    ['12 quintales', 12, 'quintales'],
    ['350kg', 350, 'kg'],
    ['1.250,5 t', 1250.5, 't'],
  ])('%s carries its unit', (text, amount, unit) => expect(readAmount(text)).toEqual({ amount, unit }))

  test.each(['1.234', '1,234', '999.000'])('%s is a thousand or a fraction, and asked', (text) => {
    const read = readAmount(text)
    const [whole, rest] = text.split(/[.,]/)
    expect(read).toMatchObject({
      doubtful: {
        [text.includes('.') ? '.' : ',']: Number(`${whole}.${rest}`),
        [text.includes('.') ? ',' : '.']: Number(whole + rest),
      },
    })
    expect(readAmount(text, ',')).toMatchObject({
      amount: text.includes('.') ? Number(whole + rest) : Number(`${whole}.${rest}`),
    })
  })

  test.each([
    ['-5', 'amount-negative'],
    ['(5)', 'amount-negative'],
    ['1.23.4', 'amount-unreadable'],
    ['1.2,3,4', 'amount-unreadable'],
    ['12%', 'amount-unreadable'],
    ['mucho', 'amount-unreadable'],
    ['10-20', 'amount-unreadable'],
    ['=2+2', 'amount-unreadable'],
    ['', 'amount-missing'],
    [null, 'amount-missing'],
    [-1, 'amount-negative'],
    [{ error: 'formula' }, 'formula-not-computed'],
    [{ error: '#REF!' }, 'amount-error'],
    [{ date: '2026-11-01' }, 'amount-unreadable'],
  ] as [Cell, string][])('%j is none', (cell, fault) => expect(readAmount(cell)).toEqual({ fault }))

  it('is read as those around it are, where they agree', () => {
    expect(signOf(['1.234', '12,5'])).toBe(',')
    expect(signOf(['1.234', '1.234.567'])).toBe(',')
    expect(signOf(['1.234', '12.5'])).toBe('.')
    expect(signOf(['1.234', '2.345'])).toBeNull()
    expect(signOf(['12,5', '12.5'])).toBeNull()
  })

  it('written with either sign comes back, or is doubtful with itself among the readings', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e9 }),
        fc.integer({ min: 0, max: 4 }),
        fc.constantFrom('es-VE', 'en-GB'),
        (whole, digits, locale) => {
          const value = whole / 10 ** digits
          const text = value.toLocaleString(locale, {
            minimumFractionDigits: digits,
            useGrouping: 'always' as never,
          })
          const read = readAmount(text)
          if ('amount' in read) expect(read.amount).toBeCloseTo(value, 6)
          else if ('doubtful' in read) expect(Object.values(read.doubtful)).toContain(value)
          else throw new Error(`${text}: ${read.fault}`)
        },
      ),
    )
  })
})

describe('a period', () => {
  test.each([
    [2026, '2026'],
    ['2026', '2026'],
    ['2026-11', '2026-11'],
    ['2026-11-03', '2026-11'],
    ['11/2026', '2026-11'],
    ['noviembre 2026', '2026-11'],
    ['Noviembre de 2026', '2026-11'],
    ['nov-26', '2026-11'],
    ['3 de noviembre de 2026', '2026-11'],
    ['dez. 2026', '2026-12'],
    ['March 2026', '2026-03'],
    ['28/11/2026', '2026-11'],
    ['11/28/2026', '2026-11'],
    [{ date: '2026-11-30' }, '2026-11'],
  ] as [Cell, string][])('%j is %s', (cell, period) => expect(readPeriod(cell)).toEqual({ period }))

  it('that can be of two months is asked, or read as those around it are', () => {
    expect(readPeriod('03/11/2026')).toEqual({
      doubtful: { 'day-first': '2026-11', 'month-first': '2026-03' },
    })
    expect(readPeriod('03/11/2026', 'month-first')).toEqual({ period: '2026-03' })
    expect(orderOf(['03/11/2026', '28/11/2026'])).toBe('day-first')
    expect(orderOf(['03/11/2026', '11/28/2026'])).toBe('month-first')
  })

  test.each([46_327, '13/2026', 'ayer', '1492', { error: '#N/A' }] as Cell[])('%j is none', (cell) =>
    expect(readPeriod(cell)).toEqual({ fault: 'period-unreadable' }),
  )
})

describe('words', () => {
  const products = new ProductCatalogue()
  it('name every product, and every form of it', () => {
    for (const { product, forms } of SHIPPED_PRODUCTS.products)
      for (const { form } of forms)
        expect(itemsOf(products, product, form), `${product}/${form}`).toEqual([{ product, form }])
  })

  test.each([
    ['Café', 'verde', ['coffee/green']],
    ['café pergamino', '', ['coffee/parchment']],
    ['Harina de maíz', '', ['maize/meal']],
    ['fubá', '', ['maize/meal']],
    ['Maíz en grano', '', ['maize/grain']],
    ['CARAOTAS', '', ['black-beans/dry']],
    ['papelón', '', ['sugar/non-centrifugal']],
    ['arroz', '', ['rice/paddy', 'rice/milled']],
    ['café', '', ['coffee/cherry', 'coffee/parchment', 'coffee/green', 'coffee/roasted']],
    ['zurrapa', '', []],
  ])('%s, %s is %j', (product, form, items) =>
    expect(itemsOf(products, product, form).map((item) => `${item.product}/${item.form}`)).toEqual(items),
  )

  it('of stock leave open of when, and places and provenances are told apart', () => {
    expect(rolesOf('Existencia')).toEqual(['opening-stock', 'closing-stock'])
    expect(rolesOf('Pérdida')).toEqual(['loss'])
    expect(rolesOf('quizás')).toEqual([])
    for (const role of QUANTITY_ROLES) expect(rolesOf(role)).toEqual([role])
    for (const provenance of PROVENANCES) expect(provenanceOf(provenance)).toBe(provenance)
  })

  it('nearly the same are offered, best first', () =>
    expect(nearest('El Maisal', ['Río Auro', 'El Maizal', 'Maizal Alto'], (one) => one)[0]).toBe('El Maizal'))
})

const HEADER = [
  'Comuna',
  'Lugar en la balanza',
  'Producto',
  'Forma',
  'Cantidad',
  'Unidad',
  'Mes o año',
  'Fuente',
]
const sheetOf = (...rows: Cell[][]): Sheet => ({
  name: 'Hoja1',
  rows: [['Balanza de noviembre'], HEADER, ...rows].map((cells, i) => ({
    row: i + 1,
    cells: cells as Cell[],
  })),
})
const WORLD: World = {
  communes: [
    { id: 1, name: 'El Maizal', code: 'LAR-01' },
    { id: 2, name: 'Comuna Río Auro', code: null },
    { id: 3, name: 'Bolívar', code: 'A' },
    { id: 4, name: 'Bolivar', code: 'B' },
  ],
  producers: [],
  products: new ProductCatalogue(),
  units: localCatalogue([]),
}
const readingOf = (sheet: Sheet, more: Partial<Reading> = {}): Reading => {
  const header = guessHeader(sheet)
  return {
    fileName: 'balanza.xlsx',
    sheet,
    header,
    columns: guessColumns(sheet.rows[header].cells),
    answers: NO_ANSWERS,
    leftOut: [],
    again: [],
    ...more,
  }
}
const row = (...cells: Cell[]): Cell[] => [...cells, 'asamblea']
const answered = (answers: Partial<Answers>): Answers => ({ ...NO_ANSWERS, ...answers })
const asKept = ({ wanted }: Interpretation): QuantityRecord[] =>
  wanted.map(({ told }, i) => ({ ...told, id: i + 1, revision: 1, demonstration: false, audience: 'public' }))

describe('a sheet', () => {
  it('has its header where the names of columns are, under a title', () => {
    const reading = readingOf(sheetOf())
    expect(reading.header).toBe(1)
    expect(Object.keys(reading.columns)).toEqual([
      'commune',
      'role',
      'product',
      'form',
      'amount',
      'unit',
      'period',
      'source',
    ])
    expect(guessColumns(['Commune', 'Amount (kg)'])).toMatchObject({
      amount: { column: 1 },
      unit: { all: 'kg' },
    })
  })

  it('is understood row by row, and totalled with what its units can mean', () => {
    const sheet = sheetOf(
      row('El Maizal', 'produce', 'café', 'verde', 10, 'quintal', '2026-11'),
      row('LAR-01', 'produce', 'café', 'verde', 1000, 'libras', '2026-11'),
      row('río auro', 'necesita', 'caraotas', null, '2,5', 't', 2026),
    )
    const asked = interpret(readingOf(sheet), WORLD, [])
    expect(asked.counts).toEqual({ ready: 2, waiting: 1, 'left-out': 0, there: 0, changed: 0 })
    expect(asked.questions).toMatchObject([
      {
        kind: 'unit',
        written: 'libras',
        known: true,
        rows: [4],
        answered: false,
        facts: { item: 'coffee/green' },
      },
    ])
    expect(asked.questions[0].choices).toEqual(['pound-avoirdupois', 'libra-spanish', 'libra-half-kilo'])
    const key = asked.questions[0].key
    const open = interpret(readingOf(sheet, { answers: answered({ unit: { [key]: '' } }) }), WORLD, [])
    const [beans, coffee] = open.totals
    expect(coffee).toMatchObject({ role: 'production', product: 'coffee', rows: 2 })
    expect([coffee.kilograms.min, coffee.kilograms.max]).toEqual([460 + 453.59237, 960])
    expect(beans).toMatchObject({ role: 'need', product: 'black-beans', kilograms: { likely: 2500 } })
    const half = interpret(
      readingOf(sheet, { answers: answered({ unit: { [key]: 'libra-half-kilo' } }) }),
      WORLD,
      [],
    )
    expect(half.totals[1].kilograms).toEqual({ min: 960, likely: 960, max: 960 })
    expect(half.wanted[1].told).toMatchObject({
      communeId: 1,
      unit: 'libra-half-kilo',
      amount: 1000,
      kgLikely: 500,
      source: 'asamblea · balanza.xlsx › Hoja1 › 4',
    })
  })

  it('asks what it does not know, once for all rows, with what is near', () => {
    const sheet = sheetOf(
      row('El Maisal', 'produce', 'café', 'verde', 1, 't', 2026),
      row('EL MAISAL', 'produce', 'café', 'verde', 2, 't', 2026),
      row('Bolívar', 'produce', 'cafe', 'verde', 3, 't', 2026),
      row('El Maizal', 'existencia', 'arros', null, 4, 'guacal', 2026),
    )
    const { questions, rows } = interpret(readingOf(sheet), WORLD, [])
    expect(questions.map(({ kind, written, known, rows }) => [kind, written, known, rows])).toEqual([
      ['commune', 'El Maisal', false, [3, 4]],
      ['commune', 'Bolívar', true, [5]],
      ['role', 'existencia', true, [6]],
      ['item', 'arros', false, [6]],
    ])
    expect(questions[0].choices[0]).toBe('1')
    expect(questions[1].choices).toEqual(['3', '4'])
    expect(questions[3].choices).toEqual(['rice/paddy', 'rice/milled'])
    expect(rows.every(({ state }) => state === 'waiting')).toBe(true)
    const answers = answered({
      commune: { 'el maisal': 1, bolivar: 4 },
      role: { existencia: 'opening-stock' },
      item: { 'arros|': 'rice/milled' },
    })
    const next = interpret(readingOf(sheet, { answers }), WORLD, [])
    expect(next.questions.filter((one) => !one.answered)).toMatchObject([
      { kind: 'unit', written: 'guacal', known: false },
    ])
    expect(next.counts).toMatchObject({ ready: 3, waiting: 1 })
    // An answer that nothing can be is none.
    expect(
      interpret(readingOf(sheet, { answers: answered({ commune: { 'el maisal': 99 } }) }), WORLD, []).counts
        .ready,
    ).toBe(0)
  })

  it('asks whether 1.234 is a thousand, and does not where other rows say it', () => {
    const doubtful = sheetOf(row('El Maizal', 'produce', 'café', 'verde', '1.234', 'kg', 2026))
    const asked = interpret(readingOf(doubtful), WORLD, [])
    expect(asked.questions).toMatchObject([
      { kind: 'decimal', facts: { comma: 1234, point: 1.234 }, answered: false },
    ])
    expect(
      interpret(readingOf(doubtful, { answers: answered({ decimal: '.' }) }), WORLD, []).wanted[0].told
        .amount,
    ).toBe(1.234)
    const clear = sheetOf(
      ...doubtful.rows.slice(2).map(({ cells }) => cells),
      row('El Maizal', 'need', 'café', 'verde', '2,5', 'kg', 2026),
    )
    const read = interpret(readingOf(clear), WORLD, [])
    expect(read.wanted.map(({ told }) => told.amount)).toEqual([1234, 2.5])
    expect(read.rows[0].notes).toEqual([{ code: 'decimal-by-others', written: '1.234' }])
    // Who brings it may say otherwise.
    expect(read.questions).toMatchObject([{ kind: 'decimal', answered: true }])
  })

  it('says what is missing or wrong in a row, and leaves it out where that is wished', () => {
    const sheet = sheetOf(
      row(null, 'produce', 'café', 'verde', 'mucho', 't', 2026),
      row('El Maizal', null, null, null, null, null, null),
      row('El Maizal', 'produce', 'café', 'verde', 5, 'sack of 9', 'never'),
    )
    const { rows } = interpret(readingOf(sheet), WORLD, [])
    expect(rows.map(({ faults }) => faults.map(({ code }) => code))).toEqual([
      ['commune-missing', 'amount-unreadable'],
      ['role-missing', 'product-missing', 'period-missing', 'amount-missing'],
      ['period-unreadable'],
    ])
    expect(interpret(readingOf(sheet, { leftOut: [3, 4, 5] }), WORLD, []).counts).toMatchObject({
      'left-out': 3,
      waiting: 0,
    })
  })

  it('that comes again knows its rows; one that changed is told with what was there', () => {
    const rows = [
      row('El Maizal', 'produce', 'café', 'verde', 10, 't', '2026-11'),
      row('El Maizal', 'produce', 'café', 'verde', 10, 't', '2026-11'),
      row('El Maizal', 'necesita', 'arroz', 'blanco', 3, 't', '2026-11'),
    ]
    const first = interpret(readingOf(sheetOf(...rows)), WORLD, [])
    expect(first.counts.ready).toBe(3)
    expect(first.rows[1].notes).toEqual([{ code: 'twice', written: '3' }])
    const there = asKept(first)
    const again = interpret(readingOf(sheetOf(...rows)), WORLD, there)
    expect(again.rows.map(({ state, existing }) => [state, existing])).toEqual([
      ['there', 1],
      ['there', 2],
      ['there', 3],
    ])
    expect(again.wanted).toEqual([])
    // By another name it says the same still.
    expect(interpret(readingOf(sheetOf(...rows), { fileName: 'copia.csv' }), WORLD, there).counts.there).toBe(
      3,
    )
    const corrected = sheetOf(
      ...rows.slice(0, 2),
      row('El Maizal', 'necesita', 'arroz', 'blanco', 4, 't', '2026-11'),
    )
    const changed = interpret(readingOf(corrected), WORLD, there)
    expect(changed.rows[2]).toMatchObject({ state: 'changed', existing: 3 })
    expect(changed.wanted).toEqual([])
    expect(interpret(readingOf(corrected, { again: [5] }), WORLD, there).wanted).toMatchObject([
      { row: 5, replaces: 3, told: { amount: 4 } },
    ])
    // A row put before the others moves them, and changes none.
    const moved = interpret(
      readingOf(sheetOf(row('El Maizal', 'merma', 'café', 'verde', 1, 't', '2026-11'), ...rows)),
      WORLD,
      there,
    )
    expect(moved.counts).toMatchObject({ ready: 1, there: 3, changed: 0 })
  })

  it('that comes again asks nothing of rows that were cleared up, unless they are to replace what came of them', () => {
    const sheet = sheetOf(row('El Maisal', 'produce', 'café', 'verde', 10, 't', '2026-11'))
    const answers = answered({ commune: { 'el maisal': 1 } })
    const there = asKept(interpret(readingOf(sheet, { answers }), WORLD, []))
    const again = interpret(readingOf(sheet), WORLD, there)
    expect(again.rows).toMatchObject([{ state: 'changed', existing: 1 }])
    expect([again.questions, again.wanted]).toEqual([[], []])
    const wished = interpret(readingOf(sheet, { again: [3] }), WORLD, there)
    expect([wished.rows[0].state, wished.questions.length, wished.wanted.length]).toEqual(['waiting', 1, 0])
    expect(interpret(readingOf(sheet, { again: [3], answers }), WORLD, there).counts).toMatchObject({
      there: 1,
    })
  })

  it('knows the units of the commune that it names', () => {
    const units = localCatalogue([
      {
        id: 7,
        communeId: 1,
        name: 'guacal',
        product: null,
        form: null,
        kgMin: 18,
        kgLikely: 20,
        kgMax: 22,
        validFrom: '2026-01',
        validTo: null,
        source: 'acta',
      },
    ])
    const sheet = sheetOf(
      row('El Maizal', 'produce', 'tomate', null, 5, 'guacales', '2026-11'),
      row('Río Auro', 'produce', 'tomate', null, 5, 'guacal', '2026-11'),
      row('El Maizal', 'produce', 'tomate', null, 5, 'guacal', '2025-11'),
    )
    const { rows } = interpret(readingOf(sheet), { ...WORLD, units }, [])
    expect(rows.map(({ state }) => state)).toEqual(['ready', 'waiting', 'waiting'])
    expect(rows[0].understood.kilograms).toEqual({ min: 90, likely: 100, max: 110 })
  })

  it('of anything at all is read without a fault of ours', () => {
    const cell = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.double({ noNaN: true }),
      fc.constantFrom<Cell>(
        null,
        { date: '2026-11-01' },
        { error: '#REF!' },
        'café',
        '1.234',
        'libra',
        '__proto__',
        'constructor',
      ),
    )
    fc.assert(
      fc.property(fc.array(fc.array(cell, { maxLength: 9 }), { maxLength: 12 }), (cells) => {
        const sheet = sheetOf(...(cells as Cell[][]))
        const { rows, counts, wanted } = interpret(readingOf(sheet), WORLD, [])
        expect(rows.length).toBe(Object.values(counts).reduce((sum, count) => sum + count, 0))
        expect(wanted.length).toBe(counts.ready)
      }),
    )
  })
})
