/** The land record by HTTP. Exchange of files is in exchange-files/, areas of reference in reference-areas.ts. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { narrower } from '../../domain/access/audience.ts'
import { ANYTHING } from '../../domain/access/index.ts'
import type { LandKind } from '../../domain/land/records.ts'
import { asViewer } from '../access/as-viewer.ts'
import { allow } from '../access/guard.ts'
import type { Database } from '../database/index.ts'
import { refuse } from '../problems.ts'
import { readBox } from '../territories/read-box.ts'
import { Changed, Id, Removal } from '../territories/schema.ts'
import { today } from '../today.ts'
import { askedTimes, asking } from './asking.ts'
import { heldAmong, readTold } from './holdings.ts'
import { listUnits } from './list.ts'
import { landMap } from './map.ts'
import { generalised, shapeOf } from './places.ts'
import { hiddenFromPublic, readOne, readSeen, type Seen, shown } from './read.ts'
import * as schema from './schema.ts'
import { wholeUnit, withTenure } from './units.ts'
import { addRecord, allowOver, alterRecord, notFound, withdrawRecord } from './write.ts'

const ById = Type.Object({ id: Id })
/** Units of all in one answer of holdings. */
const UNITS_PER_PAGE = 50
const RECORDS_PER_PAGE = 200

export const landRoutes =
  ({ db }: Database): FastifyPluginAsyncTypebox =>
  async (app) => {
    const see = { action: 'see' } as const
    const document = { action: 'document' } as const

    app.get(
      '/land/units',
      { config: see, schema: { querystring: schema.UnitQuery, response: { 200: schema.UnitPage } } },
      async (request) => {
        const {
          q,
          kind,
          state,
          municipality,
          predicate,
          commune,
          cursor,
          limit = 100,
          ...times
        } = request.query
        const asked = askedTimes(times)
        return asking(db, request, asked.known, async (visible): Promise<schema.UnitPage> => {
          const filter = { q, kind, state, municipality, predicate, commune, known: asked.known }
          const page = await listUnits(visible, filter, { cursor, limit })
          if (page === 'bad-token')
            return refuse('invalid-field', { field: 'cursor', why: '', rule: 'other' })
          return { ...page, items: await withTenure(visible, page.items, asked) }
        })
      },
    )

    app.get(
      '/land/units/:id',
      {
        config: see,
        schema: {
          params: ById,
          querystring: Type.Object(schema.OnAndKnown),
          response: { 200: schema.UnitWhole },
        },
      },
      async (request, reply) => {
        const { id } = request.params
        const asked = askedTimes(request.query)
        const whole = await asking(db, request, asked.known, (visible) => wholeUnit(visible, id, asked))
        if (!whole) return notFound('unit', id)
        reply.header('etag', `"${whole.unit.version}"`)
        return whole
      },
    )

    app.get(
      '/land/holdings',
      {
        config: see,
        schema: { querystring: schema.HoldingsQuery, response: { 200: schema.HoldingsAnswer } },
      },
      async (request): Promise<schema.HoldingsAnswer> => {
        const { unit, after = 0, ...times } = request.query
        const asked = askedTimes(times)
        const which = unit === undefined ? { after, limit: UNITS_PER_PAGE } : { ids: [unit] }
        const told = await asking(db, request, asked.known, (visible) =>
          readTold(visible, which, asked.known),
        )
        const { extents: _, ...rest } = told
        const more = unit === undefined && told.units.length === UNITS_PER_PAGE
        return {
          ...asked,
          ...rest,
          ...heldAmong(told, asked.on),
          next: more ? told.units[told.units.length - 1].id : null,
        }
      },
    )

    app.get(
      '/land/map',
      { config: see, schema: { querystring: schema.MapQuery, response: { 200: schema.LandMap } } },
      async (request) => {
        const { bbox, ...times } = request.query
        const asked = askedTimes(times)
        const box = readBox(bbox)
        return asking(db, request, asked.known, (visible) => landMap(visible, asked, box))
      },
    )

    app.post(
      '/land/public-view',
      {
        config: document,
        schema: { body: schema.PublicView, response: { 200: schema.PublicViewAnswer } },
      },
      async (request): Promise<schema.PublicViewAnswer> => {
        allow(request, 'document', ANYTHING)
        const {
          geometry,
          audience,
          placeAudience,
          placePrecision,
          placeUntil = null,
          ...fields
        } = request.body
        if (audience !== 'public') return { seen: false, place: null, exactFrom: null, hidden: [] }
        const past = placeUntil !== null && placeUntil <= today()
        const exact = placePrecision === 'exact' || past || narrower(audience, placeAudience) === 'public'
        const exactFrom = exact ? null : placeUntil
        const finest = exact ? 'exact' : placePrecision
        const hidden = await hiddenFromPublic(db, { ...fields, finest })
        if (geometry === null) return { seen: true, place: null, exactFrom, hidden }
        if ((await shapeOf(db, geometry)) === null) return refuse('shape-not-valid', { type: geometry.type })
        return { seen: true, place: await generalised(db, geometry, finest), exactFrom, hidden }
      },
    )

    /** One record as whoever asks sees it after writing. */
    const written = async <K extends LandKind>(
      request: FastifyRequest,
      reply: FastifyReply,
      kind: K,
      id: number,
    ): Promise<Seen<K>> => {
      const record = await asViewer(db, request.viewer, (visible) => readOne(visible, kind, id))
      if (!record) return notFound(kind, id)
      reply.header('etag', `"${record.version}"`)
      return record
    }
    const Out = Changed(Type.Unsafe<Seen<LandKind>>(Type.Any({ description: 'As whoever asks sees it' })))

    const creations = [
      ['unit', '/land/units', schema.NewUnit],
      ['party', '/land/parties', schema.NewParty],
      ['source', '/land/sources', schema.NewSource],
    ] as const
    for (const [kind, url, body] of creations)
      app.post(
        url,
        {
          config: document,
          schema: { body: Type.Unsafe<{ reason?: string }>(body), response: { 201: Out } },
        },
        async (request, reply) => {
          const { id, change } = await addRecord(db, request, kind, { ...request.body })
          const record = await written(request, reply, kind, id)
          return reply.code(201).header('location', `/api${url}/${id}`).send({ record, change })
        },
      )

    const ofUnit = [
      ['extent', 'extents', schema.NewExtent],
      ['assertion', 'assertions', schema.NewAssertion],
    ] as const
    for (const [kind, name, body] of ofUnit)
      app.post(
        `/land/units/:id/${name}`,
        {
          config: document,
          schema: { params: ById, body: Type.Unsafe<{ reason?: string }>(body), response: { 201: Out } },
        },
        async (request, reply) => {
          const unitId = (request.params as { id: number }).id
          const unit = await asViewer(db, request.viewer, (visible) => readOne(visible, 'unit', unitId))
          if (!unit) return notFound('unit', unitId)
          await allowOver(db, request, 'unit', unit)
          const { id, change } = await addRecord(db, request, kind, { ...request.body, unitId })
          const record = await written(request, reply, kind, id)
          return reply.code(201).header('location', `/api/land/${name}/${id}`).send({ record, change })
        },
      )

    const edits = [
      ['unit', 'units', schema.UnitEdit],
      ['extent', 'extents', schema.ExtentEdit],
      ['party', 'parties', schema.PartyEdit],
      ['source', 'sources', schema.SourceEdit],
      ['assertion', 'assertions', schema.AssertionEdit],
    ] as const
    for (const [kind, name, body] of edits) {
      const url = `/land/${name}/:id`
      app.put(
        url,
        {
          config: document,
          schema: {
            params: ById,
            body: Type.Unsafe<{ reason?: string; revision?: number }>(body),
            response: { 200: Out },
          },
        },
        async (request, reply) => {
          const { id } = request.params as { id: number }
          const change = await alterRecord(db, request, kind, id, { ...request.body })
          return { record: await written(request, reply, kind, id), change }
        },
      )
      app.delete(
        url,
        { config: document, schema: { params: ById, querystring: Removal, response: { 200: Out } } },
        async (request) => {
          const { id } = request.params as { id: number }
          const record = await asViewer(db, request.viewer, (visible) => readOne(visible, kind, id))
          const change = await withdrawRecord(db, request, kind, id, request.query)
          return { record: record!, change }
        },
      )
    }

    const lists = [
      ['party', '/land/parties', 'name'],
      ['source', '/land/sources', 'title'],
    ] as const
    for (const [kind, url, name] of lists)
      app.get(
        url,
        {
          config: see,
          schema: {
            querystring: schema.ListQuery,
            response: { 200: schema.LandList<Seen<LandKind>>('As whoever asks sees it, by number') },
          },
        },
        async (request) => {
          const { q, after = 0, known: knownAt } = request.query
          const { known } = askedTimes({ known: knownAt })
          const matching =
            q === undefined
              ? sql`true`
              : sql`strpos(plain_text(${shown(kind, 't', name, name)}), plain_text(${q.trim()})) > 0`
          const items = await asking(db, request, known, (visible) =>
            readSeen(
              visible,
              kind,

              sql`t.id > ${after} and ${matching}`,
              known,
              RECORDS_PER_PAGE + 1,
            ),
          )
          const page = items.slice(0, RECORDS_PER_PAGE)
          return { items: page, next: items.length > page.length ? page[page.length - 1].id : null }
        },
      )
  }
