import { describe, expect, it } from 'vitest'
import { type Change, invert } from '../steps/step.ts'
import type { CommuneRecord } from '../territory/records.ts'
import { leftBy, oneStep } from './one-step.ts'

const commune = (revision: number, ...councilIds: number[]): CommuneRecord => ({
  id: 1,
  code: null,
  name: 'Ataroa',
  registeredAs: 'commune',
  note: null,
  source: null,
  approximate: false,
  importId: null,
  audience: 'accounts',
  revision,
  councilIds,
})
const step = (communes: Change['communes']): Change => ({
  kind: 'commune-recomposed',
  facts: {},
  communes,
  links: [],
  imports: [],
})
const said = { kind: 'scenario-applied' as const, facts: { name: 'X' } }

describe('several steps as one', () => {
  it('go from how each record was at first to how it is in the end, and back as one', () => {
    const whole = oneStep(
      [
        step([{ before: commune(1, 1, 2), after: commune(2, 1, 2, 3) }]),
        step([{ before: commune(2, 1, 2, 3), after: commune(3, 3) }]),
      ],
      { ...said, effectiveOn: '2024-05-01' },
    )
    expect(whole).toMatchObject({ kind: 'scenario-applied', effectiveOn: '2024-05-01' })
    expect(whole.communes).toEqual([{ before: commune(1, 1, 2), after: commune(3, 3) }])
    expect(invert(whole).communes[0].after).toEqual(commune(1, 1, 2))
  })

  it('say nothing of what is made and taken away again', () => {
    const made = step([{ before: null, after: commune(1, 1) }])
    const taken = step([{ before: commune(1, 1), after: null }])
    expect(oneStep([made, taken], said).communes).toEqual([])
  })

  it('leave records as the last of them does', () => {
    const records = new Map([[1, commune(1, 1)]])
    expect(leftBy(records, [{ before: commune(1, 1), after: commune(2, 2) }]).get(1)).toEqual(commune(2, 2))
    expect(leftBy(records, [{ before: commune(1, 1), after: null }]).size).toBe(0)
  })
})
