import type { MultiPolygon } from 'geojson'
import { describe, expect, it } from 'vitest'
import { applyScenario, asItIs, type Present } from './apply.ts'
import { communesOf, councilsOf, isEmpty, type ScenarioContent } from './content.ts'
import { differences } from './differences.ts'

const square = (column: number): MultiPolygon => ({
  type: 'MultiPolygon',
  coordinates: [
    [
      [
        [column / 100, 9],
        [(column + 1) / 100, 9],
        [(column + 1) / 100, 9.01],
        [column / 100, 9.01],
        [column / 100, 9],
      ],
    ],
  ],
})
const council = (id: number) => ({
  id,
  name: `C${id}`,
  kind: null,
  families: 100,
  population: null,
  areaM2: 1_210_000,
  revision: 1,
  geometry: square(id),
})
const link = { kind: 'path' as const, declaredBy: 'Asamblea', declaredOn: '2024-01-01', reason: 'Camino' }
/** Four squares in a row; 1 to 3 are Ataroa, 4 is of no commune; a path joins 1 and 3. */
const present: Present = {
  councils: new Map([1, 2, 3, 4].map((id) => [id, council(id)])),
  communes: [{ id: 7, name: 'Ataroa', registeredAs: 'commune', revision: 5, councilIds: [1, 2, 3] }],
  links: [{ id: 9, councilA: 1, councilB: 3, ...link }],
}
const nothing: ScenarioContent = { drawing: null, communes: [], links: [], withdrawnLinks: [] }
const leaving: ScenarioContent = {
  ...nothing,
  communes: [
    { id: 7, revision: 5, name: 'Ataroa', councilIds: [2, 3] },
    { id: null, name: 'Nueva', councilIds: [1] },
  ],
}
const members = ({ communes }: ReturnType<typeof asItIs>) =>
  communes.map(({ id, councils }) => [id, councils.join(' ')])

describe('a scenario applied to what is there', () => {
  it('gives its communes what it says and leaves all else as it is', () => {
    const { territory, movedOn } = applyScenario(present, leaving)
    expect(movedOn).toEqual([])
    expect(members(territory)).toEqual([
      ['7', '2 3'],
      ['new:nueva', '1'],
    ])
    expect(territory.links).toEqual(asItIs(present).links)
    expect(differences(asItIs(present), territory)).toEqual({
      councils: [],
      communes: [
        { id: '7', name: 'Ataroa', change: 'changed', joined: [], left: ['1'], calledBefore: null },
        { id: 'new:nueva', name: 'Nueva', change: 'created', joined: ['1'], left: [], calledBefore: null },
      ],
      links: { declared: [], withdrawn: [] },
    })
  })

  it('makes its drawing: a new council joins the communes that are named for it, one that ends leaves its own', () => {
    const { territory, movedOn } = applyScenario(present, {
      ...nothing,
      drawing: {
        edits: [
          {
            kind: 'split',
            council: '1',
            line: [
              [0.015, 9.1],
              [0.015, 8.9],
            ],
            as: 'new-1',
            side: 'left',
          },
          { kind: 'merge', into: '2', councils: ['3'] },
        ],
        attributes: [{ id: 'new-1', name: 'C1 este', families: 40, communeIds: [7] }],
        seen: [1, 2, 3].map((id) => ({ id, revision: 1 })),
      },
    })
    expect(movedOn).toEqual([])
    expect(members(territory)).toEqual([['7', '1 2 new-1']])
    expect(territory.links).toEqual([])
    const found = differences(asItIs(present), territory).councils
    expect(found.map(({ name, change, gainedM2 }) => [name, change, Math.sign(gainedM2)])).toEqual([
      ['C1', 'drawn', -1],
      ['C2', 'drawn', 1],
      ['C3', 'ended', -1],
      ['C1 este', 'created', 1],
    ])
    // The neighbour of a council that changed only knows a node more.
    expect(territory.councils.get('4')?.drawn).toBe(false)
  })

  it('says what moved on since, and shows the rest', () => {
    const changed = {
      ...present,
      communes: [{ ...present.communes[0], revision: 6, name: 'Ataroa la nueva' }],
      councils: new Map(present.councils).set(2, { ...council(2), revision: 2 }),
    }
    const edit = { kind: 'merge' as const, into: '2', councils: ['3'] }
    const seen = [2, 3].map((id) => ({ id, revision: 1 }))
    const { territory, movedOn } = applyScenario(changed, { ...leaving, drawing: { edits: [edit], seen } })
    expect(movedOn).toEqual([
      { what: 'council', id: 2, name: 'C2' },
      { what: 'commune', id: 7, name: 'Ataroa la nueva' },
    ])
    expect(members(territory)).toEqual([
      ['7', '2 3'],
      ['new:nueva', '1'],
    ])
    const gone = applyScenario({ ...present, communes: [] }, leaving)
    expect(gone.movedOn).toEqual([{ what: 'commune', id: 7, name: null }])
    const drawing = { edits: [{ kind: 'delete-node' as const, at: [0, 0] }], seen: [] }
    expect(applyScenario(present, { ...nothing, drawing }).movedOn).toMatchObject([{ what: 'edit', step: 0 }])
  })

  it('declares and withdraws links, renames a commune and ends one', () => {
    const { territory } = applyScenario(present, {
      ...nothing,
      communes: [{ id: 7, revision: 5, name: 'Otra', councilIds: [1, 2, 3] }],
      links: [{ councilA: 2, councilB: 4, ...link, kind: 'ford' }],
      withdrawnLinks: [9],
    })
    const { communes, links } = differences(asItIs(present), territory)
    expect(communes).toMatchObject([{ name: 'Otra', calledBefore: 'Ataroa' }])
    expect([links.declared.map(({ kind }) => kind), links.withdrawn.map(({ kind }) => kind)]).toEqual([
      ['ford'],
      ['path'],
    ])
    const ended = applyScenario(present, {
      ...nothing,
      communes: [{ id: 7, revision: 5, name: 'Ataroa', councilIds: [], gone: true }],
    })
    expect(differences(asItIs(present), ended.territory).communes).toMatchObject([
      { id: '7', change: 'gone', left: ['1', '2', '3'] },
    ])
  })

  it('tells new communes of one name apart within a scenario, and together across two', () => {
    const both = (name: string): ScenarioContent => ({
      ...nothing,
      communes: [
        { id: null, name, councilIds: [1] },
        { id: null, name: ` ${name.toUpperCase()}`, councilIds: [2] },
      ],
    })
    const ids = applyScenario(present, both('Nueva')).territory.communes.map(({ id }) => id)
    expect(ids).toEqual(['7', 'new:nueva', "new:nueva'"])
  })
})

describe('what a scenario names', () => {
  it('are its councils and communes by number, whichever part they are in', () => {
    const content: ScenarioContent = {
      drawing: {
        edits: [{ kind: 'merge', into: '12', councils: ['new-1', '13'] }],
        attributes: [{ id: 'new-1', communeIds: [8] }, { id: '14' }],
        seen: [{ id: 15, revision: 1 }],
      },
      communes: [{ id: 7, revision: 1, name: 'A', councilIds: [1, 'new-1'] }],
      links: [{ councilA: 2, councilB: 3, ...link }],
      withdrawnLinks: [],
    }
    expect(councilsOf(content)).toEqual([1, 2, 3, 12, 13, 14, 15])
    expect(communesOf(content)).toEqual([7, 8])
    expect([isEmpty(content), isEmpty(nothing)]).toEqual([false, true])
  })
})
