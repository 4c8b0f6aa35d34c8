/** Organisations, what communes make and need, and the balances that follow, by HTTP. */

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { balanceOf, type EntryKind } from '../../domain/exchange/balances/index.ts'
import type { QuantityRecord } from '../../domain/exchange/records.ts'
import { add } from '../../domain/exchange/units/index.ts'
import { asViewer } from '../access/as-viewer.ts'
import { allow } from '../access/guard.ts'
import type { Database } from '../database/index.ts'
import { Changed, Id, Removal } from '../territories/schema.ts'
import { tagged } from '../versions.ts'
import { type EditRecords, editRecords, over } from './edit-records.ts'
import { type FlowsWanted, flowsBy } from './flows.ts'
import { readExchange } from './records.ts'
import * as schema from './schema.ts'
import { weigher } from './weigh.ts'

const ById = Type.Object({ id: Id })

export const productionRoutes =
  (database: Database, edit: EditRecords = editRecords(database)): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { db } = database

    app.get(
      '/exchange/producers',
      {
        config: { action: 'see' },
        schema: { response: { 200: Type.Object({ items: Type.Array(schema.Producer) }) } },
      },
      async (request) => ({
        items: await asViewer(db, request.viewer, (visible) => readExchange(visible, 'producer')),
      }),
    )
    app.post(
      '/exchange/producers',
      {
        config: { action: 'coordinate' },
        schema: { body: schema.ProducerEdit, response: { 201: Changed(schema.Producer) } },
      },
      async (request, reply) => {
        const { revision: _, reason, ...told } = request.body
        const content = { rateMin: null, rateMax: null, rateSource: null, ...told }
        const { id, change } = await edit.add(request, 'producer', content, reason)
        const record = await edit.seen(request, 'producer', id)
        return reply.code(201).send({ record: tagged(reply, record), change })
      },
    )
    app.put(
      '/exchange/producers/:id',
      {
        config: { action: 'coordinate' },
        schema: { params: ById, body: schema.ProducerEdit, response: { 200: Changed(schema.Producer) } },
      },
      async (request, reply) => {
        const { revision, reason, ...content } = request.body
        const change = await edit.alter(request, 'producer', request.params.id, content, { revision, reason })
        return { record: tagged(reply, await edit.seen(request, 'producer', request.params.id)), change }
      },
    )
    app.delete(
      '/exchange/producers/:id',
      { config: { action: 'coordinate' }, schema: { params: ById, querystring: Removal } },
      async (request) => ({
        change: await edit.remove(request, 'producer', request.params.id, request.query),
      }),
    )

    app.get(
      '/exchange/quantities',
      {
        config: { action: 'see' },
        schema: {
          querystring: schema.ByPeriod,
          response: { 200: Type.Object({ items: Type.Array(schema.Quantity) }) },
        },
      },
      async (request) => ({ items: await quantities(request, request.query) }),
    )
    app.post(
      '/exchange/quantities',
      {
        config: { action: 'coordinate' },
        schema: { body: schema.QuantityEdit, response: { 201: Changed(schema.Quantity) } },
      },
      async (request, reply) => {
        const { revision: _, reason, ...told } = request.body
        allow(request, 'coordinate', over([told.communeId]))
        const { id, change } = await edit.add(
          request,
          'quantity',
          (await weigher(db, request.viewer))(told),
          reason,
        )
        const record = await edit.seen(request, 'quantity', id)
        return reply.code(201).send({ record: tagged(reply, record), change })
      },
    )
    app.put(
      '/exchange/quantities/:id',
      {
        config: { action: 'coordinate' },
        schema: { params: ById, body: schema.QuantityEdit, response: { 200: Changed(schema.Quantity) } },
      },
      async (request, reply) => {
        const { revision, reason, ...told } = request.body
        const { id } = request.params
        const weighed = (await weigher(db, request.viewer))(told)
        const change = await edit.alter(request, 'quantity', id, weighed, { revision, reason })
        return { record: tagged(reply, await edit.seen(request, 'quantity', id)), change }
      },
    )
    app.delete(
      '/exchange/quantities/:id',
      { config: { action: 'coordinate' }, schema: { params: ById, querystring: Removal } },
      async (request) => ({
        change: await edit.remove(request, 'quantity', request.params.id, request.query),
      }),
    )

    app.get(
      '/exchange/balances',
      {
        config: { action: 'see' },
        schema: {
          querystring: schema.ByPeriod,
          response: { 200: Type.Object({ items: Type.Array(schema.Balance) }) },
        },
      },
      async (request) => {
        const told = await quantities(request, request.query)
        const moved = await asViewer(db, request.viewer, (visible) => flowsBy(visible, request.query))
        const { commune, corridor } = request.query
        const members = corridor ? await membersOf(request, corridor) : null
        // An exchange has another end, whose balance was not asked for.
        const items = balances(told, moved).filter(
          ({ communeId }) => (!commune || communeId === commune) && (!members || members.has(communeId)),
        )
        return { items }
      },
    )

    async function quantities(request: FastifyRequest, wanted: FlowsWanted) {
      // Before, not within: one question inside another waits for itself where there is one connection.
      const members = wanted.corridor ? await membersOf(request, wanted.corridor) : null
      return asViewer(db, request.viewer, async (visible) => {
        const all = await readExchange(visible, 'quantity')
        return all.filter(
          (one) =>
            (!wanted.commune || one.communeId === wanted.commune) &&
            (!members || members.has(one.communeId)) &&
            (!wanted.product || one.product === wanted.product) &&
            (!wanted.provenance || one.provenance === wanted.provenance) &&
            (!wanted.period || one.period.startsWith(wanted.period)),
        )
      })
    }

    async function membersOf(request: FastifyRequest, corridor: number): Promise<Set<number>> {
      const { communes } = await edit.seen(request, 'corridor', corridor)
      return new Set(communes.filter(({ leftOn }) => leftOn === null).map(({ id }) => id))
    }
  }

/** What the word of a quantity is in the balance; a need is no part of it, and stands beside. */
const KINDS: Record<Exclude<QuantityRecord['role'], 'need'>, EntryKind> = {
  production: 'production',
  'opening-stock': 'opening-stock',
  'closing-stock': 'closing-stock',
  'own-use': 'own-use',
  seed: 'seed',
  loss: 'loss',
  processed: 'processing',
}

/** One balance for each commune, product, form and period of which anything is known. */
function balances(
  quantities: readonly QuantityRecord[],
  flows: readonly {
    fromCommune: number
    toCommune: number
    product: string
    form: string
    period: string
    sentKg: number
    acceptedKg: number
  }[],
): schema.Balance[] {
  type Entry = { kind: EntryKind | 'need'; kilograms: { min: number; likely: number; max: number } }
  const groups = new Map<string, { of: [number, string, string, string]; entries: Entry[] }>()
  const put = (of: [number, string, string, string], entry: Entry) => {
    const key = of.join('\n')
    const group = groups.get(key) ?? { of, entries: [] }
    group.entries.push(entry)
    groups.set(key, group)
  }
  for (const { communeId, product, form, period, role, kgMin, kgLikely, kgMax } of quantities)
    put([communeId, product, form, period], {
      kind: role === 'need' ? 'need' : KINDS[role],
      kilograms: { min: kgMin, likely: kgLikely, max: kgMax },
    })
  for (const { fromCommune, toCommune, product, form, period, sentKg, acceptedKg } of flows) {
    const exactly = (kg: number) => ({ min: kg, likely: kg, max: kg })
    if (sentKg > 0) put([fromCommune, product, form, period], { kind: 'sent', kilograms: exactly(sentKg) })
    if (acceptedKg > 0)
      put([toCommune, product, form, period], { kind: 'received', kilograms: exactly(acceptedKg) })
  }
  return [...groups.values()].map(({ of: [communeId, product, form, period], entries }) => {
    const needs = entries.filter(({ kind }) => kind === 'need').map(({ kilograms }) => kilograms)
    const { stated, residual, closing } = balanceOf(
      entries.filter((entry): entry is Entry & { kind: EntryKind } => entry.kind !== 'need'),
    )
    return {
      communeId,
      product,
      form,
      period,
      stated,
      residual,
      closing,
      need: needs.length > 0 ? add(...needs) : null,
    }
  })
}
