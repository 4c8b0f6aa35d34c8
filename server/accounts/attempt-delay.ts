/** How long whoever guesses has to wait: longer each time, never for ever. */

/** Slips of a person's finger that cost nothing. */
const FREE = 5
const FIRST_SECONDS = 5
const LONGEST_SECONDS = 15 * 60
/** Without an attempt for so long, it begins anew. */
export const FORGOTTEN_SECONDS = 86_400

/** Seconds between the last failure and the next attempt: 5 after the fifth in a row, then twice as long each time. */
export const delayAfter = (failures: number): number =>
  failures < FREE ? 0 : Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** (failures - FREE))

/** Whole seconds still to wait. @param since seconds since the last failure */
export const stillToWait = (failures: number, since: number): number =>
  Math.max(0, Math.ceil(delayAfter(failures) - since))
