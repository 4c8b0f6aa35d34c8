/** A table on paper: rows as tall as their text, the heading again on each page. */
import { LINE, type Paper, SECOND_INK, TINT } from './paper.ts'

export interface Column {
  title: string
  width: number
  align?: 'left' | 'right'
}

const PAD = 4
const SIZE = 9

export function drawTable(
  paper: Paper,
  columns: Column[],
  rows: string[][],
  total: string[] | null = null,
): void {
  const heading = () => {
    drawRow(
      paper,
      columns,
      columns.map(({ title }) => title),
      { bold: true, colour: SECOND_INK, size: 8 },
    )
    paper.rule(paper.y)
  }
  paper.need(60)
  heading()
  const all = total ? [...rows, total] : rows
  for (const [i, row] of rows.entries()) {
    // The last two rows and the total stay together: a row alone on a page looks like another table.
    const together = i === rows.length - 2 ? all.slice(i) : [row]
    if (paper.need(together.reduce((sum, one) => sum + rowHeight(paper, columns, one), 0))) heading()
    drawRow(paper, columns, row, {})
    paper.rule(paper.y)
  }
  if (!total) return
  if (paper.need(rowHeight(paper, columns, total))) heading()
  const top = paper.y
  paper.doc.rect(paper.left, top, paper.width, rowHeight(paper, columns, total)).fill(TINT)
  paper.y = top
  drawRow(paper, columns, total, { bold: true })
  paper.doc.strokeColor(LINE)
}

interface RowStyle {
  bold?: boolean
  colour?: string
  size?: number
}

const cellStyle = (column: Column) => ({ width: column.width - 2 * PAD, align: column.align })

function rowHeight(paper: Paper, columns: Column[], row: string[], style: RowStyle = {}): number {
  const heights = columns.map((column, i) =>
    paper.heightOf(row[i] || ' ', { size: SIZE, ...style, ...cellStyle(column) }),
  )
  return Math.max(...heights) + 2 * PAD - 1
}

function drawRow(paper: Paper, columns: Column[], row: string[], style: RowStyle): void {
  const height = rowHeight(paper, columns, row, style)
  let x = paper.left
  for (const [i, column] of columns.entries()) {
    paper.put(row[i], x + PAD, paper.y + PAD, { size: SIZE, ...style, ...cellStyle(column) })
    x += column.width
  }
  paper.y += height
}
