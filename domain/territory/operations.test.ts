import { describe, expect, test } from 'vitest'
import { type Change, changedSince, invert } from '../steps/step.ts'
import {
  alterCommune,
  createCommune,
  declareLink,
  deleteCommune,
  isRefusal,
  withdrawLink,
} from './operations.ts'
import type { CommuneRecord, CouncilAudience, LinkRecord } from './records.ts'

const commune: CommuneRecord = {
  id: 7,
  code: null,
  name: 'El Maizal',
  registeredAs: 'commune',
  note: null,
  source: null,
  approximate: false,
  importId: null,
  audience: 'public',
  revision: 3,
  councilIds: [1, 2, 3],
}
const present = new Set([1, 2, 3, 4])
const link: LinkRecord = {
  id: 1,
  councilA: 2,
  councilB: 1,
  kind: 'bridge',
  declaredBy: 'Asamblea',
  declaredOn: '2026-01-10',
  revision: 1,
  reason: 'Puente de madera',
}
const context = {
  councilNames: new Map([
    [1, 'Uno'],
    [2, 'Dos'],
  ]),
  existing: [],
  meeting: 'none' as const,
  today: '2026-11-22',
}
const done = (outcome: object): Change => {
  if (isRefusal(outcome)) throw new Error(`refused: ${outcome.refused}`)
  return outcome as Change
}
const stateOf = (...communes: CommuneRecord[]) => ({
  communes: new Map(communes.map((record) => [record.id, record])),
  links: new Map(),
  imports: new Map(),
  areas: new Map(),
  spaces: new Map(),
  councils: new Map<number, CouncilAudience>(),
})

describe('a commune', () => {
  test('is created with its councils in order and once each', () => {
    const { communes } = done(createCommune({ id: 9, name: ' Ataroa ', councilIds: [3, 1, 3] }, present))
    expect(communes).toEqual([
      { before: null, after: expect.objectContaining({ name: 'Ataroa', councilIds: [1, 3], revision: 1 }) },
    ])
  })
  test('is refused with the councils that do not exist', () => {
    expect(createCommune({ id: 9, name: 'Ataroa', councilIds: [1, 99] }, present)).toEqual({
      refused: 'councils-unknown',
      facts: { councils: [99] },
    })
  })
  test('changed by somebody else meanwhile is refused with both versions', () => {
    const wanted = { revision: 2, name: 'Otra' }
    expect(alterCommune(commune, wanted, present)).toEqual({
      refused: 'commune-changed-by-another',
      facts: { name: 'El Maizal', yours: wanted, theirs: commune },
    })
  })
  test('says how many councils came and went', () => {
    const outcome = done(alterCommune(commune, { revision: 3, councilIds: [2, 3, 4] }, present))
    expect(outcome).toMatchObject({ kind: 'commune-recomposed', facts: { added: 1, removed: 1 } })
    expect(outcome.communes[0].after).toMatchObject({ revision: 4, councilIds: [2, 3, 4] })
  })
  test('that stays as it is makes no step', () => {
    expect(alterCommune(commune, { revision: 3, name: 'El Maizal' }, present)).toMatchObject({
      refused: 'nothing-changed',
    })
  })
  test('is deleted only in the revision that was seen', () => {
    expect(deleteCommune(commune, 1)).toMatchObject({ refused: 'commune-changed-by-another' })
    expect(done(deleteCommune(commune, 3)).communes[0].after).toBeNull()
  })
})

describe('a declared link', () => {
  test('keeps the lower council first', () => {
    expect(done(declareLink(link, context)).links[0].after).toMatchObject({ councilA: 1, councilB: 2 })
  })
  test('from a council to itself, twice, or declared tomorrow is refused', () => {
    expect(declareLink({ ...link, councilB: 2 }, context)).toMatchObject({ refused: 'link-to-itself' })
    expect(declareLink(link, { ...context, existing: [link] })).toMatchObject({ refused: 'link-exists' })
    expect(declareLink({ ...link, declaredOn: '2026-11-23' }, context)).toMatchObject({
      refused: 'link-in-the-future',
    })
  })
  test('that confirms a border needs one that the drawing leaves in doubt', () => {
    const border = { ...link, kind: 'border' as const }
    for (const meeting of ['none', 'corner', 'certain'] as const)
      expect(declareLink(border, { ...context, meeting })).toEqual({
        refused: 'no-border-to-confirm',
        facts: { kind: 'border', a: 'Uno', b: 'Dos', meeting },
      })
    const confirmed = done(declareLink(border, { ...context, existing: [link], meeting: 'doubtful' }))
    expect(confirmed.links[0].after).toMatchObject({ kind: 'border', declaredBy: 'Asamblea' })
    expect(declareLink(border, { ...context, existing: [border], meeting: 'doubtful' })).toMatchObject({
      refused: 'link-exists',
    })
  })
  test('is withdrawn and comes back by undo', () => {
    const step = withdrawLink(link, context.councilNames)
    expect(invert(step).links).toEqual([{ before: null, after: link }])
  })
})

describe('undo', () => {
  const step = done(alterCommune(commune, { revision: 3, councilIds: [1, 2] }, present))
  const after = step.communes[0].after!
  test('is the change turned round, and twice is the change itself', () => {
    expect(invert(step).communes).toEqual([{ before: after, after: commune }])
    expect(invert(invert(step))).toEqual(step)
  })
  test('applies where nothing was built upon the step, whatever the revision', () => {
    expect(changedSince(invert(step), stateOf({ ...after, revision: 12 }))).toBeNull()
  })
  test('names the commune that changed since', () => {
    expect(changedSince(invert(step), stateOf({ ...after, councilIds: [1] }))).toEqual({
      kind: 'commune',
      id: 7,
      name: 'El Maizal',
    })
    expect(changedSince(invert(step), stateOf())).toMatchObject({ kind: 'commune', id: 7 })
  })
  test('does not open a council again that was narrowed since', () => {
    const councils = [{ id: 1, audience: 'accounts' as const }]
    const step = done(
      alterCommune(commune, { revision: 3, audience: 'scope', councilsToo: true }, present, councils),
    )
    const now = (audience: CouncilAudience['audience']) => ({
      ...stateOf(step.communes[0].after!),
      councils: new Map([[1, { id: 1, audience }]]),
    })
    expect(changedSince(invert(step), now('scope'))).toBeNull()
    expect(changedSince(invert(step), now('committee'))).toMatchObject({ kind: 'commune', id: 7 })
  })
})
