/** The steps of suggesting communes: each onward is an entry of the browser's history, so that its back button takes one back. */
export type View = 'choose' | 'compare' | 'adjust'

const ORDER: readonly View[] = ['choose', 'compare', 'adjust']

export const isOnward = (from: View | null, to: View): boolean =>
  from !== null && ORDER.indexOf(to) > ORDER.indexOf(from)
