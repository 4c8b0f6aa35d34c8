/** The commune as a vector drawing: areas with borders and numbers, what is doubtful, links, scale, north and grid. */
import type { Position } from 'geojson'
import { sharedStretch } from '../../../domain/geometry/shared-stretch.ts'
import { formatDistance } from '../../../messages/explain-verdict.ts'
import { type MessageKey, translate } from '../../../messages/index.ts'
import { drawFramed, drawLabel } from '../../paper/map-frame.ts'
import { ACCENT, ALARM, DOUBT, INK, LINE, type Paper, SECOND_INK } from '../../paper/paper.ts'
import { type Box, fitMap, type MapSheet } from '../../paper/projection.ts'
import type { CouncilWithGeometry } from '../../territories/schema.ts'
import type { SheetFacts } from './facts.ts'

/** More doubtful borders than these are in the reasons, and would make the map unreadable. */
const TRACED = 120
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
  const sheet = fitMap(facts.commune.bounds!, box)
  const drawing = { paper, sheet, facts }
  drawFramed(paper, sheet, facts.locale, () => {
    drawAreas(drawing)
    drawDoubtful(drawing)
    drawLinks(drawing)
    drawSeparations(drawing)
    drawNumbers(drawing)
  })
  return sheet
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
    if (gapM >= 0.05)
      drawLabel(paper, formatDistance(gapM, facts.locale), (ax + bx) / 2, (ay + by) / 2, ALARM)
  }
}

function drawNumbers({ paper, sheet, facts }: Drawing): void {
  facts.councils.forEach((council, i) => {
    const [x, y] = sheet.to(council.place)
    drawLabel(paper, String(i + 1), x, y)
  })
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
