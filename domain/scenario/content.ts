/** A scenario: a territory that somebody proposes, kept as its differences from the one that is there. */
import { councilsNamed, type Edit } from '../coverage/index.ts'
import type { CouncilAttributes } from '../territory/draw-territory.ts'
import type { LinkKind, RegisteredAs } from '../territory/types.ts'

/** By number; what the scenario's own drawing creates by what it calls it: `new-1`. */
export type CouncilId = number | string

export interface ScenarioDrawing {
  edits: Edit[]
  attributes?: (CouncilAttributes & { id: string })[]
  /** Every council that the edits change, at the revision that they were made on. */
  seen: { id: number; revision: number }[]
}

export interface ScenarioCommune {
  /** Null: a new one. */
  id: number | null
  /** That the proposal was made on; of a new one nothing. */
  revision?: number
  name: string
  registeredAs?: RegisteredAs
  /** All that it would have. */
  councilIds: CouncilId[]
  /** It would be no more. */
  gone?: boolean
}

export interface ScenarioLink {
  councilA: number
  councilB: number
  kind: LinkKind
  declaredBy: string
  /** ISO date. */
  declaredOn: string
  reason: string
}

export interface ScenarioContent {
  drawing: ScenarioDrawing | null
  /** Only those that would be otherwise. */
  communes: ScenarioCommune[]
  links: ScenarioLink[]
  /** Numbers of links that would be withdrawn. */
  withdrawnLinks: number[]
}

export const isNewCouncil = (id: CouncilId): id is string => typeof id === 'string'

/** Councils that exist and that the scenario changes, gives to a commune or joins by a link. */
export function councilsOf({ drawing, communes, links }: ScenarioContent): number[] {
  return [
    ...new Set([
      ...(drawing ? [...councilsNamed(drawing.edits), ...drawing.seen.map(({ id }) => id)] : []),
      ...(drawing?.attributes ?? []).flatMap(({ id }) => (id.startsWith('new-') ? [] : [Number(id)])),
      ...communes.flatMap(({ councilIds }) => councilIds.filter((id) => !isNewCouncil(id)).map(Number)),
      ...links.flatMap(({ councilA, councilB }) => [councilA, councilB]),
    ]),
  ].sort((a, b) => a - b)
}

/** Communes that exist and that it names. */
export function communesOf({ drawing, communes }: ScenarioContent): number[] {
  return [
    ...new Set([
      ...communes.flatMap(({ id }) => id ?? []),
      ...(drawing?.attributes ?? []).flatMap(({ communeIds = [] }) => communeIds),
    ]),
  ].sort((a, b) => a - b)
}

export const isEmpty = ({ drawing, communes, links, withdrawnLinks }: ScenarioContent): boolean =>
  (drawing === null || (drawing.edits.length === 0 && (drawing.attributes ?? []).length === 0)) &&
  communes.length + links.length + withdrawnLinks.length === 0
