/** What is being written about land, kept in this browser until it is saved or given up. */

const PREFIX = 'toparquia:land-draft:'

export class Draft<F extends object> {
  fields = $state({}) as F
  /** It was begun before, in this browser. */
  restored = $state(false)
  readonly start: F
  #key: string

  /** @param key what is written, such as `unit-3`. */
  constructor(key: string, start: F) {
    this.#key = PREFIX + key
    this.start = start
    const kept = read(this.#key)
    this.restored = kept !== null
    this.fields = { ...structuredClone(start), ...kept }
  }

  /** Only what is another than at the beginning: what is not sent stays, also what is hidden from whoever writes. */
  readonly altered = $derived(
    Object.fromEntries(
      Object.entries($state.snapshot(this.fields) as F).filter(
        ([name, value]) => JSON.stringify(value) !== JSON.stringify(this.start[name as keyof F]),
      ),
    ) as Partial<F>,
  )
  readonly touched = $derived(Object.keys(this.altered).length > 0)

  /** Called with each change. */
  keep(): void {
    try {
      if (this.touched) localStorage.setItem(this.#key, JSON.stringify(this.altered))
      else localStorage.removeItem(this.#key)
    } catch {
      // A browser that keeps nothing still writes on the screen.
    }
  }

  forget(): void {
    this.restored = false
    this.fields = structuredClone(this.start)
    try {
      localStorage.removeItem(this.#key)
    } catch {
      // Nothing was kept.
    }
  }
}

/** For a form that is opened next. */
export function leaveDraft(key: string, fields: object): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(fields))
  } catch {
    // It has to be written again.
  }
}

function read(key: string): object | null {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? 'null')
    return kept && typeof kept === 'object' && !Array.isArray(kept) ? kept : null
  } catch {
    return null
  }
}
