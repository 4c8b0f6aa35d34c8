/** The judge's thread: keeps the territory around the commune surveyed, so that a question costs a millisecond. */
import { judgeBreakaway, judgeGroup, mendSides, NOTHING_KNOWN } from '$domain/composing/index.ts'
import { VENEZUELA_COMMUNES } from '$domain/law/index.ts'
import { judge, surveyTerritory, type Territory } from '$domain/territory/index.ts'
import type { Question, Reply, SidesQuestion, WhatIf, WhatIfQuestion } from './protocol.ts'

let territory: Territory | null = null
let positions = new Map<string, number>()

const surveyed = (): Territory => {
  if (!territory) throw new Error('Asked to judge before any area came')
  return territory
}

const positionsOf = (ids: string[]): number[] =>
  ids.map((id) => {
    const position = positions.get(id)
    if (position === undefined) throw new Error(`Asked to judge council ${id}, whose area did not come`)
    return position
  })

function whatIf({ members, leaving, links, figures, registeredAs, date }: WhatIfQuestion): WhatIf {
  const all = positionsOf(members)
  const group = positionsOf(leaving)
  const known = surveyed()
  const figuresOf = (unit: number) => figures.get(known.ids[unit]) ?? NOTHING_KNOWN
  const law = { pack: VENEZUELA_COMMUNES, date }
  const breakaway = judgeBreakaway(known, all, group, { links, figures: figuresOf, registeredAs, law })
  if ('refused' in breakaway) return { breakaway, mending: null }
  const leaves = new Set(group)
  const staying = all.filter((unit) => !leaves.has(unit))
  return { breakaway, mending: mendSides(known, staying, group, { links, figures: figuresOf }) }
}

function sides({ groups, links, figures, date }: SidesQuestion) {
  const known = surveyed()
  const figuresOf = (unit: number) => figures.get(known.ids[unit]) ?? NOTHING_KNOWN
  const law = { pack: VENEZUELA_COMMUNES, date }
  return groups.map(({ members, registeredAs }) =>
    judgeGroup(known, positionsOf(members), { links, figures: figuresOf, registeredAs, law }),
  )
}

function answer(question: Exclude<Question, { kind: 'areas' }>): Reply['answer'] {
  if (question.kind === 'what-if') return whatIf(question)
  if (question.kind === 'sides') return sides(question)
  return judge(surveyed(), positionsOf(question.members), { links: question.links })
}

self.onmessage = ({ data }: MessageEvent<Question>) => {
  const start = performance.now()
  try {
    if (data.kind === 'areas') {
      territory = null
      territory = surveyTerritory(data.units)
      positions = new Map(territory.ids.map((id, position) => [id, position]))
      return
    }
    reply({ number: data.number, answer: answer(data), milliseconds: performance.now() - start })
  } catch (defect) {
    const number = data.kind === 'areas' ? 0 : data.number
    const text = defect instanceof Error ? (defect.stack ?? defect.message) : String(defect)
    reply({ number, answer: null, milliseconds: performance.now() - start, defect: text })
  }
}

const reply = (message: Reply): void => self.postMessage(message)
