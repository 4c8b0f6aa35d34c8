/** Where a walk through time stops: each day on which something changed, and the day before the first. Pure. */

export const dayBefore = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)

/** ISO dates before today, ascending. */
export function stopsOf(days: readonly string[], today: string): string[] {
  if (days.length === 0) return []
  const sorted = [...new Set(days)].sort()
  return [dayBefore(sorted[0]), ...sorted].filter((day) => day < today)
}

/**
 * The stops beside a day; `present` as the next one where only today is left.
 * @param on null is today.
 */
export function stopsBeside(
  stops: readonly string[],
  on: string | null,
): { previous: string | null; next: string | 'present' | null } {
  return {
    previous: stops.findLast((day) => on === null || day < on) ?? null,
    next: on === null ? null : (stops.find((day) => day > on) ?? 'present'),
  }
}
