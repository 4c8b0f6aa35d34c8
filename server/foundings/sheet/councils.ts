/** The list of councils that the map's numbers lead to, with what each voted where it did. */
import { formatShare } from '../../../messages/describe-founding.ts'
import { type MessageKey, region, translate } from '../../../messages/index.ts'
import type { Paper } from '../../paper/paper.ts'
import { type Column, drawTable } from '../../paper/table.ts'
import type { SheetFacts } from './facts.ts'

export function drawCouncils(paper: Paper, facts: SheetFacts): void {
  const { locale, councils, founding, state, commune } = facts
  const t = (key: MessageKey) => translate(locale, key)
  const votes = new Map((founding?.votes ?? []).map((vote) => [vote.councilId, vote]))
  const voted = councils.some(({ id }) => votes.has(id))
  const number = (value: number | null, digits = 0) =>
    value === null
      ? '—'
      : value.toLocaleString(region(locale), { minimumFractionDigits: digits, maximumFractionDigits: digits })
  const hectares = (m2: number) => number(m2 / 10_000, m2 < 1_000_000 ? 2 : 0)
  const figures: Column[] = [
    { title: t('sheet.kind'), width: 62 },
    { title: t('sheet.families'), width: 56, align: 'right' },
    { title: t('sheet.hectares'), width: 62, align: 'right' },
  ]
  const results: Column[] = voted
    ? [
        { title: t('founding.vote.electors'), width: 68, align: 'right' },
        { title: t('founding.vote.voted'), width: 50, align: 'right' },
        { title: t('founding.vote.yes'), width: 42, align: 'right' },
      ]
    : []
  const taken = [...figures, ...results].reduce((sum, { width }) => sum + width, 34)
  const columns: Column[] = [
    { title: t('sheet.number'), width: 34 },
    { title: t('sheet.name'), width: paper.width - taken },
    ...figures,
    ...results,
  ]
  const rows = councils.map((council, i) => {
    const vote = votes.get(council.id)
    return [
      `${i + 1}${council.approximate ? '~' : ''}`,
      council.name,
      translate(locale, 'sheet.kind-value', { kind: council.kind ?? 'none' }),
      number(council.families),
      hectares(council.areaM2),
      ...(voted ? [vote?.electors, vote?.voted, vote?.yes].map((value) => number(value ?? null)) : []),
    ]
  })
  const { turnout } = state
  const total = [
    '',
    t('sheet.total'),
    '',
    number(commune.families),
    hectares(commune.areaM2),
    ...(voted ? [turnout.electors, turnout.voted, turnout.yes].map((value) => number(value)) : []),
  ]
  paper.heading(t('sheet.councils'), 90)
  drawTable(paper, columns, rows, total)
  if (!voted) return
  paper.y += 5
  const said = translate(locale, 'founding.said.referendum', {
    councils: turnout.councils,
    of: councils.length,
    turnout: formatShare(turnout.turnout, locale),
    yes: formatShare(turnout.yesShare, locale),
    complete: turnout.complete ? 'yes' : 'no',
  })
  paper.say(said, { bold: true })
}
