/** Imports by HTTP. */
import type { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { EVERYTHING } from '../../domain/access/index.ts'
import { allow } from '../access/guard.ts'
import { authorOf } from '../log/author.ts'
import { refuse } from '../problems.ts'
import { Id, OnlyReason, Reason } from '../territories/schema.ts'
import { expectedRevision, tagged } from '../versions.ts'
import type { Imports } from './imports.ts'
import { Import, ImportEdit, ImportList } from './schema.ts'

const ById = Type.Object({ id: Id })
const config = { action: 'bring-in' } as const
/** A body is needed only to say why. */
const withReason = {
  config,
  preValidation: async (request: FastifyRequest) => {
    request.body ??= {}
  },
}

export const importRoutes =
  (imports: Imports): FastifyPluginAsyncTypebox =>
  async (app) => {
    // A file brings councils and communes from anywhere: a role over one commune is not enough.
    app.addHook('onRequest', async (request) => allow(request, 'bring-in', EVERYTHING))

    app.get('/imports', { config, schema: { response: { 200: ImportList } } }, async () => ({
      items: await imports.list(),
    }))
    app.get(
      '/imports/:id',
      { config, schema: { params: ById, response: { 200: Import } } },
      async (request, reply) => tagged(reply, await imports.find(request.params.id)),
    )
    app.get('/imports/:id/preview', { config, schema: { params: ById } }, (request) =>
      imports.preview(request.params.id),
    )
    app.patch(
      '/imports/:id',
      { config, schema: { params: ById, body: ImportEdit, response: { 200: Import } } },
      async (request, reply) => {
        const { revision, ...edit } = request.body
        return tagged(reply, await imports.edit(request.params.id, edit, expectedRevision(request, revision)))
      },
    )
    app.post(
      '/imports/:id/save',
      { ...withReason, schema: { params: ById, body: OnlyReason, response: { 202: Import } } },
      async (request, reply) => {
        const author = authorOf(request, request.body.reason)
        return reply.code(202).send(await imports.save(request.params.id, author))
      },
    )
    app.post(
      '/imports/:id/cancel',
      { ...withReason, schema: { params: ById, body: OnlyReason, response: { 200: Import } } },
      (request) => imports.cancel(request.params.id, authorOf(request, request.body.reason)),
    )

    // In a scope of its own: here, and only here, a body of any type passes as it comes, straight to the disk.
    await app.register(async (upload) => {
      upload.removeAllContentTypeParsers()
      upload.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
      const Upload = Type.Object({
        fileName: Type.Optional(Type.String({ maxLength: 255 })),
        reason: Type.Optional(Reason),
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
          const { fileName: given, reason } = request.query as Static<typeof Upload>
          const fileName = given?.split(/[\\/]/).at(-1)?.replaceAll('\0', '').trim()
          if (!fileName) return refuse('file-name-missing')
          const body = (request.body as Readable | undefined) ?? request.raw
          const made = await imports.receive(fileName, body, authorOf(request, reason))
          return reply.code(202).header('location', `/api/imports/${made.id}`).send(made)
        },
      )
    })
  }
