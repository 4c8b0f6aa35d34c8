import { describe, expect, test } from 'vitest'
import { matchAreas } from './reference-areas.ts'

const area = (id: number, code: string | null, name: string, state: string | null = null) => ({
  id,
  code,
  name,
  state,
})

describe('an area of a newer edition', () => {
  test('keeps the number of the one with its code, whatever it is called now', () => {
    const before = [area(1, 'VE1307', 'Simon Planas'), area(2, 'VE1305', 'Palavecino')]
    expect(matchAreas(before, [area(0, 'VE1305', 'Palavecino'), area(0, 'VE1307', 'Simón Planas')])).toEqual({
      ids: [2, 1],
      gone: [],
    })
  })

  test('is known by name and state where one of the editions has no codes', () => {
    const before = [area(1, null, 'Libertador', 'Aragua'), area(2, null, 'Libertador', 'Mérida')]
    expect(
      matchAreas(before, [area(0, 'A', 'Libertador', 'Mérida'), area(0, 'B', 'Nuevo', 'Mérida')]),
    ).toEqual({
      ids: [2, null],
      gone: [1],
    })
  })

  test('is new where two are called the same, and where the codes say that it is another', () => {
    const before = [area(1, null, 'Sucre'), area(2, null, 'Sucre'), area(3, 'X', 'Páez')]
    expect(matchAreas(before, [area(0, null, 'Sucre'), area(0, 'Y', 'Páez')])).toEqual({
      ids: [null, null],
      gone: [1, 2, 3],
    })
  })

  test('has a code of its own', () => {
    expect(matchAreas([], [area(0, 'A', 'Uno'), area(0, 'A', 'Dos')])).toEqual({
      refused: 'area-code-twice',
      facts: { code: 'A' },
    })
  })
})
