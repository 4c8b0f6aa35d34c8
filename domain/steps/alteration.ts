/** The smallest part of a step. */

/** One record before and after; null where it does not exist. */
export interface Alteration<R> {
  before: R | null
  after: R | null
}

/** Whatever else it says, of what kind it is for instance, stays. */
export const turn = <A extends Alteration<unknown>>(one: A): A =>
  ({ ...one, before: one.after, after: one.before }) as A

export const idOf = ({ before, after }: Alteration<{ id: number }>): number => (before ?? after)!.id

/** For the sentence that tells a step. */
export type Facts = Record<string, string | number>
