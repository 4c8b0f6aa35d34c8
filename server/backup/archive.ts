/**
 * The bytes of a backup: a tar in gzip, and that, on request, in an age file (https://age-encryption.org/v1, with a
 * passphrase through scrypt), so that `age -d backup | tar xz` opens it without this program.
 */
import { createReadStream } from 'node:fs'
import { pipeline, Readable } from 'node:stream'
import { createGunzip, createGzip } from 'node:zlib'
import { Decrypter, Encrypter } from 'age-encryption'
import { BackupRefused, fileRefusal } from './refusal.ts'

const AGE = Buffer.from('age-encryption.org/')
const GZIP = Buffer.from([0x1f, 0x8b])

type Chunks = AsyncIterable<Uint8Array>

/** Packs a tar's bytes. */
export async function pack(tar: Chunks, passphrase: string | null): Promise<Chunks> {
  const zipped = through(tar, createGzip())
  if (passphrase === null) return zipped
  const encrypter = new Encrypter()
  encrypter.setPassphrase(passphrase)
  return iterated(await encrypter.encrypt(webStream(zipped)))
}

/**
 * The tar's bytes in a backup file.
 * @throws BackupRefused, also while the bytes are read
 */
export async function* unpack(file: string, passphrase: string | null): Chunks {
  const head = await readHead(file)
  if (!head.encrypted && passphrase !== null) throw new BackupRefused('not-encrypted', { file })
  if (head.encrypted && passphrase === null) throw new BackupRefused('needs-passphrase', { file })
  const zipped = head.encrypted ? decrypted(file, passphrase!) : whole(file)
  try {
    for await (const chunk of through(zipped, createGunzip())) yield chunk as Uint8Array
  } catch (error) {
    if ((error as { code?: string }).code === 'Z_BUF_ERROR') throw new BackupRefused('cut-short')
    if (/^Z_/.test((error as { code?: string }).code ?? ''))
      throw new BackupRefused('damaged', { where: 'gzip' }, { cause: error })
    throw error
  }
}

/** Whether a file is encrypted, from its first bytes. */
export async function readHead(file: string): Promise<{ encrypted: boolean }> {
  const pieces: Uint8Array[] = []
  for await (const piece of whole(file, AGE.length)) pieces.push(piece)
  const head = Buffer.concat(pieces)
  if (head.equals(AGE)) return { encrypted: true }
  if (head.subarray(0, GZIP.length).equals(GZIP)) return { encrypted: false }
  throw new BackupRefused(head.length === 0 ? 'cut-short' : 'not-a-backup', { file })
}

async function* whole(file: string, length = Number.POSITIVE_INFINITY): Chunks {
  try {
    for await (const chunk of createReadStream(file, { end: length - 1 })) yield chunk as Buffer
  } catch (error) {
    throw fileRefusal(error, 'cannot-read', file)
  }
}

async function* decrypted(file: string, passphrase: string): Chunks {
  const decrypter = new Decrypter()
  decrypter.addPassphrase(passphrase)
  let content: Chunks
  try {
    content = iterated(await decrypter.decrypt(webStream(whole(file))))
  } catch (error) {
    if (error instanceof BackupRefused) throw error
    // The library tells one from the other only in its message (age-encryption 0.3.1, dist/index.js).
    const wrong = /no identity matched/.test((error as Error).message)
    throw new BackupRefused(wrong ? 'wrong-passphrase' : 'damaged', { file, where: 'age' }, { cause: error })
  }
  try {
    for await (const chunk of content) yield chunk
  } catch (error) {
    if (error instanceof BackupRefused) throw error
    // Each piece of 64 kB proves itself, and the last one that it is the last: a shortened file is a damaged one.
    throw new BackupRefused('damaged', { where: 'age' }, { cause: error })
  }
}

/** Errors of either stream come out of the iteration. */
const through = (source: Chunks, transform: ReturnType<typeof createGzip>): Chunks =>
  pipeline(Readable.from(source), transform, () => {})

const webStream = (source: Chunks) => Readable.toWeb(Readable.from(source)) as ReadableStream<Uint8Array>

/** Node iterates over web streams; the browser's types don't know. */
const iterated = (stream: ReadableStream<Uint8Array>) => stream as unknown as Chunks
