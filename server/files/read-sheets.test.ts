import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SHEET_LIMITS } from '../../domain/exchange/quantity-files/index.ts'
import { ods, packed, xlsx } from '../../test/support/sheets.ts'
import { readSheets } from './index.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'toparquia-sheets-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

async function read(fileName: string, bytes: Buffer | string) {
  const path = join(directory, 'file')
  writeFileSync(path, bytes)
  return readSheets(path, fileName, directory)
}
async function rowsOf(fileName: string, bytes: Buffer | string) {
  const outcome = await read(fileName, bytes)
  if ('refused' in outcome) throw new Error(JSON.stringify(outcome.problem))
  return outcome.sheets[0].rows
}
const refusalOf = async (fileName: string, bytes: Buffer | string) => {
  const outcome = await read(fileName, bytes)
  return 'refused' in outcome ? outcome.problem.code : null
}

const ROWS = [
  ['Balanza de «Río Auro» & otras'],
  null,
  ['Comuna', 'Cantidad', 'Mes', 'Suma'],
  ['Ñángara  del Río', 1234.5, { day: 46327 }, { formula: 'SUM(B4:B5)', value: 3.7 }],
  ['0102', '1.234,5', 2026, { formula: 'B5*2' }],
  [null, { error: '#DIV/0!' }, 'nov 2026', null],
]

describe.each([
  ['XLSX', 'a.xlsx', xlsx],
  ['ODS', 'a.ods', ods],
] as const)('%s', (_format, name, write) => {
  test('is cells with what they are, by the rows that a spreadsheet program shows', async () => {
    expect(await rowsOf(name, write({ Hoja: ROWS }))).toEqual([
      { row: 1, cells: ['Balanza de «Río Auro» & otras'] },
      { row: 3, cells: ['Comuna', 'Cantidad', 'Mes', 'Suma'] },
      { row: 4, cells: ['Ñángara  del Río', 1234.5, { date: '2026-11-01' }, 3.7] },
      { row: 5, cells: ['0102', '1.234,5', 2026, { error: 'formula' }] },
      { row: 6, cells: [null, { error: '#DIV/0!' }, 'nov 2026'] },
    ])
  })

  test('tells its sheets by name, in their order, without those that are empty', async () => {
    const outcome = await read(name, write({ Uno: [['a']], 'Vacía & sola': [], Tres: [['b']] }))
    expect('sheets' in outcome && outcome.sheets.map((sheet) => sheet.name)).toEqual(['Uno', 'Tres'])
  })

  test('with one sheet that is too long still gives the others', async () => {
    const long = Array.from({ length: SHEET_LIMITS.rows + 2 }, (_, i) => [i])
    const outcome = await read(name, write({ Registro: long, Balanza: [['x']] }))
    expect('sheets' in outcome && outcome.sheets.map(({ tooLong, rows }) => [tooLong, rows.length])).toEqual([
      [true, 0],
      [false, 1],
    ])
    expect(await refusalOf(name, write({ Registro: long }))).toBe('sheet-too-long')
  })

  test('takes the header and as many rows as one file may bring', async () => {
    const full = Array.from({ length: SHEET_LIMITS.rows + 1 }, (_, i) => [i])
    expect(await rowsOf(name, write({ Hoja: full }))).toHaveLength(SHEET_LIMITS.rows + 1)
  })
})

test('a date of the years from 1904, and of before March 1900', async () => {
  const book = xlsx({ Hoja: [[{ day: 44865 }]] })
  expect(await rowsOf('a.xlsx', book)).toEqual([{ row: 1, cells: [{ date: '2022-10-31' }] }])
  const since1904 = xlsx(
    { Hoja: [[{ day: 43403 }]] },
    {
      'xl/workbook.xml':
        '<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="H" sheetId="1" r:id="rId1"/></sheets></workbook>',
    },
  )
  expect(await rowsOf('a.xlsx', since1904)).toEqual([{ row: 1, cells: [{ date: '2022-10-31' }] }])
  expect(await rowsOf('a.xlsx', xlsx({ Hoja: [[{ day: 1 }, { day: 61 }]] }))).toEqual([
    { row: 1, cells: [{ date: '1900-01-01' }, { date: '1900-03-01' }] },
  ])
})

describe('CSV', () => {
  test.each([
    ['semicolons', 'Comuna;Cantidad\r\nÑángara;"1.234,5"\r\n\r\nOtra;2\r\n'],
    ['Latin-1', Buffer.from('Comuna;Cantidad\nÑángara;1.234,5\n\nOtra;2\n', 'latin1')],
    ['tabs', '\ufeffComuna\tCantidad\nÑángara\t1.234,5\n\nOtra\t2\n'],
    ['commas', 'Comuna,Cantidad\nÑángara,"1.234,5"\n\nOtra,2\n'],
  ])('with %s is text, with the rows as they are counted', async (_what, text) =>
    expect(await rowsOf('a.csv', text)).toEqual([
      { row: 1, cells: ['Comuna', 'Cantidad'] },
      { row: 2, cells: ['Ñángara', '1.234,5'] },
      { row: 4, cells: ['Otra', '2'] },
    ]),
  )

  test('that names its separator as Excel does', async () =>
    expect(await rowsOf('a.csv', 'sep=|\nComuna|a;b\nX|1\n')).toEqual([
      { row: 2, cells: ['Comuna', 'a;b'] },
      { row: 3, cells: ['X', '1'] },
    ]))
})

describe('what is hostile or no sheet is refused with a reason', () => {
  const BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
  test.each([
    [
      'entities in a workbook',
      'a.xlsx',
      () => xlsx({ H: [['x']] }, { 'xl/sharedStrings.xml': `${BOMB}<sst><si><t>&b;</t></si></sst>` }),
      'xml-entities',
    ],
    [
      'entities in ODS',
      'a.ods',
      () => ods({ H: [['x']] }, { 'content.xml': `<?xml version="1.0"?>${BOMB}<a>&b;</a>` }),
      'xml-entities',
    ],
    [
      'a sheet that unfolds to more than it may',
      'a.xlsx',
      () => xlsx({ H: [['x']] }, { 'xl/worksheets/sheet1.xml': ' '.repeat(120 * 1024 ** 2) }),
      'expands-too-much',
    ],
    [
      'one row of megabytes',
      'a.xlsx',
      () =>
        xlsx(
          { H: [['x']] },
          {
            'xl/worksheets/sheet1.xml': `<worksheet><row r="1"><c t="str"><v>${'x'.repeat(2 * 1024 ** 2)}</v></c></row></worksheet>`,
          },
        ),
      'feature-too-large',
    ],
    ['one that is cut short', 'a.ods', () => ods({ H: [['x']] }).subarray(0, 400), 'zip-corrupt'],
    ['XML that breaks off', 'a.ods', () => ods({}, { 'content.xml': '<a><b>' }), 'xml-truncated'],
    [
      'the format of before',
      'a.xls',
      () => Buffer.from(`d0cf11e0a1b11ae1${'00'.repeat(600)}`, 'hex'),
      'sheet-old-format',
    ],
    ['a binary workbook', 'a.xlsb', () => packed({ 'xl/workbook.bin': 'x' }), 'sheet-old-format'],
    [
      'one with a password',
      'a.ods',
      () => ods({}, { 'META-INF/manifest.xml': '<m><encryption-data/></m>' }),
      'sheet-locked',
    ],
    ['a picture', 'a.csv', () => Buffer.from('89504e470d0a1a0a00', 'hex'), 'not-a-sheet'],
    ['a ZIP of something else', 'a.zip', () => packed({ 'a.txt': 'x' }), 'not-a-sheet'],
    ['nothing', 'a.csv', () => '', 'sheet-empty'],
    ['no rows', 'a.xlsx', () => xlsx({ H: [] }), 'sheet-empty'],
    ['a quote that never ends', 'a.csv', () => `a;b\n"${'x\n'.repeat(10)}`, 'csv-syntax'],
  ])('%s', async (_what, name, bytes, code) => expect(await refusalOf(name, bytes())).toBe(code))

  test('empty rows that stand for a million are none, and one row that stands for a million is too many', async () => {
    const repeated = (cell: string) =>
      ods(
        {},
        {
          'content.xml': `<o:d xmlns:o="o" xmlns:table="t"><table:table table:name="H"><table:table-row table:number-rows-repeated="900000000">${cell}</table:table-row></table:table></o:d>`,
        },
      )
    expect(await refusalOf('a.ods', repeated('<table:table-cell/>'))).toBe('sheet-empty')
    expect(await refusalOf('a.ods', repeated('<table:table-cell o:value-type="float" o:value="1"/>'))).toBe(
      'sheet-too-long',
    )
  })
})
