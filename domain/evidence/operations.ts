/**
 * What people do to evidence that is there, as pure functions: a change that can be undone, or a refusal. That it came, and
 * that a person withdrew what they had agreed to, are no such changes: the receipt and the person's word stand.
 */
import type { Change } from '../steps/step.ts'
import type { EvidenceAlteration, EvidenceRecord } from './alterations.ts'
import { type Consent, type ConsentChange, standingConsent, USES, withdrawalsOf } from './consent.ts'

const THE_UNIT: EvidenceRecord['supports'] = { kind: 'unit', id: null }

interface Named {
  /** Of the unit, for the sentence. */
  name: string
}

export type EvidenceRefusal =
  | { refused: 'nothing-changed'; facts: { name: string } }
  | { refused: 'evidence-supports-unknown'; facts: { kind: string; id: number } }

/**
 * What is said of it otherwise. Where it goes over to another unit it is for that unit itself, unless it is said for what of
 * it: what it was for is of the former one.
 * @param exists whether what it is to support is of the unit that it will belong to, as far as whoever asks sees.
 */
export function describeEvidence(
  before: EvidenceRecord,
  wanted: Partial<Pick<EvidenceRecord, 'unitId' | 'title' | 'audience' | 'supports'>>,
  { name, exists }: Named & { exists: boolean },
): Change | EvidenceRefusal {
  const title = wanted.title === undefined ? before.title : wanted.title?.trim() || null
  const { unitId = before.unitId, audience = before.audience } = wanted
  const moved = unitId !== before.unitId
  const { supports = moved ? THE_UNIT : before.supports } = wanted
  const after = { ...before, unitId, title, audience, supports }
  const attached = supports.kind !== before.supports.kind || supports.id !== before.supports.id
  if ((moved || attached) && !exists)
    return { refused: 'evidence-supports-unknown', facts: { kind: supports.kind, id: supports.id ?? 0 } }
  if (!moved && !attached && title === before.title && audience === before.audience)
    return { refused: 'nothing-changed', facts: { name: title ?? name } }
  // No names: who is of one unit's committee may not see the other.
  if (moved)
    return step('evidence-moved', { evidence: before.id, unit: before.unitId, to: unitId }, [
      { kind: 'evidence', before, after },
    ])
  const what = attached ? 'attached' : audience === before.audience ? 'named' : 'shown'
  return step('evidence-altered', { evidence: before.id, unit: before.unitId, name, what }, [
    { kind: 'evidence', before, after },
  ])
}

/**
 * Consents that were given, as a step: whoever wrote one down by mistake takes it back without a withdrawal that the person
 * never made.
 * @param changed of `changeUses`; null where it withdraws something: that is final.
 */
export function giveUses(
  { id, unitId }: Pick<EvidenceRecord, 'id' | 'unitId'>,
  consents: readonly Consent[],
  changed: ConsentChange,
  { name }: Named,
): Change | null {
  if (changed.withdrawn.length > 0) return null
  const record = (among: readonly Consent[], use: Consent['use']) => ({
    id,
    unitId,
    use,
    givenOn: standingConsent(among, use),
    withdrawnOn: withdrawalsOf(among, use),
  })
  const given = USES.filter((use) => changed.given.includes(use))
  return step(
    'evidence-uses-given',
    { evidence: id, unit: unitId, name, use: given[0], count: given.length },
    given.map((use) => ({
      kind: 'use',
      before: record(consents, use),
      after: record(changed.after, use),
    })),
  )
}

const step = (
  kind: 'evidence-altered' | 'evidence-moved' | 'evidence-uses-given',
  facts: Change['facts'],
  evidence: EvidenceAlteration[],
): Change => ({ kind, facts, communes: [], links: [], imports: [], evidence })
