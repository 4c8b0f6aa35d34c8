/** The thread that holds every council area and who touches whom, so that the event loop never waits for geometry. */
import { type Body, judgeLevel } from '../../domain/composing/levels.ts'
import { VENEZUELA_COMMUNES } from '../../domain/law/index.ts'
import {
  buildAdjacency,
  type DeclaredLink,
  judge,
  judgeVerdict,
  locateDeclared,
  type Meeting,
  makeTerritory,
  meetingOf,
  type Territory,
  type Verdict,
  withoutUnits,
} from '../../domain/territory/index.ts'
import { answerQuestions } from '../workers/ask.ts'
import type { AreaPage } from './area-pages.ts'
import { flatAreasFromPages } from './flat-areas-from-pages.ts'

export type JudgeQuestion =
  | { kind: 'page'; first: boolean; page: AreaPage }
  | { kind: 'build' }
  | { kind: 'verdicts'; communes: { id: number; councilIds: number[] }[]; links: DeclaredLink[] }
  | { kind: 'judge'; councilIds: number[]; unseen: number[]; links: DeclaredLink[] }
  /** `areas`: those of the day, where they are not the present ones. */
  | {
      kind: 'level'
      body: Body
      bodies: Body[]
      date: string
      links: DeclaredLink[]
      areas: AreaPage | null
    }
  | { kind: 'meeting'; a: number; b: number }

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
      const built = territoryOf(pages)
      pages = []
      territory = built.territory
      positions = new Map(built.ids.map((id, position) => [id, position]))
      return built.ids.length
    }
    case 'verdicts': {
      const { ways } = locateDeclared(territory, question.links)
      return question.communes.map(({ id, councilIds }) => ({
        id,
        ...verdictOf(positionsOf(councilIds), ways),
      }))
    }
    case 'judge':
      return judge(withoutUnits(territory, positionsOf(question.unseen)), positionsOf(question.councilIds), {
        links: question.links,
      })
    case 'level': {
      const { body, bodies, date, links, areas } = question
      const then = areas ? territoryOf([areas]).territory : territory
      return judgeLevel(then, body, bodies, date, { pack: VENEZUELA_COMMUNES, links })
    }
    case 'meeting': {
      const [a, b] = positionsOf([question.a, question.b])
      return (b === undefined ? 'none' : meetingOf(territory.adjacency, a, b)) satisfies Meeting
    }
  }
}

function territoryOf(some: readonly AreaPage[]): { ids: number[]; territory: Territory } {
  const { ids, areas } = flatAreasFromPages(some)
  return { ids, territory: makeTerritory(ids.map(String), areas, buildAdjacency(areas)) }
}

function verdictOf(members: number[], ways: number[]): Omit<CommuneVerdict, 'id'> {
  if (members.length === 0) return { verdict: null, pieces: 0 }
  const { verdict, components } = judgeVerdict(territory, members, ways)
  // Where a council in separate parts hides a break, the ties alone still look like one piece.
  return { verdict, pieces: verdict === 'split' ? Math.max(2, components.length) : components.length }
}

const positionsOf = (councilIds: number[]): number[] =>
  councilIds.map((id) => positions.get(id)).filter((position) => position !== undefined)

answerQuestions(answer)
