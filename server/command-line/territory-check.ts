/** `territory check FILE`: who touches whom, and whether each group shares one space. */

import {
  judge,
  locateDeclared,
  meetingOf,
  pairAt,
  surveyTerritory,
  type Territory,
} from '../../domain/territory/index.ts'
import type { ContiguityRule, DeclaredLink, Judgement } from '../../domain/territory/types.ts'
import { type Explanation, explainVerdict } from '../../messages/explain-verdict.ts'
import { type Locale, translate } from '../../messages/index.ts'
import { oneOf, readCrs, readFlags } from './flags.ts'
import { readLinks } from './links-file.ts'
import { remark, writeOut, writePiece } from './output.ts'
import { readAreas } from './read-areas.ts'

const FLAGS = {
  crs: { type: 'string' },
  layer: { type: 'string' },
  id: { type: 'string' },
  group: { type: 'string' },
  links: { type: 'string' },
  rules: { type: 'string' },
  json: { type: 'boolean' },
  lang: { type: 'string' },
} as const

/** One commune, or network, of the file. */
interface Group {
  group: string | null
  judgement: Judgement
}

export async function territoryCheck(args: string[], locale: Locale): Promise<void> {
  const { values, operands } = readFlags(args, FLAGS, ['FILE'], locale)
  const rule: ContiguityRule = oneOf(values.rules, ['rook', 'queen'] as const, '--rules', locale) ?? 'rook'
  const crs = readCrs(values.crs, locale)
  const { layer, id, group } = values
  const { units, groups } = await readAreas(operands[0], { crs, layer, id, group }, locale)
  const links = values.links
    ? await readLinks(values.links, new Set(units.map((unit) => unit.id)), locale)
    : []
  const territory = surveyTerritory(units)
  if (values.links) remarkIdleConfirmations(territory, links, values.links, locale)
  const judged = judgeGroups(territory, groups, links, rule)
  if (values.json) return writeJson(territory, links, judged, locale)
  for (const { group: name, judgement } of judged) {
    const heading = name === null ? '' : `${name === '' ? translate(locale, 'cli.no-group') : name}: `
    const { sentence, reasons, remedies } = explain(judgement, locale)
    const lines = [
      `${heading}${sentence}`,
      ...reasons.map((reason) => `  - ${reason}`),
      ...remedies.map((remedy) => `  > ${remedy}`),
    ]
    await writeOut(`${lines.join('\n')}\n`)
  }
}

/** A confirmation needs a border to stand on: where the drawing shows none it counts for nothing, and that is said. */
function remarkIdleConfirmations(
  { ids, adjacency }: Territory,
  links: DeclaredLink[],
  file: string,
  locale: Locale,
): void {
  const confirmations = links.filter(({ kind }) => kind === 'border')
  if (confirmations.length === 0) return
  const position = new Map(ids.map((id, i) => [id, i]))
  for (const { a, b } of confirmations) {
    const meeting = meetingOf(adjacency, position.get(a)!, position.get(b)!)
    if (meeting === 'none' || meeting === 'corner')
      remark(translate(locale, 'cli.link-confirms-nothing', { file, a, b, meeting }))
  }
}

function* judgeGroups(
  territory: Territory,
  groups: (string | null)[],
  links: DeclaredLink[],
  rule: ContiguityRule,
): Generator<Group> {
  const members = new Map<string | null, number[]>()
  groups.forEach((group, unit) => {
    const list = members.get(group)
    if (list) list.push(unit)
    else members.set(group, [unit])
  })
  for (const [group, units] of members) yield { group, judgement: judge(territory, units, { links, rule }) }
}

const explain = (judgement: Judgement, locale: Locale): Explanation =>
  explainVerdict(judgement, { locale, name: (id) => id })

function explanationText(judgement: Judgement, locale: Locale): string {
  const { sentence, reasons, remedies } = explain(judgement, locale)
  return [sentence, ...reasons, ...remedies].join(' ')
}

/** One object, written as it is made: a country's pairs need not stand in memory as text. */
async function writeJson(
  territory: Territory,
  links: DeclaredLink[],
  judged: Iterable<Group>,
  locale: Locale,
): Promise<void> {
  const { ids, adjacency } = territory
  await writePiece(`{"units":${ids.length},"pairs":[`)
  let text = ''
  let separator = ''
  const add = async (pair: object) => {
    text += `${separator}\n${JSON.stringify(pair)}`
    separator = ','
    if (text.length < 1 << 16) return
    await writeOut(text)
    text = ''
  }
  const { confirmed } = locateDeclared(territory, links)
  for (let i = 0; i < adjacency.a.length; i++) {
    const { a, b, kind, certainty, lengthM, separationM } = pairAt(adjacency, i)
    const pair = { a: ids[a], b: ids[b], kind, certainty, lengthM, separationM }
    await add(confirmed.has(i) ? { ...pair, confirmed: true } : pair)
  }
  for (const { a, b } of links.filter(({ kind }) => kind !== 'border'))
    await add({ a, b, kind: 'link', certainty: 'certain', lengthM: 0, separationM: 0 })
  text += '],\n"groups":['
  separator = ''
  for (const { group, judgement } of judged) await add(groupRecord(group, judgement, locale))
  await writeOut(`${text}]}\n`)
}

const groupRecord = (group: string | null, judgement: Judgement, locale: Locale) => ({
  group,
  verdict: judgement.verdict,
  components: judgement.components,
  cutUnits: judgement.cutUnits,
  bridges: judgement.bridges,
  enclaves: judgement.enclaves.map(({ unit, beside, areaM2 }) => ({ unit, beside, areaM2 })),
  overlaps: judgement.overlaps.map(({ a, b, areaM2 }) => ({ a, b, areaM2 })),
  gaps: judgement.gaps.map(({ areaM2, beside }) => ({ areaM2, beside })),
  spanningTree: judgement.spanningTree,
  explanation: explanationText(judgement, locale),
})
