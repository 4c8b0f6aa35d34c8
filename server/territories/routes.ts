/** The territory by HTTP: councils, communes, links, judgements and the steps that can be undone. */

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { EVERYTHING } from '../../domain/access/index.ts'
import type { Author } from '../../domain/log/entry.ts'
import type { Change as Step } from '../../domain/steps/step.ts'
import { dated } from '../../domain/territory/dated.ts'
import {
  alterCommune,
  createCommune,
  declareLink,
  deleteCommune,
  isRefusal,
  type Refusal,
  withdrawLink,
} from '../../domain/territory/operations.ts'
import type { Judgement } from '../../domain/territory/types.ts'
import { asViewer } from '../access/as-viewer.ts'
import { allow } from '../access/guard.ts'
import type { Database } from '../database/index.ts'
import type { Executor } from '../executor.ts'
import { findFounding } from '../foundings/repository.ts'
import { authorOf } from '../log/author.ts'
import { refuse } from '../problems.ts'
import { today } from '../today.ts'
import { expectedRevision, mustBeSeen, neededRevision, tagged } from '../versions.ts'
import { allowLink } from './allow-link.ts'
import { changeSets } from './change-sets.ts'
import { applyAndLog, findChange, undo } from './changes.ts'
import { communesNaming, lockCommunes, nextCommuneId } from './communes.ts'
import {
  audiences,
  type Box,
  councilAreas,
  findCouncil,
  listCouncils,
  presentNames,
  surroundings,
} from './councils.ts'
import { councilHistory, daysOfChange } from './history.ts'
import { readRevisions } from './layers.ts'
import { linkRecords, nextLinkId, readLinks } from './links.ts'
import { communesOn, lastMoves } from './membership-history.ts'
import { readBox } from './read-box.ts'
import * as schema from './schema.ts'
import type { Territory } from './territory.ts'

const ById = Type.Object({ id: schema.Id })
const AREA_LIMIT = 3000

export const territoryRoutes =
  (database: Database, territory: Territory): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { db } = database

    app.get(
      '/councils',
      {
        config: { action: 'see' },
        schema: { querystring: schema.CouncilQuery, response: { 200: schema.CouncilPage } },
      },
      async (request) => {
        const { q, commune, bbox, ids, sort = 'name', after, limit = 100 } = request.query
        const filter = { q, commune, import: request.query.import, bbox: readBox(bbox), ids: readIds(ids) }
        const page = await reading(request, (visible) =>
          listCouncils(visible, filter, { sort, after, limit }),
        )
        return page === 'bad-token'
          ? refuse('invalid-field', { field: 'after', why: '', rule: 'other' })
          : page
      },
    )

    const AreasQuery = Type.Object({
      bbox: Type.Optional(Type.String()),
      ids: Type.Optional(Type.String({ maxLength: 40_000 })),
      commune: Type.Optional(schema.Id),
      on: Type.Optional(Type.String({ format: 'date', description: 'As they were on that day' })),
      lang: Type.Optional(Type.String()),
    })
    app.get(
      '/councils/areas',
      {
        config: { action: 'see' },
        schema: { querystring: AreasQuery, response: { 200: schema.CouncilAreas } },
      },
      async (request) => {
        const { bbox, ids, commune, on } = request.query
        const box = readBox(bbox)
        const wanted = readIds(ids)
        if (!box && !wanted && commune === undefined)
          return refuse('invalid-field', { field: 'bbox', why: '', rule: 'required' })
        const { councils, items } = await reading(request, async (visible) => {
          const around =
            commune === undefined ? box : ((await surroundings(visible, commune)) ?? ([0, 0, 0, 0] as Box))
          const { councils } = await readRevisions(visible)
          return {
            councils,
            items: await councilAreas(visible, { bbox: around, ids: wanted, on }, AREA_LIMIT + 1),
          }
        })
        return { revision: councils, items: items.slice(0, AREA_LIMIT), truncated: items.length > AREA_LIMIT }
      },
    )

    app.get(
      '/councils/:id',
      { config: { action: 'see' }, schema: { params: ById, response: { 200: schema.CouncilWithGeometry } } },
      async (request) => {
        const { id } = request.params
        return (
          (await reading(request, (visible) => findCouncil(visible, id))) ??
          refuse('council-not-found', { id })
        )
      },
    )

    app.get(
      '/councils/:id/history',
      { config: { action: 'see' }, schema: { params: ById, response: { 200: schema.CouncilHistory } } },
      async (request) => {
        const { id } = request.params
        return (
          (await reading(request, (visible) => councilHistory(visible, id))) ??
          refuse('council-not-found', { id })
        )
      },
    )

    const DaysQuery = Type.Object({
      commune: Type.Optional(schema.Id),
      council: Type.Optional(schema.Id),
      lang: Type.Optional(Type.String()),
    })
    app.get(
      '/history/days',
      {
        config: { action: 'see' },
        schema: { querystring: DaysQuery, response: { 200: schema.HistoryDays } },
      },
      async ({ viewer, query }) => ({
        items: await asViewer(db, viewer, (visible) => daysOfChange(visible, query)),
      }),
    )

    const CommunesQuery = Type.Object({
      on: Type.Optional(
        Type.String({ format: 'date', description: 'With their members of that day, without verdicts' }),
      ),
      lang: Type.Optional(Type.String()),
    })
    app.get(
      '/communes',
      {
        config: { action: 'see' },
        schema: { querystring: CommunesQuery, response: { 200: schema.CommuneList } },
      },
      async (request) => {
        const { on } = request.query
        return {
          items:
            on === undefined
              ? await territory.communes(request.viewer)
              : await reading(request, (visible) => communesOn(visible, on)),
        }
      },
    )

    app.get(
      '/communes/:id',
      { config: { action: 'see' }, schema: { params: ById, response: { 200: schema.Commune } } },
      async (request, reply) => tagged(reply, await commune(request, request.params.id)),
    )

    app.get(
      '/communes/:id/judgement',
      { config: { action: 'see' }, schema: { params: ById } },
      async (request): Promise<Judgement> => {
        const { councilIds } = await commune(request, request.params.id)
        return territory.judge(request.viewer, councilIds)
      },
    )

    app.post(
      '/judge',
      { config: { action: 'see' }, schema: { body: schema.JudgeRequest } },
      async (request): Promise<Judgement> => {
        const councilIds = [...new Set(request.body.councilIds)]
        const present = await visibleIds(request, councilIds)
        const unknown = councilIds.filter((id) => !present.has(id))
        return unknown.length > 0
          ? refuse('councils-unknown', { councils: unknown })
          : territory.judge(request.viewer, councilIds)
      },
    )

    const ChangedCommune = schema.Changed(schema.Commune)
    app.post(
      '/communes',
      {
        config: { action: 'compose' },
        schema: { body: schema.NewCommune, response: { 201: ChangedCommune } },
      },
      async (request, reply) => {
        allow(request, 'compose', EVERYTHING)
        const { effectiveOn, ...wanted } = request.body
        const present = await visibleIds(request, wanted.councilIds)
        const change = await carryOut(authorOf(request, wanted.reason), async (transaction) => {
          const step = createCommune({ id: await nextCommuneId(transaction), ...wanted }, present)
          return dated(step, effectiveOn, { today: today(), moves: new Map() })
        })
        const { id } = change.step.communes[0].after!
        return reply
          .code(201)
          .header('location', `/api/communes/${id}`)
          .send({ record: tagged(reply, await commune(request, id)), change: change.logged })
      },
    )

    const edit = { params: ById, body: schema.CommuneEdit, response: { 200: ChangedCommune } }
    app.patch('/communes/:id', { config: { action: 'compose' }, schema: edit }, async (request, reply) => {
      const { id } = request.params
      const { reason, effectiveOn, ...edit } = request.body
      allow(request, 'compose', { kind: 'communes', ids: [id] })
      if (edit.audience) allow(request, 'disclose', { kind: 'communes', ids: [id] })
      const wanted = { ...edit, revision: neededRevision(request, edit.revision) }
      const present = await visibleIds(request, wanted.councilIds ?? [])
      const change = await carryOut(authorOf(request, reason), async (transaction) => {
        const found = (await lockCommunes(transaction, [id])).get(id) ?? refuse('commune-not-found', { id })
        const councils = wanted.councilsToo ? await audiences(transaction, found.councilIds) : []
        const wished = wanted.audience ?? found.audience
        const disclosed = councils.filter(({ audience }) => audience !== wished)
        await allowDisclosing(
          request,
          transaction,
          disclosed.map((council) => council.id),
        )
        const step = alterCommune(found, wanted, present, councils)
        return dated(step, effectiveOn, { today: today(), moves: await lastMoves(transaction, id) })
      })
      return { record: tagged(reply, await commune(request, id)), change: change.logged }
    })

    const removal = { params: ById, querystring: schema.CommuneRemoval, response: { 200: ChangedCommune } }
    app.delete('/communes/:id', { config: { action: 'compose' }, schema: removal }, async (request) => {
      const { id } = request.params
      allow(request, 'compose', { kind: 'communes', ids: [id] })
      const revision = neededRevision(request, request.query.revision)
      const record = await commune(request, id)
      const change = await carryOut(authorOf(request, request.query.reason), async (transaction) => {
        const found = (await lockCommunes(transaction, [id])).get(id) ?? refuse('commune-not-found', { id })
        const step = deleteCommune(found, revision, await findFounding(transaction, id))
        const moves = await lastMoves(transaction, id)
        return dated(step, request.query.effectiveOn, { today: today(), moves })
      })
      return { record, change: change.logged }
    })

    app.get(
      '/links',
      { config: { action: 'see' }, schema: { response: { 200: schema.LinkList } } },
      async (request) => ({
        items: await reading(request, (visible) => readLinks(visible)),
      }),
    )

    app.get(
      '/links/:id',
      { config: { action: 'see' }, schema: { params: ById, response: { 200: schema.Link } } },
      async (request, reply) => tagged(reply, await link(request, request.params.id)),
    )

    const ChangedLink = schema.Changed(schema.Link)
    app.post(
      '/links',
      { config: { action: 'compose' }, schema: { body: schema.NewLink, response: { 201: ChangedLink } } },
      async (request, reply) => {
        const { councilA, councilB } = request.body
        await allowLink(db, request, councilA, councilB)
        // Before the transaction: the embedded engine has one connection, and the areas may have to be read again.
        const meeting = await territory.meeting(councilA, councilB)
        // Why it joins the two is why it is declared.
        const change = await carryOut(authorOf(request, request.body.reason), async (transaction) => {
          const councilNames = await presentNames(transaction, [councilA, councilB])
          const existing = await linkRecords(transaction, { between: [councilA, councilB] })
          return declareLink(
            { id: await nextLinkId(transaction), revision: 1, ...request.body },
            { councilNames, existing, meeting, today: today() },
          )
        })
        const { id } = change.step.links[0].after!
        const [record] = await readLinks(db, id)
        return reply
          .code(201)
          .header('location', `/api/links/${id}`)
          .send({ record: tagged(reply, record), change: change.logged })
      },
    )

    app.delete(
      '/links/:id',
      {
        config: { action: 'compose' },
        schema: { params: ById, querystring: schema.Removal, response: { 200: ChangedLink } },
      },
      async (request) => {
        const { id } = request.params
        const expected = expectedRevision(request, request.query.revision)
        const record = await link(request, id)
        await allowLink(db, request, record.councilA, record.councilB)
        const change = await carryOut(authorOf(request, request.query.reason), async (transaction) => {
          const [found] = await linkRecords(transaction, { ids: [id] })
          if (!found) return refuse('link-not-found', { id })
          const step = withdrawLink(found, await presentNames(transaction, [found.councilA, found.councilB]))
          const name = `${step.facts.a} – ${step.facts.b}`
          mustBeSeen(expected, { kind: 'link', name, theirs: found }, {})
          return step
        })
        return { record, change: change.logged }
      },
    )

    const Recent = Type.Object({
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
      before: Type.Optional(schema.Id),
      commune: Type.Optional(schema.Id),
      council: Type.Optional(schema.Id),
      lang: Type.Optional(Type.String()),
    })
    app.get(
      '/changes',
      {
        config: { action: 'read-log' },
        schema: { querystring: Recent, response: { 200: schema.ChangeList } },
      },
      async (request) => {
        const { limit = 50, ...filter } = request.query
        return {
          items: await reading(request, (visible) => changeSets(visible, filter, limit)),
        }
      },
    )

    app.post(
      '/changes/:id/undo',
      {
        config: { action: 'undo' },
        // A step is undone as it stands: a body is needed only to say why.
        preValidation: async (request) => {
          request.body ??= {}
        },
        schema: { params: ById, body: schema.OnlyReason, response: { 200: schema.Change } },
      },
      async (request) => {
        await allowUndo(request)
        const author = authorOf(request, request.body.reason)
        const outcome = await db
          .transaction()
          .execute((transaction) => undo(transaction, request.params.id, author))
        return 'refused' in outcome ? refuse(outcome.refused, outcome.facts) : outcome
      },
    )

    const reading = <T>(request: FastifyRequest, work: (visible: Executor) => Promise<T>) =>
      asViewer(db, request.viewer, work)

    const commune = async (request: FastifyRequest, id: number) =>
      (await territory.commune(request.viewer, id)) ?? refuse('commune-not-found', { id })

    const link = async (request: FastifyRequest, id: number) =>
      (await reading(request, (visible) => readLinks(visible, id)))[0] ?? refuse('link-not-found', { id })

    /** Which of the councils the viewer sees: nobody composes with what they don't. */
    const visibleIds = (request: FastifyRequest, ids: readonly number[]) =>
      reading(request, async (visible) => new Set((await presentNames(visible, ids)).keys()))

    async function allowUndo(request: FastifyRequest & { params: { id: number } }): Promise<void> {
      const { id } = request.params
      const touched = await reading(request, (visible) => findChange(visible, id))
      if (!touched) return refuse('change-not-found', { id })
      if (touched.exchange)
        return allow(
          request,
          'coordinate',
          touched.communes.length > 0 ? { kind: 'communes', ids: touched.communes } : EVERYTHING,
        )
      if (touched.land) return allow(request, 'document', { kind: 'communes', ids: touched.communes })
      if (touched.kind === 'import-saved') allow(request, 'bring-in', EVERYTHING)
      allow(request, 'compose', { kind: 'communes', ids: touched.communes })
      await allowDisclosing(request, db, touched.disclosed)
      // Beside the communes that the step names, those that its councils are in now; of none, everything.
      for (const council of (await presentNames(db, touched.drawn)).keys())
        allow(request, 'compose', { kind: 'communes', ids: await communesNaming(db, [council]) })
    }

    /** A council of several communes is disclosed by whoever may for all of them. */
    async function allowDisclosing(request: FastifyRequest, database: Executor, councils: readonly number[]) {
      for (const id of await communesNaming(database, councils))
        allow(request, 'disclose', { kind: 'communes', ids: [id] })
    }

    /** Decides and applies in one transaction; a refusal leaves nothing behind. */
    const carryOut = (author: Author, decide: (transaction: Executor) => Promise<Step | Refusal>) =>
      db.transaction().execute(async (transaction) => {
        const step = await decide(transaction)
        if (isRefusal(step)) return refuse(step.refused, step.facts)
        return { step, logged: await applyAndLog(transaction, step, author) }
      })
  }

function readIds(text: string | undefined): number[] | undefined {
  if (text === undefined) return undefined
  const ids = text.split(',').map(Number)
  const sound = ids.every((id) => Number.isInteger(id) && id > 0 && id <= 2147483647)
  return sound ? ids : refuse('invalid-field', { field: 'ids', why: '1,2,3', rule: 'format' })
}
