/** The head of a report: what it is about, how it was known, and where to look again. */

import { formatDay } from '../../../messages/explain-verdict.ts'
import { region } from '../../../messages/index.ts'
import { drawCode } from '../../paper/code.ts'
import { ACCENT, DOUBT, Paper, SECOND_INK } from '../../paper/paper.ts'
import type { Report } from './facts.ts'
import { choice } from './words.ts'

const CODE_SIDE = 74

export function beginPaper(report: Report, kind: 'dossier' | 'report'): Paper {
  const title = `${report.t(`claim.${kind}`)} · ${nameOf(report)}`
  return new Paper({ title, language: region(report.locale), day: report.day })
}

const nameOf = ({ content: { unit }, t }: Report): string => unit.name ?? t('claim.hidden')

export function drawHead(paper: Paper, report: Report, kind: 'dossier' | 'report'): void {
  const { t, locale, content, address, key } = report
  const { unit } = content
  const width = paper.width - CODE_SIDE - 18
  const top = paper.y
  // Whoever reads it with a phone has the key beside the address, to compare with what was made known.
  drawCode(paper, `${address}#dossier-key=${key}`, {
    x: paper.left + paper.width - CODE_SIDE,
    y: top,
    side: CODE_SIDE,
  })
  paper.say(t(`claim.${kind}`), { size: 10, bold: true, colour: ACCENT, width, after: 1 })
  paper.say(nameOf(report), { size: 22, bold: true, width, after: 3 })
  const place = [
    t('claim.unit-kind', { kind: choice(unit.kind) }),
    t('claim.place', { municipality: unit.municipality ?? 'none' }),
    unit.state,
    unit.country,
  ].filter((word) => word)
  paper.say(place.join(' · '), { size: 10.5, colour: SECOND_INK, width, after: 2 })
  const at = new Date(content.knownAt).toLocaleString(region(locale), {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
  })
  paper.say(`${t('claim.known-at', { at: `${at} UTC` })} · ${address}`, {
    size: 8.5,
    colour: SECOND_INK,
    width,
    after: 3,
  })
  if (unit.note) paper.say(unit.note, { width, after: 3 })
  const doubt = { size: 9, bold: true, colour: DOUBT, width, after: 2 }
  if (unit.demonstration) paper.say(t('claim.demonstration'), doubt)
  if (unit.approximate) paper.say(t('claim.approximate'), doubt)
  paper.y = Math.max(paper.y, top + CODE_SIDE + 6)
}

/** Groups of eight, as people compare them. */
export const grouped = (hex: string): string => hex.replace(/(.{8})(?=.)/g, '$1 ')

export const foot =
  (report: Report) =>
  (page: number, pages: number): [string, string] => [
    `${nameOf(report)} · ${report.t('claim.made', { on: formatDay(report.day, report.locale) })}`,
    report.t('sheet.page', { page, pages }),
  ]
