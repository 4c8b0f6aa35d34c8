import fc from 'fast-check'
import { expect, test } from 'vitest'
import { guessColumns, lengthened } from './index.ts'
import { type Cell, cellText, type Sheet } from './sheet.ts'

const words = { period: 'Mes o año', amount: 'Cantidad' }
const sheet = (name: string, ...rows: Cell[][]): Sheet => ({
  name,
  rows: rows.map((cells, i) => ({ row: i + 1, cells })),
})
const long = (of: Sheet) => lengthened(of, words)
const told = (of: Sheet) =>
  long(of)!
    .sheet.rows.slice(long(of)!.header + 1)
    .map(({ place, cells }) => [place, ...cells])

test('a column per month becomes a row for each amount, found again by row and month', () => {
  const wide = sheet(
    '',
    ['Comuna', 'Rubro', 'Rol', 'Unidad', 'ene 2026', '2026-02', { date: '2026-03-01' }, 'Total'],
    ['Las Dos Fincas', 'Maíz', 'producción', 't', 4, null, '1,5', 5.5],
    ['Ataroa', 'Maíz', 'necesidad', 't', null, 2, null, 2],
  )
  expect(told(wide)).toEqual([
    ['2, 2026-01', 'Las Dos Fincas', 'Maíz', 'producción', 't', 5.5, '2026-01', 4],
    ['2, 2026-03', 'Las Dos Fincas', 'Maíz', 'producción', 't', 5.5, '2026-03', '1,5'],
    ['3, 2026-02', 'Ataroa', 'Maíz', 'necesidad', 't', 2, '2026-02', 2],
  ])
  const { sheet: made, header, periods } = long(wide)!
  expect(periods).toBe(3)
  expect(guessColumns(made.rows[header].cells)).toEqual({
    commune: { column: 0 },
    product: { column: 1 },
    role: { column: 2 },
    unit: { column: 3 },
    period: { column: 5 },
    amount: { column: 6 },
  })
  expect(new Set(made.rows.slice(header + 1).map(({ row }) => row)).size).toBe(3)
})

test('a month without a year takes the one that the title tells, or each row its own', () => {
  const head = ['Comuna', 'Rubro', 'Rol', 'Enero', 'Febrero']
  const row = ['Ataroa', 'Maíz', 'necesidad', 3, 4]
  expect(told(sheet('', ['Balance 2025'], head, row)).map((one) => one.at(-2))).toEqual([
    '2025-01',
    '2025-02',
  ])
  expect(told(sheet('Siembra 2024', head, row)).map((one) => one.at(-2))).toEqual(['2024-01', '2024-02'])
  const byRow = sheet(
    '2030',
    ['Comuna', 'Rubro', 'Rol', 'Año', 'Enero', 'Febrero'],
    ['Ataroa', 'Maíz', 'necesidad', 2023, 3, 4],
  )
  expect(told(byRow)).toEqual([
    ['2, 2023-01', 'Ataroa', 'Maíz', 'necesidad', '2023-01', 3],
    ['2, 2023-02', 'Ataroa', 'Maíz', 'necesidad', '2023-02', 4],
  ])
})

test.each([
  ['has an amount for itself', sheet('', ['Comuna', 'Rubro', 'Cantidad', 'ene 2026', 'feb 2026'])],
  ['has one month', sheet('', ['Comuna', 'Rubro', 'Rol', 'ene 2026'])],
  ['tells no year', sheet('', ['Comuna', 'Rubro', 'Rol', 'Enero', 'Febrero'])],
  ['tells two years', sheet('2024', ['Zafra 2025'], ['Comuna', 'Rubro', 'Rol', 'Enero', 'Febrero'])],
  ['has years beside whole months', sheet('', ['Comuna', 'Rubro', 'Año', 'ene 2026', 'feb 2026'])],
])('stays as it is where it %s', (_, of) => expect(long(of)).toBeNull())

test('a year that nobody can read is asked for where it stands', () => {
  const of = sheet(
    '',
    ['Comuna', 'Rubro', 'Rol', 'Año', 'Enero', 'Febrero'],
    ['A', 'Maíz', 'necesidad', 'ayer', 3, 4],
  )
  expect(told(of).map((one) => one.at(-2))).toEqual(['ayer', 'ayer'])
})

test('no amount is lost or comes twice, whatever stands in the cells', () => {
  const cell = fc.oneof(
    fc.constant(null),
    fc.constant(''),
    fc.integer({ min: 0, max: 1e6 }),
    fc.constant('x'),
  )
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 0, maxLength: 14 }), { maxLength: 20 }), (body) => {
      const head = [
        'Comuna',
        'Rubro',
        ...Array.from({ length: 12 }, (_, i) => `2026-${String(i + 1).padStart(2, '0')}`),
      ]
      const made = long(sheet('', head, ...body))!
      const rows = made.sheet.rows.slice(made.header + 1)
      const before = body.flatMap((cells) => cells.slice(2)).filter((one) => cellText(one) !== '')
      expect(rows.map(({ cells }) => cells.at(-1))).toEqual(before)
      expect(new Set(rows.map(({ row }) => row)).size).toBe(rows.length)
      expect(new Set(rows.map(({ place }) => place)).size).toBe(rows.length)
    }),
  )
})
