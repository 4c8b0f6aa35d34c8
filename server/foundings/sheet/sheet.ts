/**
 * The founding sheet that an assembly signs: map, verdict, councils, steps, law and blank lines for signature and stamp.
 * It names no person. The same facts give the same bytes.
 */
import { explainVerdict, formatDay } from '../../../messages/explain-verdict.ts'
import { type MessageKey, type MessageValues, region, translate } from '../../../messages/index.ts'
import { drawCode } from '../../paper/code.ts'
import { ACCENT, ALARM, DOUBT, INK, LINE, Paper, SECOND_INK } from '../../paper/paper.ts'
import { drawCouncils } from './councils.ts'
import type { SheetFacts } from './facts.ts'
import { drawFounding, drawLaw } from './law.ts'
import { drawLegend, drawMap } from './map.ts'
import { drawSignatures } from './signatures.ts'

const MAP_HEIGHT = 372
const QR_SIZE = 62

export function drawSheet(facts: SheetFacts): Promise<Buffer> {
  const { locale, commune, day, revision } = facts
  const t = (key: MessageKey, values?: MessageValues) => translate(locale, key, values)
  const paper = new Paper({
    title: `${t('sheet.title')} · ${t('sheet.commune', { name: commune.name })}`,
    language: region(locale),
    day,
  })
  drawHead(paper, facts)
  const top = paper.y + 6
  // Left of the frame stand the latitudes.
  const box = { x: paper.left + 14, y: top, width: paper.width - 18, height: MAP_HEIGHT }
  drawMap(paper, box, facts)
  paper.y = top + MAP_HEIGHT + 22
  drawLegend(paper, facts)
  drawVerdict(paper, facts)
  drawCouncils(paper, facts)
  drawFounding(paper, facts)
  drawLaw(paper, facts)
  drawSignatures(paper, facts)
  return paper.end((page, pages) => [
    `${t('sheet.commune', { name: commune.name })} · ${t('sheet.made', { on: formatDay(day, locale), revision: String(revision) })}`,
    t('sheet.page', { page, pages }),
  ])
}

function drawHead(paper: Paper, facts: SheetFacts): void {
  const { locale, commune, councils, day, address } = facts
  const { doc } = paper
  const t = (key: MessageKey, values?: MessageValues) => translate(locale, key, values)
  const width = paper.width - QR_SIZE - 18
  const top = paper.y
  drawCode(paper, address, { x: paper.left + paper.width - QR_SIZE, y: top, side: QR_SIZE })
  paper.say(t('sheet.title'), { size: 10, bold: true, colour: ACCENT, after: 1 })
  paper.say(t('sheet.commune', { name: commune.name }), { size: 22, bold: true, width, after: 3 })
  const number = (value: number, digits = 0) =>
    value.toLocaleString(region(locale), { maximumFractionDigits: digits })
  const hectares = commune.areaM2 / 10_000
  paper.say(
    t('sheet.facts', {
      councils: councils.length,
      families: commune.families === null ? 'none' : number(commune.families),
      missing: commune.families === null ? 0 : commune.familiesMissing,
      area: `${number(hectares, hectares < 1 ? 2 : hectares < 100 ? 1 : 0)} ha`,
    }),
    { size: 10.5, colour: SECOND_INK, width, after: 9 },
  )
  const blanks: [string, string | null][] = [
    [t('sheet.date'), formatDay(day, locale)],
    [t('sheet.municipality'), null],
    [t('sheet.state'), null],
  ]
  let x = paper.left
  for (const [name, value] of blanks) {
    paper.put(`${name}:`, x, paper.y, { size: 9.5, colour: SECOND_INK })
    x += paper.widthOf(`${name}:`, { size: 9.5 }) + 5
    if (value) paper.put(value, x, paper.y, { size: 9.5 })
    const end = x + (value ? paper.widthOf(value, { size: 9.5 }) : 112)
    if (!value)
      doc
        .moveTo(x, paper.y + 11)
        .lineTo(end, paper.y + 11)
        .lineWidth(0.6)
        .strokeColor(INK)
        .stroke()
    x = end + 16
  }
  paper.y += 18
  const approximate = councils.filter((council) => council.approximate).length
  if (approximate > 0)
    paper.say(t('sheet.demonstration', { count: approximate }), {
      size: 9,
      bold: true,
      colour: DOUBT,
      after: 2,
    })
  doc.strokeColor(LINE)
}

const VERDICT_INK = { contiguous: ACCENT, conditional: DOUBT, split: ALARM }

function drawVerdict(paper: Paper, facts: SheetFacts): void {
  const { locale, judgement, commune, councils } = facts
  const names = new Map(councils.map(({ id, name }, i) => [String(id), `${name} (${i + 1})`]))
  const { sentence, reasons } = explainVerdict(judgement, {
    locale,
    name: (id) => names.get(id) ?? id,
    registeredAs: commune.registeredAs,
  })
  paper.need(58)
  paper.y += 4
  paper.say(translate(locale, 'sheet.verdict'), { size: 9, colour: SECOND_INK, after: 2, indent: 12 })
  const top = paper.y - 14
  paper.say(sentence, { size: 13, bold: true, colour: VERDICT_INK[judgement.verdict], indent: 12, after: 4 })
  paper.doc.rect(paper.left, top, 4, paper.y - top - 2).fill(VERDICT_INK[judgement.verdict])
  for (const reason of reasons) {
    paper.need(paper.heightOf(reason, { width: paper.width - 20 }))
    paper.put('·', paper.left + 12, paper.y)
    paper.say(reason, { indent: 20, after: 2.5 })
  }
}
