/** Corridors and axes by HTTP, and the communes that have neither corridor nor exchange. */

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { membersOn } from '../../domain/exchange/corridors/index.ts'
import type { CorridorRecord } from '../../domain/exchange/records.ts'
import { asViewer } from '../access/as-viewer.ts'
import type { Database } from '../database/index.ts'
import type { Executor } from '../executor.ts'
import { Changed, Id, Removal } from '../territories/schema.ts'
import type { Territory } from '../territories/territory.ts'
import { today } from '../today.ts'
import { tagged } from '../versions.ts'
import { type EditRecords, editRecords } from './edit-records.ts'
import { placesOf } from './places.ts'
import { readExchange } from './records.ts'
import * as schema from './schema.ts'

const ById = Type.Object({ id: Id })

export const corridorRoutes =
  (
    database: Database,
    territory: Territory,
    edit: EditRecords = editRecords(database),
  ): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { db } = database
    const corridors = (request: FastifyRequest, ids?: readonly number[], on: string | null = null) =>
      asViewer(db, request.viewer, async (visible) => {
        const records = await readExchange(visible, 'corridor', ids)
        return withMembers(visible, records, on)
      })

    app.get(
      '/corridors',
      {
        config: { action: 'see' },
        schema: {
          querystring: Type.Object({
            on: Type.Optional(
              Type.String({
                format: 'date',
                description: 'Corridors and their communes as they were on a day',
              }),
            ),
          }),
          response: { 200: Type.Object({ items: Type.Array(schema.Corridor) }) },
        },
      },
      async (request) => {
        const on = request.query.on ?? today()
        const items = await corridors(request, undefined, request.query.on ?? null)
        return {
          items: items.filter(
            ({ beganOn, endedOn }) => (!beganOn || beganOn <= on) && (!endedOn || on < endedOn),
          ),
        }
      },
    )

    app.get(
      '/corridors/:id',
      { config: { action: 'see' }, schema: { params: ById, response: { 200: schema.Corridor } } },
      async (request, reply) => {
        const { id } = request.params
        await edit.seen(request, 'corridor', id)
        const [corridor] = await corridors(request, [id])
        return tagged(reply, { ...corridor, space: await spaceOf(request, corridor) })
      },
    )

    const change = { body: schema.CorridorEdit, response: { 201: Changed(schema.Corridor) } }
    app.post('/corridors', { config: { action: 'coordinate' }, schema: change }, async (request, reply) => {
      const { revision: _, reason, ...content } = request.body
      const { id, change } = await edit.add(request, 'corridor', await asRecord(content), reason)
      const [record] = await corridors(request, [id])
      return reply
        .code(201)
        .header('location', `/api/corridors/${id}`)
        .send({ record: tagged(reply, record), change })
    })

    app.put(
      '/corridors/:id',
      {
        config: { action: 'coordinate' },
        schema: { params: ById, body: schema.CorridorEdit, response: { 200: Changed(schema.Corridor) } },
      },
      async (request, reply) => {
        const { id } = request.params
        const { revision, reason, ...content } = request.body
        const change = await edit.alter(request, 'corridor', id, await asRecord(content), {
          revision,
          reason,
        })
        const [record] = await corridors(request, [id])
        return { record: tagged(reply, record), change }
      },
    )

    app.delete(
      '/corridors/:id',
      { config: { action: 'coordinate' }, schema: { params: ById, querystring: Removal } },
      async (request) => ({
        change: await edit.remove(request, 'corridor', request.params.id, request.query),
      }),
    )

    app.get(
      '/exchange/isolated',
      { config: { action: 'see' }, schema: { response: { 200: schema.Isolated } } },
      async (request) =>
        asViewer(db, request.viewer, async (visible) => {
          const { rows } = await sql<{ id: number; name: string; alone: boolean }>`
            select c.id, c.name, not exists (select from corridor_commune m where m.commune_id = c.id and m.left_on is null)
              and not exists (select from flow f where c.id in (f.from_commune, f.to_commune) and f.state = 'agreed') as alone
            from present_commune c order by plain_text(c.name) collate "C", c.id`.execute(visible)
          return {
            communes: rows.filter(({ alone }) => alone).map(({ id, name }) => ({ id, name })),
            of: rows.length,
          }
        }),
    )

    /** Communes of a corridor need not touch: whether they do is told, and changes nothing. */
    async function spaceOf(request: FastifyRequest, { communes }: Pick<CorridorRecord, 'communes'>) {
      const seen = await Promise.all(
        membersOn(communes, null).map(({ id }) => territory.commune(request.viewer, id)),
      )
      const councils = seen.flatMap((commune) => commune?.councilIds ?? [])
      if (councils.length === 0 || seen.some((commune) => !commune || commune.partial)) return null
      const { verdict } = await territory.judge(request.viewer, [...new Set(councils)])
      return verdict === 'contiguous' ? ('one-space' as const) : ('apart' as const)
    }

    /** The route as the record has it. */
    async function asRecord<C extends { route: object | null }>(
      content: C,
    ): Promise<C & { route: string | null }> {
      if (content.route === null) return { ...content, route: null }
      const { rows } = await sql<{ route: string | null }>`
        select case when st_isvalid(r.geom) then encode(st_asbinary(r.geom, 'NDR'), 'hex') end as route
        from (select st_multi(st_setsrid(st_geomfromgeojson(${JSON.stringify(content.route)}), 4326)) as geom) r`.execute(
        db,
      )
      return { ...content, route: rows[0].route }
    }
  }

/** The route as GeoJSON, the communes that are there on the day with their names and middles. */
async function withMembers(
  visible: Executor,
  records: readonly CorridorRecord[],
  on: string | null,
): Promise<schema.Corridor[]> {
  const { rows: routes } = await sql<{ id: number; route: schema.Corridor['route'] }>`
    select id, st_asgeojson(route, 6)::json as route from corridor where route is not null`.execute(visible)
  const wanted = [...new Set(records.flatMap(({ communes }) => communes.map(({ id }) => id)))]
  const { rows: names } = await sql<{ id: number; name: string }>`
    select id, name from present_commune where id = any(${wanted}::integer[])`.execute(visible)
  const at = new Map(
    (await placesOf(visible, wanted)).map((place) => [place.id, place.at as [number, number]]),
  )
  const members = names.map(({ id, name }) => ({ id, name, place: at.get(String(id)) ?? null }))
  const byId = new Map(members.map((member) => [member.id, member]))
  const routeOf = new Map(routes.map(({ id, route }) => [id, route]))
  return records.map((record) => ({
    ...record,
    route: routeOf.get(record.id) ?? null,
    members: membersOn(record.communes, on).flatMap(({ id }) => byId.get(id) ?? []),
    space: null,
  }))
}
