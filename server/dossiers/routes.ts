/** Dossiers by HTTP: the sealed ZIP to take away, and the one page to print. */
import { createReadStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { translate } from '../../messages/index.ts'
import { asViewer } from '../access/as-viewer.ts'
import type { Database } from '../database/index.ts'
import type { SigningKey } from '../keys.ts'
import { askedTimes } from '../lands/asking.ts'
import { readOne } from '../lands/read.ts'
import { allowOver } from '../lands/write.ts'
import { authorOf } from '../log/author.ts'
import { localeOf, refuse } from '../problems.ts'
import { Id } from '../territories/schema.ts'
import { EvidenceDamaged, type Gather } from './evidence.ts'
import { factsOfReport, gatherClaim, makeDossier } from './make.ts'
import { drawOnePage } from './report/one-page.ts'
import * as schema from './schema.ts'
import { DossierTooLarge } from './writer.ts'

const ById = Type.Object({ id: Id })
const file = (type: string) => ({ 200: { content: { [type]: { schema: Type.Any() } } } })

export const dossierRoutes =
  (
    { db }: Database,
    { gather, key, publicUrl = null }: { gather: Gather; key: SigningKey; publicUrl?: string | null },
  ): FastifyPluginAsyncTypebox =>
  async (app) => {
    const addressOf = (request: FastifyRequest, unit: number) =>
      `${publicUrl ?? `${request.protocol}://${request.host}`}/land?unit=${unit}`

    app.get(
      '/land/units/:id/report.pdf',
      {
        config: { action: 'see' },
        schema: { params: ById, querystring: schema.ReportQuery, response: file('application/pdf') },
      },
      async (request, reply) => {
        const { id } = request.params
        const locale = localeOf(request)
        const { known } = askedTimes(request.query)
        const asked = { unit: id, viewer: request.viewer, use: 'committee', known } as const
        // A report lists no evidence: nothing has to be gathered for it.
        const gathered = await gatherClaim(db, async () => [], asked)
        if (!gathered) return refuse('land-unit-not-found', { id })
        const facts = factsOfReport(gathered, { locale, address: addressOf(request, id) }, key)
        return reply
          .type('application/pdf')
          .header('content-language', locale)
          .header(
            'content-disposition',
            attachment(translate(locale, 'claim.report-file', { unit: String(id) }), 'pdf'),
          )
          .header('cache-control', 'no-store')
          .send(await drawOnePage(facts))
      },
    )

    app.post(
      '/land/units/:id/dossier',
      {
        config: { action: 'document' },
        schema: { params: ById, body: schema.DossierOrder, response: file('application/zip') },
      },
      async (request, reply) => {
        const { id } = request.params
        const { for: use, reason, known: moment } = request.body
        const unit = await asViewer(db, request.viewer, (visible) => readOne(visible, 'unit', id))
        if (!unit) return refuse('land-unit-not-found', { id })
        await allowOver(db, request, 'unit', unit)
        const { known } = askedTimes({ known: moment })
        const locale = localeOf(request)
        // Whole on disk first: a file that breaks off in the middle would look like a damaged one.
        const directory = await mkdtemp(join(tmpdir(), 'toparquia-dossier-'))
        const remove = () => rm(directory, { recursive: true, force: true })
        try {
          const path = join(directory, 'dossier.zip')
          const wanted = {
            unit: id,
            viewer: request.viewer,
            use,
            known,
            locale,
            address: addressOf(request, id),
          }
          const made = await makeDossier({ db, gather, key }, wanted, authorOf(request, reason), path)
          // The unit was seen a moment ago; the public, or the past, may know nothing of it.
          if (!made)
            return use === 'public'
              ? refuse('unit-not-public', { id })
              : refuse('land-unit-not-found', { id })
          const { size } = await stat(path)
          return reply
            .type('application/zip')
            .header('content-length', size)
            .header(
              'content-disposition',
              attachment(translate(locale, 'claim.file', { unit: String(id) }), 'zip'),
            )
            .header('cache-control', 'no-store')
            .send(createReadStream(path).on('close', remove))
        } catch (error) {
          await remove()
          if (error instanceof DossierTooLarge) return refuse('dossier-too-large', {})
          if (error instanceof EvidenceDamaged) return refuse('evidence-damaged', { id: error.id })
          throw (error as NodeJS.ErrnoException).code === 'ENOSPC' ? refuse('disk-full') : error
        }
      },
    )
  }

const attachment = (name: string, ending: string) => `attachment; filename="${name}.${ending}"`
