/** Cases, what happened in them, what is due, and land use by HTTP. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { LandRecords } from '../../domain/land/records.ts'
import { asViewer } from '../access/as-viewer.ts'
import type { Database } from '../database/index.ts'
import type { Executor } from '../executor.ts'
import { type Named, namedBy, seenAmong } from '../lands/context.ts'
import { readOne } from '../lands/read.ts'
import { claimLand, lockRecord } from '../lands/records.ts'
import { allowOver, notFound } from '../lands/write.ts'
import { authorOf } from '../log/author.ts'
import { applyAndLog } from '../territories/changes.ts'
import { type Change, Changed, Id, Removal } from '../territories/schema.ts'
import { today } from '../today.ts'
import { mustBeSeen, neededRevision } from '../versions.ts'
import { type Decided, decideCase, decideEvent, decideUse, decideWithdrawal } from './decide.ts'
import { findCase, pageOfCases, readDue, readUse, withState } from './read.ts'
import * as schema from './schema.ts'

const ById = Type.Object({ id: Id })
const ByEvent = Type.Object({ id: Id, event: Id })
const CASES_PER_PAGE = 200
const document = { action: 'document' } as const
const see = { action: 'see' } as const
type Kind = 'case' | 'event' | 'use'

export const caseRoutes =
  ({ db }: Database): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store')
    })

    /** The record as the viewer sees it: refuses who does not, and who may not document there. */
    async function mayChange<K extends Kind | 'unit'>(request: FastifyRequest, kind: K, id: number) {
      const record = await asViewer(db, request.viewer, (visible) => readOne(visible, kind, id))
      if (!record) return notFound(kind, id)
      await allowOver(db, request, kind, record)
      return record
    }

    /** Decides and writes, one after the other for all of the land record. */
    async function write(
      request: FastifyRequest,
      given: { reason?: string },
      decide: (transaction: Executor, seen: Named) => Promise<Decided>,
      unitId?: number,
    ): Promise<{ id: number; change: Change }> {
      const seen = await asViewer(db, request.viewer, (visible) =>
        seenAmong(visible, namedBy(unitId === undefined ? given : { ...given, unitId })),
      )
      return db.transaction().execute(async (transaction) => {
        await claimLand(transaction)
        const { id, step } = await decide(transaction, seen)
        return { id, change: await applyAndLog(transaction, step, authorOf(request, given.reason)) }
      })
    }

    /** The record, locked, in the version that the person saw. */
    async function present<K extends Kind>(
      transaction: Executor,
      kind: K,
      id: number,
      { expected, yours = {} }: { expected: number; yours?: object },
    ): Promise<LandRecords[K]> {
      const record = (await lockRecord(transaction, kind, id)) ?? notFound(kind, id)
      const name = 'title' in record ? record.title : String(id)
      mustBeSeen(expected, { kind: 'land', name, theirs: { ...record, revision: record.version } }, yours)
      return record
    }

    async function withdraw(
      request: FastifyRequest<{ Querystring: { revision?: number; reason?: string } }>,
      kind: Kind,
      id: number,
    ) {
      await mayChange(request, kind, id)
      const expected = neededRevision(request, request.query.revision)
      const { change } = await write(request, { reason: request.query.reason }, async (transaction) => {
        const record = await present(transaction, kind, id, { expected })
        return { id, step: await decideWithdrawal(transaction, kind, record) }
      })
      return { change }
    }

    async function caseFor(request: FastifyRequest, reply: FastifyReply, id: number) {
      const found = await asViewer(db, request.viewer, (visible) => findCase(visible, id))
      if (!found) return notFound('case', id)
      reply.header('etag', `"${found.version}"`)
      return withState(found, today())
    }

    app.get(
      '/land/cases',
      { config: see, schema: { querystring: schema.CaseQuery, response: { 200: schema.CasePage } } },
      async (request) => {
        const { after = 0, ...filter } = request.query
        const page = await asViewer(db, request.viewer, (visible) =>
          pageOfCases(visible, filter, { after, limit: CASES_PER_PAGE }),
        )
        const day = today()
        return { ...page, items: page.items.map((one) => withState(one, day)) }
      },
    )

    app.get(
      '/land/cases/:id',
      { config: see, schema: { params: ById, response: { 200: schema.Case } } },
      (request, reply) => caseFor(request, reply, request.params.id),
    )

    app.post(
      '/land/cases',
      { config: document, schema: { body: schema.NewCase, response: { 201: Changed(schema.Case) } } },
      async (request, reply) => {
        const { reason, ...given } = request.body
        await mayChange(request, 'unit', given.unitId)
        const { id, change } = await write(request, request.body, (transaction, seen) =>
          decideCase(transaction, null, given, seen),
        )
        reply.code(201).header('location', `/api/land/cases/${id}`)
        return { record: await caseFor(request, reply, id), change }
      },
    )

    app.put(
      '/land/cases/:id',
      {
        config: document,
        schema: { params: ById, body: schema.CaseEdit, response: { 200: Changed(schema.Case) } },
      },
      async (request, reply) => {
        const { id } = request.params
        const { reason, revision, ...given } = request.body
        await mayChange(request, 'case', id)
        const expected = neededRevision(request, revision)
        const { change } = await write(request, request.body, async (transaction, seen) => {
          const before = await present(transaction, 'case', id, { expected, yours: given })
          return decideCase(transaction, before, given, seen)
        })
        return { record: await caseFor(request, reply, id), change }
      },
    )

    app.delete(
      '/land/cases/:id',
      {
        config: document,
        schema: { params: ById, querystring: Removal, response: { 200: schema.Withdrawn } },
      },
      (request) => withdraw(request, 'case', request.params.id),
    )

    app.post(
      '/land/cases/:id/events',
      {
        config: document,
        schema: { params: ById, body: schema.NewEvent, response: { 201: Changed(schema.Case) } },
      },
      async (request, reply) => {
        const { id } = request.params
        const { reason, ...given } = request.body
        const { unitId } = await mayChange(request, 'case', id)
        const { change } = await write(
          request,
          request.body,
          async (transaction, seen) => {
            const landCase = (await lockRecord(transaction, 'case', id)) ?? notFound('case', id)
            return decideEvent(transaction, landCase, null, given, seen)
          },
          unitId,
        )
        reply.code(201)
        return { record: await caseFor(request, reply, id), change }
      },
    )

    /** An event of that case, and of no other. */
    async function mayChangeEvent(request: FastifyRequest, { id, event }: { id: number; event: number }) {
      const { caseId } = await mayChange(request, 'event', event)
      if (caseId !== id) notFound('event', event)
    }

    app.put(
      '/land/cases/:id/events/:event',
      {
        config: document,
        schema: { params: ByEvent, body: schema.EventEdit, response: { 200: Changed(schema.Case) } },
      },
      async (request, reply) => {
        const { id, event } = request.params
        const { reason, revision, ...given } = request.body
        await mayChangeEvent(request, request.params)
        const expected = neededRevision(request, revision)
        const { change } = await write(request, request.body, async (transaction, seen) => {
          const landCase = (await lockRecord(transaction, 'case', id)) ?? notFound('case', id)
          const before = await present(transaction, 'event', event, { expected, yours: given })
          return decideEvent(transaction, landCase, before, given, seen)
        })
        return { record: await caseFor(request, reply, id), change }
      },
    )

    app.delete(
      '/land/cases/:id/events/:event',
      {
        config: document,
        schema: { params: ByEvent, querystring: Removal, response: { 200: schema.Withdrawn } },
      },
      async (request) => {
        await mayChangeEvent(request, request.params)
        return withdraw(request, 'event', request.params.event)
      },
    )

    app.get(
      '/land/due',
      { config: see, schema: { querystring: schema.DueQuery, response: { 200: schema.DueList } } },
      async (request) => {
        const day = today()
        const items = await asViewer(db, request.viewer, (visible) => readDue(visible, request.query, day))
        return { items, today: day }
      },
    )

    app.get(
      '/land/units/:id/use',
      { config: see, schema: { params: ById, response: { 200: schema.UseOfUnit } } },
      async (request) => {
        const { id } = request.params
        return (await asViewer(db, request.viewer, (visible) => readUse(visible, id))) ?? notFound('unit', id)
      },
    )

    async function useFor(request: FastifyRequest, reply: FastifyReply, id: number) {
      const found = await asViewer(db, request.viewer, (visible) => readOne(visible, 'use', id))
      if (!found) return notFound('use', id)
      reply.header('etag', `"${found.version}"`)
      return found
    }

    app.post(
      '/land/units/:id/use',
      {
        config: document,
        schema: { params: ById, body: schema.NewUse, response: { 201: Changed(schema.Use) } },
      },
      async (request, reply) => {
        const { id: unitId } = request.params
        const { reason, ...given } = request.body
        await mayChange(request, 'unit', unitId)
        const { id, change } = await write(
          request,
          request.body,
          (transaction, seen) => decideUse(transaction, unitId, null, given, seen),
          unitId,
        )
        reply.code(201)
        return { record: await useFor(request, reply, id), change }
      },
    )

    app.put(
      '/land/use/:id',
      {
        config: document,
        schema: { params: ById, body: schema.UseEdit, response: { 200: Changed(schema.Use) } },
      },
      async (request, reply) => {
        const { id } = request.params
        const { reason, revision, ...given } = request.body
        const { unitId } = await mayChange(request, 'use', id)
        const expected = neededRevision(request, revision)
        const { change } = await write(request, request.body, async (transaction, seen) => {
          const before = await present(transaction, 'use', id, { expected, yours: given })
          return decideUse(transaction, unitId, before, given, seen)
        })
        return { record: await useFor(request, reply, id), change }
      },
    )

    app.delete(
      '/land/use/:id',
      {
        config: document,
        schema: { params: ById, querystring: Removal, response: { 200: schema.Withdrawn } },
      },
      (request) => withdraw(request, 'use', request.params.id),
    )
  }
