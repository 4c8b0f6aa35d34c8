/** Sealing: the contents into the log, the log into the manifest, the manifest under the key. */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import {
  FORMAT,
  LOG,
  type Manifest,
  manifestBytes,
  SEALED,
  type SealingEntry,
  sealText,
  signatureBytes,
  signedMessage,
} from '../../domain/dossier/format.ts'
import type { Author, LogEvent } from '../../domain/log/entry.ts'
import type { Executor } from '../executor.ts'
import type { SigningKey } from '../keys.ts'
import { entriesUpTo, readHead } from '../log/read.ts'
import { sha256, writeLog } from '../log/write.ts'
import type { DossierWriter } from './writer.ts'

export type Sealing = Pick<LogEvent, 'subject' | 'audience' | 'communes' | 'facts'> & {
  author: Author
  key: SigningKey
}

/**
 * Writes the sealing entry and the rest of the file, and gives the file its name once the entry is committed. What fails
 * before leaves neither.
 * @param db outside of any transaction.
 * @param writer with all items in it but log.txt.
 */
export async function seal(
  db: Executor,
  writer: DossierWriter,
  { author, key, facts: more, ...event }: Sealing,
): Promise<Manifest> {
  try {
    // While it is locked nobody else can write: most of the list is read before.
    const before = await readHead(db)
    const hashes = await hashesUpTo(db, before.seq, 0)
    const manifest = await db.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ seq: number }>`select seq from log_head for update`.execute(transaction)
      hashes.push(...(await hashesUpTo(transaction, rows[0].seq, before.seq)))
      await writer.add(LOG, 'text/plain', inPieces(hashes))
      const contents = {
        format: FORMAT,
        items: writer.items,
        key: key.publicKey,
        salt: randomBytes(16).toString('hex'),
      } as const
      const facts = { ...more, items: writer.items.length, seal: sha256(sealText(contents)) }
      const { seq } = await writeLog(transaction, author, { ...event, action: SEALED, facts })
      const { value: entry } = await entriesUpTo(transaction, seq, seq - 1).next()
      const manifest: Manifest = { ...contents, entry: entry as unknown as SealingEntry }
      const bytes = manifestBytes(manifest)
      await writer.end(bytes, signatureBytes(key.sign(signedMessage(bytes))))
      return manifest
    })
    await writer.publish()
    return manifest
  } catch (error) {
    await writer.drop()
    throw error
  }
}

/** Nothing but hashes, so that it needs no viewer's eyes: they were salted (docs/log.md). */
async function hashesUpTo(database: Executor, upTo: number, after: number): Promise<string[]> {
  const { rows } = await sql<{ hash: string }>`
    select hash from log where seq > ${after} and seq <= ${upTo} order by seq`.execute(database)
  return rows.map(({ hash }) => hash)
}

const AT_ONCE = 10_000

function* inPieces(hashes: readonly string[]): Generator<Uint8Array> {
  for (let i = 0; i < hashes.length; i += AT_ONCE)
    yield Buffer.from(
      hashes
        .slice(i, i + AT_ONCE)
        .map((hash) => `${hash}\n`)
        .join(''),
    )
}
