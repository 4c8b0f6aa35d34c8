/** What this browser kept for somebody who signs out: on a shared computer nobody finds their drafts. */

/** The language is nobody's secret. */
const STAYS = new Set(['toparquia:language'])
const DATABASES = ['toparquia-drawing']

export function leaveNothing(): void {
  try {
    for (const key of Object.keys(localStorage))
      if (key.startsWith('toparquia:') && !STAYS.has(key)) localStorage.removeItem(key)
    for (const name of DATABASES) indexedDB.deleteDatabase(name)
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}
