/** Sheets as LibreOffice writes them (OpenDocument): values with their types, computed values of formulas. */
import { type Cell, SHEET_LIMITS } from '../../domain/exchange/quantity-files/index.ts'
import type { ReadContext } from './raw.ts'
import { rowTaker, type TakenSheet } from './sheet-rows.ts'
import { attribute, children, type XmlElement, xmlElements } from './xml-elements.ts'

/** Of one row. */
const LONGEST = 1024 ** 2

export async function readOds(path: string, context: ReadContext): Promise<TakenSheet[]> {
  const sheets: TakenSheet[] = []
  let taker: ReturnType<typeof rowTaker> | null = null
  let row = 0
  let full = false
  for await (const { name, element } of xmlElements(path, context, {
    elements: ['table-row'],
    openings: ['table'],
    longest: LONGEST,
  })) {
    if (name === 'table') {
      if (taker) sheets.push(taker.sheet())
      if (sheets.length >= SHEET_LIMITS.sheets) return sheets
      taker = rowTaker(attribute(element!, 'name') ?? '')
      row = 0
      full = false
      continue
    }
    const repeated = Number(attribute(element!, 'number-rows-repeated') ?? 1)
    const cells = cellsOf(element!)
    // Empty rows stand for a million.
    if (cells.length > 0) for (let i = 1; i <= repeated && !full; i++) full = !taker?.take(row + i, cells)
    row += repeated
  }
  if (taker) sheets.push(taker.sheet())
  return sheets
}

function cellsOf(row: XmlElement): Cell[] {
  const cells: Cell[] = []
  let column = 0
  for (const cell of children(row)) {
    if (!/^(covered-)?table-cell$/.test(cell.localName ?? '')) continue
    const repeated = Number(attribute(cell, 'number-columns-repeated') ?? 1)
    const value = cellValue(cell)
    for (let i = 0; value !== null && i < repeated && column + i < SHEET_LIMITS.columns; i++) {
      while (cells.length < column + i) cells.push(null)
      cells[column + i] = value
    }
    column += repeated
    if (column >= SHEET_LIMITS.columns) break
  }
  return cells
}

/** `office:value-type`, beside which LibreOffice writes one of its own that also knows errors. */
function cellValue(cell: XmlElement): Cell {
  const types = Array.from(cell.attributes)
    .filter(({ localName }) => localName === 'value-type')
    .map(({ value }) => value)
  const text = () => children(cell, 'p').map(textOf).join(' ').slice(0, SHEET_LIMITS.cell)
  if (types.includes('error')) return { error: text() || '#' }
  const value = attribute(cell, 'value') ?? ''
  if (types.includes('float') || types.includes('currency'))
    return value !== '' && Number.isFinite(Number(value)) ? Number(Number(value).toPrecision(15)) : text()
  const day = attribute(cell, 'date-value')
  if (types.includes('date') && day) return { date: day.slice(0, 10) }
  return text() || (attribute(cell, 'formula') !== null && types.length === 0 ? { error: 'formula' } : null)
}

const textOf = (element: XmlElement): string =>
  Array.from(element.childNodes)
    .map((node) => {
      if (node.nodeType === 3) return node.nodeValue ?? ''
      if (node.nodeType !== 1) return ''
      const child = node as XmlElement
      if (child.localName === 'annotation') return ''
      return ['s', 'tab', 'line-break'].includes(child.localName ?? '') ? ' ' : textOf(child)
    })
    .join('')
