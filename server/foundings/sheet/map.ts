/** The commune as a vector drawing: areas with borders and numbers, what is doubtful, links, scale, north and grid. */
import type { Position } from 'geojson'
import { sharedStretch } from '../../../domain/geometry/shared-stretch.ts'
import { formatDistance } from '../../../messages/explain-verdict.ts'
import { type MessageKey, region, translate } from '../../../messages/index.ts'
import type { CouncilWithGeometry } from '../../territories/schema.ts'
import type { SheetFacts } from './facts.ts'
import { ACCENT, ALARM, DOUBT, INK, LINE, type Paper, SECOND_INK } from './paper.ts'
import { type Box, fitMap, type MapSheet, scaleBar, ticks } from './projection.ts'

/** More doubtful borders than these are in the reasons, and would make the map unreadable. */
const TRACED = 120
/** A number of 7 points stays readable at arm's length. */
const NUMBER_SIZE = 7.5

const AREA = '#e4efea'
/** An estimate is dotted, a separate part is lined: colour alone tells nobody apart on a grey print. */
const dots = (doc: PDFKit.PDFDocument): PDFKit.Mixins.ColorValue =>
  [doc.pattern([0, 0, 6, 6], 6, 6, '2.6 2.6 0.9 0.9 re f'), '#8b9590'] as never
const lines = (doc: PDFKit.PDFDocument): PDFKit.Mixins.ColorValue =>
  [doc.pattern([0, 0, 5, 5], 5, 5, '0.5 w -1 -1 m 6 6 l S'), ALARM] as never

interface Drawing {
  paper: Paper
  sheet: MapSheet
  facts: SheetFacts
}

export function drawMap(paper: Paper, box: Box, facts: SheetFacts): MapSheet {
  const { doc } = paper
  const sheet = fitMap(facts.commune.bounds!, box)
  const drawing = { paper, sheet, facts }
  doc.rect(box.x, box.y, box.width, box.height).fill('#fbfaf6')
  doc.save().rect(box.x, box.y, box.width, box.height).clip()
  drawGrid(drawing)
  drawAreas(drawing)
  drawDoubtful(drawing)
  drawLinks(drawing)
  drawSeparations(drawing)
  drawNumbers(drawing)
  doc.restore()
  doc.rect(box.x, box.y, box.width, box.height).lineWidth(0.9).undash().strokeColor(INK).stroke()
  drawTicks(drawing)
  drawNorth(drawing)
  drawScale(drawing)
  return sheet
}

const lettersOf = (locale: SheetFacts['locale']) => ({
  west: locale === 'en' ? 'W' : 'O',
  east: locale === 'pt' ? 'L' : 'E',
})

/** Crosses where the ticks meet: a grid that covers nothing. */
function drawGrid({ paper: { doc }, sheet, facts }: Drawing): void {
  const { x, y } = ticks(sheet, lettersOf(facts.locale))
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

function trace({ paper: { doc }, sheet }: Drawing, { geometry }: CouncilWithGeometry): void {
  for (const ring of geometry.coordinates.flat()) {
    ring.forEach((position, i) => {
      const [x, y] = sheet.to(position)
      if (i === 0) doc.moveTo(x, y)
      else doc.lineTo(x, y)
    })
    doc.closePath()
  }
}

function drawAreas(drawing: Drawing): void {
  const { paper, facts } = drawing
  const { doc } = paper
  const pieceOf = new Map(
    facts.judgement.components.flatMap((ids, piece) => ids.map((id) => [Number(id), piece])),
  )
  for (const council of facts.councils) {
    trace(drawing, council)
    doc.fillColor(AREA).fill('even-odd')
    if ((pieceOf.get(council.id) ?? 0) > 0) {
      trace(drawing, council)
      doc.fillColor(lines(doc)).fill('even-odd')
    }
    if (council.approximate) {
      trace(drawing, council)
      doc.fillColor(dots(doc)).fill('even-odd')
    }
  }
  doc.lineJoin('round').undash()
  for (const council of facts.councils) {
    trace(drawing, council)
    doc.lineWidth(0.9).strokeColor(INK).stroke()
  }
}

function line({ paper: { doc }, sheet }: Drawing, positions: readonly Position[]): void {
  positions.forEach((position, i) => {
    const [x, y] = sheet.to(position)
    if (i === 0) doc.moveTo(x, y)
    else doc.lineTo(x, y)
  })
}

function drawDoubtful(drawing: Drawing): void {
  const { facts, paper } = drawing
  const councils = new Map(facts.councils.map((council) => [String(council.id), council]))
  const doubtful = facts.judgement.pairs.filter(
    ({ kind, certainty }) => kind === 'border' && certainty === 'doubtful',
  )
  for (const { a, b, place, lengthM, separationM } of doubtful.slice(0, TRACED)) {
    const [one, other] = [councils.get(a), councils.get(b)]
    if (!one || !other) continue
    for (const run of sharedStretch(one.geometry, other.geometry, place, lengthM, separationM * 1.1 + 1)) {
      line(drawing, run)
      paper.doc.lineWidth(3.4).strokeColor('#ffffff').undash().stroke()
      line(drawing, run)
      paper.doc.lineWidth(2.2).strokeColor(DOUBT).dash(4, { space: 3 }).stroke().undash()
    }
  }
}

function drawLinks(drawing: Drawing): void {
  const { doc } = drawing.paper
  for (const { kind, line: ends } of drawing.facts.links) {
    if (kind === 'border') continue
    line(drawing, ends)
    doc.lineWidth(3.6).strokeColor('#ffffff').stroke()
    line(drawing, ends)
    doc.lineWidth(1.6).strokeColor(ACCENT).dash(1.6, { space: 2.2 }).stroke().undash()
    for (const end of ends) {
      const [x, y] = drawing.sheet.to(end)
      doc.circle(x, y, 6).lineWidth(1).fillAndStroke('#ffffff', ACCENT)
    }
  }
}

function drawSeparations(drawing: Drawing): void {
  const { facts, paper, sheet } = drawing
  for (const { line: ends, gapM } of facts.judgement.separations) {
    line(drawing, ends)
    paper.doc.lineWidth(1.4).strokeColor(ALARM).dash(5, { space: 2.5 }).stroke().undash()
    const [[ax, ay], [bx, by]] = ends.map((end) => sheet.to(end))
    if (gapM >= 0.05) label(paper, formatDistance(gapM, facts.locale), (ax + bx) / 2, (ay + by) / 2, ALARM)
  }
}

/** Centred, on a halo. */
function label(paper: Paper, text: string, x: number, y: number, colour = INK): void {
  const { doc } = paper
  const width = paper.widthOf(text, { size: NUMBER_SIZE, bold: true })
  const [left, top] = [x - width / 2, y - NUMBER_SIZE * 0.62]
  doc.font('bold').fontSize(NUMBER_SIZE).lineWidth(2).lineJoin('round')
  // The second text is the one that is read; the first is its halo.
  doc.fillColor('#ffffff').strokeColor('#ffffff')
  const { y: before } = doc
  doc.text(text, left, top, { lineBreak: false, stroke: true, fill: true })
  doc.fillColor(colour).text(text, left, top, { lineBreak: false })
  doc.y = before
}

function drawNumbers({ paper, sheet, facts }: Drawing): void {
  facts.councils.forEach((council, i) => {
    const [x, y] = sheet.to(council.place)
    label(paper, String(i + 1), x, y)
  })
}

function drawTicks({ paper, sheet, facts }: Drawing): void {
  const { box } = sheet
  const { doc } = paper
  const style = { size: 7 }
  doc.lineWidth(0.7).strokeColor(INK)
  const { x, y } = ticks(sheet, lettersOf(facts.locale))
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

function drawNorth({ paper, sheet: { box }, facts }: Drawing): void {
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
  label(paper, translate(facts.locale, 'sheet.north'), x, y + 23)
}

function drawScale({ paper, sheet, facts: { locale } }: Drawing): void {
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

/** What the drawing's signs mean; only those that it uses. */
export function drawLegend(paper: Paper, facts: SheetFacts): void {
  const { doc } = paper
  const { judgement, councils, links } = facts
  const swatch = (fill?: (doc: PDFKit.PDFDocument) => PDFKit.Mixins.ColorValue) => (x: number, y: number) => {
    doc.rect(x, y, 18, 9).fill(AREA)
    if (fill) doc.rect(x, y, 18, 9).fillColor(fill(doc)).fill()
    doc.rect(x, y, 18, 9).lineWidth(0.9).strokeColor(INK).stroke()
  }
  const entries: [MessageKey, (x: number, y: number) => void][] = [['sheet.legend.area', swatch()]]
  if (councils.some(({ approximate }) => approximate))
    entries.push(['sheet.legend.approximate', swatch(dots)])
  if (judgement.components.length > 1) entries.push(['sheet.legend.piece', swatch(lines)])
  if (judgement.pairs.some(({ kind, certainty }) => kind === 'border' && certainty === 'doubtful'))
    entries.push(['sheet.legend.doubtful', (x, y) => sample(paper, x, y, DOUBT, 2.2, [4, 3])])
  if (links.some(({ kind }) => kind !== 'border'))
    entries.push(['sheet.legend.link', (x, y) => sample(paper, x, y, ACCENT, 1.6, [1.6, 2.2])])
  if (judgement.separations.some(({ gapM }) => gapM >= 0.05))
    entries.push(['sheet.legend.gap', (x, y) => sample(paper, x, y, ALARM, 1.4, [5, 2.5])])
  const style = { size: 7.5, colour: SECOND_INK }
  let [x, y] = [paper.left, paper.y]
  const words = [
    ...entries.map(([key]) => translate(facts.locale, key)),
    translate(facts.locale, 'sheet.datum'),
  ]
  words.forEach((text, i) => {
    const width = (entries[i] ? 24 : 0) + paper.widthOf(text, style) + 16
    if (x + width > paper.left + paper.width + 16) {
      x = paper.left
      y += 14
    }
    entries[i]?.[1](x, y)
    paper.put(text, x + (entries[i] ? 24 : 0), y, style)
    x += width
  })
  doc.strokeColor(LINE)
  paper.y = y + 16
}

function sample(
  { doc }: Paper,
  x: number,
  y: number,
  colour: string,
  width: number,
  [on, off]: [number, number],
): void {
  doc.moveTo(x, y + 4.5).lineTo(x + 18, y + 4.5)
  doc.lineWidth(width).strokeColor(colour).dash(on, { space: off }).stroke().undash()
}
