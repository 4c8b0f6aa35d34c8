/** The life of flows by HTTP: proposed or agreed, sent, received. */

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { decideFlows, mayBeAltered, mayBeSent, progressOf } from '../../domain/exchange/operations.ts'
import type { FlowRecord } from '../../domain/exchange/records.ts'
import { asViewer } from '../access/as-viewer.ts'
import { allow } from '../access/guard.ts'
import type { Database } from '../database/index.ts'
import { refuse } from '../problems.ts'
import { Change, Changed, Id, Removal } from '../territories/schema.ts'
import { tagged } from '../versions.ts'
import { type EditRecords, editRecords, over } from './edit-records.ts'
import { deliveriesOf, flowsBy } from './flows.ts'
import { lockExchange, readExchange } from './records.ts'
import { flowsOnTrucks } from './runs.ts'
import * as schema from './schema.ts'

const ById = Type.Object({ id: Id })

export const flowRoutes =
  (database: Database, edit: EditRecords = editRecords(database)): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { db } = database
    const communesOf = ({ fromCommune, toCommune }: FlowRecord) => [fromCommune, toCommune]

    app.get(
      '/exchange/flows',
      {
        config: { action: 'see' },
        schema: {
          querystring: schema.ByPeriod,
          response: { 200: Type.Object({ items: Type.Array(schema.Flow) }) },
        },
      },
      async (request) => ({
        items: (await asViewer(db, request.viewer, (visible) => flowsBy(visible, request.query))).map(shown),
      }),
    )

    app.get(
      '/exchange/flows/:id',
      {
        config: { action: 'see' },
        schema: {
          params: ById,
          response: { 200: Type.Object({ flow: schema.Flow, deliveries: Type.Array(schema.Delivery) }) },
        },
      },
      async (request, reply) => {
        const flow = await edit.seen(request, 'flow', request.params.id)
        const deliveries = await deliveriesFor(request, flow.id)
        return { flow: tagged(reply, shown({ ...flow, ...progressOf(deliveries) })), deliveries }
      },
    )

    // What is agreed without a plan is agreed.
    app.post(
      '/exchange/flows',
      {
        config: { action: 'coordinate' },
        schema: { body: schema.FlowEdit, response: { 201: Changed(schema.Flow) } },
      },
      async (request, reply) => {
        const { revision: _, reason, ...content } = request.body
        const agreed = {
          ...content,
          planId: null,
          state: 'agreed' as const,
          locked: true,
          segments: [],
          km: null,
          quality: 'unknown' as const,
        }
        const { id, change } = await edit.add(request, 'flow', agreed, reason)
        return reply.code(201).send({ record: tagged(reply, await flowOf(request, id)), change })
      },
    )

    app.put(
      '/exchange/flows/:id',
      {
        config: { action: 'coordinate' },
        schema: { params: ById, body: schema.FlowEdit, response: { 200: Changed(schema.Flow) } },
      },
      async (request, reply) => {
        const { id } = request.params
        const { revision, reason, ...content } = request.body
        const before = await edit.seen(request, 'flow', id)
        allow(
          request,
          'coordinate',
          over([...new Set([...communesOf(before), ...communesOf({ ...before, ...content })])]),
        )
        const problem = mayBeAltered(before, { ...before, ...content }, await busy(request, id))
        if (problem) refuse(problem.refused, problem.facts)
        // What people change, plans made anew leave as it is.
        const change = await edit.alter(
          request,
          'flow',
          id,
          { ...content, locked: true },
          { revision, reason },
        )
        return { record: tagged(reply, await flowOf(request, id)), change }
      },
    )

    app.delete(
      '/exchange/flows/:id',
      { config: { action: 'coordinate' }, schema: { params: ById, querystring: Removal } },
      async (request) => {
        const { id } = request.params
        allow(request, 'coordinate', over(communesOf(await edit.seen(request, 'flow', id))))
        const { underWay, onTruck } = await busy(request, id)
        if (underWay) refuse('flow-under-way', { flow: id })
        if (onTruck) refuse('flow-on-a-truck', { flow: id })
        return { change: await edit.remove(request, 'flow', id, request.query) }
      },
    )

    app.post(
      '/exchange/flows/decide',
      {
        config: { action: 'coordinate' },
        schema: { body: schema.Decision, response: { 200: Type.Object({ change: Change }) } },
      },
      async (request) => {
        const { flows: ids, state, locked: kept, reason } = request.body
        const flows = await asViewer(db, request.viewer, (visible) => readExchange(visible, 'flow', ids))
        const missing = ids.find((id) => !flows.some((flow) => flow.id === id))
        if (missing !== undefined) refuse('exchange-record-not-found', { kind: 'flow', id: missing })
        allow(request, 'coordinate', over([...new Set(flows.flatMap(communesOf))]))
        const { change } = await edit.carryOut(request, reason, async (transaction) => {
          const locked = await lockExchange(
            transaction,
            ids.map((id) => ({ kind: 'flow', id })),
          )
          const underWay = new Set((await deliveriesOf(transaction, ids)).keys())
          return decideFlows(
            [...locked.values()] as FlowRecord[],
            state,
            underWay,
            await flowsOnTrucks(transaction, ids),
            state !== 'proposed' || kept,
          )
        })
        return { change }
      },
    )

    app.post(
      '/exchange/flows/:id/deliveries',
      {
        config: { action: 'coordinate' },
        schema: { params: ById, body: schema.DeliveryEdit, response: { 201: Changed(schema.Delivery) } },
      },
      async (request, reply) => {
        const flow = await edit.seen(request, 'flow', request.params.id)
        const problem = mayBeSent(flow)
        if (problem) refuse(problem.refused, problem.facts)
        const { revision: _, reason, ...content } = request.body
        const added = await edit.add(
          request,
          'delivery',
          { ...content, flowId: flow.id, runId: null },
          reason,
          communesOf(flow),
        )
        const record = await edit.seen(request, 'delivery', added.id)
        return reply.code(201).send({ record: tagged(reply, record), change: added.change })
      },
    )

    app.put(
      '/exchange/deliveries/:id',
      {
        config: { action: 'coordinate' },
        schema: { params: ById, body: schema.DeliveryEdit, response: { 200: Changed(schema.Delivery) } },
      },
      async (request, reply) => {
        const { id } = request.params
        const { revision, reason, ...content } = request.body
        const communes = await ofDelivery(request, id)
        const change = await edit.alter(
          request,
          'delivery',
          id,
          content,
          { revision, reason },
          () => communes,
        )
        return { record: tagged(reply, await edit.seen(request, 'delivery', id)), change }
      },
    )

    app.delete(
      '/exchange/deliveries/:id',
      { config: { action: 'coordinate' }, schema: { params: ById, querystring: Removal } },
      async (request) => {
        const { id } = request.params
        const communes = await ofDelivery(request, id)
        return { change: await edit.remove(request, 'delivery', id, request.query, () => communes) }
      },
    )

    /** Those who may send and receive are those of the flow. */
    async function ofDelivery(request: FastifyRequest, id: number): Promise<number[]> {
      const { flowId } = await edit.seen(request, 'delivery', id)
      return communesOf(await edit.seen(request, 'flow', flowId))
    }
    const deliveriesFor = (request: FastifyRequest, flow: number) =>
      asViewer(db, request.viewer, async (visible) => (await deliveriesOf(visible, [flow])).get(flow) ?? [])

    /** What keeps a flow from being another: as it is, whoever sees it. */
    const busy = async (request: FastifyRequest, id: number) => ({
      underWay: (await deliveriesFor(request, id)).length > 0,
      onTruck: (await flowsOnTrucks(db, [id])).size > 0,
    })

    async function flowOf(request: FastifyRequest, id: number) {
      const flow = await edit.seen(request, 'flow', id)
      return shown({ ...flow, ...progressOf(await deliveriesFor(request, id)) })
    }
  }

const shown = ({
  sentKg,
  acceptedKg,
  rejectedKg,
  lostKg,
  underWayKg,
  ...flow
}: FlowRecord & schema.Flow['progress']): schema.Flow => ({
  ...flow,
  progress: { sentKg, acceptedKg, rejectedKg, lostKg, underWayKg },
})
