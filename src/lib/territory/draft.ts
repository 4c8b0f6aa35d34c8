/** A commune being composed, and the way back. Plain values: a draft is kept in the browser and in the address. */
import type { RegisteredAs } from '$domain/territory/types.ts'

export interface Draft {
  /** Null while the commune is new. */
  communeId: number | null
  /** What the server had when the draft began: it refuses the change if somebody was quicker. */
  revision: number | null
  name: string
  registeredAs: RegisteredAs
  councilIds: number[]
}

/** What undo and redo move between. A name is left to the field's own undo. */
export interface History {
  past: number[][]
  future: number[][]
}

export const NO_HISTORY: History = { past: [], future: [] }
const LONGEST_HISTORY = 200

/** Puts a council in, or takes it out. */
export const toggled = (councilIds: readonly number[], id: number): number[] =>
  councilIds.includes(id) ? councilIds.filter((other) => other !== id) : [...councilIds, id]

/** One step onwards: what was undone before is gone. */
export function step(
  draft: Draft,
  history: History,
  councilIds: number[],
): { draft: Draft; history: History } {
  return {
    draft: { ...draft, councilIds },
    history: { past: [...history.past, draft.councilIds].slice(-LONGEST_HISTORY), future: [] },
  }
}

export function undone(draft: Draft, history: History): { draft: Draft; history: History } {
  const before = history.past.at(-1)
  if (!before) return { draft, history }
  return {
    draft: { ...draft, councilIds: before },
    history: { past: history.past.slice(0, -1), future: [draft.councilIds, ...history.future] },
  }
}

export function redone(draft: Draft, history: History): { draft: Draft; history: History } {
  const [after, ...future] = history.future
  if (!after) return { draft, history }
  return {
    draft: { ...draft, councilIds: after },
    history: { past: [...history.past, draft.councilIds], future },
  }
}

/** Which councils the draft would bring in and send out. */
export function difference(
  before: readonly number[],
  after: readonly number[],
): { added: number[]; removed: number[] } {
  return {
    added: after.filter((id) => !before.includes(id)),
    removed: before.filter((id) => !after.includes(id)),
  }
}

/** A draft out of the browser's store, or null where what is stored is none: an older program may have written it. */
export function readDraft(text: string | null): Draft | null {
  try {
    const draft = JSON.parse(text ?? 'null') as Partial<Draft> | null
    if (!draft || !Array.isArray(draft.councilIds) || !draft.councilIds.every(Number.isInteger)) return null
    return {
      communeId: Number.isInteger(draft.communeId) ? draft.communeId! : null,
      revision: Number.isInteger(draft.revision) ? draft.revision! : null,
      name: typeof draft.name === 'string' ? draft.name : '',
      registeredAs: draft.registeredAs === 'network' ? 'network' : 'commune',
      councilIds: draft.councilIds,
    }
  } catch {
    return null
  }
}
