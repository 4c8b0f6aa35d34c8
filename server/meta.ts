/** Whether the server is well, and what it holds. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { sql } from 'kysely'
import { Type } from 'typebox'
import packageFile from '../package.json' with { type: 'json' }
import type { Database } from './database/index.ts'
import { readRevisions } from './territories/layers.ts'
import { Meta } from './territories/schema.ts'

export const metaRoutes =
  (database: Database, styleUrl: string | null): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { db } = database

    const Health = Type.Object({ status: Type.Literal('ok') })
    app.get('/health', { schema: { response: { 200: Health } } }, async () => {
      await sql`select 1`.execute(db)
      return { status: 'ok' as const }
    })

    app.get('/meta', { schema: { response: { 200: Meta } } }, async (_, reply): Promise<Meta> => {
      const { rows } = await sql<Omit<Meta, 'version' | 'revision' | 'styleUrl'>>`
        select
          json_build_object(
            'councils', (select count(*) from present_council),
            'communes', (select count(*) from present_commune),
            'imports', (select count(*) from import where status = 'saved')) as counts,
          (select case when count(*) = 0 then null else json_build_array(
            min(st_xmin(geom)), min(st_ymin(geom)), max(st_xmax(geom)), max(st_ymax(geom))) end from present_council) as bounds,
          exists (select from present_council where approximate) as demonstration`.execute(db)
      const { all } = await readRevisions(db)
      reply.header('cache-control', 'no-store')
      return { version: packageFile.version, revision: all, styleUrl, ...rows[0] }
    })
  }
