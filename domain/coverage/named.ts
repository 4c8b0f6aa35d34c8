/** Which councils edits are about: a name that a drawing made up itself has no number. */
import type { Edit } from './edits.ts'

/** `from` and `to` name councils in some edits and places in others. */
const NAMING = new Set(['council', 'as', 'into', 'councils', 'take', 'from', 'to', 'between'])
/** What PostgreSQL takes as a number of a council. */
const MOST = 2147483647

const namesIn = (edits: readonly Edit[]): string[] => [
  ...new Set(
    edits.flatMap((edit) =>
      Object.entries(edit)
        .filter(([key]) => NAMING.has(key))
        .flatMap(([, value]) => [value].flat())
        .filter((name): name is string => typeof name === 'string'),
    ),
  ),
]

/** Councils that edits name, by number. */
export const councilsNamed = (edits: readonly Edit[]): number[] =>
  namesIn(edits)
    .filter((id) => /^\d+$/.test(id))
    .map(Number)
    .filter((id) => id <= MOST)

/** What edits call councils that they create. */
export const draftsNamed = (edits: readonly Edit[]): string[] =>
  namesIn(edits).filter((id) => id.startsWith('new-'))
