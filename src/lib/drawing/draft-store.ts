/**
 * A drawing kept in this browser at every step: in localStorage, and in IndexedDB what is too large for it. Each
 * writing has a stamp; whoever writes says which one they know, so that no window writes over another's steps.
 */
import type { MultiPolygon, Polygon } from 'geojson'
import type { Edit } from '$domain/coverage/index.ts'
import type { Facts, Written } from './facts.ts'
import type { DrawnScenario } from './scenario-draft.ts'

/** A council as it was when the drawing first touched it. */
export interface Seen extends Facts {
  id: number
  revision: number
  geometry: MultiPolygon | Polygon
}

export interface KeptDraft {
  edits: Edit[]
  position: number
  written: Written
  reason: string
  effectiveOn: string | null
  /** Number of councils named new-1, new-2, … so far; none is named twice. */
  made: number
  seen: Seen[]
  /** Each touched council as it is drawn; null for one that is gone. */
  mine: { id: string; geometry: MultiPolygon | Polygon | null }[]
  /** When the last step was made, ISO. */
  at: string
  /** Whose drawing it is; of none it is saved to the territory. Absent in drafts of before there was this. */
  scenario?: DrawnScenario | null
}

interface Entry {
  stamp: string
  /** What the list of unfinished work says, without reading all of it. */
  steps: number
  at: string
  /** Null where it is in the database. */
  draft: KeptDraft | null
}

const KEY = 'toparquia:drawing'
const DATABASE = 'toparquia-drawing'

function readEntry(text: string | null): Entry | null {
  try {
    const entry = JSON.parse(text ?? 'null') as Entry | null
    return entry && typeof entry.stamp === 'string' && typeof entry.steps === 'number' ? entry : null
  } catch {
    return null
  }
}

function stored(): Entry | null {
  try {
    return readEntry(localStorage.getItem(KEY))
  } catch {
    return null
  }
}

export class DraftStore {
  /** The stamp of what this window wrote or read last. */
  #known: string | null = null

  /** How many steps wait here, and since when; without reading them. */
  summary(): { steps: number; at: string } | null {
    const entry = stored()
    return entry && entry.steps > 0 ? { steps: entry.steps, at: entry.at } : null
  }

  async read(): Promise<KeptDraft | null> {
    const entry = stored()
    this.#known = entry?.stamp ?? null
    if (!entry) return null
    return entry.draft ?? (await fromDatabase(entry.stamp))
  }

  /**
   * @param anyway writes over what another window wrote.
   * @returns `overtaken`: another window wrote since, and nothing was written; `full`: no room anywhere.
   */
  async write(draft: KeptDraft | null, anyway = false): Promise<'kept' | 'overtaken' | 'full'> {
    const there = stored()
    if (!anyway && (there?.stamp ?? null) !== this.#known) return 'overtaken'
    if (!draft) {
      this.#known = null
      try {
        // What is in the database would outlive the key to it.
        if (there && !there.draft) indexedDB.deleteDatabase(DATABASE)
        localStorage.removeItem(KEY)
      } catch {
        // Nothing could be kept either.
      }
      return 'kept'
    }
    const stamp = crypto.randomUUID()
    const entry: Entry = { stamp, steps: draft.position, at: draft.at, draft }
    try {
      localStorage.setItem(KEY, JSON.stringify(entry))
      this.#known = stamp
      return 'kept'
    } catch {
      if (!(await intoDatabase(stamp, draft))) return 'full'
      try {
        localStorage.setItem(KEY, JSON.stringify({ ...entry, draft: null }))
        this.#known = stamp
        return 'kept'
      } catch {
        return 'full'
      }
    }
  }

  /** Calls back when another window writes. @returns ends it. */
  follow(written: () => void): () => void {
    const listen = (event: StorageEvent) => {
      if (event.key === KEY && (stored()?.stamp ?? null) !== this.#known) written()
    }
    addEventListener('storage', listen)
    return () => removeEventListener('storage', listen)
  }
}

function open(): Promise<IDBDatabase | null> {
  return new Promise((resolve) => {
    try {
      const asked = indexedDB.open(DATABASE, 1)
      asked.onupgradeneeded = () => asked.result.createObjectStore('draft')
      asked.onsuccess = () => {
        // Whoever deletes it does not wait for this window.
        asked.result.onversionchange = () => asked.result.close()
        resolve(asked.result)
      }
      asked.onerror = () => resolve(null)
    } catch {
      resolve(null)
    }
  })
}

async function intoDatabase(stamp: string, draft: KeptDraft): Promise<boolean> {
  const database = await open()
  if (!database) return false
  return new Promise((resolve) => {
    const writing = database.transaction('draft', 'readwrite')
    const store = writing.objectStore('draft')
    store.clear()
    store.put(draft, stamp)
    writing.oncomplete = () => resolve(true)
    writing.onerror = writing.onabort = () => resolve(false)
  })
}

async function fromDatabase(stamp: string): Promise<KeptDraft | null> {
  const database = await open()
  if (!database) return null
  return new Promise((resolve) => {
    const asked = database.transaction('draft').objectStore('draft').get(stamp)
    asked.onsuccess = () => resolve((asked.result as KeptDraft | undefined) ?? null)
    asked.onerror = () => resolve(null)
  })
}
