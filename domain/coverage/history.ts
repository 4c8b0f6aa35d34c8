/** A drawing in progress: every edit on a revision of a layer, to be undone, made again, kept in a browser and saved. */
import { type Applied, applyEdit } from './apply-edit.ts'
import type { Coverage } from './coverage.ts'
import { applyDelta, type Delta, inverse } from './delta.ts'
import type { Edit } from './edits.ts'
import { isRefusal, type Refusal } from './refusal.ts'

export interface Drawing {
  /** Of the layer that the first edit was made on. */
  readonly revision: number
  /** As it is now. */
  readonly coverage: Coverage
  readonly steps: readonly Step[]
  /** Steps made; those after are undone and can be made again. */
  readonly position: number
}

export interface Step {
  readonly edit: Edit
  readonly delta: Delta
}

/** A drawing as JSON, to survive a reload. */
export interface Draft {
  revision: number
  edits: Edit[]
  position: number
}

/** `base-changed`: somebody saved another revision; `edit-refused`: an edit is no longer possible, as `refusal` tells. */
export type Unrestorable =
  | { unrestorable: 'base-changed'; revision: number; draftRevision: number }
  | { unrestorable: 'edit-refused'; step: number; refusal: Refusal }

export const beginDrawing = (coverage: Coverage, revision: number): Drawing => ({
  revision,
  coverage,
  steps: [],
  position: 0,
})

/** Makes an edit; what had been undone before is forgotten. */
export function draw(drawing: Drawing, edit: Edit): Drawing | Refusal {
  const applied: Applied | Refusal = applyEdit(drawing.coverage, edit)
  if (isRefusal(applied)) return applied
  const steps = [...drawing.steps.slice(0, drawing.position), { edit, delta: applied.delta }]
  return { ...drawing, coverage: applied.coverage, steps, position: steps.length }
}

/** The drawing without its last step; the same where there is none. */
export function undo(drawing: Drawing): Drawing {
  const step = drawing.steps[drawing.position - 1]
  if (!step) return drawing
  return {
    ...drawing,
    coverage: applyDelta(drawing.coverage, inverse(step.delta)),
    position: drawing.position - 1,
  }
}

/** The drawing with the step undone last; the same where there is none. */
export function redo(drawing: Drawing): Drawing {
  const step = drawing.steps[drawing.position]
  if (!step) return drawing
  return { ...drawing, coverage: applyDelta(drawing.coverage, step.delta), position: drawing.position + 1 }
}

/** What is different now from the revision drawn on, all steps in one: what is saved. */
export function changesOf({ steps, position }: Drawing): Delta {
  const sum = new Map<string, Delta[number]>()
  for (const { delta } of steps.slice(0, position))
    for (const change of delta)
      sum.set(change.id, { ...change, before: (sum.get(change.id) ?? change).before })
  return [...sum.values()]
    .filter(({ before, after }) => before !== after)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

export const draftOf = ({ revision, steps, position }: Drawing): Draft => ({
  revision,
  edits: steps.map(({ edit }) => edit),
  position,
})

/** Makes the edits of a draft again, on the revision that they were made on. */
export function restoreDrawing(coverage: Coverage, revision: number, draft: Draft): Drawing | Unrestorable {
  if (draft.revision !== revision)
    return { unrestorable: 'base-changed', revision, draftRevision: draft.revision }
  let drawing = beginDrawing(coverage, revision)
  for (const [step, edit] of draft.edits.entries()) {
    const next = draw(drawing, edit)
    if (isRefusal(next)) return { unrestorable: 'edit-refused', step, refusal: next }
    drawing = next
  }
  while (drawing.position > draft.position) drawing = undo(drawing)
  return drawing
}
