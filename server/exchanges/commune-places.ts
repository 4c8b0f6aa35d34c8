/** In which municipality and state each commune lies, by the municipalities that were brought in. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { asViewer } from '../access/as-viewer.ts'
import type { Database } from '../database/index.ts'
import { CommunePlace } from './schema.ts'

export const communePlaceRoutes =
  ({ db }: Database): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/exchange/places',
      {
        config: { action: 'see' },
        schema: {
          response: { 200: Type.Object({ items: Type.Array(CommunePlace) }) },
          description: 'Communes whose middle, as far as they are seen, lies in a municipality that is known',
        },
      },
      async (request) => {
        const { rows } = await asViewer(db, request.viewer, (visible) =>
          sql<CommunePlace>`
            select c.id as "communeId", r.id as "municipalityId", r.name as municipality, r.state
            from (select m.commune_id as id, st_centroid(st_setsrid(st_extent(p.geom)::geometry, 4326)) as middle
              from membership m join present_council p on p.id = m.council_id
              where exists (select from reference_area where kind = 'municipality')
              group by m.commune_id) c
            join lateral (select r.id, r.name, r.state from reference_area r
              where r.kind = 'municipality' and r.geom && c.middle and st_intersects(r.geom, c.middle)
              order by r.id limit 1) r on true
            order by c.id`.execute(visible),
        )
        return { items: rows }
      },
    )
  }
