/** Drawings by HTTP. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Database } from '../database/index.ts'
import { saveDrawing } from './save-drawing.ts'
import { DrawingSaved, NewDrawing } from './schema.ts'
import { startEditWorker } from './start-edit-worker.ts'

export const drawingRoutes =
  (database: Database): FastifyPluginAsyncTypebox =>
  async (app) => {
    const worker = startEditWorker()
    app.addHook('onClose', () => worker.close())

    app.post(
      '/drawings',
      { config: { action: 'compose' }, schema: { body: NewDrawing, response: { 201: DrawingSaved } } },
      async (request, reply) =>
        reply.code(201).send(await saveDrawing(database, worker, request, request.body)),
    )
  }
