import { expect, test } from 'vitest'
import type { Edit } from '$domain/coverage/index.ts'
import { attributesOf, type Facts, factsAfter } from './facts.ts'

const saved: Record<string, Facts> = {
  '1': { name: 'La Unión', kind: 'urban', families: 191, population: 700, communeIds: [7] },
  '2': { name: 'Los Yabos', kind: 'urban', families: 209, population: null, communeIds: [7] },
}
const known = (id: string) => saved[id] ?? null
const split: Edit = { kind: 'split', council: '1', line: [], as: 'new-1', side: 'left' }
const merge: Edit = { kind: 'merge', into: '1', councils: ['2'] }

test('a part split off belongs where the whole did, and nobody guesses its families', () => {
  expect(factsAfter([split], {}, known).get('new-1')).toEqual({
    name: '',
    kind: 'urban',
    families: null,
    population: null,
    communeIds: [7],
  })
})

test('joined councils have the families of both, and no figure where one is unknown', () => {
  expect(factsAfter([merge], {}, known).get('1')).toMatchObject({ families: 400, population: null })
})

test('an undone join takes its families with it', () => {
  expect(factsAfter([], {}, known).get('1')).toBeUndefined()
})

test('what a person wrote wins, and of saved councils only what differs is sent', () => {
  const written = { 'new-1': { name: ' Nueva ', families: 80 }, '1': { families: 111 } }
  const facts = factsAfter([split], written, known)
  expect(attributesOf(facts, ['1', 'new-1'], known)).toEqual([
    { id: '1', families: 111 },
    { id: 'new-1', name: 'Nueva', kind: 'urban', families: 80, population: null, communeIds: [7] },
  ])
})

test('what was written about a new council that was undone is not sent', () => {
  const facts = factsAfter([], { 'new-1': { name: 'Nueva' } }, known)
  expect(facts.has('new-1')).toBe(false)
})
