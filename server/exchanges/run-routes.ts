/** Truck runs by HTTP: the line they go along, runs made, changed and dropped, what left and arrived stop by stop. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { Type } from 'typebox'
import type { RunRecord } from '../../domain/exchange/records.ts'
import { removeRun, saveRuns, tellRun } from '../../domain/exchange/truck-runs/index.ts'
import { asViewer } from '../access/as-viewer.ts'
import { allow } from '../access/guard.ts'
import type { Database } from '../database/index.ts'
import { refuse } from '../problems.ts'
import { Change, Id, Removal } from '../territories/schema.ts'
import { today } from '../today.ts'
import { mustBeSeen, neededRevision, tagged } from '../versions.ts'
import { type EditRecords, editRecords, over } from './edit-records.ts'
import type { Roads } from './network.ts'
import { lockExchange, nextExchangeIds, readExchange } from './records.ts'
import * as runSchema from './run-schema.ts'
import { flowsOn, lineAlong, lockCarried, runsBy } from './runs.ts'
import * as schema from './schema.ts'

/** Of a line; ways from communes to the road are on no road, and short. */
const ESTIMATED = 0.1

const ById = Type.Object({ id: Id })
const Kept = Type.Object({ items: Type.Array(runSchema.Run), change: Change })

export const runRoutes =
  (database: Database, roads: Roads, edit: EditRecords = editRecords(database)): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { db } = database

    app.get(
      '/corridors/:id/line',
      { config: { action: 'see' }, schema: { params: ById, response: { 200: runSchema.Line } } },
      async (request) => lineOf(request, request.params.id),
    )

    // Said once, and kept with the corridor.
    app.put(
      '/corridors/:id/trucks',
      {
        config: { action: 'coordinate' },
        schema: { params: ById, body: schema.TrucksEdit, response: { 200: Type.Object({ change: Change }) } },
      },
      async (request) => {
        const { revision, reason, ...trucks } = request.body
        const { communes } = await edit.seen(request, 'corridor', request.params.id)
        if (trucks.truckHome !== null && !communes.some(({ id }) => id === trucks.truckHome))
          refuse('run-home-not-along', { home: trucks.truckHome })
        return {
          change: await edit.alter(request, 'corridor', request.params.id, trucks, { revision, reason }),
        }
      },
    )

    app.get(
      '/exchange/runs',
      {
        config: { action: 'see' },
        schema: {
          querystring: Type.Object({
            corridor: Type.Optional(Id),
            day: Type.Optional(schema.Day),
            flow: Type.Optional(Id),
          }),
          response: { 200: Type.Object({ items: Type.Array(runSchema.Run) }) },
        },
      },
      async (request) => ({
        items: await asViewer(db, request.viewer, (visible) => runsBy(visible, request.query)),
      }),
    )

    app.get(
      '/exchange/runs/:id',
      { config: { action: 'see' }, schema: { params: ById, response: { 200: runSchema.Run } } },
      async (request, reply) => {
        await edit.seen(request, 'run', request.params.id)
        const [run] = await shown(request, [request.params.id])
        return tagged(reply, run)
      },
    )

    app.post(
      '/exchange/runs',
      { config: { action: 'coordinate' }, schema: { body: runSchema.RunsMade, response: { 201: Kept } } },
      async (request, reply) => {
        const { corridor: corridorId, day, runs, reason } = request.body
        const corridor = await edit.seen(request, 'corridor', corridorId)
        const line = await lineOf(request, corridorId)
        const communes = line.communes.map(({ id }) => id)
        allow(request, 'coordinate', over(communes))
        await flowsMustBeSeen(request, runs)
        const { step, change } = await edit.carryOut(request, reason, async (transaction) => {
          const carried = await lockCarried(transaction, flowsOn(runs))
          const ids = await nextExchangeIds(transaction, 'run', runs.length)
          return saveRuns(
            runs.map((run, i) => ({
              before: null,
              after: {
                ...run,
                id: ids[i],
                corridorId,
                day,
                communes,
                lineKm: line.km,
                estimated: line.estimatedKm > ESTIMATED * line.km[line.km.length - 1],
                audience: request.body.audience ?? corridor.audience,
                demonstration: false,
                revision: 1,
              },
            })),
            carried,
          )
        })
        return reply.code(201).send({ items: await shown(request, runsIn(step)), change })
      },
    )

    app.put(
      '/exchange/runs',
      { config: { action: 'coordinate' }, schema: { body: runSchema.RunsAltered, response: { 200: Kept } } },
      async (request) => {
        const { runs, added = [], reason } = request.body
        const ids = [...new Set(runs.map(({ id }) => id))]
        const before = await asViewer(db, request.viewer, (visible) => readExchange(visible, 'run', ids))
        const missing = ids.find((id) => !before.some((run) => run.id === id))
        if (missing !== undefined) refuse('exchange-record-not-found', { kind: 'run', id: missing })
        allow(request, 'coordinate', over([...new Set(before.flatMap(({ communes }) => communes))]))
        await flowsMustBeSeen(request, [...runs, ...added])
        const { step, change } = await edit.carryOut(request, reason, async (transaction) => {
          const carried = await lockCarried(transaction, flowsOn([...runs, ...added, ...before]))
          const present = await locked(transaction, ids)
          const altered = runs.map(({ id, revision, ...content }) => {
            const now = present.get(id)
            if (!now) return refuse('exchange-record-not-found', { kind: 'run', id })
            mustBeSeen(revision, { kind: 'run', name: now.name, theirs: now }, content)
            return { before: now, after: { ...now, ...content } }
          })
          const further = await nextExchangeIds(transaction, 'run', added.length)
          const [{ after: first }] = altered
          const come = added.map((content, i) => ({
            before: null,
            after: { ...first, ...content, id: further[i], demonstration: false, revision: 1 },
          }))
          return saveRuns([...altered, ...come], carried)
        })
        return { items: await shown(request, [...new Set([...ids, ...runsIn(step)])]), change }
      },
    )

    app.delete(
      '/exchange/runs/:id',
      {
        config: { action: 'coordinate' },
        schema: { params: ById, querystring: Removal, response: { 200: Type.Object({ change: Change }) } },
      },
      async (request) => {
        const { id } = request.params
        const run = await edit.seen(request, 'run', id)
        allow(request, 'coordinate', over(run.communes))
        const expected = neededRevision(request, request.query.revision)
        const { change } = await edit.carryOut(request, request.query.reason, async (transaction) => {
          const { deliveries } = await lockCarried(transaction, flowsOn([run]))
          const now = (await locked(transaction, [id])).get(id)
          if (!now) return refuse('exchange-record-not-found', { kind: 'run', id })
          mustBeSeen(expected, { kind: 'run', name: now.name, theirs: now }, {})
          return removeRun(now, deliveries)
        })
        return { change }
      },
    )

    // Told by those who may send and receive the flows that are told of.
    app.post(
      '/exchange/runs/:id/told',
      {
        config: { action: 'coordinate' },
        schema: {
          params: ById,
          body: runSchema.RunTold,
          response: { 200: Type.Object({ record: runSchema.Run, change: Change }) },
        },
      },
      async (request) => {
        const { id } = request.params
        const { sent, received, on, reason } = request.body
        await edit.seen(request, 'run', id)
        const named = [...new Set([...sent, ...received].map(({ flowId }) => flowId))]
        await flowsMustBeSeen(request, [{ loads: named.map((flowId) => ({ flowId, kg: 0 })) }])
        const flows = await asViewer(db, request.viewer, (visible) => readExchange(visible, 'flow', named))
        allow(
          request,
          'coordinate',
          over([...new Set(flows.flatMap(({ fromCommune, toCommune }) => [fromCommune, toCommune]))]),
        )
        const { change } = await edit.carryOut(request, reason, async (transaction) => {
          const carried = await lockCarried(transaction, named)
          const run = (await locked(transaction, [id])).get(id)
          if (!run) return refuse('exchange-record-not-found', { kind: 'run', id })
          const ids = await nextExchangeIds(transaction, 'delivery', sent.length)
          return tellRun(run, { on, sent: sent.map((one, i) => ({ ...one, id: ids[i] })), received }, carried)
        })
        const [record] = await shown(request, [id])
        return { record, change }
      },
    )

    const shown = (request: FastifyRequest, ids: readonly number[]) =>
      asViewer(db, request.viewer, (visible) => runsBy(visible, {}, ids))

    async function locked(transaction: Parameters<typeof lockExchange>[0], ids: readonly number[]) {
      const found = await lockExchange(
        transaction,
        ids.map((id) => ({ kind: 'run', id })),
      )
      return new Map([...found.values()].map((run) => [run.id, run as RunRecord]))
    }

    /** A flow that is not seen is not there. */
    async function flowsMustBeSeen(request: FastifyRequest, runs: readonly Pick<RunRecord, 'loads'>[]) {
      const wanted = flowsOn(runs)
      const seen = await asViewer(db, request.viewer, (visible) => readExchange(visible, 'flow', wanted))
      const missing = wanted.find((id) => !seen.some((flow) => flow.id === id))
      if (missing !== undefined) refuse('exchange-record-not-found', { kind: 'flow', id: missing })
    }

    async function lineOf(request: FastifyRequest, corridorId: number): Promise<runSchema.Line> {
      const { communes } = await edit.seen(request, 'corridor', corridorId)
      const ids = communes.filter(({ leftOn }) => leftOn === null).map(({ id }) => id)
      const open = await roads(today())
      return asViewer(db, request.viewer, async (visible) => {
        const { rows } = await sql<{ id: number; name: string }>`
          select id, name from present_commune where id = any(${ids}::integer[])`.execute(visible)
        const names = new Map(rows.map((row) => [row.id, row]))
        return lineAlong(
          visible,
          open,
          ids.flatMap((id) => names.get(id) ?? []),
        )
      })
    }
  }

const runsIn = ({
  exchange = [],
}: {
  exchange?: { kind: string; after: { id: number } | null }[]
}): number[] => exchange.flatMap(({ kind, after }) => (kind === 'run' && after ? [after.id] : []))
