/** Circuits, communal cities, federations and confederations by HTTP. */

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Action } from '../../domain/access/index.ts'
import { EVERYTHING } from '../../domain/access/index.ts'
import {
  alterBody,
  createBody,
  deleteBody,
  foundCommune,
  joinBody,
  leaveBody,
} from '../../domain/composing/body-operations.ts'
import type { Change as Step } from '../../domain/steps/step.ts'
import type { BodyRecord, MemberRef } from '../../domain/territory/body-record.ts'
import { isRefusal, type Refusal } from '../../domain/territory/operations.ts'
import { asViewer } from '../access/as-viewer.ts'
import { allow } from '../access/guard.ts'
import type { Database } from '../database/index.ts'
import type { Executor } from '../executor.ts'
import { authorOf } from '../log/author.ts'
import { refuse } from '../problems.ts'
import { applyAndLog } from '../territories/changes.ts'
import { nextCommuneId } from '../territories/communes.ts'
import { presentNames } from '../territories/councils.ts'
import { Changed, Id, Removal } from '../territories/schema.ts'
import type { Territory } from '../territories/territory.ts'
import { today } from '../today.ts'
import { expectedRevision, mustBeSeen, neededRevision, tagged } from '../versions.ts'
import { bodiesBelow, lockBodies, memberNames, nextBodyId } from './bodies.ts'
import { openLevels } from './levels.ts'
import { communesBelow } from './reach.ts'
import * as schema from './schema.ts'

const ById = Type.Object({ id: Id })
const ChangedBody = Changed(schema.Body)

export const levelRoutes =
  ({ db }: Database, territory: Territory): FastifyPluginAsyncTypebox =>
  async (app) => {
    const levels = openLevels(db, territory)

    app.get(
      '/bodies',
      { config: { action: 'see' }, schema: { response: { 200: schema.BodyList } } },
      async (request) => ({ items: await levels.bodies(request.viewer) }),
    )

    app.get(
      '/bodies/:id',
      { config: { action: 'see' }, schema: { params: ById, response: { 200: schema.Body } } },
      async (request, reply) => tagged(reply, await seen(request, request.params.id)),
    )

    app.get(
      '/bodies/:id/judgement',
      { config: { action: 'see' }, schema: { params: ById, querystring: schema.JudgementQuery } },
      async (request): Promise<schema.BodyJudgement> => {
        const { id } = request.params
        const on = request.query.on ?? today()
        return (await levels.judgement(request.viewer, id, on)) ?? refuse('body-not-found', { id })
      },
    )

    const creation = { body: schema.NewBody, response: { 201: ChangedBody } }
    app.post('/bodies', { config: { action: 'compose' }, schema: creation }, async (request, reply) => {
      const { members, from = today(), reason, ...wanted } = request.body
      await allowOver(request, 'compose', members)
      const names = await visibleNames(request, members)
      const { step, change } = await carryOut(request, reason, async (transaction) =>
        createBody(
          { ...wanted, id: await nextBodyId(transaction), members, from },
          { names, bodies: await bodiesBelow(transaction, bodiesAmong(members)) },
        ),
      )
      const { id } = step.bodies![0].after!
      const record = tagged(reply, await seen(request, id))
      return reply.code(201).header('location', `/api/bodies/${id}`).send({ record, change })
    })

    const edit = { params: ById, body: schema.BodyEdit, response: { 200: ChangedBody } }
    app.patch('/bodies/:id', { config: { action: 'compose' }, schema: edit }, async (request, reply) => {
      const { id } = request.params
      const { reason, revision, ...wanted } = request.body
      await mayChange(request, id)
      if (wanted.audience) await allowOver(request, 'disclose', [{ kind: 'body', id }])
      const expected = neededRevision(request, revision)
      const { change } = await carryOut(request, reason, async (transaction) => {
        const body = await locked(transaction, id)
        mustBeSeen(expected, { kind: 'body', name: body.name, theirs: body }, wanted)
        return alterBody(body, wanted)
      })
      return { record: tagged(reply, await seen(request, id)), change }
    })

    const membership = { params: ById, body: schema.MembershipRequest, response: { 200: ChangedBody } }
    app.post(
      '/bodies/:id/members',
      { config: { action: 'compose' }, schema: membership },
      async (request, reply) => {
        const { id } = request.params
        const { member, from = today(), reason } = request.body
        await mayChange(request, id, [member])
        const names = await visibleNames(request, [member])
        const { change } = await carryOut(request, reason, async (transaction) => {
          const bodies = await bodiesBelow(transaction, bodiesAmong([member]))
          return joinBody(await locked(transaction, id), member, from, { names, bodies })
        })
        return { record: tagged(reply, await seen(request, id)), change }
      },
    )

    app.post(
      '/bodies/:id/members/leave',
      { config: { action: 'compose' }, schema: membership },
      async (request, reply) => {
        const { id } = request.params
        const { member, from = today(), reason } = request.body
        await mayChange(request, id)
        const names = await visibleNames(request, [member])
        const { change } = await carryOut(request, reason, async (transaction) =>
          leaveBody(await locked(transaction, id), member, from, { names }),
        )
        return { record: tagged(reply, await seen(request, id)), change }
      },
    )

    const founding = { params: ById, body: schema.Founding, response: { 200: ChangedBody } }
    app.post(
      '/bodies/:id/found',
      { config: { action: 'compose' }, schema: founding },
      async (request, reply) => {
        const { id } = request.params
        const { name, reason } = request.body
        // As for any new commune: it has no number yet that a role could be over.
        allow(request, 'compose', EVERYTHING)
        const expected = expectedRevision(request, request.body.revision)
        const { change } = await carryOut(request, reason, async (transaction) => {
          const body = await locked(transaction, id)
          mustBeSeen(expected, { kind: 'body', name: body.name, theirs: body }, { name })
          const present = await presentNames(
            transaction,
            body.memberships.map((member) => member.id),
          )
          const commune = { id: await nextCommuneId(transaction), name: name ?? body.name }
          return foundCommune(body, commune, today(), new Set(present.keys()))
        })
        return { record: tagged(reply, await seen(request, id)), change }
      },
    )

    const removal = { params: ById, querystring: Removal, response: { 200: ChangedBody } }
    app.delete('/bodies/:id', { config: { action: 'compose' }, schema: removal }, async (request) => {
      const { id } = request.params
      await mayChange(request, id)
      const expected = neededRevision(request, request.query.revision)
      const record = await seen(request, id)
      const { change } = await carryOut(request, request.query.reason, async (transaction) => {
        const body = await locked(transaction, id)
        mustBeSeen(expected, { kind: 'body', name: body.name, theirs: body }, {})
        return deleteBody(body)
      })
      return { record, change }
    })

    const seen = async (request: FastifyRequest, id: number) =>
      (await levels.body(request.viewer, id)) ?? refuse('body-not-found', { id })

    const locked = async (transaction: Executor, id: number): Promise<BodyRecord> =>
      (await lockBodies(transaction, [id])).get(id) ?? refuse('body-not-found', { id })

    const visibleNames = (request: FastifyRequest, members: readonly MemberRef[]) =>
      asViewer(db, request.viewer, (visible) => memberNames(visible, members))

    /** Whoever may not see it is not told that it exists; whoever sees it may still not change it. */
    async function mayChange(request: FastifyRequest, id: number, more: readonly MemberRef[] = []) {
      const body: MemberRef = { kind: 'body', id }
      if ((await visibleNames(request, [body])).size === 0) return refuse('body-not-found', { id })
      await allowOver(request, 'compose', [body, ...more])
    }

    /** Over everything, or over each commune that these come down to; a council by itself is of everything. */
    async function allowOver(request: FastifyRequest, action: Action, members: readonly MemberRef[]) {
      const communes = members.flatMap(({ kind, id }) => (kind === 'commune' ? [id] : []))
      const ids = await communesBelow(db, { bodies: bodiesAmong(members), communes })
      const loose = members.some(({ kind }) => kind === 'council')
      allow(request, action, loose ? EVERYTHING : { kind: 'communes', ids })
    }

    /** Decides and applies in one transaction; a refusal leaves nothing behind. */
    const carryOut = (
      request: FastifyRequest,
      reason: string | undefined,
      decide: (transaction: Executor) => Promise<Step | Refusal>,
    ) =>
      db.transaction().execute(async (transaction) => {
        const step = await decide(transaction)
        if (isRefusal(step)) return refuse(step.refused, step.facts)
        return { step, change: await applyAndLog(transaction, step, authorOf(request, reason)) }
      })
  }

const bodiesAmong = (members: readonly MemberRef[]): number[] =>
  members.flatMap(({ kind, id }) => (kind === 'body' ? [id] : []))
