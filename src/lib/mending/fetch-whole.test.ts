import { describe, expect, it } from 'vitest'
import type { Bounds } from '$lib/map/map-view.svelte.ts'
import { AREAS_AT_MOST, fetchWhole } from './fetch-whole.ts'

/** A server that gives no more than `atOnce` of so many areas spread evenly over a degree. */
function server(areas: number, atOnce: number) {
  const asked: Bounds[] = []
  const councils = new Map<number, never>()
  const fetchBox = async ([west, south, east, north]: Bounds) => {
    asked.push([west, south, east, north])
    const inside = areas * (east - west) * (north - south)
    if (inside > atOnce) return false
    for (let i = 0; i < inside; i++) councils.set(councils.size, undefined as never)
    return true
  }
  return { asked, known: { councils, fetchBox } }
}

const asking = (signal = new AbortController().signal) => {
  const shares: number[] = []
  return { shares, asking: { signal, onProgress: (share: number) => shares.push(share) } }
}

describe('areas of a whole layer', () => {
  it('are asked for at once where the server gives them at once', async () => {
    const { asked, known } = server(100, 3000)
    expect(await fetchWhole(known, [0, 0, 1, 1], asking().asking)).toBe(true)
    expect(asked).toEqual([[0, 0, 1, 1]])
  })

  it('are asked for piece by piece where they are many, and it is told how far that is', async () => {
    const { asked, known } = server(10_000, 3000)
    const { shares, asking: options } = asking()
    expect(await fetchWhole(known, [0, 0, 1, 1], options)).toBe(true)
    expect(asked).toHaveLength(7)
    expect(shares).toEqual([0.25, 0.5, 0.75, 1])
  })

  it('are given up where a browser could not hold them, and where nobody waits any more', async () => {
    const many = server(4 * AREAS_AT_MOST, 3000)
    expect(await fetchWhole(many.known, [0, 0, 1, 1], asking().asking)).toBe(false)
    expect(many.known.councils.size).toBeLessThan(2 * AREAS_AT_MOST)
    const { asked, known } = server(100, 3000)
    expect(await fetchWhole(known, [0, 0, 1, 1], asking(AbortSignal.abort()).asking)).toBe(false)
    expect(asked).toEqual([])
  })

  it('are incomplete where some lie on each other', async () => {
    const known = { councils: new Map<number, never>(), fetchBox: async () => false }
    expect(await fetchWhole(known, [0, 0, 0.01, 0.01], asking().asking)).toBe(false)
  })
})
