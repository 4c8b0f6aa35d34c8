/** Workbooks as Excel writes them (ECMA-376): shared strings, numbers, dates by their formats, computed values of formulas. */
import { type Cell, SHEET_LIMITS } from '../../domain/exchange/quantity-files/index.ts'
import type { Entry, Unpacker } from './archive.ts'
import type { ReadContext } from './raw.ts'
import { rowTaker, type TakenSheet } from './sheet-rows.ts'
import { attribute, children, type XmlElement, xmlElements } from './xml-elements.ts'

/** Of one row, or of a text. */
const LONGEST = 1024 ** 2
const SHARED_TEXTS = 200_000

interface Book {
  sheets: { name: string; path: string; hidden: boolean }[]
  /** Days are counted from 1904. */
  from1904: boolean
}

export async function readXlsx(
  entries: ReadonlyMap<string, Entry>,
  unpacker: Unpacker,
  context: ReadContext,
): Promise<TakenSheet[]> {
  const unpack = async (name: string) => {
    const entry = entries.get(name)
    return entry ? unpacker.unpack(entry) : null
  }
  const book = await readBook(unpack, context)
  const shown = book.sheets.filter(({ hidden }) => !hidden)
  const wanted = (shown.length > 0 ? shown : book.sheets).slice(0, SHEET_LIMITS.sheets)
  const texts = await sharedTexts(await unpack('xl/sharedStrings.xml'), context)
  const dates = await dateStyles(await unpack('xl/styles.xml'), context)
  const sheets: TakenSheet[] = []
  for (const { name, path } of wanted) {
    const file = await unpack(path)
    if (!file) continue
    const taker = rowTaker(name)
    let row = 0
    const said = (text: string) => /<(\w+:)?(v|t|f)[\s/>]/.test(text)
    for await (const { element, text } of xmlElements(file, context, {
      elements: ['row'],
      longest: LONGEST,
      worth: said,
    })) {
      row = Number(/^<[^>]*?\sr=["'](\d+)["']/.exec(text)?.[1] ?? row + 1)
      if (element && !taker.take(row, cellsOf(element, texts, dates, book.from1904))) break
    }
    sheets.push(taker.sheet())
  }
  return sheets
}

async function readBook(
  unpack: (name: string) => Promise<string | null>,
  context: ReadContext,
): Promise<Book> {
  const targets = new Map<string, string>()
  const relations = await unpack('xl/_rels/workbook.xml.rels')
  if (relations)
    for await (const { element } of xmlElements(relations, context, { elements: ['Relationship'] }))
      targets.set(attribute(element!, 'Id') ?? '', attribute(element!, 'Target') ?? '')
  const book: Book = { sheets: [], from1904: false }
  for await (const { name, element } of xmlElements((await unpack('xl/workbook.xml'))!, context, {
    elements: ['sheet', 'workbookPr'],
  })) {
    if (name === 'workbookPr') book.from1904 = isOn(attribute(element!, 'date1904'))
    else {
      // `r:id`, beside `sheetId`.
      const target = targets.get(attribute(element!, 'id') ?? '') ?? ''
      book.sheets.push({
        name: attribute(element!, 'name') ?? '',
        path: target.startsWith('/') ? target.slice(1) : `xl/${target}`,
        hidden: (attribute(element!, 'state') ?? 'visible') !== 'visible',
      })
    }
  }
  return book
}

const isOn = (value: string | null): boolean => value === '1' || value === 'true'

async function sharedTexts(path: string | null, context: ReadContext): Promise<string[]> {
  const texts: string[] = []
  if (!path) return texts
  for await (const { element } of xmlElements(path, context, { elements: ['si'], longest: LONGEST })) {
    if (texts.length >= SHARED_TEXTS) break
    texts.push(textOf(element!))
  }
  return texts
}

/** Its `t` in their order, but those that tell how a word is pronounced. */
const textOf = (element: XmlElement): string =>
  children(element)
    .filter(({ localName }) => localName !== 'rPh')
    .map((child) => (child.localName === 't' ? (child.textContent ?? '') : textOf(child)))
    .join('')
    .slice(0, SHEET_LIMITS.cell)

/** Places in the list of cell formats whose numbers are days. */
async function dateStyles(path: string | null, context: ReadContext): Promise<ReadonlySet<number>> {
  const days = new Set<number>()
  if (!path) return days
  const formats = new Map<number, string>()
  for await (const { name, element } of xmlElements(path, context, { elements: ['numFmt', 'cellXfs'] })) {
    if (name === 'numFmt')
      formats.set(Number(attribute(element!, 'numFmtId')), attribute(element!, 'formatCode') ?? '')
    else
      for (const [i, xf] of children(element!, 'xf').entries())
        if (isDay(Number(attribute(xf, 'numFmtId')), formats)) days.add(i)
  }
  return days
}

/** The formats of days that every program has, and those of which the code names years or days. */
function isDay(format: number, codes: ReadonlyMap<number, string>): boolean {
  const code = codes.get(format)
  if (code === undefined)
    return (format >= 14 && format <= 17) || format === 22 || (format >= 27 && format <= 36)
  const bare = code.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, '').toLowerCase()
  return /[yd]/.test(bare) || (/m/.test(bare) && !/[hs0#]/.test(bare))
}

function cellsOf(
  row: XmlElement,
  texts: readonly string[],
  days: ReadonlySet<number>,
  from1904: boolean,
): Cell[] {
  const cells: Cell[] = []
  let column = -1
  for (const cell of children(row, 'c')) {
    const letters = /^[A-Z]{1,3}/.exec(attribute(cell, 'r') ?? '')?.[0]
    column = letters ? columnOf(letters) : column + 1
    if (column >= SHEET_LIMITS.columns) break
    while (cells.length < column) cells.push(null)
    cells[column] = cellValue(cell, texts, days, from1904)
  }
  return cells
}

/** `A` is 0. */
const columnOf = (letters: string): number =>
  [...letters].reduce((sum, letter) => 26 * sum + letter.charCodeAt(0) - 64, 0) - 1

function cellValue(
  cell: XmlElement,
  texts: readonly string[],
  days: ReadonlySet<number>,
  from1904: boolean,
): Cell {
  const type = attribute(cell, 't') ?? 'n'
  const [inline] = children(cell, 'is')
  if (inline) return textOf(inline) || null
  const value = children(cell, 'v')[0]?.textContent ?? ''
  if (value === '') return children(cell, 'f').length > 0 && type !== 'str' ? { error: 'formula' } : null
  switch (type) {
    case 's':
      return texts[Number(value)] || null
    case 'b':
      return value === '1' ? 'TRUE' : 'FALSE'
    case 'e':
      return { error: value.slice(0, 40) }
    case 'd':
      return { date: value.slice(0, 10) }
    case 'n': {
      const number = Number(value)
      if (!Number.isFinite(number)) return value.slice(0, SHEET_LIMITS.cell)
      if (days.has(Number(attribute(cell, 's') ?? -1))) return dayOf(number, from1904)
      // As many digits as a spreadsheet shows.
      return Number(number.toPrecision(15))
    }
    default:
      return value.slice(0, SHEET_LIMITS.cell)
  }
}

const DAY_MS = 86_400_000
/** Excel believes that 1900 had a 29 February. */
const LEAP_BELIEF = 60

function dayOf(serial: number, from1904: boolean): Cell {
  const start = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < LEAP_BELIEF ? 31 : 30)
  const day = new Date(start + Math.floor(serial) * DAY_MS)
  return Number.isNaN(day.getTime()) || serial < 0 || day.getUTCFullYear() > 9999
    ? serial
    : { date: day.toISOString().slice(0, 10) }
}
