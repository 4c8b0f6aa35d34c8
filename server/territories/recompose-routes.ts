/** Several communes composed in one step, by HTTP: what a suggestion that people accept becomes. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { EVERYTHING } from '../../domain/access/index.ts'
import { isRefusal } from '../../domain/territory/operations.ts'
import { recomposeCommunes } from '../../domain/territory/recompose.ts'
import { asViewer } from '../access/as-viewer.ts'
import { allow } from '../access/guard.ts'
import type { Database } from '../database/index.ts'
import { authorOf } from '../log/author.ts'
import { refuse } from '../problems.ts'
import { applyAndLog } from './changes.ts'
import { lockForRecomposing, sightOfCommunes } from './recomposing.ts'
import * as schema from './schema.ts'
import type { Territory } from './territory.ts'

export const recomposeRoutes =
  (database: Database, territory: Territory): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { db } = database

    app.post(
      '/communes/recompose',
      {
        config: { action: 'compose' },
        schema: { body: schema.Recomposition, response: { 200: schema.Changed(schema.Recomposed) } },
      },
      async (request) => {
        const { reason } = request.body
        const wanted = request.body.communes.map((commune) => ({ ...commune, id: commune.id ?? null }))
        const ids = wanted.flatMap(({ id }) => id ?? [])
        if (new Set(ids).size < ids.length)
          return refuse('invalid-field', { field: 'communes', why: '', rule: 'other' })
        const created = wanted.filter(({ id }) => id === null).length
        allow(request, 'compose', created > 0 ? EVERYTHING : { kind: 'communes', ids })
        if (wanted.some(({ id, revision }) => id !== null && revision === undefined))
          return refuse('revision-needed')

        const sight = await asViewer(db, request.viewer, (visible) => sightOfCommunes(visible, wanted))
        const change = await db.transaction().execute(async (transaction) => {
          const step = recomposeCommunes(wanted, await lockForRecomposing(transaction, wanted, sight))
          if (isRefusal(step)) return refuse(step.refused, step.facts)
          return { step, logged: await applyAndLog(transaction, step, authorOf(request, reason)) }
        })
        const touched = new Set(change.step.communes.map(({ after }) => after!.id))
        const communes = (await territory.communes(request.viewer)).filter(({ id }) => touched.has(id))
        return { record: { communes }, change: change.logged }
      },
    )
  }
