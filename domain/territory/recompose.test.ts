import { describe, expect, it } from 'vitest'
import { type Change, invert } from '../steps/step.ts'
import { isRefusal } from './operations.ts'
import { type RecomposeContext, recomposeCommunes, type WantedCommune } from './recompose.ts'
import type { CommuneRecord } from './records.ts'

const commune = (id: number, ...councilIds: number[]): CommuneRecord => ({
  id,
  code: null,
  name: `Comuna ${id}`,
  registeredAs: 'commune',
  note: null,
  source: null,
  approximate: false,
  importId: null,
  audience: 'accounts',
  revision: 3,
  councilIds,
})
const seenUpTo = (last: number) => new Set(Array.from({ length: last }, (_, i) => i + 1))
const context = (communes: CommuneRecord[], more: Partial<RecomposeContext> = {}): RecomposeContext => ({
  communes: new Map(communes.map((each) => [each.id, each])),
  others: [],
  seen: seenUpTo(20),
  newIds: [90, 91],
  ...more,
})
const change = (wanted: WantedCommune[], at: RecomposeContext): Change => {
  const outcome = recomposeCommunes(wanted, at)
  if (isRefusal(outcome)) throw new Error(outcome.refused)
  return outcome
}

describe('recomposing communes', () => {
  it('moves councils, creates and renames in one step whose inverse puts everything back', () => {
    const [one, two] = [commune(1, 1, 2, 3), commune(2, 4, 5)]
    const done = change(
      [
        { id: 1, revision: 3, name: 'Comuna 1', councilIds: [1, 2] },
        { id: 2, revision: 3, name: 'Otra', councilIds: [5, 4, 3] },
        { id: null, name: ' Nueva ', councilIds: [8, 7] },
      ],
      context([one, two]),
    )
    expect(done).toMatchObject({
      kind: 'communes-recomposed',
      facts: { communes: 3, created: 1, names: 'Comuna 1, Otra, Nueva' },
    })
    expect(done.communes.map(({ after }) => [after!.id, after!.name, after!.councilIds])).toEqual([
      [1, 'Comuna 1', [1, 2]],
      [2, 'Otra', [3, 4, 5]],
      [90, 'Nueva', [7, 8]],
    ])
    expect(invert(done).communes.map(({ after }) => after)).toEqual([one, two, null])
  })

  it('leaves out communes that stay as they are, and refuses where all do', () => {
    const at = context([commune(1, 1, 2), commune(2, 3)])
    const same = { id: 1, revision: 3, name: 'Comuna 1', councilIds: [1, 2] }
    const other = { id: 2, revision: 3, name: 'Comuna 2', councilIds: [3, 4] }
    expect(change([same, other], at).communes).toHaveLength(1)
    expect(recomposeCommunes([same], at)).toMatchObject({ refused: 'nothing-changed' })
  })

  it('takes no council from a commune that is not among those wanted', () => {
    const others = [commune(7, 9, 10)]
    const at = context([commune(1, 1)], { others })
    expect(
      recomposeCommunes([{ id: 1, revision: 3, name: 'Comuna 1', councilIds: [1, 9] }], at),
    ).toMatchObject({
      refused: 'commune-changed-by-another',
      facts: { name: 'Comuna 7', yours: null, theirs: { id: 7 } },
    })
  })

  it('lets a council that two communes claim already stay with both', () => {
    const at = context([commune(1, 1, 9)], { others: [commune(7, 9)] })
    expect(
      change([{ id: 1, revision: 3, name: 'Comuna 1', councilIds: [1, 2, 9] }], at).communes,
    ).toHaveLength(1)
  })

  it('refuses an older version with all that differ, and without councils that the person does not see', () => {
    const at = context([commune(1, 1, 30), commune(2, 2)])
    const outcome = recomposeCommunes(
      [
        { id: 1, revision: 2, name: 'X', councilIds: [1] },
        { id: 2, revision: 1, name: 'Y', councilIds: [2] },
      ],
      at,
    )
    expect(outcome).toMatchObject({
      refused: 'commune-changed-by-another',
      facts: {
        name: 'Comuna 1',
        theirs: { councilIds: [1] },
        conflicts: [{ theirs: { id: 1 } }, { theirs: { id: 2 } }],
      },
    })
  })

  it('keeps councils that the person does not see where they are', () => {
    const [{ after }] = change(
      [{ id: 1, revision: 3, name: 'Comuna 1', councilIds: [2] }],
      context([commune(1, 1, 2, 30)]),
    ).communes
    expect(after!.councilIds).toEqual([2, 30])
  })

  it('refuses a council in two communes, and one that the person does not see', () => {
    const twice = [
      { id: null, name: 'A', councilIds: [1, 2] },
      { id: null, name: 'B', councilIds: [2, 3] },
    ]
    expect(recomposeCommunes(twice, context([]))).toEqual({
      refused: 'council-in-two-communes',
      facts: { councils: [2] },
    })
    expect(recomposeCommunes([{ id: null, name: 'A', councilIds: [30] }], context([]))).toEqual({
      refused: 'councils-unknown',
      facts: { councils: [30] },
    })
  })
})
