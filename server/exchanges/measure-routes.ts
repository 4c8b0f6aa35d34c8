/** Units as communes use them, by HTTP: what is told in one that changes is stated anew in the same step. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { alterMeasure } from '../../domain/exchange/measures.ts'
import { ProductCatalogue } from '../../domain/exchange/products/index.ts'
import type { MeasureRecord } from '../../domain/exchange/records.ts'
import { asViewer } from '../access/as-viewer.ts'
import { allow } from '../access/guard.ts'
import type { Database } from '../database/index.ts'
import type { Executor } from '../executor.ts'
import { refuse } from '../problems.ts'
import type { Change } from '../territories/schema.ts'
import { Changed, Id, Removal } from '../territories/schema.ts'
import { mustBeSeen, neededRevision, tagged } from '../versions.ts'
import { type EditRecords, editRecords, over } from './edit-records.ts'
import { lockExchange, nextExchangeIds, readExchange } from './records.ts'
import * as schema from './schema.ts'

const ById = Type.Object({ id: Id })
type Content = Omit<MeasureRecord, 'id' | 'revision' | 'demonstration'>

const products = new ProductCatalogue()

export const measureRoutes =
  (database: Database, edit: EditRecords = editRecords(database)): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { db } = database

    app.get(
      '/exchange/units',
      {
        config: { action: 'see' },
        schema: { response: { 200: Type.Object({ items: Type.Array(schema.Measure) }) } },
      },
      async (request) => ({
        items: (await asViewer(db, request.viewer, (visible) =>
          readExchange(visible, 'measure'),
        )) as schema.Measure[],
      }),
    )
    app.post(
      '/exchange/units',
      {
        config: { action: 'coordinate' },
        schema: { body: schema.MeasureEdit, response: { 201: Changed(schema.Measure) } },
      },
      async (request, reply) => {
        const { revision: _, reason, ...content } = request.body
        const { id, change } = await alter(request, null, content, reason)
        const record = (await edit.seen(request, 'measure', id)) as schema.Measure
        return reply.code(201).send({ record: tagged(reply, record), change })
      },
    )
    app.put(
      '/exchange/units/:id',
      {
        config: { action: 'coordinate' },
        schema: { params: ById, body: schema.MeasureEdit, response: { 200: Changed(schema.Measure) } },
      },
      async (request, reply) => {
        const { revision, reason, ...content } = request.body
        const { id } = request.params
        const { change } = await alter(request, id, content, reason, neededRevision(request, revision))
        const record = (await edit.seen(request, 'measure', id)) as schema.Measure
        return { record: tagged(reply, record), change }
      },
    )
    app.delete(
      '/exchange/units/:id',
      { config: { action: 'coordinate' }, schema: { params: ById, querystring: Removal } },
      async (request) => {
        const { revision, reason } = request.query
        const expected = neededRevision(request, revision)
        return { change: (await alter(request, request.params.id, null, reason, expected)).change }
      },
    )

    async function alter(
      request: FastifyRequest,
      id: number | null,
      content: Content | null,
      reason?: string,
      expected?: number,
    ): Promise<{ id: number; change: Change }> {
      const seen = id === null ? null : await edit.seen(request, 'measure', id)
      const communes = [seen, content].flatMap((one) => (one ? [one.communeId] : []))
      for (const commune of communes) allow(request, 'coordinate', over(commune === null ? [] : [commune]))
      await edit.communesMustBeSeen(
        request,
        communes.filter((one) => one !== null),
      )
      if (content?.product && !products.list.products.some(({ product }) => product === content.product))
        refuse('product-unknown', { product: content.product, form: content.form ?? '' })
      const { step, change } = await edit.carryOut(request, reason, async (transaction) => {
        const [locked] =
          id === null ? [] : [...(await lockExchange(transaction, [{ kind: 'measure', id }])).values()]
        const before = (locked as MeasureRecord | undefined) ?? null
        if (id !== null && !before) refuse('exchange-record-not-found', { kind: 'measure', id })
        if (before)
          mustBeSeen(expected, { kind: 'measure', name: before.name, theirs: before }, content ?? {})
        const [number] = before ? [before.id] : await nextExchangeIds(transaction, 'measure', 1)
        const after = content && {
          id: number,
          revision: before?.revision ?? 1,
          demonstration: before?.demonstration ?? false,
          ...content,
        }
        const others = (await readExchange(transaction, 'measure')).filter((one) => one.id !== number)
        return alterMeasure(before, after, others, await toldIn(transaction, communes))
      })
      return { id: (step.exchange![0].after ?? step.exchange![0].before)!.id, change }
    }
  }

/** All that could be told in a unit of these communes, of everywhere where one is null; locked, by number. */
async function toldIn(transaction: Executor, communes: readonly (number | null)[]) {
  const everywhere = communes.includes(null)
  const { rows } = await sql<{ id: number }>`
    select id from quantity where ${everywhere} or commune_id = any(${communes.filter((one) => one !== null)}::integer[])
    order by id`.execute(transaction)
  const wanted = rows.map(({ id }) => ({ kind: 'quantity' as const, id }))
  const found = await lockExchange(transaction, wanted)
  return [...found.values()] as Parameters<typeof alterMeasure>[3][number][]
}
