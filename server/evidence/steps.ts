/** Evidence in steps that can be undone: what there is now, locked, and writing what is said of it. */
import { sql } from 'kysely'
import {
  type EvidenceAlteration,
  type EvidenceRecord,
  evidenceKey,
  presentEvidence,
  type UseRecord,
} from '../../domain/evidence/alterations.ts'
import { type Consent, standingConsent, withdrawalsOf } from '../../domain/evidence/index.ts'
import type { Executor } from '../executor.ts'
import { findUnit, insertConsents, supportsExists } from './repository.ts'

/** One piece, locked until the transaction ends. */
export const lockOne = (transaction: Executor, id: number) =>
  sql`select from evidence where id = ${id} for update`.execute(transaction)

/** By `evidenceKey`: what a step names, as it is now, locked until the transaction ends. */
export async function lockEvidence(
  transaction: Executor,
  alterations: readonly EvidenceAlteration[],
): Promise<Map<string, EvidenceRecord | UseRecord>> {
  const found = new Map<string, EvidenceRecord | UseRecord>()
  const ids = [...new Set(alterations.map((one) => presentEvidence(one).id))]
  if (ids.length === 0) return found
  await sql`select from evidence where id = any(${ids}::integer[]) order by id for update`.execute(
    transaction,
  )
  const { rows } = await sql<EvidenceRecord & { consents: Consent[] }>`
    select e.id, e.unit_id as "unitId", e.title, e.audience, json_build_object('kind', e.supports_kind, 'id', e.supports_id) as supports,
      (select coalesce(json_agg(json_build_object('use', c.use, 'givenOn', c.given_on, 'withdrawnOn', c.withdrawn_on)), '[]')
        from evidence_consent c where c.evidence_id = e.id) as consents
    from evidence e where e.id = any(${ids}::integer[])`.execute(transaction)
  const byId = new Map(rows.map((row) => [row.id, row]))
  for (const one of alterations) {
    const now = byId.get(presentEvidence(one).id)
    if (!now) continue
    const { consents, ...record } = now
    found.set(evidenceKey(one), one.kind === 'evidence' ? record : useRecord(record, one, consents))
  }
  return found
}

function useRecord(
  { id, unitId }: EvidenceRecord,
  one: EvidenceAlteration & { kind: 'use' },
  consents: readonly Consent[],
): UseRecord {
  const { use } = (one.after ?? one.before)!
  return {
    id,
    unitId,
    use,
    givenOn: standingConsent(consents, use),
    withdrawnOn: withdrawalsOf(consents, use),
  }
}

/** Withdrawals are not touched: a consent that stands comes or goes beside them. */
export async function writeEvidence(
  transaction: Executor,
  alterations: readonly EvidenceAlteration[],
): Promise<void> {
  for (const one of alterations) {
    if (one.kind === 'use') {
      const { id, use, givenOn } = one.after!
      await sql`delete from evidence_consent
        where evidence_id = ${id} and use = ${use} and withdrawn_on is null`.execute(transaction)
      if (givenOn !== null) await insertConsents(transaction, id, [{ use, givenOn, withdrawnOn: null }])
    } else {
      const { id, unitId, title, audience, supports } = one.after!
      await sql`update evidence set unit_id = ${unitId}, title = ${title}, audience = ${audience},
        supports_kind = ${supports.kind}, supports_id = ${supports.id} where id = ${id}`.execute(transaction)
    }
  }
  const ids = [...new Set(alterations.map((one) => presentEvidence(one).id))]
  await sql`update evidence set revision = revision + 1 where id = any(${ids}::integer[])`.execute(
    transaction,
  )
}

/**
 * @returns the number of the first piece that would belong to a unit, or be for something, that is no longer there; null where
 * there is none.
 */
export async function nowUnsupported(
  database: Executor,
  alterations: readonly EvidenceAlteration[],
): Promise<number | null> {
  for (const one of alterations) {
    if (one.kind !== 'evidence') continue
    const { before, after } = one
    const moved = before!.unitId !== after!.unitId
    if (moved && !(await findUnit(database, after!.unitId))) return after!.id
    // What it was for all along may be gone.
    const other =
      moved || before!.supports.kind !== after!.supports.kind || before!.supports.id !== after!.supports.id
    if (other && !(await supportsExists(database, after!.unitId, after!.supports))) return after!.id
  }
  return null
}
