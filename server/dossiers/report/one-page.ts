/** One page to print and pin to a wall: place, who holds what today, where sources disagree, and a code to look again. */
import { holdingsOn } from '../../../domain/land/holdings.ts'
import { formatDay } from '../../../messages/explain-verdict.ts'
import { type Paper, SECOND_INK } from '../../paper/paper.ts'
import { type Report, type ReportFacts, reportOf } from './facts.ts'
import { beginPaper, drawHead, foot, grouped } from './head.ts'
import { drawPlaces } from './map.ts'
import { assertionInWords, choice, lawWord, periodInWords } from './words.ts'

const MAP_HEIGHT = 320
/** What stands below the lists: disagreements, key. */
const TAIL = 74

export function drawOnePage(facts: ReportFacts): Promise<Buffer> {
  const report = reportOf(facts)
  const { t, content, disagreements, key, locale } = report
  const paper = beginPaper(report, 'report')
  drawHead(paper, report, 'report')
  // There is no list of sources on this page that a number could lead to.
  drawPlaces(paper, MAP_HEIGHT, { ...report, numberOf: () => null })
  drawLines(paper, report, t('claim.now', { on: formatDay(report.day, locale) }), present(report), 0.6)
  const steps = content.cases.flatMap(({ title, procedure, events }) => {
    const last = events.at(-1)
    const said = last
      ? `${formatDay(last.happenedOn, locale)}, ${lawWord('step', last.step, locale)}: ${t('claim.outcome', { outcome: choice(last.outcome) })}`
      : lawWord('kind', procedure, locale)
    return [`${title ?? t('claim.hidden')} · ${said}`]
  })
  if (steps.length > 0) drawLines(paper, report, t('claim.cases'), steps, 1)
  paper.y += 6
  paper.say(t('claim.disagreement-count', { count: disagreements.length }), { bold: true })
  paper.say(t('claim.key', { key: grouped(key) }), { size: 8, colour: SECOND_INK })
  return paper.end(foot(report))
}

/** What holds on the day of the report; where nothing does, what was said last. */
function present({ content, timeline, day, locale }: Report): string[] {
  const held = new Set(
    holdingsOn(content.assertions, day).flatMap(({ assertions }) => assertions.map(({ id }) => id)),
  )
  const told = held.size > 0 ? timeline.filter(({ id }) => held.has(id)) : timeline.slice(-3)
  return told.map(
    (one) => `${assertionInWords(one, content, locale)}, ${periodInWords(one, locale, held.has(one.id))}`,
  )
}

/** As many as the page has room for; the others are counted. @param share of what room there is */
function drawLines(paper: Paper, { t }: Report, title: string, lines: string[], share: number): void {
  const end = paper.y + (paper.bottom - TAIL - paper.y) * share
  if (end - paper.y < 60) return
  paper.y += 8
  paper.say(title, { size: 12, bold: true, after: 4 })
  if (lines.length === 0) paper.say(t('claim.no-timeline'), { colour: SECOND_INK })
  for (const [i, line] of lines.entries()) {
    const height = paper.heightOf(line, { width: paper.width - 12 })
    if (paper.y + height + 18 > end) {
      paper.say(t('claim.more', { count: lines.length - i }), { colour: SECOND_INK })
      return
    }
    paper.put('·', paper.left + 2, paper.y)
    paper.say(line, { indent: 12, after: 2 })
  }
}
