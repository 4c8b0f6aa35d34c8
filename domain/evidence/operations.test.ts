import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Change, changedSince, invert } from '../steps/step.ts'
import {
  type EvidenceRecord,
  evidenceFields,
  evidenceKey,
  sameEvidence,
  type UseRecord,
  unitsOfEvidence,
} from './alterations.ts'
import { type Consent, changeUses, standingConsent, USES, withdrawalsOf } from './consent.ts'
import { describeEvidence, giveUses } from './operations.ts'

const record: EvidenceRecord = {
  id: 4,
  unitId: 12,
  title: null,
  audience: 'committee',
  supports: { kind: 'unit', id: null },
}
const none = {
  communes: new Map(),
  links: new Map(),
  imports: new Map(),
  councils: new Map(),
  areas: new Map(),
  spaces: new Map(),
}

test('nothing said otherwise is no change, and blanks are none', () => {
  for (const wanted of [{}, { title: '  ' }, { audience: 'committee' as const }])
    expect(describeEvidence(record, wanted, { name: 'La Ceiba', exists: true })).toEqual({
      refused: 'nothing-changed',
      facts: { name: 'La Ceiba' },
    })
})

test('what it is to be for must be there', () => {
  const supports = { kind: 'assertion' as const, id: 5 }
  const wanted = (exists: boolean) => describeEvidence(record, { supports }, { name: 'La Ceiba', exists })
  expect(wanted(false)).toMatchObject({ refused: 'evidence-supports-unknown' })
  expect(wanted(true)).toMatchObject({ facts: { what: 'attached' }, evidence: [{ after: { supports } }] })
})

test('what goes over to another unit is for that unit, and the step names both', () => {
  const before = { ...record, title: 'El lindero', supports: { kind: 'case' as const, id: 5 } }
  const moved = describeEvidence(before, { unitId: 31 }, { name: 'La Ceiba', exists: true }) as Change
  const after = { ...before, unitId: 31, supports: { kind: 'unit', id: null } }
  expect(moved).toMatchObject({
    kind: 'evidence-moved',
    facts: { evidence: 4, unit: 12, to: 31 },
    evidence: [{ kind: 'evidence', before, after }],
  })
  for (const step of [moved, invert(moved)]) expect(unitsOfEvidence(step.evidence).sort()).toEqual([12, 31])
  expect(invert(moved).evidence).toEqual([{ kind: 'evidence', before: after, after: before }])
  expect(sameEvidence(before, { ...before, unitId: 31 })).toBe(false)
  expect(evidenceFields(moved.evidence!)).toEqual([
    { field: 'unit', before: 12, after: 31 },
    { field: 'supports', before: 'case 5', after: 'unit' },
  ])
  expect(JSON.stringify([moved.facts, evidenceFields(moved.evidence!)])).not.toMatch(/Ceiba|lindero/)
})

test('what of the new unit it is for must be there, also where it is called as before', () => {
  const before = { ...record, supports: { kind: 'case' as const, id: 5 } }
  const wanted = (exists: boolean) =>
    describeEvidence(before, { unitId: 31, supports: { kind: 'case', id: 5 } }, { name: 'La Ceiba', exists })
  expect(wanted(false)).toMatchObject({ refused: 'evidence-supports-unknown' })
  expect(wanted(true)).toMatchObject({ evidence: [{ after: { unitId: 31, supports: { id: 5 } } }] })
  expect(describeEvidence(before, { unitId: 12 }, { name: 'La Ceiba', exists: true })).toMatchObject({
    refused: 'nothing-changed',
  })
})

/** Days that people gave and withdrew consent on, one after the other, and steps undone and redone between. */
test('however consents are given, withdrawn, undone and redone, no withdrawal ever goes, and none is overruled without a word', () => {
  const act = fc.oneof(
    fc.record({ uses: fc.subarray([...USES]), again: fc.boolean() }),
    fc.record({ turn: fc.nat(20) }),
  )
  fc.assert(
    fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
      let consents: Consent[] = []
      const steps: Change[] = []
      for (const [i, one] of acts.entries()) {
        const day = new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10)
        const before = consents
        if ('uses' in one) {
          const changed = changeUses(consents, one.uses, day, one.again ? day : null)
          if ('refused' in changed) continue
          const step = giveUses(record, consents, changed, { name: 'La Ceiba' })
          expect(step === null).toBe(changed.withdrawn.length > 0)
          if (step) steps.push(invert(step))
          consents = changed.after
        } else if (steps.length > 0) {
          const at = one.turn % steps.length
          const next = steps[at]
          if (changedSince(next, { ...none, evidence: presentOf(next, consents) })) continue
          consents = applied(next, consents)
          steps[at] = invert(next)
        }
        for (const use of USES) {
          // Everything that was ever withdrawn is still there.
          expect(withdrawalsOf(consents, use).slice(0, withdrawalsOf(before, use).length)).toEqual(
            withdrawalsOf(before, use),
          )
          // What stands after a withdrawal was given on that day or later, by the person's word.
          const [stands, last] = [standingConsent(consents, use), withdrawalsOf(consents, use).at(-1)]
          if (stands && last) expect(stands >= last).toBe(true)
        }
      }
    }),
    { numRuns: 2000 },
  )
})

function presentOf(step: Change, consents: readonly Consent[]): Map<string, UseRecord> {
  return new Map(
    step.evidence!.map((one) => {
      const { id, unitId, use } = one.before as UseRecord
      const [givenOn, withdrawnOn] = [standingConsent(consents, use), withdrawalsOf(consents, use)]
      return [evidenceKey(one), { id, unitId, use, givenOn, withdrawnOn }]
    }),
  )
}

/** As server/evidence/steps.ts writes it: the consent that stands, beside the withdrawals. */
function applied(step: Change, consents: readonly Consent[]): Consent[] {
  return step.evidence!.reduce<Consent[]>(
    (all, one) => {
      const { use, givenOn } = one.after as UseRecord
      const others = all.filter((consent) => consent.use !== use || consent.withdrawnOn !== null)
      return givenOn === null ? others : [...others, { use, givenOn, withdrawnOn: null }]
    },
    [...consents],
  )
}
