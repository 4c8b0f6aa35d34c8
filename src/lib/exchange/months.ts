/** The months of a band: whole years around what there is, so that one sees when nothing travels. Pure. */

/** @param periods `2026-11`. Two years at most, the latest. */
export function monthsAround(periods: readonly string[]): string[] {
  if (periods.length === 0) return []
  const years = periods.map((period) => Number(period.slice(0, 4)))
  const last = Math.max(...years)
  const first = Math.max(Math.min(...years), last - 1)
  return Array.from(
    { length: 12 * (last - first + 1) },
    (_, i) => `${first + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')}`,
  )
}
