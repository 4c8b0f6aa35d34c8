/** Where the unit lies, as the reader may see it: boundaries as they are, and cells where the place is withheld. */
import type { Geometry, Position } from 'geojson'
import type { ClaimExtent, ClaimPlace } from '../../../domain/dossier/content.ts'
import { drawFramed, drawLabel } from '../../paper/map-frame.ts'
import { ACCENT, DOUBT, INK, type Paper, SECOND_INK } from '../../paper/paper.ts'
import { type Bounds, type Box, fitMap, type MapSheet } from '../../paper/projection.ts'
import type { Report } from './facts.ts'
import { areaInWords } from './words.ts'

const AREA = '#dcece5'
/** What stands for a place is lined and dashed: on a grey print too it is no boundary. */
const lines = (doc: PDFKit.PDFDocument): PDFKit.Mixins.ColorValue =>
  [doc.pattern([0, 0, 7, 7], 7, 7, '0.5 w -1 -1 m 8 8 l S'), DOUBT] as never

type Placed = ClaimExtent & { place: ClaimPlace }

/** @returns whether there was anything to draw. */
export function drawPlaces(paper: Paper, height: number, report: Report): boolean {
  const placed = report.content.extents.filter((one): one is Placed => one.place !== null)
  if (placed.length === 0) {
    paper.say(report.t('claim.no-place'), { colour: SECOND_INK })
    return false
  }
  paper.need(height + 40)
  // Left of the frame stand the latitudes.
  const box: Box = { x: paper.left + 14, y: paper.y + 6, width: paper.width - 18, height }
  const sheet = fitMap(boundsOf(placed), box)
  drawFramed(paper, sheet, report.locale, () => {
    // The coarse lie below: a boundary within one stays readable.
    for (const one of placed.toSorted((a, b) => Number(isExact(a)) - Number(isExact(b))))
      drawPlace(paper, sheet, one)
    for (const [i, { place }] of placed.entries())
      if (placed.length > 1) {
        const [x, y] = sheet.to(middleOf(place.geometry))
        drawLabel(paper, String(i + 1), x, y)
      }
  })
  paper.y = box.y + height + 22
  drawLegend(paper, placed, report)
  return true
}

const isExact = ({ place }: Placed) => place.precision === 'exact'

function drawPlace({ doc }: Paper, sheet: MapSheet, extent: Placed): void {
  const exact = isExact(extent)
  const { polygons, paths, points } = partsOf(extent.place.geometry)
  const trace = (positions: Position[], closed: boolean) => {
    positions.forEach((position, i) => {
      const [x, y] = sheet.to(position)
      if (i === 0) doc.moveTo(x, y)
      else doc.lineTo(x, y)
    })
    if (closed) doc.closePath()
  }
  doc.lineJoin('round')
  for (const rings of polygons) {
    for (const ring of rings) trace(ring, true)
    doc.fillColor(exact ? AREA : lines(doc)).fill('even-odd')
    for (const ring of rings) trace(ring, true)
    if (exact) doc.lineWidth(1.3).strokeColor(ACCENT).undash().stroke()
    else doc.lineWidth(1).strokeColor(DOUBT).dash(5, { space: 3 }).stroke().undash()
  }
  for (const path of paths) {
    trace(path, false)
    doc.lineWidth(1.6).strokeColor(ACCENT).stroke()
  }
  for (const position of points) {
    const [x, y] = sheet.to(position)
    doc.circle(x, y, 4).lineWidth(1.3).fillAndStroke('#ffffff', ACCENT)
  }
}

/** One line for each: its number, how it was made, what it measures and what its source says. */
function drawLegend(paper: Paper, placed: Placed[], report: Report): void {
  const { t, locale } = report
  const style = { size: 8, colour: SECOND_INK }
  for (const [i, extent] of placed.entries()) {
    const { place, part, method, statedAreaText, statedAreaM2, sourceId } = extent
    const number = report.numberOf(sourceId)
    const stated = statedAreaText ?? (statedAreaM2 === null ? null : areaInWords(statedAreaM2, locale))
    const words = [
      part,
      isExact(extent)
        ? t('claim.legend.exact', { method: t('claim.method', { method }) })
        : (place.name ?? t('claim.legend.coarse')),
      place.areaM2 === null ? null : t('claim.measured', { area: areaInWords(place.areaM2, locale) }),
      stated === null ? null : t('claim.stated', { area: stated }) + (number === null ? '' : ` [${number}]`),
    ].filter((word) => word !== null)
    const text = `${placed.length > 1 ? `${i + 1}. ` : ''}${words.join(' · ')}`
    paper.need(12)
    const { doc } = paper
    doc
      .rect(paper.left, paper.y + 1, 18, 8)
      .fillColor(isExact(extent) ? AREA : lines(doc))
      .fill()
    doc
      .rect(paper.left, paper.y + 1, 18, 8)
      .lineWidth(0.9)
      .strokeColor(isExact(extent) ? ACCENT : DOUBT)
      .stroke()
    paper.say(text, { ...style, indent: 24, after: 2 })
  }
  paper.say(t('sheet.datum'), { ...style, after: 4 })
  paper.doc.strokeColor(INK)
}

function partsOf(geometry: Geometry): { polygons: Position[][][]; paths: Position[][]; points: Position[] } {
  const parts = { polygons: [] as Position[][][], paths: [] as Position[][], points: [] as Position[] }
  const take = (one: Geometry): void => {
    if (one.type === 'Polygon') parts.polygons.push(one.coordinates)
    else if (one.type === 'MultiPolygon') parts.polygons.push(...one.coordinates)
    else if (one.type === 'LineString') parts.paths.push(one.coordinates)
    else if (one.type === 'MultiLineString') parts.paths.push(...one.coordinates)
    else if (one.type === 'Point') parts.points.push(one.coordinates)
    else if (one.type === 'MultiPoint') parts.points.push(...one.coordinates)
    else one.geometries.forEach(take)
  }
  take(geometry)
  return parts
}

const positionsOf = (geometry: Geometry): Position[] => {
  const { polygons, paths, points } = partsOf(geometry)
  return [...polygons.flat(2), ...paths.flat(), ...points]
}

function boundsOf(placed: readonly { place: ClaimPlace }[]): Bounds {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x, y] of placed.flatMap(({ place }) => positionsOf(place.geometry))) {
    west = Math.min(west, x)
    south = Math.min(south, y)
    east = Math.max(east, x)
    north = Math.max(north, y)
  }
  return [west, south, east, north]
}

function middleOf(geometry: Geometry): Position {
  const [west, south, east, north] = boundsOf([{ place: { geometry } as ClaimPlace }])
  return [(west + east) / 2, (south + north) / 2]
}
