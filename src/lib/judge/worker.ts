/** The judge's thread: keeps the territory around the commune surveyed, so that a question costs a millisecond. */
import { judge, surveyTerritory, type Territory } from '$domain/territory/index.ts'
import type { Judgement } from '$domain/territory/types.ts'
import type { Question, Reply } from './protocol.ts'

let territory: Territory | null = null
let positions = new Map<string, number>()

function answer(question: Extract<Question, { kind: 'judge' }>): Judgement {
  if (!territory) throw new Error('Asked to judge before any area came')
  const members = question.members.map((id) => {
    const position = positions.get(id)
    if (position === undefined) throw new Error(`Asked to judge council ${id}, whose area did not come`)
    return position
  })
  return judge(territory, members, { links: question.links })
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
    reply({ number: data.number, judgement: answer(data), milliseconds: performance.now() - start })
  } catch (defect) {
    const number = data.kind === 'judge' ? data.number : 0
    const text = defect instanceof Error ? (defect.stack ?? defect.message) : String(defect)
    reply({ number, judgement: null, milliseconds: performance.now() - start, defect: text })
  }
}

const reply = (message: Reply): void => self.postMessage(message)
