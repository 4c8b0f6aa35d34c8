/** What a scenario differs in, one sentence for each thing. Pure. */
import type { Differences } from '../../../domain/scenario/index.ts'
import type { MessageKey, MessageValues } from '../../../messages/index.ts'

interface Speech {
  t(key: MessageKey, values?: MessageValues): string
  hectares(squareMetres: number): string
  name(council: string): string
}

const NAMED = 6

export function differenceWords({ councils, communes, links }: Differences, speech: Speech): string[] {
  const { t, hectares } = speech
  const names = (ids: readonly string[]) => {
    const told = ids.slice(0, NAMED).map(speech.name).join(', ')
    return ids.length > NAMED ? t('scenarios.more-names', { names: told, count: ids.length - NAMED }) : told
  }
  const said: string[] = []
  for (const { name, change, joined, left, calledBefore } of communes) {
    if (change === 'gone') {
      said.push(t('scenarios.commune-gone', { name }))
      continue
    }
    const about = { name, count: joined.length, names: names(joined) }
    if (change === 'created') {
      said.push(t('scenarios.commune-created', about))
      continue
    }
    if (calledBefore !== null) said.push(t('scenarios.commune-renamed', { name, before: calledBefore }))
    if (joined.length > 0) said.push(t('scenarios.commune-joined', about))
    if (left.length > 0)
      said.push(t('scenarios.commune-left', { name, count: left.length, names: names(left) }))
    if (calledBefore === null && joined.length + left.length === 0)
      said.push(t('scenarios.commune-registered', { name }))
  }
  for (const { name, change, gainedM2 } of councils)
    said.push(
      t(`scenarios.council-${change}`, {
        name,
        area: hectares(Math.abs(gainedM2)),
        sign: Math.abs(gainedM2) < 50 ? 'same' : gainedM2 > 0 ? 'more' : 'less',
      }),
    )
  for (const [key, ones] of [
    ['scenarios.link-declared', links.declared],
    ['scenarios.link-withdrawn', links.withdrawn],
  ] as const)
    for (const { a, b, kind } of ones)
      said.push(t(key, { what: t('links.between', { kind, a: speech.name(a), b: speech.name(b) }) }))
  return said
}
