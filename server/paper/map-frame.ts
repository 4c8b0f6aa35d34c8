/** What every map on paper has around and behind it: frame, grid of crosses, ticks in degrees, north, and a scale. */
import { formatDistance } from '../../messages/explain-verdict.ts'
import { type Locale, region, translate } from '../../messages/index.ts'
import { INK, type Paper } from './paper.ts'
import { type MapSheet, scaleBar, ticks } from './projection.ts'

/** A number of 7 points stays readable at arm's length. */
const NUMBER_SIZE = 7.5

interface Drawing {
  paper: Paper
  sheet: MapSheet
  locale: Locale
}

/** @param draw what is on the map; nothing of it comes beyond the frame. */
export function drawFramed(paper: Paper, sheet: MapSheet, locale: Locale, draw: () => void): void {
  const { doc } = paper
  const { x, y, width, height } = sheet.box
  const drawing = { paper, sheet, locale }
  doc.rect(x, y, width, height).fill('#fbfaf6')
  doc.save().rect(x, y, width, height).clip()
  drawGrid(drawing)
  draw()
  doc.restore()
  doc.rect(x, y, width, height).lineWidth(0.9).undash().strokeColor(INK).stroke()
  drawTicks(drawing)
  drawNorth(drawing)
  drawScale(drawing)
}

const lettersOf = (locale: Locale) => ({
  west: locale === 'en' ? 'W' : 'O',
  east: locale === 'pt' ? 'L' : 'E',
})

/** Crosses where the ticks meet: a grid that covers nothing. */
function drawGrid({ paper: { doc }, sheet, locale }: Drawing): void {
  const { x, y } = ticks(sheet, lettersOf(locale))
  doc.lineWidth(0.4).strokeColor('#b9b4a6')
  for (const column of x)
    for (const row of y)
      doc
        .moveTo(column.at - 4, row.at)
        .lineTo(column.at + 4, row.at)
        .moveTo(column.at, row.at - 4)
        .lineTo(column.at, row.at + 4)
        .stroke()
}

/** Centred, on a halo. */
export function drawLabel(paper: Paper, text: string, x: number, y: number, colour = INK): void {
  const { doc } = paper
  const width = paper.widthOf(text, { size: NUMBER_SIZE, bold: true })
  const [left, top] = [x - width / 2, y - NUMBER_SIZE * 0.62]
  doc.weigh('bold').fontSize(NUMBER_SIZE).lineWidth(2).lineJoin('round')
  // The second text is the one that is read; the first is its halo.
  doc.fillColor('#ffffff').strokeColor('#ffffff')
  const { y: before } = doc
  doc.text(text, left, top, { lineBreak: false, stroke: true, fill: true })
  doc.fillColor(colour).text(text, left, top, { lineBreak: false })
  doc.y = before
}

function drawTicks({ paper, sheet, locale }: Drawing): void {
  const { box } = sheet
  const { doc } = paper
  const style = { size: 7 }
  doc.lineWidth(0.7).strokeColor(INK)
  const { x, y } = ticks(sheet, lettersOf(locale))
  for (const { at, label: text } of x) {
    for (const [edge, out] of [
      [box.y, -4],
      [box.y + box.height, 4],
    ])
      doc
        .moveTo(at, edge)
        .lineTo(at, edge + out)
        .stroke()
    paper.put(text, at - paper.widthOf(text, style) / 2, box.y + box.height + 6, style)
  }
  for (const { at, label: text } of y) {
    for (const [edge, out] of [
      [box.x, -4],
      [box.x + box.width, 4],
    ])
      doc
        .moveTo(edge, at)
        .lineTo(edge + out, at)
        .stroke()
    const width = paper.widthOf(text, style)
    doc.save().rotate(-90, { origin: [box.x - 12, at + width / 2] })
    paper.put(text, box.x - 12, at + width / 2, style)
    doc.restore()
  }
}

function drawNorth({ paper, sheet: { box }, locale }: Drawing): void {
  const { doc } = paper
  const [x, y] = [box.x + box.width - 20, box.y + 14]
  doc
    .circle(x, y + 14, 15)
    .fillOpacity(0.85)
    .fill('#ffffff')
    .fillOpacity(1)
  doc
    .polygon([x, y + 2], [x - 5, y + 17], [x, y + 13.5])
    .lineWidth(0.7)
    .fillAndStroke(INK, INK)
  doc.polygon([x, y + 2], [x + 5, y + 17], [x, y + 13.5]).fillAndStroke('#ffffff', INK)
  drawLabel(paper, translate(locale, 'sheet.north'), x, y + 23)
}

function drawScale({ paper, sheet, locale }: Drawing): void {
  const { doc } = paper
  const { box, scale } = sheet
  const { metres, points } = scaleBar(sheet, 130)
  const [x, y] = [box.x + 14, box.y + box.height - 18]
  const number = (value: number) => value.toLocaleString(region(locale))
  const words = `${formatDistance(metres, locale)}   1:${number(scale)}`
  const width = points + 14 + paper.widthOf(words, { size: 7.5 }) + 14
  doc
    .roundedRect(x - 8, y - 9, width, 20, 3)
    .fillOpacity(0.88)
    .fill('#ffffff')
    .fillOpacity(1)
  doc.lineWidth(0.7).strokeColor(INK)
  for (let i = 0; i < 4; i++)
    doc.rect(x + (points * i) / 4, y - 2, points / 4, 4).fillAndStroke(i % 2 === 0 ? INK : '#ffffff', INK)
  paper.put(words, x + points + 8, y - 4.5, { size: 7.5 })
}
