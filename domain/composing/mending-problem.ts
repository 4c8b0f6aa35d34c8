/** Nodes on sides, and which of them may change to which. */

export const NOBODY = 0
export const FIRST = 1
export const SECOND = 2

export interface MendingProblem {
  /** Node `v` has the neighbours `neighbour[start[v]] .. neighbour[start[v + 1] - 1]`. */
  start: Uint32Array
  neighbour: Uint32Array
  /** NOBODY, FIRST or SECOND of each node. */
  side: Uint8Array
  /** For each node the sides it may change to, as bits `1 << side`. */
  mayTurn: Uint8Array
  /** Sides that must be whole: 1 or 2. */
  sides: 1 | 2
}

/** A cell holds a node's side in the bits of SIDE, and above them, from MAY on, the sides that it may still turn to. */
export const SIDE = 3
export const MAY = 2

export const cellsOf = ({ side, mayTurn }: MendingProblem): Uint8Array =>
  side.map((of, node) => of | (mayTurn[node] << MAY))

/** Where a node goes if it leaves its side; -1 where it may not. */
export function leavingTo(cell: number, from: number, sides: number): number {
  const other = from === FIRST ? SECOND : FIRST
  if (sides === 2 && (cell & (1 << (other + MAY))) !== 0) return other
  return (cell & (1 << (NOBODY + MAY))) !== 0 ? NOBODY : -1
}
