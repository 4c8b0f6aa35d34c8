/** Areas that others drew: municipalities, and protected areas to compare claims with. Public, brought in by operators. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { EVERYTHING } from '../../domain/access/index.ts'
import { outlineOf } from '../../domain/overlaps/index.ts'
import { asViewer } from '../access/as-viewer.ts'
import { allow } from '../access/guard.ts'
import type { Database } from '../database/index.ts'
import type { Executor } from '../executor.ts'
import { authorOf } from '../log/author.ts'
import { writeLog } from '../log/write.ts'
import { refuse } from '../problems.ts'
import { raiseRevisions } from '../territories/layers.ts'
import { Id, OnlyReason } from '../territories/schema.ts'
import { checkOverlaps } from './check.ts'
import * as schema from './schema.ts'

export const referenceAreaRoutes =
  ({ db }: Database): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/land/reference-areas',
      { config: { action: 'see' }, schema: { response: { 200: schema.ReferenceAreaList } } },
      async (request) => ({ items: await asViewer(db, request.viewer, readAreas) }),
    )

    app.post(
      '/land/reference-areas',
      {
        config: { action: 'document' },
        schema: { body: schema.NewReferenceAreas, response: { 201: schema.ReferenceAreasSaved } },
      },
      async (request, reply) => {
        allow(request, 'document', EVERYTHING)
        const { kind, source, areas, reason } = request.body
        for (const { name, geometry } of areas) {
          const outline = outlineOf(geometry as GeoJSON.Polygon)
          if (typeof outline === 'string') return refuse('area-unusable', { name, why: outline })
          if (outline.crossesItself) return refuse('area-unusable', { name, why: 'crossed' })
        }
        const ids = await db.transaction().execute(async (transaction) => {
          const { rows } = await sql<{ id: number }>`
            insert into reference_area (kind, name, state, source, geom)
            select ${kind}, r.name, r.state, ${source}, st_multi(st_setsrid(st_geomfromgeojson(r.geometry::text), 4326))
            from jsonb_to_recordset(${JSON.stringify(areas)}::jsonb) as r (name text, state text, geometry jsonb)
            returning id`.execute(transaction)
          const ids = rows.map(({ id }) => id)
          await spread(transaction, kind, ids)
          await writeLog(transaction, authorOf(request, reason), {
            action: 'areas-brought-in',
            subject: { kind: 'layer', id: null, name: source },
            audience: 'public',
            facts: { count: ids.length, name: source },
          })
          return ids
        })
        return reply.code(201).send({ ids })
      },
    )

    app.delete(
      '/land/reference-areas/:id',
      {
        config: { action: 'document' },
        schema: { params: Type.Object({ id: Id }), querystring: OnlyReason, response: { 204: Type.Null() } },
      },
      async (request, reply) => {
        allow(request, 'document', EVERYTHING)
        const { id } = request.params
        await db.transaction().execute(async (transaction) => {
          const { rows } = await sql<{ kind: string; name: string }>`
            delete from reference_area where id = ${id} returning kind, name`.execute(transaction)
          if (rows.length === 0) return refuse('area-not-found', { id })
          await spread(transaction, rows[0].kind, [id])
          await writeLog(transaction, authorOf(request, request.query.reason), {
            action: 'reference-area-removed',
            subject: { kind: 'layer', id: null, name: rows[0].name },
            audience: 'public',
            facts: { kind: rows[0].kind, name: rows[0].name },
          })
        })
        return reply.code(204).send(null)
      },
    )
  }

async function spread(transaction: Executor, kind: string, ids: number[]): Promise<void> {
  if (kind === 'protected-area') await checkOverlaps(transaction, { protectedAreas: ids })
  await raiseRevisions(transaction, ['land'])
}

async function readAreas(visible: Executor): Promise<schema.ReferenceArea[]> {
  const { rows } = await sql<schema.ReferenceArea>`
    select id, kind, name, state, source from reference_area order by kind, name, id`.execute(visible)
  return rows
}
