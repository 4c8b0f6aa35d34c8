/** An amount that is not known to one value: what it could be at least, most likely is, and could be at most. */

export interface Spread {
  min: number
  likely: number
  max: number
}

export const NOTHING: Spread = { min: 0, likely: 0, max: 0 }

export const exactly = (value: number): Spread => ({ min: value, likely: value, max: value })

/**
 * Added end to end: the same doubt in every part ("which pound?") moves them all the same way, so that the ends of a
 * sum are the sums of the ends and nothing averages out.
 */
export const add = (...parts: Spread[]): Spread =>
  parts.reduce(
    (sum, part) => ({
      min: sum.min + part.min,
      likely: sum.likely + part.likely,
      max: sum.max + part.max,
    }),
    NOTHING,
  )

export const subtract = (from: Spread, what: Spread): Spread => ({
  min: from.min - what.max,
  likely: from.likely - what.likely,
  max: from.max - what.min,
})

/** Of amounts that are not negative. */
export const multiply = (one: Spread, other: Spread): Spread => ({
  min: one.min * other.min,
  likely: one.likely * other.likely,
  max: one.max * other.max,
})

export const scale = (spread: Spread, factor: number): Spread =>
  factor < 0
    ? { min: spread.max * factor, likely: spread.likely * factor, max: spread.min * factor }
    : { min: spread.min * factor, likely: spread.likely * factor, max: spread.max * factor }

/**
 * From the lowest to the highest of several readings. The likely value is one that it can be: the middle one, of two in
 * the middle the lower, since what was promised too low is mended more easily.
 */
export function hull(readings: readonly Spread[]): Spread {
  const likely = readings.map((reading) => reading.likely).sort((a, b) => a - b)
  return {
    min: Math.min(...readings.map(({ min }) => min)),
    likely: likely[Math.floor((likely.length - 1) / 2)],
    max: Math.max(...readings.map(({ max }) => max)),
  }
}

/**
 * Which share of all one part is, where `rest` is all but the part: part and whole move together, so that the share
 * stays between 0 and 1. Null where there is nothing to share.
 */
export function shareOf(part: Spread, rest: Spread): Spread | null {
  const share = (of: number, others: number) => (of + others === 0 ? 0 : of / (of + others))
  if (part.max + rest.max === 0) return null
  return {
    min: share(part.min, rest.max),
    likely: share(part.likely, rest.likely),
    max: share(part.max, rest.min),
  }
}
