/** The thread that holds every council area and who touches whom, so that the event loop never waits for geometry. */
import {
  buildAdjacency,
  type DeclaredLink,
  judge,
  judgeGraph,
  makeTerritory,
  type Territory,
  type Verdict,
} from '../../domain/territory/index.ts'
import { answerQuestions } from '../workers/ask.ts'
import type { AreaPage } from './area-pages.ts'
import { flatAreasFromPages } from './flat-areas-from-pages.ts'

export type JudgeQuestion =
  | { kind: 'page'; first: boolean; page: AreaPage }
  | { kind: 'build' }
  | { kind: 'verdicts'; communes: { id: number; councilIds: number[] }[]; links: DeclaredLink[] }
  | { kind: 'judge'; councilIds: number[]; links: DeclaredLink[] }

export interface CommuneVerdict {
  id: number
  verdict: Verdict | null
  pieces: number
}

let pages: AreaPage[] = []
let territory: Territory
let positions = new Map<number, number>()

function answer(question: JudgeQuestion): unknown {
  switch (question.kind) {
    case 'page':
      if (question.first) pages = []
      pages.push(question.page)
      return null
    case 'build': {
      const { ids, areas } = flatAreasFromPages(pages)
      pages = []
      territory = makeTerritory(ids.map(String), areas, buildAdjacency(areas))
      positions = new Map(ids.map((id, position) => [id, position]))
      return ids.length
    }
    case 'verdicts': {
      const { links } = question
      const edges = links.flatMap(({ a, b }) => {
        const ends = positionsOf([Number(a), Number(b)])
        return ends.length === 2 ? ends : []
      })
      return question.communes.map(({ id, councilIds }) => ({
        id,
        ...verdictOf(positionsOf(councilIds), edges, links),
      }))
    }
    case 'judge':
      return judge(territory, positionsOf(question.councilIds), { links: question.links })
  }
}

/** The graph tells, in microseconds; only where a council lies in several parts does the whole judgement have to. */
function verdictOf(members: number[], edges: number[], links: DeclaredLink[]): Omit<CommuneVerdict, 'id'> {
  if (members.length === 0) return { verdict: null, pieces: 0 }
  const { unitStart } = territory.areas
  const parted = members.some((unit) => unitStart[unit + 1] - unitStart[unit] > 1)
  if (!parted) {
    const { verdict, components } = judgeGraph(territory.adjacency, members, edges)
    return { verdict, pieces: components.length }
  }
  const { verdict, components } = judge(territory, members, { links })
  return { verdict, pieces: verdict === 'split' ? Math.max(2, components.length) : components.length }
}

const positionsOf = (councilIds: number[]): number[] =>
  councilIds.map((id) => positions.get(id)).filter((position) => position !== undefined)

answerQuestions(answer)
