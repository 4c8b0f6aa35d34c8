/** Repeatable chance: the same seed gives the same territory on every machine. */

export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Normal with mean 0 and deviation 1, cut off at four deviations. */
  normal(): number
  /** Whole number in [low, high]. */
  between(low: number, high: number): number
}

/** A 32-bit multiply-and-shift generator: enough for drawing maps, not for secrets. */
export function seededRandom(seed: number): Random {
  let state = mix(seed >>> 0, 0x9e3779b9)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let z = Math.imul(state ^ (state >>> 15), state | 1)
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61)
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296
  }
  return {
    next,
    normal() {
      const value = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
      return Math.max(-4, Math.min(4, value))
    },
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
  }
}

/** Two numbers to one well-spread 32-bit seed, so that each border has chance of its own, whatever the order. */
export function mix(a: number, b: number): number {
  let z = Math.imul(a ^ 0x85ebca6b, 0xc2b2ae35) ^ Math.imul(b + 0x27d4eb2f, 0x165667b1)
  z = Math.imul(z ^ (z >>> 15), 0x2c1b3c6d)
  z = Math.imul(z ^ (z >>> 12), 0x297a2d39)
  return (z ^ (z >>> 15)) >>> 0
}
