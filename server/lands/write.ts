/** Writing one land record for somebody: what they may, decided by domain/land/operations.ts, as a step of its own. */
import type { FastifyRequest } from 'fastify'
import { type LandContext, withdrawLand, writeLand } from '../../domain/land/operations.ts'
import type { LandKind, LandRecords } from '../../domain/land/records.ts'
import type { Change as Step } from '../../domain/steps/step.ts'
import { asViewer } from '../access/as-viewer.ts'
import { allow } from '../access/guard.ts'
import type { Executor } from '../executor.ts'
import { authorOf } from '../log/author.ts'
import { type Reason, refuse } from '../problems.ts'
import { applyAndLog } from '../territories/changes.ts'
import type { Change } from '../territories/schema.ts'
import { mustBeSeen, neededRevision } from '../versions.ts'
import { alongWith } from './along.ts'
import { contextOf, type Named, namedBy, seenAmong } from './context.ts'
import { referredTo } from './leaning.ts'
import { communesOfUnits } from './reach.ts'
import { readOne } from './read.ts'
import { claimLand, lockRecord, nextId, readRecord } from './records.ts'
import { DEFAULTS, wantedRecord } from './wanted.ts'

const NOT_FOUND = {
  unit: 'land-unit-not-found',
  extent: 'land-extent-not-found',
  party: 'party-not-found',
  source: 'land-source-not-found',
  assertion: 'assertion-not-found',
  case: 'land-case-not-found',
  event: 'land-event-not-found',
  use: 'land-use-not-found',
} as const satisfies Record<LandKind, Reason>

export const notFound = (kind: LandKind, id: number): never => refuse(NOT_FOUND[kind], { id })

type Given = Record<string, unknown> & { reason?: string; revision?: number }

/** @returns the record's number and the step. */
export async function addRecord<K extends LandKind>(
  db: Executor,
  request: FastifyRequest,
  kind: K,
  { reason, ...given }: Given,
): Promise<{ id: number; change: Change }> {
  const own = { unit: true, party: true, source: true }
  const seen = await mayWrite(db, request, kind in own ? { communes: [], ...given } : given)
  return db.transaction().execute(async (transaction) => {
    await claimLand(transaction)
    const id = await nextId(transaction, kind)
    const wanted = await wantedRecord<K>(transaction, { ...DEFAULTS[kind], id } as never, given)
    if ('refused' in wanted) return refuse(wanted.refused, wanted.facts)
    const context = await contextOf(transaction, seen, wanted as never)
    const change = await apply(transaction, request, writeLand(kind, null, wanted, context), reason)
    return { id, change }
  })
}

/** What is not given stays as it is. */
export async function alterRecord<K extends LandKind>(
  db: Executor,
  request: FastifyRequest,
  kind: K,
  id: number,
  { reason, revision, ...given }: Given,
): Promise<Change> {
  const now = await asViewer(db, request.viewer, (visible) => readOne(visible, kind, id))
  if (!now) return notFound(kind, id)
  await allowOver(db, request, kind, now)
  const expected = neededRevision(request, revision)
  // What it named before may stay even where the writer does not see it.
  const seen = await mayWrite(db, request, given)
  return db.transaction().execute(async (transaction) => {
    const before = (await lockRecord(transaction, kind, id)) ?? notFound(kind, id)
    const { geometry: _, ...theirs } = before as LandRecords['extent']
    const name = 'name' in before ? before.name : String(id)
    mustBeSeen(expected, { kind: 'land', name, theirs: { ...theirs, revision: before.version } }, given)
    const wanted = await wantedRecord<K>(transaction, before, given)
    if ('refused' in wanted) return refuse(wanted.refused, wanted.facts)
    const kept = namedBy(before)
    const allowed = Object.fromEntries(
      Object.entries(seen).map(([of, ids]) => [of, [...new Set([...ids, ...kept[of as keyof Named]])]]),
    ) as unknown as Named
    const named = namedBy(wanted)
    for (const of of Object.keys(allowed) as (keyof Named)[])
      allowed[of] = allowed[of].filter((one) => named[of].includes(one))
    const context = await contextOf(transaction, allowed, wanted as never)
    return apply(transaction, request, writeLand(kind, before, wanted, context), reason)
  })
}

export async function withdrawRecord<K extends LandKind>(
  db: Executor,
  request: FastifyRequest,
  kind: K,
  id: number,
  { reason, revision }: { reason?: string; revision?: number },
): Promise<Change> {
  const now = await asViewer(db, request.viewer, (visible) => readOne(visible, kind, id))
  if (!now) return notFound(kind, id)
  await allowOver(db, request, kind, now)
  const expected = neededRevision(request, revision)
  return db.transaction().execute(async (transaction) => {
    const record = (await lockRecord(transaction, kind, id)) ?? notFound(kind, id)
    const { geometry: _, ...theirs } = record as LandRecords['extent']
    const name = 'name' in record ? record.name : String(id)
    mustBeSeen(expected, { kind: 'land', name, theirs: { ...theirs, revision: record.version } }, {})
    if (kind !== 'unit' && (await referredTo(transaction, kind, [id])).length > 0)
      return refuse('still-referred-to', { name })
    const along = kind === 'unit' ? await alongWith(transaction, id) : []
    const context: LandContext = await contextOf(
      transaction,
      { ...namedBy({}), unit: namedBy(record).unit },
      {},
    )
    return apply(transaction, request, withdrawLand(kind, record, context, along), reason)
  })
}

/** Over the communes that it is said to be of, and those of its unit; of none, everything. */
export async function allowOver(
  db: Executor,
  request: FastifyRequest,
  kind: LandKind,
  record: object,
): Promise<void> {
  const fields = record as { id?: number; unitId?: number; communes?: number[] }
  const unit = kind === 'unit' ? fields.id : fields.unitId
  // Not as the viewer sees them: whose it is may be hidden from who sees the record.
  const ids =
    unit !== undefined
      ? await communesOfUnits(db, [unit])
      : await communesOfShared(db, kind as 'party' | 'source', fields.id!)
  allow(request, 'document', { kind: 'communes', ids })
}

async function communesOfShared(db: Executor, kind: 'party' | 'source', id: number): Promise<number[]> {
  return (await readRecord(db, kind, id))?.communes ?? []
}

/** Whether somebody may write what they want, as far as it says whose it is; and what of it they may name. */
async function mayWrite(db: Executor, request: FastifyRequest, given: Given): Promise<Named> {
  const named = namedBy(given)
  const seen = await asViewer(db, request.viewer, (visible) => seenAmong(visible, named))
  if (given.communes !== undefined)
    allow(request, 'document', { kind: 'communes', ids: given.communes as number[] })
  return seen
}

async function apply(
  transaction: Executor,
  request: FastifyRequest,
  step: Step | { refused: Reason; facts: Record<string, unknown> },
  reason: string | undefined,
): Promise<Change> {
  if ('refused' in step) return refuse(step.refused, step.facts)
  return applyAndLog(transaction, step, authorOf(request, reason))
}
