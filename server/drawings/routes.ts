/** Drawings by HTTP. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Database } from '../database/index.ts'
import { startWorker } from '../workers/ask.ts'
import { saveDrawing } from './save-drawing.ts'
import { DrawingSaved, NewDrawing } from './schema.ts'

const editWorker = new URL('./edit-worker.ts', import.meta.url)
/** Two thousand edits of a town take a few seconds. */
const SILENCE_SECONDS = 30

export const drawingRoutes =
  (database: Database): FastifyPluginAsyncTypebox =>
  async (app) => {
    const worker = startWorker(editWorker, { silenceSeconds: SILENCE_SECONDS })
    app.addHook('onClose', () => worker.close())

    app.post(
      '/drawings',
      { config: { action: 'compose' }, schema: { body: NewDrawing, response: { 201: DrawingSaved } } },
      async (request, reply) =>
        reply.code(201).send(await saveDrawing(database, worker, request, request.body)),
    )
  }
