/** The founding of a commune by HTTP: what is written down, and the sheet that its assembly signs. */

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { recordFounding } from '../../domain/founding/index.ts'
import { VENEZUELA_COMMUNES } from '../../domain/law/index.ts'
import { translate } from '../../messages/index.ts'
import { asViewer } from '../access/as-viewer.ts'
import { allow } from '../access/guard.ts'
import type { Database } from '../database/index.ts'
import { authorOf } from '../log/author.ts'
import { localeOf, refuse } from '../problems.ts'
import { applyAndLog } from '../territories/changes.ts'
import { lockCommunes } from '../territories/communes.ts'
import { councilAreas, presentNames } from '../territories/councils.ts'
import { readRevisions } from '../territories/layers.ts'
import { readLinks } from '../territories/links.ts'
import { Changed, Id } from '../territories/schema.ts'
import type { Territory } from '../territories/territory.ts'
import { today } from '../today.ts'
import { mustBeSeen, neededRevision, tagged } from '../versions.ts'
import { findFounding } from './repository.ts'
import * as schema from './schema.ts'
import { sheetFacts } from './sheet/facts.ts'
import { drawSheet } from './sheet/sheet.ts'

const ById = Type.Object({ id: Id })

export const foundingRoutes =
  (
    { db }: Database,
    territory: Territory,
    { publicUrl = null }: { publicUrl?: string | null },
  ): FastifyPluginAsyncTypebox =>
  async (app) => {
    const seenCommune = async (request: FastifyRequest, id: number) =>
      (await territory.commune(request.viewer, id)) ?? refuse('commune-not-found', { id })

    app.get(
      '/communes/:id/founding',
      { config: { action: 'see' }, schema: { params: ById, response: { 200: schema.FoundingFound } } },
      async (request, reply) => {
        const { id } = request.params
        await seenCommune(request, id)
        const record = await asViewer(db, request.viewer, (visible) => findFounding(visible, id))
        reply.header('etag', `"${record?.revision ?? 0}"`)
        return { record }
      },
    )

    app.put(
      '/communes/:id/founding',
      {
        config: { action: 'compose' },
        schema: {
          params: ById,
          body: schema.FoundingEdit,
          response: { 200: Changed(schema.Founding) },
        },
      },
      async (request, reply) => {
        const { id } = request.params
        const { reason, revision, ...input } = request.body
        allow(request, 'compose', { kind: 'communes', ids: [id] })
        const expected = neededRevision(request, revision)
        const change = await db.transaction().execute(async (transaction) => {
          const commune =
            (await lockCommunes(transaction, [id])).get(id) ?? refuse('commune-not-found', { id })
          const before = await findFounding(transaction, id)
          mustBeSeen(
            expected,
            { kind: 'founding', name: commune.name, theirs: before ?? { revision: 0 } },
            input,
          )
          const councils = [...commune.councilIds, ...input.votes.map(({ councilId }) => councilId)]
          const step = recordFounding(before, input, {
            commune,
            councilNames: await presentNames(transaction, councils),
            pack: VENEZUELA_COMMUNES,
            today: today(),
          })
          if ('refused' in step) return refuse(step.refused, step.facts)
          return applyAndLog(transaction, step, authorOf(request, reason))
        })
        const record = await asViewer(db, request.viewer, (visible) => findFounding(visible, id))
        return { record: tagged(reply, record!), change }
      },
    )

    app.get(
      '/communes/:id/founding-sheet.pdf',
      {
        config: { action: 'see' },
        schema: {
          params: ById,
          querystring: schema.SheetQuery,
          response: { 200: { content: { 'application/pdf': { schema: Type.Any() } } } },
        },
      },
      async (request, reply) => {
        const { id } = request.params
        const commune = await seenCommune(request, id)
        if (commune.registeredAs === 'network') return refuse('network-is-no-commune', { name: commune.name })
        // A part of a commune would be the sheet of another one.
        if (commune.partial) return refuse('commune-partly-seen', { name: commune.name })
        if (commune.bounds === null) return refuse('commune-without-councils', { name: commune.name })
        const seen = await asViewer(db, request.viewer, async (visible) => ({
          councils: await councilAreas(visible, { ids: commune.councilIds }, commune.councilIds.length),
          links: await readLinks(visible),
          founding: await findFounding(visible, id),
          revision: (await readRevisions(visible)).all,
        }))
        const members = new Set(commune.councilIds)
        const locale = localeOf(request)
        const bytes = await drawSheet(
          sheetFacts({
            ...seen,
            links: seen.links.filter(
              ({ councilA, councilB }) => members.has(councilA) && members.has(councilB),
            ),
            locale,
            commune,
            judgement: await territory.judge(request.viewer, commune.councilIds),
            day: today(),
            address: `${publicUrl ?? `${request.protocol}://${request.host}`}/?commune=${id}`,
          }),
        )
        return reply
          .type('application/pdf')
          .header('content-language', locale)
          .header(
            'content-disposition',
            `attachment; filename="${translate(locale, 'sheet.file', { commune: String(id) })}"`,
          )
          .header('cache-control', 'no-store')
          .send(bytes)
      },
    )
  }
