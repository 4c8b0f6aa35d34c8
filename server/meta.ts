/** Whether the server is well, and what it holds. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { sightKey, sightOf } from '../domain/access/index.ts'
import packageFile from '../package.json' with { type: 'json' }
import { asViewer } from './access/as-viewer.ts'
import type { Database } from './database/index.ts'
import type { Executor } from './executor.ts'
import { readRevisions } from './territories/layers.ts'
import { Meta } from './territories/schema.ts'

export const metaRoutes =
  (database: Database, styleUrl: string | null, dossierKey: string): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { db } = database

    const Health = Type.Object({ status: Type.Literal('ok') })
    app.get('/health', { config: { action: 'see' }, schema: { response: { 200: Health } } }, async () => {
      await sql`select 1`.execute(db)
      return { status: 'ok' as const }
    })

    app.get(
      '/meta',
      { config: { action: 'see' }, schema: { response: { 200: Meta } } },
      async (request, reply): Promise<Meta> => {
        const [facts, { all }] = await asViewer(db, request.viewer, async (visible) => [
          await territoryFacts(visible),
          await readRevisions(visible),
        ])
        reply.header('cache-control', 'no-store')
        return {
          version: packageFile.version,
          revision: all,
          sight: sightKey(sightOf(request.viewer)),
          styleUrl,
          dossierKey,
          ...facts,
        }
      },
    )
  }

async function territoryFacts(visible: Executor) {
  const { rows } = await sql<Pick<Meta, 'counts' | 'bounds' | 'demonstration'>>`
        select
          json_build_object(
            'councils', (select count(*) from present_council),
            'communes', (select count(*) from present_commune),
            'imports', (select count(distinct import_id) from present_council)) as counts,
          (select case when count(*) = 0 then null else json_build_array(
            min(st_xmin(geom)), min(st_ymin(geom)), max(st_xmax(geom)), max(st_ymax(geom))) end from present_council) as bounds,
          exists (select from present_council where approximate) as demonstration`.execute(visible)
  return rows[0]
}
