/** The thread that suggests communes: it keeps the areas surveyed, and tells how far a search has come. */

import type { SuggestionOptions } from '$domain/composing/index.ts'
import { crossingsOf, NOTHING_KNOWN, scoreCommunes, suggestCommunes } from '$domain/composing/index.ts'
import { VENEZUELA_COMMUNES } from '$domain/law/index.ts'
import { BORDER } from '$domain/territory/adjacency.ts'
import { surveyTerritory, type Territory } from '$domain/territory/index.ts'
import type { Question, Reply, Situation, Wishes } from './protocol.ts'

let territory: Territory | null = null
let positions = new Map<string, number>()
let crossingM: SuggestionOptions['crossingM']

const surveyed = (): Territory => {
  if (!territory) throw new Error('Asked to suggest before any area came')
  return territory
}

const positionsOf = (ids: readonly string[]): number[] =>
  ids.map((id) => {
    const position = positions.get(id)
    if (position === undefined) throw new Error(`Asked about council ${id}, whose area did not come`)
    return position
  })

function optionsOf({ links, figures, present }: Situation): SuggestionOptions {
  const { ids } = surveyed()
  return {
    links,
    figures: (unit) => figures.get(ids[unit]) ?? NOTHING_KNOWN,
    ...(present && { present: (unit: number) => present.get(ids[unit]) ?? null }),
    ...(crossingM && { crossingM }),
  }
}

function suggest(number: number, situation: Situation, wishes: Wishes) {
  const until = performance.now() + wishes.milliseconds
  const { bounds, groups, together, out } = wishes
  return suggestCommunes(surveyed(), positionsOf(situation.councils), {
    ...optionsOf(situation),
    bounds,
    ...(groups !== null && { groups }),
    law: { pack: VENEZUELA_COMMUNES, date: new Date().toISOString().slice(0, 10) },
    lockedGroups: together.map(positionsOf),
    lockedOut: positionsOf(out),
    progress: (done, of) => reply({ number, progress: { done, of } }),
    stopped: () => performance.now() > until,
  })
}

function neighbours(councils: readonly string[]): [string, string][] {
  const { ids, adjacency } = surveyed()
  const wanted = new Set(positionsOf(councils))
  const found: [string, string][] = []
  for (let pair = 0; pair < adjacency.a.length; pair++) {
    const [a, b] = [adjacency.a[pair], adjacency.b[pair]]
    if (adjacency.kind[pair] === BORDER && wanted.has(a) && wanted.has(b)) found.push([ids[a], ids[b]])
  }
  return found
}

function answer(question: Exclude<Question, { kind: 'areas' | 'lines' }>) {
  switch (question.kind) {
    case 'suggest':
      return suggest(question.number, question.situation, question.wishes)
    case 'score':
      return scoreCommunes(surveyed(), question.communes.map(positionsOf), optionsOf(question.situation))
    case 'neighbours':
      return neighbours(question.councils)
  }
}

self.onmessage = ({ data }: MessageEvent<Question>) => {
  try {
    if (data.kind === 'areas') {
      territory = surveyTerritory(data.units)
      positions = new Map(territory.ids.map((id, position) => [id, position]))
      crossingM = undefined
    } else if (data.kind === 'lines') {
      crossingM = data.lines.length > 0 ? crossingsOf(surveyed(), data.lines, data.reachM) : undefined
    } else reply({ number: data.number, answer: answer(data) })
  } catch (defect) {
    const number = 'number' in data ? data.number : 0
    const text = defect instanceof Error ? (defect.stack ?? defect.message) : String(defect)
    reply({ number, defect: text })
  }
}

const reply = (message: Reply): void => self.postMessage(message)
