/** Gaps and overlaps that are left on purpose, by HTTP. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { coincides } from '../../domain/mending/index.ts'
import type { Change as Step } from '../../domain/steps/step.ts'
import { allowSpace, mindSpace } from '../../domain/territory/allowed-spaces.ts'
import { isRefusal, type Refusal } from '../../domain/territory/operations.ts'
import { asViewer } from '../access/as-viewer.ts'
import { allow } from '../access/guard.ts'
import type { Database } from '../database/index.ts'
import type { Executor } from '../executor.ts'
import { authorOf } from '../log/author.ts'
import { refuse } from '../problems.ts'
import { applyAndLog } from '../territories/changes.ts'
import { communesNaming } from '../territories/communes.ts'
import { presentNames } from '../territories/councils.ts'
import { Id, Removal } from '../territories/schema.ts'
import { today } from '../today.ts'
import { expectedRevision, mustBeSeen, tagged } from '../versions.ts'
import { lockSpaces, measureLand, nextSpaceId, readSpaces, waitForSpaces } from './allowed-spaces.ts'
import { AllowedSpace, AllowedSpaceList, ChangedSpace, NewAllowedSpace } from './schema.ts'

const ById = Type.Object({ id: Id })

export const allowedSpaceRoutes =
  ({ db }: Database): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/allowed-spaces',
      { config: { action: 'see' }, schema: { response: { 200: AllowedSpaceList } } },
      async (request) => ({ items: await reading(request, (visible) => readSpaces(visible)) }),
    )

    app.get(
      '/allowed-spaces/:id',
      { config: { action: 'see' }, schema: { params: ById, response: { 200: AllowedSpace } } },
      async (request, reply) => tagged(reply, await space(request, request.params.id)),
    )

    app.post(
      '/allowed-spaces',
      {
        config: { action: 'compose' },
        schema: { body: NewAllowedSpace, response: { 201: ChangedSpace } },
      },
      async (request, reply) => {
        const { councilIds, kind, geometry, ...decision } = request.body
        await allowBeside(request, councilIds)
        const councilNames = await reading(request, (visible) => presentNames(visible, councilIds))
        const existing = await reading(request, (visible) => readSpaces(visible))
        const known = existing.some((one) => one.kind === kind && coincides(one.geometry, geometry))
        const { step, logged } = await carryOut(request, decision.reason, async (transaction) => {
          await waitForSpaces(transaction)
          const land =
            (await measureLand(transaction, kind, councilIds, geometry)) ??
            refuse('invalid-field', { field: 'geometry', why: '', rule: 'other' })
          const { share, ...measured } = land
          return allowSpace(
            {
              id: await nextSpaceId(transaction),
              kind,
              councils: councilIds,
              ...measured,
              ...decision,
              revision: 1,
            },
            { councilNames, share, known, today: today() },
          )
        })
        const { id } = step.spaces![0].after!
        return reply
          .code(201)
          .header('location', `/api/allowed-spaces/${id}`)
          .send({ record: tagged(reply, await space(request, id)), change: logged })
      },
    )

    app.delete(
      '/allowed-spaces/:id',
      {
        config: { action: 'compose' },
        schema: { params: ById, querystring: Removal, response: { 200: ChangedSpace } },
      },
      async (request) => {
        const { id } = request.params
        const expected = expectedRevision(request, request.query.revision)
        const record = await space(request, id)
        await allowBeside(request, record.councilIds)
        const { logged } = await carryOut(request, request.query.reason, async (transaction) => {
          const found = (await lockSpaces(transaction, [id])).get(id) ?? refuse('space-not-found', { id })
          const step = mindSpace(found, await presentNames(transaction, found.councils))
          mustBeSeen(expected, { kind: 'space', name: String(step.facts.beside), theirs: found }, {})
          return step
        })
        return { record, change: logged }
      },
    )

    const reading = <T>(request: FastifyRequest, work: (visible: Executor) => Promise<T>) =>
      asViewer(db, request.viewer, work)

    const space = async (request: FastifyRequest, id: number) =>
      (await reading(request, (visible) => readSpaces(visible, id)))[0] ?? refuse('space-not-found', { id })

    /** As with the borders themselves: a matter of every commune of every council beside it. */
    async function allowBeside(request: FastifyRequest, councils: readonly number[]): Promise<void> {
      for (const id of councils)
        allow(request, 'compose', { kind: 'communes', ids: await communesNaming(db, [id]) })
    }

    const carryOut = (
      request: FastifyRequest,
      reason: string | undefined,
      decide: (transaction: Executor) => Promise<Step | Refusal>,
    ) =>
      db.transaction().execute(async (transaction) => {
        const step = await decide(transaction)
        if (isRefusal(step)) return refuse(step.refused, step.facts)
        return { step, logged: await applyAndLog(transaction, step, authorOf(request, reason)) }
      })
  }
