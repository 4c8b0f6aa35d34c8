import { describe, expect, it } from 'vitest'
import { broughtUpToDate, composedContent, leavingContent } from './to-content.ts'

const commune = (id: number, name: string, ...councilIds: number[]) => ({
  id,
  name,
  revision: 10 + id,
  registeredAs: 'commune' as const,
  councilIds,
})
const [one, two] = [commune(1, 'Una', 1, 2, 3), commune(2, 'Dos', 4, 5)]
const network = { ...commune(3, 'Red', 2, 4), registeredAs: 'network' as const }

describe('a group that leaves', () => {
  it('makes a commune of its own, and the rest stays', () => {
    expect(leavingContent(one, [3, 1], ' Nueva ').communes).toEqual([
      { id: 1, revision: 11, name: 'Una', councilIds: [2] },
      { id: null, name: 'Nueva', councilIds: [1, 3] },
    ])
  })
})

describe('a commune as it was composed', () => {
  const draft = { name: 'Nueva', registeredAs: 'commune' as const, communeId: null, revision: null }

  it('takes councils from the communes that have them, in the same proposal; a network keeps its own', () => {
    const content = composedContent({ ...draft, councilIds: [2, 4, 9] }, [one, two, network])
    expect(content.communes).toEqual([
      { id: null, name: 'Nueva', registeredAs: 'commune', councilIds: [2, 4, 9] },
      { id: 1, revision: 11, name: 'Una', councilIds: [1, 3] },
      { id: 2, revision: 12, name: 'Dos', councilIds: [5] },
    ])
  })

  it('changes the commune that was open, at the revision that was seen', () => {
    const changed = { ...draft, name: 'Una', communeId: 1, revision: 7, councilIds: [1, 2, 3, 4] }
    expect(composedContent(changed, [one, two]).communes).toEqual([
      { id: 1, revision: 7, name: 'Una', registeredAs: 'commune', councilIds: [1, 2, 3, 4] },
      { id: 2, revision: 12, name: 'Dos', councilIds: [5] },
    ])
  })

  it('as a network takes nothing from anybody', () => {
    const content = composedContent({ ...draft, registeredAs: 'network', councilIds: [2, 4] }, [one, two])
    expect(content.communes).toHaveLength(1)
  })
})

it('what moved on is proposed again on the communes of today; one that is gone is no longer part of it', () => {
  const content = leavingContent(one, [1], 'Nueva')
  const now = broughtUpToDate(content, [{ ...one, revision: 20 }])
  expect(now.communes.map(({ revision }) => revision)).toEqual([20, undefined])
  expect(broughtUpToDate(content, []).communes.map(({ name }) => name)).toEqual(['Nueva'])
})
