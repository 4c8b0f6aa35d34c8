import { describe, expect, it } from 'vitest'
import { dissolve, Edges } from './dissolve.ts'

const parts = (...rings: number[][]) => {
  const edges = new Edges()
  for (const ring of rings) edges.addRing(ring)
  return dissolve(edges).map((part) => part.map((ring) => [...ring]))
}

describe('outlines from edges', () => {
  const square = [0, 0, 10, 0, 10, 10, 0, 10]

  it('leave a simple ring as it is, from its first place on', () => {
    expect(parts(square)).toEqual([[square]])
  })

  it('lose the border between two halves', () => {
    const [part, ...more] = parts([0, 0, 5, 0, 5, 10, 0, 10], [5, 0, 10, 0, 10, 10, 5, 10])
    expect(more).toEqual([])
    expect(part).toEqual([[0, 0, 5, 0, 10, 0, 10, 10, 5, 10, 0, 10]])
  })

  it('become two parts where two squares meet in a corner', () => {
    const two = [0, 0, 10, 0, 10, 10, 20, 10, 20, 20, 10, 20, 10, 10, 0, 10]
    expect(parts(two)).toEqual([[square], [[10, 10, 20, 10, 20, 20, 10, 20]]])
  })

  it('become a shell with a hole where an outline touches itself from inside', () => {
    const pinched = [0, 0, 10, 0, 10, 10, 0, 10, 0, 5, 5, 6, 5, 4, 0, 5]
    expect(parts(pinched)).toEqual([
      [
        [0, 0, 10, 0, 10, 10, 0, 10, 0, 5],
        [0, 5, 5, 6, 5, 4],
      ],
    ])
  })

  it('keep a hole in the part that surrounds it, and an island in the hole apart', () => {
    const hole = [2, 2, 2, 8, 8, 8, 8, 2]
    const island = [4, 4, 6, 4, 6, 6, 4, 6]
    expect(parts(island, hole, square)).toEqual([[island], [square, hole]])
  })

  it('lose spikes and places without land', () => {
    expect(parts([0, 0, 10, 0, 15, 0, 10, 0, 10, 10, 0, 10])).toEqual([[square]])
    expect(parts([0, 0, 10, 0])).toEqual([])
  })
})
