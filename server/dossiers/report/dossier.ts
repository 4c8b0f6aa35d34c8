/**
 * The PDF of a dossier: place, parties, what is said by date, where sources disagree, legal steps, evidence with hashes, and
 * sources. The same facts give the same bytes.
 */
import { STATES } from '../../../domain/land/records.ts'
import { formatDay } from '../../../messages/explain-verdict.ts'
import { region } from '../../../messages/index.ts'
import { DOUBT, type Paper, SECOND_INK } from '../../paper/paper.ts'
import { drawTable } from '../../paper/table.ts'
import { type Report, type ReportFacts, reportOf } from './facts.ts'
import { beginPaper, drawHead, foot, grouped } from './head.ts'
import { drawPlaces } from './map.ts'
import { areaInWords, assertionInWords, choice, lawWord, periodInWords } from './words.ts'

const MAP_HEIGHT = 340

export function drawDossier(facts: ReportFacts): Promise<Buffer> {
  const report = reportOf(facts)
  const paper = beginPaper(report, 'dossier')
  drawHead(paper, report, 'dossier')
  drawPlaces(paper, MAP_HEIGHT, report)
  drawParties(paper, report)
  drawTimeline(paper, report)
  drawDisagreements(paper, report)
  drawUses(paper, report)
  drawCases(paper, report)
  drawEvidence(paper, report)
  drawSources(paper, report)
  drawCheck(paper, report)
  return paper.end(foot(report))
}

const lasts = (predicate: string) => (STATES as readonly string[]).includes(predicate)

const none = (paper: Paper, text: string) => paper.say(text, { colour: SECOND_INK })

function drawParties(paper: Paper, { t, content }: Report): void {
  paper.heading(t('claim.parties'))
  if (content.parties.length === 0) {
    none(paper, t('claim.no-parties'))
    return
  }
  const names = new Map(content.parties.map(({ id, name }) => [id, name ?? t('claim.hidden')]))
  const rows = content.parties.map(({ id, kind, members, note }) => {
    const of = members.map(
      ({ partyId, numerator, denominator }) =>
        `${names.get(partyId) ?? t('claim.hidden')} (${numerator}/${denominator})`,
    )
    const more = [of.length > 0 ? t('claim.members', { members: of.join(', ') }) : null, note]
    return [
      names.get(id)!,
      t('claim.party-kind', { kind: choice(kind) }),
      more.filter((one) => one).join('. '),
    ]
  })
  const [first, second] = [190, 110]
  const columns = [
    { title: t('claim.who'), width: first },
    { title: t('claim.kind'), width: second },
    { title: '', width: paper.width - first - second },
  ]
  drawTable(paper, columns, rows)
}

/** `[3, p. 45]` */
function cite({ numberOf, t }: Report, source: number | null, cited: string | null = null): string {
  const number = numberOf(source)
  if (number === null) return source === null ? '' : t('claim.source-hidden')
  return `[${number}${cited === null ? '' : `, ${cited}`}]`
}

function drawTimeline(paper: Paper, report: Report): void {
  const { t, timeline, locale, content, marksOf } = report
  paper.heading(t('claim.timeline'), 80)
  if (timeline.length === 0) {
    none(paper, t('claim.no-timeline'))
    return
  }
  const byId = new Map(content.assertions.map((one) => [one.id, one]))
  const rows = timeline.map((one) => {
    const about = one.aboutId === null ? undefined : byId.get(one.aboutId)
    const side =
      one.stance && about
        ? t('claim.takes-side', {
            stance: one.stance,
            when: periodInWords(about, locale, lasts(about.predicate)),
          })
        : null
    return [
      periodInWords(one, locale, lasts(one.predicate)),
      [assertionInWords(one, content, locale), side].filter((text) => text !== null).join('; '),
      one.hidden.includes('sourceId') ? t('claim.source-hidden') : cite(report, one.sourceId, one.cited),
      marksOf(one.id).join(', '),
    ]
  })
  const [when, by, marks] = [128, 92, 42]
  const columns = [
    { title: t('claim.when'), width: when },
    { title: t('claim.what'), width: paper.width - when - by - marks },
    { title: t('claim.by'), width: by },
    { title: t('claim.marks'), width: marks },
  ]
  drawTable(paper, columns, rows)
}

/** Each with all that is said, side by side: nothing wins. */
function drawDisagreements(paper: Paper, report: Report): void {
  const { t, disagreements, content, locale } = report
  paper.heading(t('claim.disagreements'))
  if (disagreements.length === 0) {
    none(paper, t('claim.no-disagreements'))
    return
  }
  const assertions = new Map(content.assertions.map((one) => [one.id, one]))
  const extents = new Map(content.extents.map((one) => [one.id, one]))
  for (const [i, { kind, predicate, assertions: ids, extents: shapes }] of disagreements.entries()) {
    const said = [
      ...ids.flatMap((id) => {
        const one = assertions.get(id)
        return one
          ? [
              `${periodInWords(one, locale, lasts(one.predicate))}: ${assertionInWords(one, content, locale)} ${cite(report, one.sourceId, one.cited)}`,
            ]
          : []
      }),
      ...shapes.flatMap((id) => {
        const one = extents.get(id)
        if (!one || one.statedAreaM2 === null) return []
        const area = one.statedAreaText ?? areaInWords(one.statedAreaM2, locale)
        return [
          `${t('claim.predicate', { predicate: 'area' })}${one.part ? ` (${one.part})` : ''}: ${area} ${cite(report, one.sourceId)}`,
        ]
      }),
    ]
    const title = `${i + 1}. ${t('claim.disagreement', { kind })} (${t('claim.predicate', { predicate })})`
    paper.need(34)
    const top = paper.y
    paper.say(title, { bold: true, indent: 12, after: 2 })
    for (const line of said) bullet(paper, line)
    if (paper.y > top) paper.doc.rect(paper.left, top, 3, paper.y - top - 2).fill(DOUBT)
    paper.y += 5
  }
}

function bullet(paper: Paper, text: string): void {
  paper.need(paper.heightOf(text, { width: paper.width - 24 }))
  paper.put('·', paper.left + 14, paper.y)
  paper.say(text, { indent: 24, after: 2 })
}

function drawUses(paper: Paper, report: Report): void {
  const { t, content, locale } = report
  if (content.uses.length === 0) return
  paper.heading(t('claim.use'))
  for (const one of content.uses.toSorted((a, b) => (a.observedOn ?? '').localeCompare(b.observedOn ?? ''))) {
    const number = (value: number) => value.toLocaleString(region(locale))
    const words = [
      one.use === 'idle' ? t('claim.idle') : (one.use ?? t('claim.hidden')),
      one.areaM2 === null ? null : areaInWords(one.areaM2, locale),
      one.yieldPerHa === null
        ? null
        : t('claim.yield', {
            yield: number(one.yieldPerHa),
            unit: one.yieldUnit ?? '',
            ideal: one.idealYieldPerHa === null ? 'none' : number(one.idealYieldPerHa),
          }),
      one.note,
    ]
    const when = one.observedOn === null ? t('claim.hidden') : formatDay(one.observedOn, locale)
    bullet(
      paper,
      `${when}: ${words.filter((word) => word !== null).join(', ')} ${cite(report, one.sourceId)}`,
    )
  }
}

function drawCases(paper: Paper, report: Report): void {
  const { t, content, locale } = report
  paper.heading(t('claim.cases'))
  if (content.cases.length === 0) {
    none(paper, t('claim.no-cases'))
    return
  }
  for (const { title, procedure, packVersion, beganOn, note, events } of content.cases) {
    paper.need(60)
    paper.say(title ?? t('claim.hidden'), { bold: true, size: 10.5, after: 1 })
    const began = t('claim.case-began', { on: formatDay(beganOn, locale), pack: packVersion })
    paper.say(`${lawWord('kind', procedure, locale)} · ${began}`, { size: 9, colour: SECOND_INK, after: 3 })
    if (note) paper.say(note, { after: 3 })
    for (const event of events) {
      const part = [
        event.share && `${event.share.numerator}/${event.share.denominator}`,
        event.areaM2 === null ? null : areaInWords(event.areaM2, locale),
        event.note,
      ].filter((word) => word)
      const what = `${lawWord('step', event.step, locale)}: ${t('claim.outcome', { outcome: choice(event.outcome) })}`
      bullet(
        paper,
        `${formatDay(event.happenedOn, locale)} · ${[what, ...part].join(', ')} ${cite(report, event.sourceId)}`,
      )
      for (const { step, dueOn, length: days, count, law, article, confidence } of event.deadlines)
        paper.say(
          t('claim.deadline', {
            step: lawWord('step', step, locale),
            due: formatDay(dueOn, locale),
            days,
            count,
            law: [law, article].filter((one) => one).join(', '),
            confidence: t('claim.confidence', { confidence }),
          }),
          { size: 8.5, colour: SECOND_INK, indent: 24, after: 2 },
        )
    }
    paper.y += 4
  }
}

function drawEvidence(paper: Paper, { t, content, locale }: Report): void {
  paper.heading(t('claim.evidence'))
  if (content.evidence.length === 0) {
    none(paper, t('claim.no-evidence'))
    return
  }
  for (const { id, kind, title, sha256, included, path, receivedAt } of content.evidence) {
    paper.need(40)
    const head = `${id}. ${t('claim.evidence-kind', { kind })}${title === null ? '' : ` · ${title}`}`
    paper.say(head, { bold: true, after: 1 })
    const at = new Date(receivedAt).toLocaleString(region(locale), {
      dateStyle: 'medium',
      timeStyle: 'short',
      timeZone: 'UTC',
    })
    const where = t('claim.included', { included, path: path ?? '' })
    paper.say(`${t('claim.received', { at: `${at} UTC` })} · ${where}`, {
      size: 8.5,
      colour: SECOND_INK,
      indent: 12,
      after: 1,
    })
    paper.say(`SHA-256 ${grouped(sha256)}`, { size: 7.5, colour: SECOND_INK, indent: 12, after: 5 })
  }
}

function drawSources(paper: Paper, { t, content }: Report): void {
  paper.heading(t('claim.sources'))
  if (content.sources.length === 0) {
    none(paper, t('claim.no-sources'))
    return
  }
  for (const [i, { kind, title, publisher, publishedText, url, note }] of content.sources.entries()) {
    const words = [title ?? t('claim.source-hidden'), publisher, publishedText, url, note]
    const text = `${t('claim.source-kind', { kind })}: ${words.filter((word) => word !== null).join('. ')}`
    paper.need(paper.heightOf(text, { width: paper.width - 24 }))
    paper.put(`[${i + 1}]`, paper.left, paper.y)
    paper.say(text, { indent: 24, after: 3 })
  }
}

function drawCheck(paper: Paper, { t, key, head }: Report): void {
  paper.heading(t('claim.check'), 80)
  paper.say(t('claim.check-how'))
  const style = { size: 8.5, colour: SECOND_INK }
  paper.say(t('claim.key', { key: grouped(key) }), style)
  paper.say(t('claim.log-head', { seq: String(head.seq), hash: grouped(head.hash) }), style)
}
