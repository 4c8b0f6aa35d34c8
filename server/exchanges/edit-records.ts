/** How every kind of exchange record is added, changed and removed: one rule of who may, of versions, of the step. */
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { Subject } from '../../domain/access/index.ts'
import { communesOfExchange, exchangeName } from '../../domain/exchange/alterations.ts'
import { alterExchange, type ExchangeRefusal } from '../../domain/exchange/operations.ts'
import type { ExchangeKind, ExchangeRecords } from '../../domain/exchange/records.ts'
import type { Change as Step } from '../../domain/steps/step.ts'
import { asViewer } from '../access/as-viewer.ts'
import { allow } from '../access/guard.ts'
import type { Database } from '../database/index.ts'
import type { Executor } from '../executor.ts'
import { authorOf } from '../log/author.ts'
import { refuse } from '../problems.ts'
import { applyAndLog } from '../territories/changes.ts'
import type { Change } from '../territories/schema.ts'
import { mustBeSeen, neededRevision } from '../versions.ts'
import { lockExchange, nextExchangeIds, readExchange } from './records.ts'

type Content<K extends ExchangeKind> = Omit<ExchangeRecords[K], 'id' | 'revision' | 'demonstration'>

/** What belongs to no commune belongs to everything. */
export const over = (communes: readonly number[]): Subject =>
  communes.length > 0 ? { kind: 'communes', ids: communes } : { kind: 'everything' }

export function editRecords({ db }: Pick<Database, 'db'>) {
  const notFound = (kind: ExchangeKind, id: number) => refuse('exchange-record-not-found', { kind, id })

  /** As the viewer sees it; 404 for what is not there and for what is not theirs to see. */
  async function seen<K extends ExchangeKind>(request: FastifyRequest, kind: K, id: number) {
    const [record] = await asViewer(db, request.viewer, (visible) => readExchange(visible, kind, [id]))
    return record ?? notFound(kind, id)
  }

  /** Communes that are not seen are not there. */
  async function communesMustBeSeen(request: FastifyRequest, communes: readonly number[]) {
    const wanted = [...new Set(communes)]
    const { rows } = await asViewer(db, request.viewer, (visible) =>
      sql<{ id: number }>`select id from present_commune where id = any(${wanted}::integer[])`.execute(
        visible,
      ),
    )
    const known = new Set(rows.map(({ id }) => id))
    const missing = wanted.filter((id) => !known.has(id))
    if (missing.length > 0) refuse('communes-unknown', { communes: missing })
  }

  async function carryOut(
    request: FastifyRequest,
    reason: string | undefined,
    decide: (transaction: Executor) => Promise<Step | ExchangeRefusal>,
  ): Promise<{ step: Step; change: Change }> {
    return db.transaction().execute(async (transaction) => {
      const step = await decide(transaction)
      if ('refused' in step) return refuse(step.refused, step.facts)
      return { step, change: await applyAndLog(transaction, step, authorOf(request, reason)) }
    })
  }

  return {
    seen,
    carryOut,
    communesMustBeSeen,

    async add<K extends ExchangeKind>(
      request: FastifyRequest,
      kind: K,
      content: Content<K>,
      reason?: string,
      communes = communesOfExchange(content as unknown as ExchangeRecords[K]),
    ): Promise<{ id: number; change: Change }> {
      allow(request, 'coordinate', over(communes))
      await communesMustBeSeen(request, communes)
      const { step, change } = await carryOut(request, reason, async (transaction) => {
        const [id] = await nextExchangeIds(transaction, kind, 1)
        const record = { ...content, id, revision: 1, demonstration: false } as unknown as ExchangeRecords[K]
        return alterExchange(kind, null, record, factsOf(record))
      })
      return { id: step.exchange![0].after!.id, change }
    },

    async alter<K extends ExchangeKind>(
      request: FastifyRequest,
      kind: K,
      id: number,
      content: Partial<Content<K>>,
      sent: { revision?: number; reason?: string },
      communesOf = (record: ExchangeRecords[K]) => communesOfExchange(record),
    ): Promise<Change> {
      const before = await seen(request, kind, id)
      const wanted = { ...before, ...content } as ExchangeRecords[K]
      await communesMustBeSeen(request, communesOf(wanted))
      allow(request, 'coordinate', over([...new Set([...communesOf(before), ...communesOf(wanted)])]))
      const expected = neededRevision(request, sent.revision)
      const { change } = await carryOut(request, sent.reason, async (transaction) => {
        const record = await locked(transaction, kind, id)
        mustBeSeen(expected, { kind, name: exchangeName(record), theirs: record }, content)
        return alterExchange(kind, record, { ...record, ...content }, factsOf({ ...record, ...content }))
      })
      return change
    },

    async remove<K extends ExchangeKind>(
      request: FastifyRequest,
      kind: K,
      id: number,
      sent: { revision?: number; reason?: string },
      communesOf = (record: ExchangeRecords[K]) => communesOfExchange(record),
    ): Promise<Change> {
      allow(request, 'coordinate', over(communesOf(await seen(request, kind, id))))
      const expected = neededRevision(request, sent.revision)
      const { change } = await carryOut(request, sent.reason, async (transaction) => {
        const record = await locked(transaction, kind, id)
        mustBeSeen(expected, { kind, name: exchangeName(record), theirs: record }, {})
        return alterExchange(kind, record, null, factsOf(record))
      })
      return change
    },
  }

  async function locked<K extends ExchangeKind>(transaction: Executor, kind: K, id: number) {
    const [record] = [...(await lockExchange(transaction, [{ kind, id }])).values()]
    return (record as ExchangeRecords[K] | undefined) ?? notFound(kind, id)
  }
}

export type EditRecords = ReturnType<typeof editRecords>

/** Names and figures for the sentence of the step. */
function factsOf(record: ExchangeRecords[ExchangeKind]): Record<string, string | number> {
  const facts: Record<string, string | number> = { name: exchangeName(record) }
  for (const name of [
    'product',
    'form',
    'period',
    'kg',
    'role',
    'amount',
    'unit',
    'sentKg',
    'sentOn',
  ] as const) {
    const value = (record as unknown as Record<string, unknown>)[name]
    if (typeof value === 'string' || typeof value === 'number') facts[name] = value
  }
  return facts
}
