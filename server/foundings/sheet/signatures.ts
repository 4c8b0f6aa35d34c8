/** A line for each council to sign on, and room for its stamp. Blank: the program keeps no names. */
import { type MessageKey, translate } from '../../../messages/index.ts'
import { INK, LINE, type Paper, SECOND_INK } from '../../paper/paper.ts'
import type { SheetFacts } from './facts.ts'

/** A stamp is about 4 cm wide; a hand needs 1.5 cm. */
const ROW = 46
const STAMP = 116

export function drawSignatures(paper: Paper, { locale, councils }: SheetFacts): void {
  const t = (key: MessageKey) => translate(locale, key)
  const { doc } = paper
  paper.heading(t('sheet.signatures'), 2 * ROW)
  paper.say(t('sheet.signatures-what'), { colour: SECOND_INK, after: 8 })
  const stampAt = paper.left + paper.width - STAMP
  const lineFrom = paper.left + 190
  councils.forEach(({ name }, i) => {
    if (paper.need(ROW))
      paper.say(translate(locale, 'sheet.continued', { title: t('sheet.signatures') }), {
        size: 13,
        bold: true,
        after: 8,
      })
    const { y } = paper
    paper.put(`${i + 1}`, paper.left, y + 12, { bold: true })
    paper.put(name, paper.left + 22, y + 12, { width: 160 })
    doc
      .moveTo(lineFrom, y + 26)
      .lineTo(stampAt - 14, y + 26)
      .lineWidth(0.8)
      .undash()
      .strokeColor(INK)
      .stroke()
    paper.put(t('sheet.spokesperson'), lineFrom, y + 29, { size: 7, colour: SECOND_INK })
    doc
      .rect(stampAt, y + 3, STAMP, ROW - 8)
      .lineWidth(0.6)
      .dash(2, { space: 2 })
      .strokeColor(SECOND_INK)
      .stroke()
      .undash()
    paper.put(t('sheet.stamp'), stampAt + 4, y + 5, { size: 7, colour: SECOND_INK })
    paper.y = y + ROW
    paper.rule(paper.y - 2)
  })
  doc.strokeColor(LINE)
}
