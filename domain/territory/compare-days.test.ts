import { describe, expect, test } from 'vitest'
import { type CouncilOfDay, compareDays, type Day } from './compare-days.ts'

/** A column of a sheet, from one hundredth of a degree to another. */
const council = (id: number, west: number, east: number, more: Partial<CouncilOfDay> = {}): CouncilOfDay => ({
  id,
  name: `Consejo ${id}`,
  kind: null,
  families: 100,
  population: null,
  areaM2: (east - west) * 1_214_000,
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [-69.5 + west / 100, 9.5],
        [-69.5 + east / 100, 9.5],
        [-69.5 + east / 100, 9.51],
        [-69.5 + west / 100, 9.51],
        [-69.5 + west / 100, 9.5],
      ],
    ],
  },
  ...more,
})
const ataroa = (councilIds: number[]) => [{ id: 1, name: 'Ataroa', councilIds }]
const before: Day = {
  councils: [council(1, 0, 1), council(2, 1, 2), council(3, 2, 3), council(4, 3, 4)],
  communes: [...ataroa([1, 2]), { id: 2, name: 'Otra', councilIds: [4] }],
}

describe('two days of a territory', () => {
  test('that are the same show nothing', () => {
    expect(compareDays(before, before)).toEqual({ councils: [], flows: [], communes: [] })
  })

  test('show who began and ended, who was drawn otherwise, and of whom only something was told', () => {
    const after: Day = {
      councils: [
        council(1, 0, 1.5),
        council(2, 1.5, 2),
        council(4, 3, 4, { families: 120 }),
        council(5, 2, 3),
      ],
      communes: before.communes,
    }
    const { councils, flows, communes } = compareDays(before, after)
    expect(Object.fromEntries(councils.map(({ id, how }) => [id, how]))).toEqual({
      1: 'drawn',
      2: 'drawn',
      3: 'ended',
      4: 'told',
      5: 'began',
    })
    expect(flows.map(({ from, to }) => [from, to])).toEqual([
      ['3', '5'],
      ['2', '1'],
    ])
    const [told] = councils.filter(({ how }) => how === 'told')
    expect([told.before?.families, told.after?.families, told.gainM2]).toEqual([100, 120, 0])
    // One had its land changed, the other's council counts other families.
    expect(communes).toEqual([1, 2])
  })

  test('show who left a commune and who came into one, whose land is the same', () => {
    const { councils } = compareDays(before, {
      councils: before.councils,
      communes: [...ataroa([1, 3]), before.communes[1]],
    })
    expect(councils.map(({ id, how, joined, left }) => [id, how, joined, left])).toEqual([
      [2, 'regrouped', [], [1]],
      [3, 'regrouped', [1], []],
    ])
  })

  test('show communes with other members, another name, and those that began or ended', () => {
    const communes = (after: Day['communes']) =>
      compareDays(before, { councils: before.councils, communes: after }).communes
    const [, other] = before.communes
    expect(communes([...ataroa([1, 3]), other])).toEqual([1])
    expect(communes([{ id: 1, name: 'Nueva', councilIds: [1, 2] }, other])).toEqual([1])
    expect(communes([other, { id: 3, name: 'Tercera', councilIds: [3] }])).toEqual([1, 3])
  })
})
