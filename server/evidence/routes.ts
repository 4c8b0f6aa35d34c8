/** Evidence by HTTP. What is shown are copies; an original leaves only as a file to be saved. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  type Consent,
  changeUses,
  describeEvidence,
  extensionOf,
  giveUses,
  isTaken,
  standingUses,
  TAKEN,
} from '../../domain/evidence/index.ts'
import type { FieldChange } from '../../domain/log/entry.ts'
import type { Change as Step } from '../../domain/steps/step.ts'
import { asViewer } from '../access/as-viewer.ts'
import { allow } from '../access/guard.ts'
import type { Database } from '../database/index.ts'
import type { Executor } from '../executor.ts'
import { authorOf } from '../log/author.ts'
import { writeLog } from '../log/write.ts'
import { refuse } from '../problems.ts'
import { applyAndLog } from '../territories/changes.ts'
import { Id } from '../territories/schema.ts'
import { today } from '../today.ts'
import { mustBeSeen, neededRevision, tagged } from '../versions.ts'
import { consentsOf, evidenceEvent, openDesk } from './evidence.ts'
import { placeOf } from './files.ts'
import { openReceiptKey } from './receipt-key.ts'
import {
  bytesOfToday,
  findCopy,
  findEvidence,
  findUnit,
  listEvidence,
  readReceipt,
  replaceConsents,
  supportsExists,
  type Unit,
} from './repository.ts'
import * as schema from './schema.ts'
import { lockOne } from './steps.ts'
import { openUploads } from './uploads.ts'

export interface EvidenceOptions {
  dataDirectory: string
  /** Bytes that one file may have. */
  evidenceLimit?: number
}

const GIGABYTE = 1024 * 1024 * 1024
const ById = Type.Object({ id: Id })
const ByUpload = Type.Object({ upload: Type.String({ pattern: '^[0-9a-f-]{36}$' }) })
const document = { action: 'document' } as const

/** What is written down in the log and has no way back. */
interface Final {
  action: Parameters<typeof evidenceEvent>[0]
  fields: FieldChange[]
}

export const evidenceRoutes =
  (database: Database, options: EvidenceOptions): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { db } = database
    const { dataDirectory, evidenceLimit: sizeLimit = GIGABYTE / 2 } = options
    const onDefect = (error: unknown) => app.log.error({ stack: (error as Error).stack }, 'evidence')
    const key = await openReceiptKey(dataDirectory)
    const desk = await openDesk(database, { dataDirectory, key, onDefect })
    const uploads = await openUploads(desk, {
      dataDirectory,
      sizeLimit,
      dailyLimit: 10 * sizeLimit,
      onDefect,
    })
    app.addHook('onClose', async () => {
      uploads.close()
      await desk.close()
    })

    /** Refuses who does not see the unit, and who may not document there. */
    async function unitFor(
      request: FastifyRequest,
      { unitId, supports }: Pick<schema.UploadDetails, 'unitId' | 'supports'>,
    ): Promise<Unit> {
      const unit = await asViewer(db, request.viewer, async (visible) => {
        const found = await findUnit(visible, unitId)
        if (!found || !supports || (await supportsExists(visible, unitId, supports))) return found
        return refuse('evidence-supports-unknown', { kind: supports.kind, id: supports.id ?? 0 })
      })
      if (!unit) return refuse('land-unit-not-found', { id: unitId })
      allow(request, 'document', { kind: 'communes', ids: unit.communes })
      return unit
    }

    const seen = async (request: FastifyRequest, id: number): Promise<schema.Evidence> =>
      (await asViewer(db, request.viewer, (visible) => findEvidence(visible, id))) ??
      refuse('evidence-not-found', { id })

    app.get(
      '/evidence',
      {
        config: { action: 'see' },
        schema: { querystring: schema.EvidenceQuery, response: { 200: schema.EvidenceList } },
      },
      async (request, reply) => {
        const { unit: id } = request.query
        const { unit, items } = await asViewer(db, request.viewer, async (visible) => ({
          unit: (await findUnit(visible, id)) ?? refuse('land-unit-not-found', { id }),
          items: await listEvidence(visible, id),
        }))
        reply.header('cache-control', 'no-store')
        return { items, mayAdd: mayDocument(request, unit), limitBytes: sizeLimit }
      },
    )

    app.get(
      '/evidence/receipt-key',
      { config: { action: 'see' }, schema: { response: { 200: schema.ReceiptKeyShown } } },
      async () => ({ id: key.id, publicKey: key.publicKey }),
    )

    app.get(
      '/evidence/:id',
      { config: { action: 'see' }, schema: { params: ById, response: { 200: schema.Evidence } } },
      async (request, reply) => {
        reply.header('cache-control', 'no-store')
        return tagged(reply, await seen(request, request.params.id))
      },
    )

    app.get(
      '/evidence/:id/receipt',
      { config: { action: 'see' }, schema: { params: ById, response: { 200: schema.Receipt } } },
      async (request) => {
        const { id } = request.params
        return (
          (await asViewer(db, request.viewer, (visible) => readReceipt(visible, { id }))) ??
          refuse('evidence-not-found', { id })
        )
      },
    )

    app.get(
      '/evidence/:id/copies/:role',
      {
        config: { action: 'see' },
        schema: {
          params: Type.Object({
            id: Id,
            role: Type.Union([Type.Literal('view'), Type.Literal('thumbnail')]),
          }),
          response: {
            200: {
              content: { 'image/webp': { schema: Type.Any() }, 'video/mp4': { schema: Type.Any() } },
            },
            206: { content: { 'video/mp4': { schema: Type.Any() } } },
          },
        },
      },
      async (request, reply) => {
        const { id, role } = request.params
        const copy =
          (await asViewer(db, request.viewer, (visible) => findCopy(visible, id, role))) ??
          refuse('evidence-not-found', { id })
        const name = `${id}-${role}.${extensionOf(copy.mediaType)}`
        const range = request.headers.range
        return send(
          reply,
          placeOf(dataDirectory, 'copies', copy.sha256),
          copy.mediaType,
          name,
          'inline',
          range,
        )
      },
    )

    app.get(
      '/evidence/:id/original',
      {
        config: document,
        schema: {
          params: ById,
          response: { 200: { content: { 'application/octet-stream': { schema: Type.Any() } } } },
        },
      },
      async (request, reply) => {
        const { id } = request.params
        const one = await seen(request, id)
        allow(request, 'document', { kind: 'communes', ids: (await findUnit(db, one.unitId))!.communes })
        if (!standingUses(one.consents as Consent[], today()).includes('committee'))
          return refuse('evidence-consent-withdrawn', { id })
        if (one.testimony) {
          guardedHeaders(reply, 'application/octet-stream', `${id}.txt`, 'attachment')
          return reply.send(Buffer.from(one.testimony.text))
        }
        // Never under a type that a program would open by itself.
        const extension =
          one.state === 'kept' && isTaken(one.mediaType) ? TAKEN[one.mediaType].extension : 'bin'
        const place = placeOf(dataDirectory, 'originals', one.sha256)
        return send(reply, place, 'application/octet-stream', `${id}.${extension}`, 'attachment')
      },
    )

    app.post(
      '/evidence/testimonies',
      { config: document, schema: { body: schema.NewTestimony, response: { 201: schema.Evidence } } },
      async (request, reply) => {
        await unitFor(request, request.body)
        const { evidenceId } = await desk.testify(request.body, authorOf(request, request.body.reason))
        return reply
          .code(201)
          .header('location', `/api/evidence/${evidenceId}`)
          .send(tagged(reply, await seen(request, evidenceId)))
      },
    )

    /**
     * One change of one record, against the revision that was seen. What is allowed is asked of the unit to which it belonged
     * then. @param work null where it has nothing to undo.
     */
    async function change(
      request: FastifyRequest,
      seenBefore: schema.Evidence,
      asked: { revision?: number; reason?: string },
      work: (transaction: Executor, one: schema.Evidence, unit: Unit) => Promise<Step | Final>,
    ): Promise<schema.EvidenceChanged> {
      const { id } = seenBefore
      const unit = (await findUnit(db, seenBefore.unitId))!
      allow(request, 'document', { kind: 'communes', ids: unit.communes })
      const expected = neededRevision(request, asked.revision)
      const author = authorOf(request, asked.reason)
      const mustBe = ({ revision }: schema.Evidence) =>
        mustBeSeen(expected, { kind: 'evidence', name: unit.name, theirs: { revision } }, asked)
      mustBe(seenBefore)
      const change = await db.transaction().execute(async (transaction) => {
        await lockOne(transaction, id)
        const theirs = (await findEvidence(transaction, id)) ?? refuse('evidence-not-found', { id })
        mustBe(theirs)
        const done = await work(transaction, theirs, unit)
        if ('kind' in done) return applyAndLog(transaction, done, author)
        await writeLog(transaction, author, evidenceEvent(done.action, { id, unit }, {}, done.fields))
        return null
      })
      return { record: await seen(request, id), change }
    }

    app.patch(
      '/evidence/:id',
      {
        config: document,
        schema: { params: ById, body: schema.EvidenceEdit, response: { 200: schema.EvidenceChanged } },
      },
      async (request, reply) => {
        const { id } = request.params
        const before = await seen(request, id)
        const { title, audience, supports, unitId = before.unitId } = request.body
        // Whoever moves it documents on either side; of the former one `change` asks.
        if (unitId !== before.unitId) await unitFor(request, { unitId })
        const exists =
          supports === undefined ||
          (await asViewer(db, request.viewer, (visible) => supportsExists(visible, unitId, supports)))
        const changed = await change(request, before, request.body, async (transaction, one, { name }) => {
          if (!(await findUnit(transaction, unitId))) return refuse('land-unit-not-found', { id: unitId })
          const record = {
            id,
            unitId: one.unitId,
            title: one.title,
            audience: one.audience,
            supports: one.supports,
          }
          const step = describeEvidence(record, { unitId, title, audience, supports }, { name, exists })
          return 'refused' in step ? refuse(step.refused, step.facts) : step
        })
        tagged(reply, changed.record)
        return changed
      },
    )

    app.put(
      '/evidence/:id/uses',
      {
        config: document,
        schema: { params: ById, body: schema.UsesEdit, response: { 200: schema.EvidenceChanged } },
      },
      async (request, reply) => {
        const { id } = request.params
        const before = await seen(request, id)
        const changed = await change(request, before, request.body, async (transaction, one, { name }) => {
          const { uses, againOn = null } = request.body
          const consents = one.consents as Consent[]
          const to = changeUses(consents, uses, today(), againOn)
          if ('refused' in to) return refuse(to.refused, { name, ...to.facts })
          const step = giveUses(one, consents, to, { name })
          if (step) return step
          // Whoever took a withdrawal back would decide in the person's place: there is no step to undo.
          await replaceConsents(transaction, id, to.after)
          const fields = [{ field: 'uses', before: to.withdrawn, after: to.given }]
          return { action: 'evidence-uses-changed', fields }
        })
        tagged(reply, changed.record)
        return changed
      },
    )

    const carryOn = (request: FastifyRequest<{ Params: { upload: string } }>, reply: FastifyReply) => {
      const { upload } = request.params
      return uploads.carryOn(request, reply, upload, () =>
        readReceipt(db, { upload, author: request.viewer.account!.id }),
      )
    }
    const upload = {
      url: '/evidence/uploads/:upload',
      config: document,
      schema: { params: ByUpload, description: 'tus 1.0.0' },
      handler: carryOn,
    }

    // In a scope of its own: here a body of any type passes as it comes.
    await app.register(async (scope) => {
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
      scope.post(
        '/evidence/uploads',
        {
          config: document,
          schema: {
            description: 'tus 1.0.0. Upload-Metadata: sha256, fileName, details (UploadDetails as JSON).',
          },
        },
        (request, reply) =>
          uploads.create(request, reply, async (details) => {
            await unitFor(request, details)
            consentsOf(details)
            return { sentToday: await bytesOfToday(db, request.viewer.account!.id) }
          }),
      )
      scope.route<{ Params: { upload: string } }>({ method: 'PATCH', ...upload })
    })
    // These bring no bytes, and their bodies are as short as any.
    for (const method of ['HEAD', 'DELETE'] as const)
      app.route<{ Params: { upload: string } }>({ method, ...upload })
  }

function mayDocument(request: FastifyRequest, { communes }: Unit): boolean {
  try {
    allow(request, 'document', { kind: 'communes', ids: communes })
    return true
  } catch {
    return false
  }
}

function guardedHeaders(reply: FastifyReply, type: string, name: string, how: 'inline' | 'attachment'): void {
  reply
    .type(type)
    .header('content-disposition', `${how}; filename="evidence-${name}"`)
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'no-store')
    .header('content-security-policy', "default-src 'none'; sandbox")
}

/** @param range of a film the stretch that a player asks for, so that it can be begun anywhere (RFC 9110, section 14). */
async function send(
  reply: FastifyReply,
  path: string,
  type: string,
  name: string,
  how: 'inline' | 'attachment',
  range = '',
): Promise<FastifyReply> {
  const { size } = await stat(path)
  guardedHeaders(reply, type, name, how)
  reply.header('accept-ranges', 'bytes')
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? []
  const [from, to] = [Number(first ?? 0), Math.min(Number(last || size - 1), size - 1)]
  // What can't be followed is passed over, as the standard says.
  if (first === undefined || from > to)
    return reply.header('content-length', size).send(createReadStream(path))
  return reply
    .code(206)
    .header('content-range', `bytes ${from}-${to}/${size}`)
    .header('content-length', to - from + 1)
    .send(createReadStream(path, { start: from, end: to }))
}
