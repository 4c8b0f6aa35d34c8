/** The steps of the founding and what the law asks, with its source and how sure it is. */
import type { FoundingStep } from '../../../domain/founding/index.ts'
import type { FindingState } from '../../../domain/law/index.ts'
import { nextSentence, saidOfStep } from '../../../messages/describe-founding.ts'
import { formatDay } from '../../../messages/explain-verdict.ts'
import { type MessageKey, type MessageValues, translate } from '../../../messages/index.ts'
import { ACCENT, DOUBT, type Paper, SECOND_INK } from '../../paper/paper.ts'
import { drawTable } from '../../paper/table.ts'
import type { SheetFacts } from './facts.ts'

type Sign = 'done' | 'alarm' | 'open' | 'unsure'

const OF_STEP: Record<FoundingStep['state'], Sign> = {
  done: 'done',
  'under-way': 'open',
  open: 'open',
  against: 'alarm',
  'not-asked': 'unsure',
}
const OF_FINDING: Record<FindingState, Sign> = {
  met: 'done',
  'not-met': 'alarm',
  unknown: 'open',
  unconfirmed: 'unsure',
}

/** A sign before a line: its form tells, on a grey print too. */
function drawSign({ doc }: Paper, sign: Sign, x: number, y: number): void {
  doc.lineWidth(1.4).lineCap('round').undash()
  if (sign === 'done')
    doc
      .strokeColor(ACCENT)
      .moveTo(x, y + 5)
      .lineTo(x + 3, y + 8)
      .lineTo(x + 9, y + 1)
      .stroke()
  else if (sign === 'alarm')
    doc
      .strokeColor(DOUBT)
      .polygon([x + 4.5, y], [x + 9, y + 8.5], [x, y + 8.5])
      .stroke()
  else {
    doc.strokeColor(SECOND_INK).circle(x + 4.5, y + 4.5, 4)
    if (sign === 'unsure') doc.dash(1.6, { space: 1.8 }).stroke().undash()
    else doc.stroke()
  }
  doc.lineCap('butt')
}

function drawLine(
  paper: Paper,
  sign: Sign,
  title: string,
  state: string,
  lines: string[],
  small: string[],
): void {
  const indent = 18
  const tall = lines.reduce(
    (sum, line) => sum + paper.heightOf(line, { width: paper.width - indent }) + 1,
    14,
  )
  paper.need(tall + small.length * 12)
  drawSign(paper, sign, paper.left, paper.y + 1)
  paper.put(title, paper.left + indent, paper.y, { bold: true })
  paper.put(state, paper.left + indent + paper.widthOf(title, { bold: true }) + 8, paper.y, {
    colour: SECOND_INK,
  })
  paper.y += 13
  for (const line of lines) paper.say(line, { indent, after: 1 })
  for (const line of small) paper.say(line, { indent, size: 8, colour: SECOND_INK, after: 1 })
  paper.y += 6
}

export function drawFounding(paper: Paper, facts: SheetFacts): void {
  const { locale, founding, state } = facts
  const t = (key: MessageKey, values?: MessageValues) => translate(locale, key, values)
  paper.heading(t('sheet.founding'))
  if (!founding) paper.say(t('sheet.no-founding'))
  else {
    paper.say(t('founding.law-of', { day: formatDay(state.lawOf, locale) }), { colour: SECOND_INK, after: 7 })
    for (const step of state.steps)
      drawLine(
        paper,
        OF_STEP[step.state],
        t(`founding.step.${step.kind}`),
        t(`founding.state.${step.state}`),
        saidOfStep(step, { founding, state, locale }),
        [],
      )
    paper.say(nextSentence(state.next, locale), { bold: true })
  }
  if (state.seats) {
    paper.heading(t('sheet.parliament'), 110)
    drawTable(
      paper,
      [
        { title: t('founding.seats.of'), width: paper.width - 160 },
        { title: t('founding.seats.asked'), width: 80, align: 'right' },
        { title: t('founding.seats.filled'), width: 80, align: 'right' },
      ],
      state.seats.rows.map(({ of, asked, filled }) => [
        t(`founding.seats.${of}`),
        String(asked),
        founding?.parliament ? String(filled) : '',
      ]),
      [
        t('founding.seats.total'),
        String(state.seats.asked),
        founding?.parliament ? String(state.seats.filled) : '',
      ],
    )
  }
}

export function drawLaw(paper: Paper, { locale, findings, state }: SheetFacts): void {
  const say = (key: string, values?: MessageValues) => translate(locale, key as MessageKey, values)
  paper.heading(say('sheet.law'), 90)
  paper.say(`${say('sheet.law-of', { day: formatDay(state.lawOf, locale) })} ${say('law.caution')}`, {
    colour: SECOND_INK,
    after: 7,
  })
  // What is being done is no failure yet.
  const goesOn = new Set(
    state.steps.flatMap((step) => (step.state === 'under-way' && step.finding ? [step.finding.rule] : [])),
  )
  for (const finding of findings)
    drawLine(
      paper,
      goesOn.has(finding.rule) && finding.state === 'not-met' ? 'open' : OF_FINDING[finding.state],
      say(`law.${finding.kind}.title`),
      goesOn.has(finding.rule) && finding.state === 'not-met'
        ? say('founding.state.under-way')
        : say(`law.state.${finding.state}`),
      [say(`law.${finding.kind}.${finding.state}`, finding.facts)],
      [
        `${say('law.source', {
          law: finding.law,
          article: finding.article ?? 'none',
          gazette: finding.gazette ?? 'none',
        })} · ${say(`law.confidence.${finding.confidence}`)}`,
      ],
    )
}
