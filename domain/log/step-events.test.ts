import { describe, expect, test } from 'vitest'
import { type Change, invert } from '../steps/step.ts'
import {
  alterCommune,
  createCommune,
  declareLink,
  importSaved,
  isRefusal,
  type Refusal,
} from '../territory/operations.ts'
import { namedCouncils, stepEvent } from './step-events.ts'

const reach = { audience: 'committee', communes: [5], councils: [1] } as const
const there = new Set([1, 2, 3])
const step = (outcome: Change | Refusal): Change => {
  if (isRefusal(outcome)) throw new Error(outcome.refused)
  return outcome
}
const event = (change: Change, done?: 'undone' | 'redone') =>
  stepEvent(change, 9, { ...reach, communes: [5], councils: [1] }, done)

const created = step(createCommune({ id: 5, name: 'Ataroa', councilIds: [1, 2] }, there))
const commune = created.communes[0].after!

describe('an entry about a commune', () => {
  test('tells a new one from nothing, and its undoing the other way round', () => {
    const made = event(created)
    expect(made).toMatchObject({
      action: 'commune-created',
      subject: { kind: 'commune', id: 5, name: 'Ataroa' },
      step: { id: 9, kind: 'commune-created' },
      fields: [
        { field: 'name', before: null, after: 'Ataroa' },
        { field: 'registeredAs', before: null, after: 'commune' },
        { field: 'audience', before: null, after: 'accounts' },
        { field: 'councils', before: [], after: [1, 2] },
      ],
    })
    const undone = event(invert(created), 'undone')
    expect(undone).toMatchObject({ action: 'change-undone', step: { kind: 'commune-created' } })
    expect(undone.fields).toEqual(
      made.fields!.map(({ field, before, after }) => ({ field, before: after, after: before })),
    )
  })

  test('tells only what changed', () => {
    const renamed = step(alterCommune(commune, { revision: 1, name: 'Ataroa Nueva' }, there))
    expect(event(renamed).fields).toEqual([{ field: 'name', before: 'Ataroa', after: 'Ataroa Nueva' }])
    expect(namedCouncils(renamed)).toEqual([])
  })

  test('names the councils that joined or left, and no others', () => {
    const recomposed = step(alterCommune(commune, { revision: 1, councilIds: [2, 3] }, there))
    expect(event(recomposed).fields).toEqual([{ field: 'councils', before: [1], after: [3] }])
    expect(namedCouncils(recomposed).sort()).toEqual([1, 3])
  })

  test('tells whose councils were disclosed with it, by what they were before', () => {
    const councils = [
      { id: 1, audience: 'committee' },
      { id: 2, audience: 'accounts' },
    ] as const
    const disclosed = step(
      alterCommune(commune, { revision: 1, audience: 'public', councilsToo: true }, there, councils),
    )
    expect(event(disclosed).fields).toEqual([
      { field: 'audience', before: 'accounts', after: 'public' },
      { field: 'audience', before: 'committee', after: 'public', councils: [1] },
      { field: 'audience', before: 'accounts', after: 'public', councils: [2] },
    ])
    expect(namedCouncils(disclosed)).toEqual([1, 2])
  })
})

test('an entry about a link names both ends and who vouches for it', () => {
  const link = {
    id: 4,
    councilA: 2,
    councilB: 1,
    kind: 'bridge',
    declaredBy: 'Asamblea',
    declaredOn: '2026-01-10',
    reason: 'Puente',
    revision: 1,
  } as const
  const declared = step(
    declareLink(link, {
      councilNames: new Map([
        [1, 'Norte'],
        [2, 'Sur'],
      ]),
      existing: [],
      meeting: 'none',
      today: '2026-02-01',
    }),
  )
  expect(event(declared)).toMatchObject({
    subject: { kind: 'link', id: 4, name: 'Norte – Sur' },
    fields: [
      { field: 'kind', before: null, after: 'bridge' },
      { field: 'declaredBy', before: null, after: 'Asamblea' },
      { field: 'declaredOn', before: null, after: '2026-01-10' },
    ],
  })
  expect(namedCouncils(declared)).toEqual([1, 2])
})

test('an entry about an import has its file and its figures, and nothing of what was in it', () => {
  expect(event(importSaved(3, { file: 'a.kml', councils: 2, communes: 0 }))).toEqual({
    action: 'import-saved',
    subject: { kind: 'import', id: 3, name: 'a.kml' },
    audience: 'committee',
    communes: [5],
    councils: [1],
    facts: { file: 'a.kml', councils: 2, communes: 0 },
    fields: [],
    step: { id: 9, kind: 'import-saved' },
  })
})
