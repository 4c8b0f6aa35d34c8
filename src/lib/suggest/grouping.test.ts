import { describe, expect, it } from 'vitest'
import { back, forth, moved, NO_STEPS, nameGroups, neighbouring, onward } from './grouping.ts'
import { recompositionOf } from './recomposition.ts'

const ataroa = { id: 7, name: 'Ataroa', revision: 3, councilIds: [1, 2, 3, 4] }
const cerros = { id: 8, name: 'Cerros', revision: 1, councilIds: [5, 6, 9] }
const communes = [ataroa, cerros]
const fresh = (number: number) => `Nueva ${number}`
const chosen = (...ids: number[]) => new Set(ids)

describe('groups that were suggested', () => {
  it('carry on the commune of which they have most, one each; the others are new', () => {
    const groups = [
      [1, 2, 3],
      [4, 5],
      [6, 9],
    ]
    expect(nameGroups(groups, chosen(1, 2, 3, 4, 5, 6, 9), communes, fresh).map(({ name }) => name)).toEqual([
      'Ataroa',
      'Nueva 1',
      'Cerros',
    ])
  })

  it('carry on no commune of which some councils were never looked at', () => {
    const grouping = nameGroups([[1, 2, 5, 6]], chosen(1, 2, 3, 4, 5, 6), communes, fresh)
    expect(grouping[0]).toMatchObject({ name: 'Ataroa', communeId: 7 })
    expect(nameGroups([[5, 6]], chosen(5, 6), communes, fresh)[0].communeId).toBeNull()
  })

  it('get no name that a commune has already', () => {
    const there = [{ id: 1, name: 'Nueva 1', revision: 1, councilIds: [99] }]
    expect(nameGroups([[1], [2]], chosen(1, 2), there, fresh).map(({ name }) => name)).toEqual([
      'Nueva 2',
      'Nueva 3',
    ])
  })
})

describe('a grouping that is changed', () => {
  const grouping = nameGroups([[1, 2], [3, 4], [5]], chosen(1, 2, 3, 4, 5), [], fresh)
  const ids = (some: typeof grouping) => some.map(({ councilIds }) => councilIds)

  it('moves a council to another group, or to none', () => {
    expect(ids(moved(grouping, 2, 1))).toEqual([[1], [3, 4, 2], [5]])
    expect(ids(moved(grouping, 5, null))).toEqual([[1, 2], [3, 4], []])
    expect(ids(moved(moved(grouping, 5, null), 5, 0))).toEqual([[1, 2, 5], [3, 4], []])
  })

  it('offers the groups of a council’s neighbours, without its own', () => {
    const neighbours = new Map([[2, [1, 3, 5, 99]]])
    expect(neighbouring(grouping, 2, neighbours)).toEqual([1, 2])
    expect(neighbouring(grouping, 4, neighbours)).toEqual([])
  })

  it('goes back and forth', () => {
    const next = moved(grouping, 2, 1)
    const before = back(next, onward(grouping, NO_STEPS))!
    expect(before.grouping).toBe(grouping)
    expect(forth(before.grouping, before.steps)!.grouping).toBe(next)
    expect(back(grouping, NO_STEPS)).toBeNull()
  })
})

describe('an accepted grouping as a request', () => {
  it('changes what goes on, creates what is new, and takes councils from those that lose them', () => {
    const grouping = nameGroups(
      [
        [1, 2, 3],
        [4, 5],
      ],
      chosen(1, 2, 3, 4, 5),
      communes,
      fresh,
    )
    expect(recompositionOf(grouping, communes)).toEqual([
      { id: 7, revision: 3, name: 'Ataroa', councilIds: [1, 2, 3] },
      { name: 'Nueva 1', councilIds: [4, 5] },
      { id: 8, revision: 1, name: 'Cerros', councilIds: [6, 9] },
    ])
  })

  it('says nothing of groups without councils, nor of communes that lose none', () => {
    const grouping = moved(
      nameGroups([[1, 2, 3, 4], [10]], chosen(1, 2, 3, 4, 10), communes, fresh),
      10,
      null,
    )
    expect(recompositionOf(grouping, communes)).toEqual([
      { id: 7, revision: 3, name: 'Ataroa', councilIds: [1, 2, 3, 4] },
    ])
  })
})
