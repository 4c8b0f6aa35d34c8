/** How a command ends when it can't do its work: one sentence for a person, one number for a script. */

/** Judged, imported, exported. */
export const DONE = 0
/** The program's own fault, or the database's. */
export const FAILED = 1
/** Input or flags that can't be used. */
export const UNUSABLE = 2

export class CommandEnded extends Error {
  readonly exitCode: number
  constructor(sentence: string, exitCode: number = UNUSABLE) {
    super(sentence)
    this.exitCode = exitCode
  }
}
