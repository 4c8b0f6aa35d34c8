/** Where the parts of the chart of land use lie: plain numbers, so that they can be tried without a browser. */
import type { Account, Between } from '$domain/idleness/index.ts'

export interface Column {
  account: Account
  /** Shares of the usable area, from below: in use, not known, idle. */
  used: number
  unknown: number
  idle: number
  yield: Between | null
}

/** Empty where a source gives no area at all. */
export const columnsOf = (accounts: readonly Account[]): Column[] =>
  accounts.map((account) => {
    const used = account.use?.atLeast ?? 0
    const idle = account.idle?.atLeast ?? 0
    const known = account.use !== null
    return { account, used, idle, unknown: known ? Math.max(0, 1 - used - idle) : 0, yield: account.yield }
  })

/** The top of the axis: all of the land, or more where a yield is above the ideal; in steps of a fifth. */
export function topOf(columns: readonly Column[], thresholds: readonly number[]): number {
  const highest = Math.max(1, ...thresholds, ...columns.map((column) => column.yield?.atMost ?? 0))
  return Math.ceil(highest * 5 - 1e-9) / 5
}

/** Gridlines: every fifth, every half where the axis is long. */
export const ticksOf = (top: number): number[] => {
  const step = top > 2 ? 0.5 : 0.2
  return Array.from({ length: Math.floor(top / step + 1e-9) + 1 }, (_, i) => Number((i * step).toFixed(2)))
}
