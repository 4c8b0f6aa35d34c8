/** Evidence from the moment its bytes are there: filed with a receipt, looked into, given to uses and withdrawn from them. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { firstConsents, isTaken, TAKEN } from '../../domain/evidence/index.ts'
import type { Author, LogEvent } from '../../domain/log/entry.ts'
import type { Database } from '../database/index.ts'
import { limited } from '../imports/queues.ts'
import { writeLog } from '../log/write.ts'
import { refuse } from '../problems.ts'
import { today } from '../today.ts'
import { examine, type MadeCopy } from './examine/examine.ts'
import { hasRoomFor, keepFile, placeOf, uploadsDirectory } from './files.ts'
import type { ReceiptKey } from './receipt-key.ts'
import {
  findUnit,
  insertEvidence,
  type KeptCopy,
  readReceipt,
  type Unit,
  unexamined,
  writeExamined,
  writeReceipt,
} from './repository.ts'
import type { NewTestimony, Receipt, UploadDetails } from './schema.ts'
import { sniff } from './sniff.ts'

export interface EvidenceSettings {
  dataDirectory: string
  key: ReceiptKey
  onDefect: (error: unknown) => void
}

/** A file whose bytes have all arrived. */
export interface Arrived {
  path: string
  upload: string
  /** As its sender measured it before sending. */
  sha256: string
  fileName: string | null
  details: UploadDetails
  author: Author
}

export interface EvidenceDesk {
  /** Refuses what is not what its sender said, or is no evidence. The file itself stays with the caller. */
  file(arrived: Arrived): Promise<Receipt>
  testify(testimony: NewTestimony, author: Author): Promise<Receipt>
  close(): Promise<void>
}

/** Pictures are large in memory. */
const EXAMINERS = 1
/** Until what broke is tried again: by then there may be room on the disk, or a database that answers. */
const PAUSE_MS = 300_000

export async function openDesk({ db }: Database, settings: EvidenceSettings): Promise<EvidenceDesk> {
  const { dataDirectory, key, onDefect } = settings
  const stopping = new AbortController()
  const inTurn = limited(EXAMINERS)
  const running = new Set<Promise<void>>()

  const look = (one: { id: number; sha256: string; mediaType: string }): void => {
    const job = inTurn(() => lookInto(one))
      .catch((error) => {
        onDefect(error)
        pause(PAUSE_MS, undefined, { signal: stopping.signal, ref: false }).then(
          () => look(one),
          () => {},
        )
      })
      .finally(() => running.delete(job))
    running.add(job)
  }

  async function lookInto({ id, sha256, mediaType }: { id: number; sha256: string; mediaType: string }) {
    const work = uploadsDirectory(dataDirectory)
    await mkdir(work, { recursive: true, mode: 0o700 })
    const output = await mkdtemp(join(work, 'copies-'))
    try {
      const path = placeOf(dataDirectory, 'originals', sha256)
      const found = await examine({ path, mediaType, output }, stopping.signal)
      if (found === null) return
      // On a full disk a copy that failed says nothing of the file.
      if (('why' in found || found.copies.length === 0) && !(await hasRoomFor(0, output)))
        throw Object.assign(new Error(`No room on the disk of ${output}.`), { code: 'ENOSPC' })
      const copies = 'why' in found ? [] : await Promise.all(found.copies.map(keepCopy))
      await db.transaction().execute((transaction) => writeExamined(transaction, id, found, copies))
    } finally {
      await rm(output, { recursive: true, force: true })
    }
  }

  async function keepCopy({ path, ...copy }: MadeCopy): Promise<KeptCopy> {
    const sha256 = await hashOf(path)
    const { size } = await stat(path)
    await keepFile(path, placeOf(dataDirectory, 'copies', sha256))
    return { ...copy, sha256, bytes: size }
  }

  /** The row, its receipt and the log's entry: all of them, or none. */
  async function write(
    one: Parameters<typeof insertEvidence>[1],
    unit: Unit,
    author: Author,
  ): Promise<Receipt> {
    return db.transaction().execute(async (transaction) => {
      const { id, receivedAt } = await insertEvidence(transaction, one)
      const { sha256, bytes } = one
      const receipt = key.sign({ evidenceId: id, sha256, bytes, receivedAt })
      await writeReceipt(transaction, receipt, key.publicKey)
      const facts = { kind: one.kind, bytes, sha256 }
      await writeLog(transaction, author, evidenceEvent('evidence-added', { id, unit }, facts))
      return receipt
    })
  }

  for (const one of await unexamined(db)) look(one)

  return {
    async file({ path, upload, sha256, fileName, details, author }) {
      const earlier = author.account && (await readReceipt(db, { upload, author: author.account.id }))
      if (earlier) return earlier
      const unit =
        (await findUnit(db, details.unitId)) ?? refuse('land-unit-not-found', { id: details.unitId })
      const consents = consentsOf(details)
      const found = await hashOf(path)
      if (found !== sha256) refuse('evidence-hash-differs', { declared: sha256, found })
      const sniffed = await sniff(path)
      if ('notTaken' in sniffed) return refuse('evidence-type-not-taken', { type: sniffed.notTaken })
      const { type } = sniffed
      const { size } = await stat(path)
      const original = placeOf(dataDirectory, 'originals', sha256)
      await keepFile(path, original)
      const receipt = await write(
        {
          ...described(details),
          kind: isTaken(type) ? TAKEN[type].kind : 'document',
          sha256,
          bytes: size,
          mediaType: type,
          state: 'checking',
          upload,
          author: author.account,
          consents,
          fileName,
        },
        unit,
        author,
      )
      look({ id: receipt.evidenceId, sha256, mediaType: type })
      return receipt
    },

    async testify({ alias, text, ...details }, author) {
      const unit =
        (await findUnit(db, details.unitId)) ?? refuse('land-unit-not-found', { id: details.unitId })
      const consents = consentsOf(details)
      const bytes = Buffer.from(text)
      return write(
        {
          ...described(details),
          kind: 'testimony',
          sha256: createHash('sha256').update(bytes).digest('hex'),
          bytes: bytes.length,
          mediaType: 'text/plain',
          state: 'kept',
          upload: null,
          author: author.account,
          consents,
          testimony: { alias: alias.trim(), text },
        },
        unit,
        author,
      )
    },

    async close() {
      stopping.abort()
      await Promise.all(running)
    },
  }
}

function described({ unitId, supports, title, audience }: UploadDetails) {
  return {
    unitId,
    supports: supports ?? { kind: 'unit' as const, id: null },
    title: title?.trim() || null,
    audience: audience ?? ('committee' as const),
  }
}

export function consentsOf({ uses, givenOn }: UploadDetails) {
  const day = today()
  const consents = firstConsents(uses, givenOn ?? day, day)
  return 'refused' in consents ? refuse(consents.refused, consents.facts) : consents
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** Of evidence nothing is told but to the committee: no title, no alias, no place. */
export const evidenceEvent = (
  action: 'evidence-added' | 'evidence-uses-changed',
  { id, unit }: { id: number; unit: Unit },
  facts: Record<string, string | number> = {},
  fields: LogEvent['fields'] = [],
): LogEvent => ({
  action,
  subject: { kind: 'evidence', id, name: unit.name },
  audience: 'committee',
  communes: unit.communes,
  facts: { ...facts, evidence: id, unit: unit.id },
  fields,
})
