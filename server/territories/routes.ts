/** The territory by HTTP: councils, communes, links, judgements and the steps that can be undone. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import {
  alterCommune,
  createCommune,
  declareLink,
  deleteCommune,
  isRefusal,
  type Refusal,
  type Change as Step,
  withdrawLink,
} from '../../domain/territory/operations.ts'
import type { Judgement } from '../../domain/territory/types.ts'
import type { Database } from '../database/index.ts'
import type { Executor } from '../executor.ts'
import { refuse } from '../problems.ts'
import { applyAndLog, recentChanges, undo } from './changes.ts'
import { lockCommunes, nextCommuneId } from './communes.ts'
import { type Box, councilAreas, findCouncil, listCouncils, presentNames, surroundings } from './councils.ts'
import { readRevisions } from './layers.ts'
import { linkRecords, nextLinkId, readLinks } from './links.ts'
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
      { schema: { querystring: schema.CouncilQuery, response: { 200: schema.CouncilPage } } },
      async (request) => {
        const { q, commune, bbox, ids, sort = 'name', after, limit = 100 } = request.query
        const filter = { q, commune, import: request.query.import, bbox: readBox(bbox), ids: readIds(ids) }
        const page = await listCouncils(db, filter, { sort, after, limit })
        return page === 'bad-token'
          ? refuse('invalid-field', { field: 'after', why: '', rule: 'other' })
          : page
      },
    )

    const AreasQuery = Type.Object({
      bbox: Type.Optional(Type.String()),
      ids: Type.Optional(Type.String({ maxLength: 40_000 })),
      commune: Type.Optional(schema.Id),
      lang: Type.Optional(Type.String()),
    })
    app.get(
      '/councils/areas',
      { schema: { querystring: AreasQuery, response: { 200: schema.CouncilAreas } } },
      async (request) => {
        const { bbox, ids, commune } = request.query
        const around =
          commune === undefined ? readBox(bbox) : ((await surroundings(db, commune)) ?? [0, 0, 0, 0])
        const filter = { bbox: around, ids: readIds(ids) }
        if (!filter.bbox && !filter.ids)
          return refuse('invalid-field', { field: 'bbox', why: '', rule: 'required' })
        const { councils } = await readRevisions(db)
        const items = await councilAreas(db, filter, AREA_LIMIT + 1)
        return { revision: councils, items: items.slice(0, AREA_LIMIT), truncated: items.length > AREA_LIMIT }
      },
    )

    app.get(
      '/councils/:id',
      { schema: { params: ById, response: { 200: schema.CouncilWithGeometry } } },
      async (request) => {
        const { id } = request.params
        return (await findCouncil(db, id)) ?? refuse('council-not-found', { id })
      },
    )

    app.get('/communes', { schema: { response: { 200: schema.CommuneList } } }, async () => ({
      items: await territory.communes(),
    }))

    app.get('/communes/:id', { schema: { params: ById, response: { 200: schema.Commune } } }, (request) =>
      commune(request.params.id),
    )

    app.get('/communes/:id/judgement', { schema: { params: ById } }, async (request): Promise<Judgement> => {
      const { councilIds } = await commune(request.params.id)
      return territory.judge(councilIds)
    })

    app.post('/judge', { schema: { body: schema.JudgeRequest } }, async (request): Promise<Judgement> => {
      const councilIds = [...new Set(request.body.councilIds)]
      const present = await presentNames(db, councilIds)
      const unknown = councilIds.filter((id) => !present.has(id))
      return unknown.length > 0
        ? refuse('councils-unknown', { councils: unknown })
        : territory.judge(councilIds)
    })

    const ChangedCommune = schema.Changed(schema.Commune)
    app.post(
      '/communes',
      { schema: { body: schema.NewCommune, response: { 201: ChangedCommune } } },
      async (request, reply) => {
        const change = await carryOut(async (transaction) => {
          const present = new Set((await presentNames(transaction, request.body.councilIds)).keys())
          return createCommune({ id: await nextCommuneId(transaction), ...request.body }, present)
        })
        const { id } = change.step.communes[0].after!
        return reply
          .code(201)
          .header('location', `/api/communes/${id}`)
          .send({ record: await commune(id), change: change.logged })
      },
    )

    const edit = { params: ById, body: schema.CommuneEdit, response: { 200: ChangedCommune } }
    app.patch('/communes/:id', { schema: edit }, async (request) => {
      const { id } = request.params
      const change = await carryOut(async (transaction) => {
        const found = (await lockCommunes(transaction, [id])).get(id) ?? refuse('commune-not-found', { id })
        const present = new Set((await presentNames(transaction, request.body.councilIds ?? [])).keys())
        return alterCommune(found, request.body, present)
      })
      return { record: await commune(id), change: change.logged }
    })

    const removal = {
      params: ById,
      querystring: Type.Object({
        revision: Type.Optional(Type.Integer()),
        lang: Type.Optional(Type.String()),
      }),
      response: { 200: ChangedCommune },
    }
    app.delete('/communes/:id', { schema: removal }, async (request) => {
      const { id } = request.params
      const record = await commune(id)
      const change = await carryOut(async (transaction) => {
        const found = (await lockCommunes(transaction, [id])).get(id) ?? refuse('commune-not-found', { id })
        return deleteCommune(found, request.query.revision)
      })
      return { record, change: change.logged }
    })

    app.get('/links', { schema: { response: { 200: schema.LinkList } } }, async () => ({
      items: await readLinks(db),
    }))

    const ChangedLink = schema.Changed(schema.Link)
    app.post(
      '/links',
      { schema: { body: schema.NewLink, response: { 201: ChangedLink } } },
      async (request, reply) => {
        const { councilA, councilB } = request.body
        const change = await carryOut(async (transaction) => {
          const councilNames = await presentNames(transaction, [councilA, councilB])
          const existing = await linkRecords(transaction, { between: [councilA, councilB] })
          const today = new Date().toLocaleDateString('sv-SE')
          return declareLink(
            { id: await nextLinkId(transaction), ...request.body },
            { councilNames, existing, today },
          )
        })
        const { id } = change.step.links[0].after!
        const [record] = await readLinks(db, id)
        return reply.code(201).header('location', `/api/links/${id}`).send({ record, change: change.logged })
      },
    )

    app.delete(
      '/links/:id',
      { schema: { params: ById, response: { 200: ChangedLink } } },
      async (request) => {
        const { id } = request.params
        const [record] = await readLinks(db, id)
        if (!record) return refuse('link-not-found', { id })
        const change = await carryOut(async (transaction) => {
          const [found] = await linkRecords(transaction, { ids: [id] })
          if (!found) return refuse('link-not-found', { id })
          return withdrawLink(found, await presentNames(transaction, [found.councilA, found.councilB]))
        })
        return { record, change: change.logged }
      },
    )

    const Recent = Type.Object({
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
      lang: Type.Optional(Type.String()),
    })
    app.get(
      '/changes',
      { schema: { querystring: Recent, response: { 200: schema.ChangeList } } },
      async (request) => ({
        items: await recentChanges(db, request.query.limit ?? 50),
      }),
    )

    app.post(
      '/changes/:id/undo',
      { schema: { params: ById, response: { 200: schema.Change } } },
      async (request) => {
        const outcome = await db.transaction().execute((transaction) => undo(transaction, request.params.id))
        return 'refused' in outcome ? refuse(outcome.refused, outcome.facts) : outcome
      },
    )

    const commune = async (id: number) => (await territory.commune(id)) ?? refuse('commune-not-found', { id })

    /** Decides and applies in one transaction; a refusal leaves nothing behind. */
    const carryOut = (decide: (transaction: Executor) => Promise<Step | Refusal>) =>
      db.transaction().execute(async (transaction) => {
        const step = await decide(transaction)
        if (isRefusal(step)) return refuse(step.refused, step.facts)
        return { step, logged: await applyAndLog(transaction, step) }
      })
  }

function readBox(text: string | undefined): Box | undefined {
  if (text === undefined) return undefined
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  const [west, south, east, north] = numbers
  const sound = numbers.length === 4 && numbers.every(Number.isFinite) && west <= east && south <= north
  return sound
    ? (numbers as Box)
    : refuse('invalid-field', { field: 'bbox', why: 'west,south,east,north', rule: 'format' })
}

function readIds(text: string | undefined): number[] | undefined {
  if (text === undefined) return undefined
  const ids = text.split(',').map(Number)
  const sound = ids.every((id) => Number.isInteger(id) && id > 0 && id <= 2147483647)
  return sound ? ids : refuse('invalid-field', { field: 'ids', why: '1,2,3', rule: 'format' })
}
