import { describe, expect, test } from 'vitest'
import type { Change } from '../steps/step.ts'
import { dated } from './dated.ts'
import { alterCommune, createCommune, isRefusal } from './operations.ts'
import type { CommuneRecord } from './records.ts'

const commune: CommuneRecord = {
  id: 1,
  code: null,
  name: 'Ataroa',
  registeredAs: 'commune',
  note: null,
  source: null,
  approximate: false,
  importId: null,
  audience: 'public',
  revision: 1,
  councilIds: [1, 2],
}
const present = new Set([1, 2, 3])
const moves = new Map([
  [2, { name: 'Dos', since: '2024-05-01' }],
  [3, { name: 'Tres', since: '2023-01-01' }],
])
const on = { today: '2026-11-28', moves }
const recomposed = (councilIds: number[]) => alterCommune(commune, { revision: 1, councilIds }, present)

describe('the day from which members are these', () => {
  test('is the day that somebody says, and left open where nobody does', () => {
    const step = recomposed([1])
    expect(dated(step, undefined, on)).toBe(step)
    expect(dated(recomposed([1]), '2024-05-01', on)).toMatchObject({ effectiveOn: '2024-05-01' })
    const created = createCommune({ id: 2, name: 'Otra', councilIds: [1] }, present)
    expect(dated(created, '1999-01-01', { today: on.today, moves: new Map() })).toMatchObject({
      effectiveOn: '1999-01-01',
    })
  })

  test('is none in the future', () => {
    expect(dated(recomposed([1]), '2026-11-29', on)).toMatchObject({ refused: 'effective-in-the-future' })
  })

  test('is none before a council came that leaves, or left that comes again', () => {
    expect(dated(recomposed([1]), '2024-04-30', on)).toEqual({
      refused: 'effective-too-early',
      facts: { name: 'Dos', since: '2024-05-01' },
    })
    expect(dated(recomposed([1, 2, 3]), '2022-12-31', on)).toMatchObject({ refused: 'effective-too-early' })
    expect(dated(recomposed([1, 2, 3]), '2023-01-01', on)).toMatchObject({ effectiveOn: '2023-01-01' })
  })

  test('is not written on a step that changes no members, and a refusal stays one', () => {
    const renamed = alterCommune(commune, { revision: 1, name: 'Nueva' }, present) as Change
    expect(dated(renamed, '2024-05-01', on)).toBe(renamed)
    const refused = recomposed([1, 9])
    expect(isRefusal(dated(refused, '2024-05-01', on))).toBe(true)
  })
})
