/** A scenario's drawing as the draft of this browser, and back into the scenario. Pure. */
import type { ScenarioContent } from '$domain/scenario/index.ts'
import type { CouncilWithGeometry } from '../../../server/territories/schema.ts'
import type { KeptDraft, Seen } from './draft-store.ts'
import { type Facts, writtenIn } from './facts.ts'
import { knownIn } from './replay.ts'

/** The scenario that a draft belongs to, as it was when the draft was begun. */
export interface DrawnScenario {
  id: number
  revision: number
  name: string
  content: ScenarioContent
}

/** Councils whose areas must be here before the draft is made. */
export const councilsDrawn = ({ drawing }: ScenarioContent): number[] =>
  drawing ? [...new Set([...knownIn(drawing.edits), ...drawing.seen.map(({ id }) => id)])] : []

/**
 * All its edits as steps that can be undone. What was seen keeps the revision that the scenario was drawn on, so that
 * a border which somebody changed since is asked about.
 */
export function draftOfScenario(
  scenario: DrawnScenario,
  councils: ReadonlyMap<number, CouncilWithGeometry>,
  at: string,
): KeptDraft {
  const { edits, attributes = [], seen } = scenario.content.drawing ?? { edits: [], seen: [] }
  const names = [...JSON.stringify(edits).matchAll(/"new-(\d+)"/g)].map(([, number]) => Number(number))
  return {
    edits,
    position: edits.length,
    written: writtenIn(edits, attributes, (id): Facts | null => councils.get(Number(id)) ?? null),
    reason: '',
    effectiveOn: null,
    made: Math.max(0, ...names),
    seen: seen.map(({ id, revision }) => seenThen(id, revision, councils.get(id))),
    mine: [],
    at,
    scenario,
  }
}

const seenThen = (id: number, revision: number, now: CouncilWithGeometry | undefined): Seen => ({
  id,
  revision,
  name: now?.name ?? '',
  kind: now?.kind ?? null,
  families: now?.families ?? null,
  population: now?.population ?? null,
  communeIds: now?.communeIds ?? [],
  geometry: now?.geometry ?? { type: 'MultiPolygon', coordinates: [] },
})

/** The scenario with another drawing; communes don't keep new councils that it no longer makes. */
export function withDrawing(
  content: ScenarioContent,
  drawing: NonNullable<ScenarioContent['drawing']>,
  alive: (draft: string) => boolean,
): ScenarioContent {
  const empty = drawing.edits.length === 0 && (drawing.attributes ?? []).length === 0
  return {
    ...content,
    drawing: empty ? null : drawing,
    communes: content.communes.map((commune) => ({
      ...commune,
      councilIds: commune.councilIds.filter((id) => typeof id === 'number' || alive(id)),
    })),
  }
}
