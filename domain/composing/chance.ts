/** Repeatable chance for searches: the same seed gives the same answer on every machine. */

export interface Chance {
  /** Uniform in [0, 1). */
  next(): number
  /** Whole number in [low, high]. */
  between(low: number, high: number): number
}

/** A Weyl sequence, well stirred: enough for a search, not for secrets. `turn` gives independent chance of one seed. */
export function chanceOf(seed: number, turn = 0): Chance {
  let state = Math.imul(seed ^ 0x51ed270b, 0x9e3779b1) ^ Math.imul(turn + 0x2545f491, 0x85ebca77)
  const next = () => {
    state = (state + 0x9e3779b9) | 0
    let stirred = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    stirred = Math.imul(stirred ^ (stirred >>> 15), 0x735a2d97)
    return ((stirred ^ (stirred >>> 15)) >>> 0) / 4294967296
  }
  return { next, between: (low, high) => low + Math.floor(next() * (high - low + 1)) }
}
