/** The thread that holds every council area and who touches whom, so that the event loop never waits for geometry. */
import {
  type Adjacency,
  buildAdjacency,
  type FlatAreas,
  judgeGraph,
  type Verdict,
} from '../../domain/territory/index.ts'
import { answerQuestions } from '../workers/ask.ts'
import type { AreaPage } from './area-pages.ts'
import { flatAreasFromPages } from './flat-areas-from-pages.ts'

export type JudgeQuestion =
  | { kind: 'page'; first: boolean; page: AreaPage }
  | { kind: 'build' }
  | { kind: 'verdicts'; communes: { id: number; councilIds: number[] }[]; links: [number, number][] }

export interface CommuneVerdict {
  id: number
  verdict: Verdict | null
  pieces: number
}

let pages: AreaPage[] = []
let areas: FlatAreas
let adjacency: Adjacency
let ids: number[] = []
let positions = new Map<number, number>()

function answer(question: JudgeQuestion): unknown {
  switch (question.kind) {
    case 'page':
      if (question.first) pages = []
      pages.push(question.page)
      return null
    case 'build': {
      const read = flatAreasFromPages(pages)
      pages = []
      ids = read.ids
      areas = read.areas
      positions = new Map(ids.map((id, position) => [id, position]))
      adjacency = buildAdjacency(areas)
      return ids.length
    }
    case 'verdicts': {
      const links = linkEdges(question.links)
      return question.communes.map(({ id, councilIds }): CommuneVerdict => {
        const members = positionsOf(councilIds)
        if (members.length === 0) return { id, verdict: null, pieces: 0 }
        const { verdict, components } = judgeGraph(adjacency, members, links)
        return { id, verdict, pieces: components.length }
      })
    }
  }
}

const positionsOf = (councilIds: number[]): number[] =>
  councilIds.map((id) => positions.get(id)).filter((position) => position !== undefined)

function linkEdges(links: [number, number][]): number[] {
  return links.flatMap(([a, b]) => {
    const ends = positionsOf([a, b])
    return ends.length === 2 ? ends : []
  })
}

answerQuestions(answer)
