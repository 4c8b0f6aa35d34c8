/** The smallest part of a step. */

/** One record before and after; null where it does not exist. */
export interface Alteration<R> {
  before: R | null
  after: R | null
}

export const turn = <R>({ before, after }: Alteration<R>): Alteration<R> => ({ before: after, after: before })

/** For the sentence that tells a step. */
export type Facts = Record<string, string | number>
