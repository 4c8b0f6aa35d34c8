import { describe, expect, it } from 'vitest'
import { candidateAt, candidates, type Known } from './candidates.ts'

const known: Known = {
  communes: [
    { id: 1, name: 'Simón Planas', councilIds: [11, 12] },
    { id: 2, name: 'El Cafeto', councilIds: [21] },
  ],
  bodies: [
    { id: 5, name: 'Ciudad', level: 'city', communeIds: [1], became: null },
    { id: 6, name: 'Federación', level: 'federation', communeIds: [1], became: null },
    { id: 7, name: 'Circuito', level: 'circuit', communeIds: [], became: null },
  ],
}
const none = new Set<string>()
const names = (found: readonly { name: string }[]) => found.map(({ name }) => name)

describe('whom a level could take in', () => {
  it('is found however its name is typed', () => {
    expect(names(candidates('city', 'simon', known, none))).toEqual(['Simón Planas'])
  })

  it('are bodies of the levels below, before anything is typed', () => {
    expect(names(candidates('federation', '', known, none))).toEqual(['Ciudad'])
    expect(names(candidates('confederation', '', known, none))).toEqual(['Ciudad', 'Federación'])
    expect(candidates('city', '', known, none)).toEqual([])
  })

  it('is nobody who is in already', () => {
    expect(candidates('federation', '', known, new Set(['body 5']))).toEqual([])
  })

  it('is what stands highest where somebody presses', () => {
    const at = (level: Parameters<typeof candidateAt>[0], id: number) =>
      candidateAt(level, { id, name: 'Consejo' }, known)?.name ?? null
    expect(at('circuit', 11)).toBe('Consejo')
    expect(at('city', 11)).toBe('Simón Planas')
    expect(at('federation', 11)).toBe('Ciudad')
    expect(at('confederation', 11)).toBe('Federación')
    expect(at('federation', 21)).toBe('El Cafeto')
    expect(at('city', 99)).toBe(null)
  })
})
