/** Overlaps by HTTP: what lies over what, and what a person says of it. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { may } from '../../domain/access/index.ts'
import { stateOverlap } from '../../domain/overlaps/index.ts'
import { asViewer } from '../access/as-viewer.ts'
import { allow } from '../access/guard.ts'
import type { Database } from '../database/index.ts'
import type { Executor } from '../executor.ts'
import { communesOfUnits } from '../lands/reach.ts'
import { authorOf } from '../log/author.ts'
import { refuse } from '../problems.ts'
import { applyAndLog } from '../territories/changes.ts'
import { Id } from '../territories/schema.ts'
import { mustBeSeen, neededRevision, tagged } from '../versions.ts'
import { lockOverlaps, notCompared, readOverlaps, readVersions } from './repository.ts'
import * as schema from './schema.ts'

const ById = Type.Object({ id: Id })

export const overlapRoutes =
  ({ db }: Database): FastifyPluginAsyncTypebox =>
  async (app) => {
    const reading = <T>(request: FastifyRequest, work: (visible: Executor) => Promise<T>) =>
      asViewer(db, request.viewer, work)

    const overlap = async (request: FastifyRequest, id: number): Promise<schema.Overlap> =>
      (await reading(request, (visible) => readOverlaps(visible, { id })))[0] ??
      refuse('overlap-not-found', { id })

    app.get(
      '/land/overlaps',
      {
        config: { action: 'see' },
        schema: { querystring: schema.OverlapFilter, response: { 200: schema.OverlapPage } },
      },
      async (request) => {
        const { limit = 100, ...filter } = request.query
        const found = await reading(request, (visible) =>
          readOverlaps(visible, { ...filter, limit: limit + 1 }),
        )
        const items = found.slice(0, limit)
        const last = items.at(-1)
        return { items, next: found.length > limit && last ? `${last.areaM2}_${last.id}` : null }
      },
    )

    app.get(
      '/land/overlaps/:id',
      { config: { action: 'see' }, schema: { params: ById, response: { 200: schema.OverlapFound } } },
      async (request, reply) => {
        const record = tagged(reply, await overlap(request, request.params.id))
        return { record, versions: await reading(request, (visible) => readVersions(visible, record.id)) }
      },
    )

    app.get(
      '/land/units/:id/overlaps',
      { config: { action: 'see' }, schema: { params: ById, response: { 200: schema.UnitOverlaps } } },
      async (request) =>
        reading(request, async (visible) => ({
          items: await readOverlaps(visible, { unit: request.params.id, limit: 500 }),
          notCompared: await notCompared(visible, request.params.id),
        })),
    )

    app.put(
      '/land/overlaps/:id/state',
      {
        config: { action: 'document' },
        schema: { params: ById, body: schema.StateEdit, response: { 200: schema.OverlapChanged } },
      },
      async (request, reply) => {
        const { id } = request.params
        const { reason, revision, state } = request.body
        const expected = neededRevision(request, revision)
        const seen = await overlap(request, id)
        await allowState(request, seen, state)
        const change = await db.transaction().execute(async (transaction) => {
          const before =
            (await lockOverlaps(transaction, [id])).get(id) ?? refuse('overlap-not-found', { id })
          mustBeSeen(
            expected,
            { kind: 'overlap', name: String(id), theirs: { ...before, revision: before.version } },
            { state, reason },
          )
          const step = stateOverlap(before, { state, reason: reason.trim() })
          if ('refused' in step) return refuse(step.refused, step.facts)
          return applyAndLog(transaction, step, authorOf(request, reason))
        })
        return { record: tagged(reply, await overlap(request, id)), change }
      },
    )

    /** Either side may dispute or acknowledge; that it is resolved takes somebody who documents both. */
    async function allowState(
      request: FastifyRequest,
      { a, b }: schema.Overlap,
      state: string,
    ): Promise<void> {
      const sides = await Promise.all(
        [a.unitId, b.unitId].flatMap((unit) => (unit === null ? [] : [communesOfUnits(db, [unit])])),
      )
      const subjects = sides.map((ids) => ({ kind: 'communes' as const, ids }))
      if (state !== 'resolved' && subjects.some((subject) => may(request.viewer, 'document', subject))) return
      for (const subject of subjects) allow(request, 'document', subject)
    }
  }
