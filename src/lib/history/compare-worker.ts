/** The thread that compares two days: clipping hundreds of areas must not hold up the map. */
import { type ComparedDays, compareDays, type Day } from '$domain/territory/compare-days.ts'
import { judge, surveyTerritory } from '$domain/territory/index.ts'
import type { DeclaredLink, Unit, Verdict } from '$domain/territory/types.ts'

export interface VerdictQuestion {
  units: Unit[]
  communes: { id: number; councilIds: number[] }[]
  links: DeclaredLink[]
}
export type VerdictAnswer = { id: number; verdict: Verdict; pieces: number }[]

export type CompareQuestion =
  | { number: number; kind: 'compare'; before: Day; after: Day }
  | ({ number: number; kind: 'verdicts' } & VerdictQuestion)
export interface CompareReply {
  number: number
  answer: ComparedDays | VerdictAnswer | null
  defect?: string
}

function verdicts({ units, communes, links }: VerdictQuestion): VerdictAnswer {
  const territory = surveyTerritory(units)
  const positions = new Map(territory.ids.map((id, position) => [id, position]))
  return communes.map(({ id, councilIds }) => {
    const members = councilIds.map((council) => positions.get(String(council))!)
    const { verdict, components } = judge(territory, members, { links })
    return { id, verdict, pieces: components.length }
  })
}

self.onmessage = ({ data }: MessageEvent<CompareQuestion>) => {
  const reply = (message: CompareReply) => self.postMessage(message)
  try {
    const answer = data.kind === 'compare' ? compareDays(data.before, data.after) : verdicts(data)
    reply({ number: data.number, answer })
  } catch (defect) {
    const text = defect instanceof Error ? (defect.stack ?? defect.message) : String(defect)
    reply({ number: data.number, answer: null, defect: text })
  }
}
