import { expect, test } from 'vitest'
import type { Edit } from '../../../domain/coverage/index.ts'
import type { CouncilWithGeometry } from '../../../server/territories/schema.ts'
import { councilsDrawn, draftOfScenario, withDrawing } from './scenario-draft.ts'

const split: Edit = { kind: 'split', council: '1', line: [], as: 'new-3', side: 'left' }
const merge: Edit = { kind: 'merge', into: '1', councils: ['2'] }
const content = {
  drawing: {
    edits: [split, merge],
    attributes: [
      { id: 'new-3', name: 'Nueva', kind: 'urban' as const, families: 80, population: null, communeIds: [7] },
      { id: '1', families: 400 },
    ],
    seen: [
      { id: 1, revision: 4 },
      { id: 9, revision: 2 },
    ],
  },
  communes: [{ id: null, name: 'Otra', councilIds: [5, 'new-3'] }],
  links: [],
  withdrawnLinks: [],
}
const council = (id: number, families: number) =>
  ({
    id,
    name: `C${id}`,
    kind: 'urban',
    families,
    population: null,
    communeIds: [7],
    revision: 6,
  }) as CouncilWithGeometry
const councils = new Map([council(1, 191), council(2, 209)].map((one) => [one.id, one]))

test('a scenario is taken up with every edit as a step, and with the revisions that it was drawn on', () => {
  const scenario = { id: 3, revision: 8, name: 'Oeste', content }
  const draft = draftOfScenario(scenario, councils, '2026-01-01T00:00:00Z')
  expect(draft).toMatchObject({ edits: [split, merge], position: 2, made: 3, scenario })
  expect(draft.seen.map(({ id, revision, name }) => [id, revision, name])).toEqual([
    [1, 4, 'C1'],
    [9, 2, ''],
  ])
  expect(councilsDrawn(content)).toEqual([1, 2, 9])
})

test('what follows from the edits is not taken for written: undone, it goes with them', () => {
  const { written } = draftOfScenario({ id: 3, revision: 8, name: 'Oeste', content }, councils, '')
  expect(written).toEqual({ 'new-3': { name: 'Nueva', families: 80 } })
  const told = { ...content.drawing, attributes: [{ id: '1', families: 500, name: 'C1' }] }
  const other = { id: 3, revision: 8, name: 'Oeste', content: { ...content, drawing: told } }
  expect(draftOfScenario(other, councils, '').written).toEqual({ '1': { families: 500 } })
})

test('saved back, the rest of the scenario stays, without new councils that are no longer made', () => {
  const drawing = { edits: [merge], seen: [{ id: 1, revision: 6 }] }
  expect(withDrawing(content, drawing, () => false)).toEqual({
    ...content,
    drawing,
    communes: [{ id: null, name: 'Otra', councilIds: [5] }],
  })
  expect(withDrawing(content, { edits: [], seen: [] }, () => true)).toEqual({ ...content, drawing: null })
})
