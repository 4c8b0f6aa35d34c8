/** Layers as files to take away. */
import { createReadStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { asViewer } from '../access/as-viewer.ts'
import type { Database } from '../database/index.ts'
import { type ExportFormat, writeFile } from '../files/index.ts'
import { authorOf } from '../log/author.ts'
import { refuse } from '../problems.ts'
import { Reason } from '../territories/schema.ts'
import { ensureOutlines } from '../tiles/outlines.ts'
import { logTakenAway } from './log.ts'
import { EXPORT_LAYERS, type ExportLayer, exportRows } from './rows.ts'

const MEDIA_TYPES: Record<ExportFormat, string> = {
  geojson: 'application/geo+json',
  gpkg: 'application/geopackage+sqlite3',
  csv: 'text/csv; charset=utf-8',
}

export const exportRoutes =
  (database: Database): FastifyPluginAsyncTypebox =>
  async (app) => {
    const Query = Type.Object({ reason: Type.Optional(Reason), lang: Type.Optional(Type.String()) })
    const Wanted = Type.Object({ layer: Type.String(), format: Type.String() })
    app.get(
      '/exports/:layer.:format',
      { config: { action: 'take-away' }, schema: { params: Wanted, querystring: Query } },
      async (request, reply) => {
        const { layer, format } = request.params
        const known = EXPORT_LAYERS.flatMap((one) =>
          Object.keys(MEDIA_TYPES).map((ending) => `${one}.${ending}`),
        )
        if (!known.includes(`${layer}.${format}`))
          return refuse('layer-not-found', { layer: `${layer}.${format}`, known })
        if (layer === 'communes') await ensureOutlines(database.db)
        // Whole on disk first: a file that breaks off in the middle would look like a whole one.
        const directory = await mkdtemp(join(tmpdir(), 'toparquia-export-'))
        const remove = () => rm(directory, { recursive: true, force: true })
        try {
          const path = join(directory, `${layer}.${format}`)
          const count = await asViewer(database.db, request.viewer, (visible) =>
            writeFile(format as ExportFormat, layer, exportRows(visible, layer as ExportLayer), path),
          )
          // Without an account one takes away only what everybody sees, and could fill the log with it.
          if (request.viewer.account)
            await logTakenAway(database.db, authorOf(request, request.query.reason), { layer, format, count })
          const { size } = await stat(path)
          const stream = createReadStream(path).on('close', remove)
          return reply
            .type(MEDIA_TYPES[format as ExportFormat])
            .header('content-length', size)
            .header('content-disposition', `attachment; filename="${layer}.${format}"`)
            .header('cache-control', 'no-store')
            .send(stream)
        } catch (error) {
          await remove()
          throw (error as NodeJS.ErrnoException).code === 'ENOSPC' ? refuse('disk-full') : error
        }
      },
    )
  }
