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
import { communesNaming, lockCommunes, nextCommuneId, readCommunes } from './communes.ts'
import { presentNames } from './councils.ts'
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

        const sight = await asViewer(db, request.viewer, async (visible) => {
          const communes = new Map((await readCommunes(visible)).map((commune) => [commune.id, commune]))
          const councils = wanted.flatMap(({ councilIds }) => councilIds)
          const members = ids.flatMap((id) => communes.get(id)?.councilIds ?? [])
          const names = await presentNames(visible, [...new Set([...councils, ...members])])
          return { communes, councils: new Set(names.keys()) }
        })
        const missing = ids.find((id) => !sight.communes.has(id))
        if (missing !== undefined) return refuse('commune-not-found', { id: missing })

        const change = await db.transaction().execute(async (transaction) => {
          const naming = await communesNaming(
            transaction,
            wanted.flatMap(({ councilIds }) => councilIds),
          )
          // What whoever asks does not see keeps what it has, and is not heard of; a network takes no council away.
          const other = naming.filter(
            (id) => !ids.includes(id) && sight.communes.get(id)?.registeredAs === 'commune',
          )
          const locked = await lockCommunes(transaction, [...ids, ...other])
          const gone = ids.find((id) => !locked.has(id))
          if (gone !== undefined) return refuse('commune-not-found', { id: gone })
          const newIds: number[] = []
          while (newIds.length < created) newIds.push(await nextCommuneId(transaction))
          const step = recomposeCommunes(wanted, {
            communes: locked,
            others: other.flatMap((id) => locked.get(id) ?? []),
            seen: sight.councils,
            newIds,
          })
          if (isRefusal(step)) return refuse(step.refused, step.facts)
          return { step, logged: await applyAndLog(transaction, step, authorOf(request, reason)) }
        })
        const touched = new Set(change.step.communes.map(({ after }) => after!.id))
        const communes = (await territory.communes(request.viewer)).filter(({ id }) => touched.has(id))
        return { record: { communes }, change: change.logged }
      },
    )
  }
