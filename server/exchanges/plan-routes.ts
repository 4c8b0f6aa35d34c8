/** Plans by HTTP: the question as it would be asked, a plan made and kept with its flows, what became of it. */
import { createHash } from 'node:crypto'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { keepingOf, plannedMonths } from '../../domain/exchange/months/index.ts'
import { exchangeChange } from '../../domain/exchange/operations.ts'
import {
  checkProblem,
  type ExchangePlan,
  type ExchangeProblem,
  planExchange,
} from '../../domain/exchange/planning/index.ts'
import type { FlowRecord, PlanRecord } from '../../domain/exchange/records.ts'
import { asViewer } from '../access/as-viewer.ts'
import { allow } from '../access/guard.ts'
import type { Database } from '../database/index.ts'
import { authorOf } from '../log/author.ts'
import { refuse } from '../problems.ts'
import { applyAndLog } from '../territories/changes.ts'
import { Change, Id, Removal } from '../territories/schema.ts'
import { today } from '../today.ts'
import { type EditRecords, editRecords, over } from './edit-records.ts'
import type { Roads } from './network.ts'
import { type DistancesOfPlan, PlanWish, type SeenPlan, wish } from './plan-schema.ts'
import { problemFor, segmentOfRoad, writtenFor } from './problem.ts'
import { nextExchangeIds, readExchange } from './records.ts'
import type { Solver } from './start-solver.ts'

const ById = Type.Object({ id: Id })
export const planRoutes =
  (
    database: Database,
    solver: Solver,
    roads: Roads,
    edit: EditRecords = editRecords(database),
  ): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { db } = database
    const hash = (text: string) => createHash('sha256').update(text).digest('hex')

    app.post(
      '/exchange/problem',
      {
        config: { action: 'see' },
        schema: {
          body: Type.Object(
            { ...wish, again: Type.Optional(Type.Union([Id, Type.Null()])) },
            { additionalProperties: false },
          ),
          description:
            'The question to the planner, as whoever asks sees what is written down: a browser can plan with it',
        },
      },
      async (request): Promise<ExchangeProblem> => (await askedBy(request, request.body)).problem,
    )

    app.get('/exchange/plans', { config: { action: 'see' } }, async (request) => ({
      items: (await asViewer(db, request.viewer, (visible) => readExchange(visible, 'plan'))).map(
        ({ outcome: _, options: __, ...plan }) => plan,
      ),
    }))
    app.get(
      '/exchange/plans/:id',
      { config: { action: 'see' }, schema: { params: ById } },
      async (request) => (await edit.seen(request, 'plan', request.params.id)) as unknown as SeenPlan,
    )

    app.post(
      '/exchange/plans',
      { config: { action: 'coordinate' }, schema: { body: PlanWish } },
      async (request, reply) => {
        const { name, reason } = request.body
        const { problem, distances } = await askedBy(request, request.body)
        const communes = problem.communes.map(({ id }) => Number(id))
        allow(request, 'coordinate', over(communes))
        const made = await planExchange(problem, { hash, solve: solver.solve })
        if ('refused' in made)
          return refuse('plan-not-possible', { why: made.refused.split('-').at(-1), ...made.facts })
        const { flows, options, inputHash, ...rest } = made
        const months = plannedMonths(made, problem.periods ?? [], keepingOf(problem))
        const outcome = { ...rest, months }
        const kept = await db.transaction().execute(async (transaction) => {
          const [id] = await nextExchangeIds(transaction, 'plan', 1)
          const plan: PlanRecord = {
            id,
            name: name.trim(),
            firstMonth: request.body.firstMonth,
            lastMonth: request.body.lastMonth,
            options,
            inputHash,
            solver: `${made.solver.name} ${made.solver.version}`,
            outcome: { ...outcome, distances },
            communes,
            audience: 'scope',
            demonstration: false,
            revision: 1,
          }
          const planned = flows.filter(
            ({ kind, from, to }) => kind === 'planned' && from !== to && isCommune(from),
          )
          const ids = await nextExchangeIds(transaction, 'flow', planned.length)
          const step = exchangeChange('plan-added', { name: plan.name, flows: planned.length }, [
            { kind: 'plan', before: null, after: plan },
            ...planned.map((flow, i) => ({
              kind: 'flow' as const,
              before: null,
              after: asFlow(flow, ids[i], id, made),
            })),
          ])
          return { id, change: await applyAndLog(transaction, step, authorOf(request, reason)) }
        })
        return reply
          .code(201)
          .send({ record: await edit.seen(request, 'plan', kept.id), change: kept.change })
      },
    )

    app.delete(
      '/exchange/plans/:id',
      {
        config: { action: 'coordinate' },
        schema: { params: ById, querystring: Removal, response: { 200: Type.Object({ change: Change }) } },
      },
      async (request) => {
        const plan = await edit.seen(request, 'plan', request.params.id)
        allow(request, 'coordinate', over(plan.communes))
        const { change } = await edit.carryOut(request, request.query.reason, async (transaction) => {
          const flows = (await readExchange(transaction, 'flow')).filter(({ planId }) => planId === plan.id)
          // What was agreed stays, and is nobody's proposal any more.
          const kept = flows.filter(({ state }) => state === 'agreed')
          return exchangeChange('plan-removed', { name: plan.name }, [
            ...flows
              .filter(({ state }) => state !== 'agreed')
              .map((before) => ({ kind: 'flow' as const, before, after: null })),
            ...kept.map((before) => ({ kind: 'flow' as const, before, after: { ...before, planId: null } })),
            { kind: 'plan', before: plan, after: null },
          ])
        })
        return { change }
      },
    )

    async function askedBy(
      request: FastifyRequest,
      {
        firstMonth,
        lastMonth,
        corridor,
        closed,
        fairness,
        truckT,
        fleetKm,
        again,
      }: Omit<PlanWish, 'name' | 'reason'>,
    ): Promise<{ problem: ExchangeProblem; distances: DistancesOfPlan }> {
      const open = await roads(today())
      const communes = corridor
        ? (await edit.seen(request, 'corridor', corridor)).communes
            .filter(({ leftOn }) => leftOn === null)
            .map(({ id }) => id)
        : null
      const wished = {
        firstMonth,
        lastMonth,
        communes,
        closed,
        plan: again ?? undefined,
        options: { fairness, truckT, fleetKm },
      }
      const written = await asViewer(db, request.viewer, (visible) => writtenFor(visible, wished))
      if (!written) return refuse('nothing-to-plan', {})
      const { problem, notes } = await problemFor(written, open, wished)
      const [fault] = checkProblem(problem)
      // What is written down was checked when it was: a fault here is ours.
      if (fault) throw new Error(`The planner's question is wrong at ${fault.path}: ${fault.code}.`)
      return { problem, distances: { detour: open.detour, notes } }
    }
  }

const isCommune = (id: string): boolean => /^\d+$/.test(id)
const QUALITY = { road: 'own-roads', service: 'service', given: 'service', estimate: 'estimate' } as const

function asFlow(
  flow: ExchangePlan['flows'][number],
  id: number,
  planId: number,
  plan: ExchangePlan,
): FlowRecord {
  const [product, form] = flow.product.split('/')
  return {
    id,
    planId,
    fromCommune: Number(flow.from),
    toCommune: Number(flow.to),
    viaProducer: flow.via === null ? null : Number(flow.via.replace('hub ', '')),
    product,
    form,
    kg: flow.quantityT * 1000,
    period: flow.period,
    provenance: flow.provenance,
    state: 'proposed',
    locked: false,
    segments: directed(flow.roads, plan),
    km: flow.km,
    quality: QUALITY[flow.quality],
    audience: 'scope',
    revision: 1,
    demonstration: false,
  }
}

/** Segments in the order driven, with the direction in which each is: the ends that follow each other say it. */
function directed(roads: readonly string[], plan: ExchangePlan): FlowRecord['segments'] {
  const ends = new Map(plan.roads.map((road) => [road.road, road]))
  const known = roads.flatMap((id) => ends.get(id) ?? [])
  const segments: FlowRecord['segments'] = []
  for (const [i, { road, from, to, km }] of known.entries()) {
    const segmentId = road === null ? null : segmentOfRoad(road)
    if (segmentId === null) continue
    const [before, after] = [known[i - 1], known[i + 1]]
    const along = after
      ? to === after.from || to === after.to
      : !before || from === before.from || from === before.to
    const dir = along ? 1 : -1
    const last = segments.at(-1)
    if (last?.segmentId === segmentId && last.dir === dir) last.km += km
    else segments.push({ segmentId, dir, km })
  }
  return segments
}
