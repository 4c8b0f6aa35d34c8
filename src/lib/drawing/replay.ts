/** Edits made again on areas that have changed or grown since, and what they are about. Pure. */
import type { Position } from 'geojson'
import {
  beginDrawing,
  type Coverage,
  type Drawing,
  draw,
  type Edit,
  isRefusal,
  type Refusal,
  undo,
} from '$domain/coverage/index.ts'
import type { Bounds } from '$lib/map/map-view.svelte.ts'

export interface RefusedStep {
  /** Its place among the edits that were to be made. */
  step: number
  edit: Edit
  refusal: Refusal
}

export interface Replayed {
  drawing: Drawing
  /** What could not be made again; the others were made without it. */
  refused: RefusedStep[]
}

/** Makes edits again up to `position`; those after it stay to be redone. */
export function replay(
  coverage: Coverage,
  revision: number,
  edits: readonly Edit[],
  position: number,
): Replayed {
  let drawing = beginDrawing(coverage, revision)
  const refused: RefusedStep[] = []
  let back = 0
  for (const [step, edit] of edits.entries()) {
    const next = draw(drawing, edit)
    if (isRefusal(next)) {
      // What was undone can't be redone past a step that is no longer possible.
      if (step >= position) break
      refused.push({ step, edit, refusal: next })
      continue
    }
    drawing = next
    if (step >= position) back++
  }
  while (back-- > 0) drawing = undo(drawing)
  return { drawing, refused }
}

/** The councils that an edit names. */
export function councilsIn(edit: Edit): string[] {
  switch (edit.kind) {
    case 'reshape':
    case 'follow':
    case 'cut-hole':
      return [edit.council]
    case 'draw':
    case 'add-part':
      return [edit.council, ...edit.take]
    case 'split':
      return [edit.council, edit.as]
    case 'merge':
      return [edit.into, ...edit.councils]
    case 'give':
      return [edit.from, edit.to]
    case 'fill':
      return edit.to
    case 'resolve-overlap':
      return [...edit.between, ...edit.to]
    default:
      return []
  }
}

/** Councils that the server knows, among those that some edits name. */
export const knownIn = (edits: readonly Edit[]): number[] => [
  ...new Set(
    edits
      .flatMap(councilsIn)
      .filter((id) => /^\d+$/.test(id))
      .map(Number),
  ),
]

/** Where an edit was drawn; null where it names no place. */
export function boundsOfEdit(edit: Edit): Bounds | null {
  const positions = positionsIn(edit)
  if (positions.length === 0) return null
  const [longitudes, latitudes] = [positions.map(([x]) => x), positions.map(([, y]) => y)]
  return [Math.min(...longitudes), Math.min(...latitudes), Math.max(...longitudes), Math.max(...latitudes)]
}

function positionsIn(value: unknown): Position[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value) && value.length === 2 && value.every((item) => typeof item === 'number'))
    return [value]
  return Object.values(value).flatMap(positionsIn)
}
