/** Imports by HTTP. */
import type { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { refuse } from '../problems.ts'
import { Id } from '../territories/schema.ts'
import type { Imports } from './imports.ts'
import { Import, ImportEdit, ImportList } from './schema.ts'

const ById = Type.Object({ id: Id })
const config = { action: 'bring-in' } as const

export const importRoutes =
  (imports: Imports): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/imports', { config, schema: { response: { 200: ImportList } } }, async () => ({
      items: await imports.list(),
    }))
    app.get('/imports/:id', { config, schema: { params: ById, response: { 200: Import } } }, (request) =>
      imports.find(request.params.id),
    )
    app.get('/imports/:id/preview', { config, schema: { params: ById } }, (request) =>
      imports.preview(request.params.id),
    )
    app.patch(
      '/imports/:id',
      { config, schema: { params: ById, body: ImportEdit, response: { 200: Import } } },
      (request) => imports.edit(request.params.id, request.body),
    )
    app.post(
      '/imports/:id/save',
      { config, schema: { params: ById, response: { 202: Import } } },
      async (request, reply) => reply.code(202).send(await imports.save(request.params.id)),
    )
    app.post(
      '/imports/:id/cancel',
      { config, schema: { params: ById, response: { 200: Import } } },
      (request) => imports.cancel(request.params.id),
    )

    // In a scope of its own: here, and only here, a body of any type passes as it comes, straight to the disk.
    await app.register(async (upload) => {
      upload.removeAllContentTypeParsers()
      upload.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
      const Upload = Type.Object({
        fileName: Type.Optional(Type.String({ maxLength: 255 })),
        lang: Type.Optional(Type.String()),
      })
      const schema = {
        querystring: Upload,
        response: { 202: Import },
        description: 'The file itself as the body.',
      }
      upload.post(
        '/imports',
        { config, schema, bodyLimit: Number.MAX_SAFE_INTEGER },
        async (request, reply) => {
          const given = (request.query as { fileName?: string }).fileName
          const fileName = given?.split(/[\\/]/).at(-1)?.replaceAll('\0', '').trim()
          if (!fileName) return refuse('file-name-missing')
          const made = await imports.receive(fileName, (request.body as Readable | undefined) ?? request.raw)
          return reply.code(202).header('location', `/api/imports/${made.id}`).send(made)
        },
      )
    })
  }
