/**
 * Uploads that go on after a cut, by the tus protocol 1.0 (https://tus.io/protocols/resumable-upload). What its sender
 * says of a file is looked at before the first byte; the bytes are hashed when the last one is there.
 */
import { randomUUID } from 'node:crypto'
import { PassThrough, Readable } from 'node:stream'
import { Server } from '@tus/server'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Value } from 'typebox/value'
import { authorOf } from '../log/author.ts'
import { RefusedRequest, refuse } from '../problems.ts'
import { UNWANTED } from '../storable-text.ts'
import type { EvidenceDesk } from './evidence.ts'
import { hasRoomFor, uploadsDirectory } from './files.ts'
import type { Receipt } from './schema.ts'
import { UploadDetails, UploadHash } from './schema.ts'
import { UploadStore } from './upload-store.ts'

const UPLOADS = '/api/evidence/uploads'
const HOUR_MS = 3_600_000
/** Of one account at the same time. */
const MOST_OPEN = 50

export interface UploadSettings {
  dataDirectory: string
  /** Bytes of one file. */
  sizeLimit: number
  /** Bytes of one account in a day, what is under way included. */
  dailyLimit: number
  onDefect: (error: unknown) => void
}

export interface Uploads {
  /** Begins one. `allowed` is asked about the unit before anything is written. */
  create(
    request: FastifyRequest,
    reply: FastifyReply,
    allowed: (details: UploadDetails) => Promise<{ sentToday: number }>,
  ): Promise<FastifyReply>
  /** HEAD, PATCH and DELETE of one's own. */
  carryOn(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    filed: () => Promise<Receipt | undefined>,
  ): Promise<FastifyReply>
  close(): void
}

interface Said {
  account: string
  sha256: string
  fileName: string
  details: string
}

export async function openUploads(desk: EvidenceDesk, settings: UploadSettings): Promise<Uploads> {
  const { dataDirectory, sizeLimit, dailyLimit, onDefect } = settings
  const store = await UploadStore.open(uploadsDirectory(dataDirectory))
  const errors = new WeakMap<Request, unknown>()
  const tus = new Server({
    path: UPLOADS,
    datastore: store,
    relativeLocation: true,
    maxSize: sizeLimit,
    namingFunction: () => randomUUID(),
    onResponseError: async (request, error) => {
      errors.set(request as unknown as Request, error)
      return undefined
    },
  })
  await store.forgetStale()
  const sweep = setInterval(() => store.forgetStale().catch(onDefect), HOUR_MS)
  sweep.unref()
  const filing = new Map<string, Promise<Receipt>>()

  /** Asks the library, and gives its answer on in this server's own words. */
  async function pass(
    request: FastifyRequest,
    reply: FastifyReply,
    own: Record<string, string> = {},
  ): Promise<void> {
    const { raw } = request
    const body = new PassThrough()
    raw.pipe(body)
    // What was cut off is no end: the bytes that came are kept, and the rest is awaited.
    raw.once('close', () => raw.complete || body.destroy(new Error('aborted')))
    const headers = new Headers(own)
    for (const [name, value] of Object.entries(raw.headers))
      if (/^(tus-|upload-|content-)/.test(name) && !headers.has(name)) headers.set(name, String(value))
    const hasBody = request.method === 'POST' || request.method === 'PATCH'
    const asked = new Request(`http://localhost${raw.url}`, {
      method: request.method,
      headers,
      ...(hasBody && { body: Readable.toWeb(body) as ReadableStream, duplex: 'half' }),
    } as RequestInit)
    const answer = await tus.handleWeb(asked as never)
    const error = errors.get(asked)
    if (error !== undefined || answer.status >= 400) {
      // A sender who is still sending would see a broken connection and not the reason.
      raw.unpipe(body)
      raw.resume()
      if (error instanceof Error) throw error
      return refuseAs(
        (error as { status_code?: number } | undefined)?.status_code ?? answer.status,
        sizeLimit,
      )
    }
    for (const [name, value] of answer.headers)
      if (/^(tus-|upload-|location$)/.test(name) && name !== 'upload-metadata') reply.header(name, value)
    reply.code(answer.status)
  }

  /** All bytes are there. Once for each upload, however many ask. */
  function file(request: FastifyRequest, id: string): Promise<Receipt> {
    const under = filing.get(id)
    if (under) return under
    const work = (async () => {
      const upload = (await store.find(id)) ?? refuse('upload-not-found')
      const { sha256, fileName, details } = upload.metadata as unknown as Said
      const said = JSON.parse(details) as UploadDetails
      try {
        const receipt = await desk.file({
          path: store.pathOf(id),
          upload: id,
          sha256,
          fileName: fileName || null,
          details: said,
          author: authorOf(request, said.reason),
        })
        await store.forget(id)
        return receipt
      } catch (error) {
        // What was refused stays refused; what broke can be asked for again.
        if (error instanceof RefusedRequest) await store.forget(id)
        throw error
      }
    })()
    filing.set(id, work)
    work
      .then(
        () => store.forget(id).catch(onDefect),
        () => {},
      )
      .finally(() => filing.delete(id))
    return work
  }

  const withReceipt = (reply: FastifyReply, receipt: Receipt): FastifyReply =>
    reply
      .header('evidence-id', receipt.evidenceId)
      .header('evidence-receipt', Buffer.from(JSON.stringify(receipt)).toString('base64url'))

  /** Of which all bytes came and which is filed: there is nothing left to take back. */
  function whole(request: FastifyRequest, reply: FastifyReply, receipt: Receipt): FastifyReply {
    if (request.method === 'DELETE') return refuse('upload-not-found')
    const bytes = String(receipt.bytes)
    reply.header('tus-resumable', '1.0.0').header('upload-offset', bytes).header('upload-length', bytes)
    return withReceipt(reply, receipt)
      .code(request.method === 'HEAD' ? 200 : 204)
      .send()
  }

  return {
    async create(request, reply, allowed) {
      const length = Number(request.headers['upload-length'] ?? Number.NaN)
      if (!Number.isSafeInteger(length) || length < 0)
        return refuse('invalid-field', { field: 'upload-length', why: '', rule: 'required' })
      if (length === 0) return refuse('file-empty')
      if (length > sizeLimit) return refuseAs(413, sizeLimit)
      const said = metadataOf(request)
      const { sentToday } = await allowed(said.details)
      const account = String(request.viewer.account!.id)
      const own = (await store.all()).filter(({ metadata }) => metadata?.account === account)
      const open = own.reduce((sum, { size }) => sum + (size ?? 0), 0)
      if (own.length >= MOST_OPEN || sentToday + open + length > dailyLimit)
        return refuse('evidence-limit-reached', {
          limitMB: Math.floor(dailyLimit / 1024 / 1024),
          files: MOST_OPEN,
        })
      if (!(await hasRoomFor(length, store.directory))) return refuse('disk-full')
      const metadata = metadataText({ account, ...said, details: JSON.stringify(said.details) })
      await pass(request, reply, { 'upload-metadata': metadata, 'upload-length': String(length) })
      const id = String(reply.getHeader('location') ?? '')
        .split('/')
        .at(-1)!
      if (reply.getHeader('upload-offset') === String(length)) withReceipt(reply, await file(request, id))
      return reply.send()
    },

    async carryOn(request, reply, id, filed) {
      const done = await filed()
      if (done) return whole(request, reply, done)
      try {
        const upload = await store.find(id)
        if (!upload || upload.metadata?.account !== String(request.viewer.account!.id))
          return refuse('upload-not-found')
        await pass(request, reply)
        // Also for who only asks how far it is: the answer to the last byte may have been lost.
        if (request.method !== 'DELETE' && reply.getHeader('upload-offset') === String(upload.size))
          withReceipt(reply, await file(request, id))
      } catch (error) {
        // Somebody who asked at the same moment may have filed it since, and its upload is gone.
        const isGone = error instanceof RefusedRequest && error.reason === 'upload-not-found'
        const since = isGone ? await filed() : undefined
        if (!since) throw error
        return whole(request, reply, since)
      }
      return reply.send()
    },

    close: () => clearInterval(sweep),
  }
}

function refuseAs(status: number, sizeLimit: number): never {
  switch (status) {
    case 404:
    case 410:
      return refuse('upload-not-found')
    case 409:
      return refuse('upload-offset-differs')
    case 413:
      return refuse('evidence-too-large', { limitMB: Math.max(1, Math.floor(sizeLimit / 1024 / 1024)) })
    case 415:
      return refuse('unsupported-media-type')
    case 423:
      return refuse('too-many-requests')
    default:
      return refuse('bad-request')
  }
}

/** `key base64,key base64`, as the protocol has it. */
function metadataOf(request: FastifyRequest): { sha256: string; fileName: string; details: UploadDetails } {
  const header = String(request.headers['upload-metadata'] ?? '')
  const said = new Map(
    header.split(',').map((pair) => {
      const [key, value = ''] = pair.trim().split(' ')
      return [key, Buffer.from(value, 'base64').toString('utf8').toWellFormed().replace(UNWANTED, '')]
    }),
  )
  const sha256 = said.get('sha256') ?? ''
  if (!Value.Check(UploadHash, sha256))
    return refuse('invalid-field', { field: 'sha256', why: '', rule: 'pattern' })
  let details: unknown
  try {
    details = JSON.parse(said.get('details') ?? '')
  } catch {
    return refuse('invalid-field', { field: 'details', why: '', rule: 'type' })
  }
  if (!Value.Check(UploadDetails, details)) {
    const field =
      Value.Errors(UploadDetails, details)[0]?.instancePath.slice(1).replaceAll('/', '.') || 'details'
    return refuse('invalid-field', { field, why: '', rule: 'type' })
  }
  const fileName = (said.get('fileName') ?? '').split(/[\\/]/).at(-1)!.slice(0, 255).trim()
  return { sha256, fileName, details }
}

const metadataText = (said: Said): string =>
  Object.entries(said)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',')
