/** The log by HTTP: pages with the viewer's eyes, where it ends, and whether it is whole. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Verified } from '../../domain/log/chain.ts'
import { asViewer } from '../access/as-viewer.ts'
import type { Database } from '../database/index.ts'
import { refuse } from '../problems.ts'
import { readHead, readPage, verifyLog } from './read.ts'
import * as schema from './schema.ts'

const config = { action: 'read-log' } as const

export const logRoutes =
  ({ db }: Database): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/log',
      { config, schema: { querystring: schema.LogQuery, response: { 200: schema.LogPage } } },
      async (request, reply) => {
        const { from, to } = request.query
        for (const [field, text] of Object.entries({ from, to }))
          if (text !== undefined && Number.isNaN(Date.parse(text)))
            refuse('invalid-field', { field, why: text, rule: 'format' })
        reply.header('cache-control', 'no-store')
        return asViewer(db, request.viewer, (visible) => readPage(visible, request.query))
      },
    )

    app.get(
      '/log/head',
      { config, schema: { response: { 200: schema.LogHead } } },
      async (request, reply) => {
        reply.header('cache-control', 'no-store')
        return asViewer(db, request.viewer, readHead)
      },
    )

    /** One at a time for all who ask without a fingerprint: it reads the whole log. */
    let running: Promise<Verified> | null = null
    const verifyOnce = () => {
      running ??= verifyLog(db).finally(() => {
        running = null
      })
      return running
    }

    app.get(
      '/log/verification',
      { config, schema: { querystring: schema.VerificationQuery, response: { 200: schema.Verification } } },
      async (request, reply) => {
        const { seq, hash } = request.query
        if ((seq === undefined) !== (hash === undefined))
          return refuse('invalid-field', {
            field: seq === undefined ? 'seq' : 'hash',
            why: '',
            rule: 'required',
          })
        reply.header('cache-control', 'no-store')
        return seq === undefined ? verifyOnce() : verifyLog(db, [{ seq, hash: hash! }])
      },
    )
  }
