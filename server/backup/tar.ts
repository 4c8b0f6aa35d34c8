/**
 * Tar archives (POSIX.1-1988 ustar; a name or size that does not fit goes into a POSIX.1-2001 extended header), written
 * and read as streams. Regular files only.
 */
import { BackupRefused } from './refusal.ts'

const BLOCK = 512
const NAME_LENGTH = 100
/** Eleven octal digits. */
const LARGEST_PLAIN_SIZE = 8 ** 11 - 1
/** Of an extended header; a name has at most a few hundred bytes. */
const LARGEST_EXTENSION = 64 * 1024

/** Ends an archive. */
export const endOfArchive = new Uint8Array(2 * BLOCK)

/** What stands before a file's content. `modified` in seconds. */
export function fileHeader(name: string, size: number, modified: number): Uint8Array {
  const fits = /^[\x20-\x7e]+$/.test(name) && name.length <= NAME_LENGTH && size <= LARGEST_PLAIN_SIZE
  if (fits) return header(name, size, modified, '0')
  const records = Buffer.from(record('path', name) + record('size', String(size)))
  return Buffer.concat([
    header('extended-header', records.length, modified, 'x'),
    records,
    padding(records.length),
    header('see-extended-header', Math.min(size, LARGEST_PLAIN_SIZE), modified, '0'),
  ])
}

/** What stands after a file's content, up to the next block. */
export const padding = (size: number): Uint8Array => new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK)

function header(name: string, size: number, modified: number, type: '0' | 'x'): Buffer {
  const block = Buffer.alloc(BLOCK)
  const octal = (value: number, at: number, digits: number) =>
    block.write(value.toString(8).padStart(digits, '0'), at, 'latin1')
  block.write(name, 0, 'latin1')
  octal(0o600, 100, 7)
  octal(0, 108, 7)
  octal(0, 116, 7)
  octal(size, 124, 11)
  octal(modified, 136, 11)
  block.write(type, 156, 'latin1')
  block.write('ustar\x0000', 257, 'latin1')
  block.fill(' ', 148, 156)
  octal(sum(block), 148, 6)
  block[154] = 0
  return block
}

/** `length keyword=value\n`, whose length counts its own digits. */
function record(keyword: string, value: string): string {
  const rest = ` ${keyword}=${value}\n`
  const length = Buffer.byteLength(rest)
  let digits = String(length).length
  if (String(length + digits).length > digits) digits++
  return `${length + digits}${rest}`
}

const sum = (block: Uint8Array) => block.reduce((total, byte) => total + byte, 0)

export interface TarEntry {
  name: string
  size: number
  /** To be read before the next entry is asked for; what is left unread is passed over. */
  content: AsyncIterable<Uint8Array>
}

/** @throws BackupRefused `cut-short` or `damaged` */
export async function* readTar(source: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const bytes = new Bytes(source)
  try {
    yield* entriesOf(bytes)
  } finally {
    await bytes.close()
  }
}

async function* entriesOf(bytes: Bytes): AsyncGenerator<TarEntry> {
  let extended: { path?: string; size?: number } = {}
  for (;;) {
    const block = await bytes.exactly(BLOCK)
    if (block.every((byte) => byte === 0)) return bytes.drain()
    const { name, size, type } = parseHeader(block)
    if (type === 'x') {
      if (size > LARGEST_EXTENSION) throw new BackupRefused('damaged', { where: name })
      extended = parseRecords(await bytes.exactly(size))
      await bytes.exactly(padding(size).length)
      continue
    }
    if (type !== '0') throw new BackupRefused('damaged', { where: name })
    const entry = { name: extended.path ?? name, size: extended.size ?? size }
    extended = {}
    const content = bytes.next(entry.size)
    yield { ...entry, content }
    for await (const _ of content);
    await bytes.exactly(padding(entry.size).length)
  }
}

function parseHeader(block: Buffer) {
  const field = (from: number, to: number) => block.toString('latin1', from, to).replace(/\0.*$/s, '')
  const number = (from: number, to: number) => {
    const text = field(from, to).trim()
    if (!/^[0-7]+$/.test(text)) throw new BackupRefused('damaged', { where: 'tar' })
    return Number.parseInt(text, 8)
  }
  const summed = Buffer.from(block).fill(' ', 148, 156)
  if (field(257, 262) !== 'ustar' || number(148, 156) !== sum(summed))
    throw new BackupRefused('damaged', { where: 'tar' })
  const prefix = field(345, 500)
  const name = field(0, NAME_LENGTH)
  return { name: prefix ? `${prefix}/${name}` : name, size: number(124, 136), type: field(156, 157) || '0' }
}

function parseRecords(block: Buffer): { path?: string; size?: number } {
  const found: Record<string, string> = {}
  for (let at = 0; at < block.length; ) {
    const length = Number.parseInt(block.toString('latin1', at, at + 12), 10)
    const text = length > 0 ? block.toString('utf8', at, at + length) : ''
    const [, keyword, value] = /^\d+ ([^=]+)=(.*)\n$/s.exec(text) ?? []
    if (keyword === undefined) throw new BackupRefused('damaged', { where: 'tar' })
    found[keyword] = value
    at += length
  }
  const size = found.size === undefined ? undefined : Number(found.size)
  if (size !== undefined && !Number.isSafeInteger(size)) throw new BackupRefused('damaged', { where: 'tar' })
  return { path: found.path, size }
}

/** A stream of chunks, read in pieces of a known length. */
class Bytes {
  readonly #chunks: AsyncIterator<Uint8Array>
  #rest: Uint8Array = new Uint8Array()

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#chunks = source[Symbol.asyncIterator]()
  }

  async exactly(length: number): Promise<Buffer> {
    const pieces: Uint8Array[] = []
    for await (const piece of this.next(length)) pieces.push(piece)
    return pieces.length === 1 ? Buffer.from(pieces[0]) : Buffer.concat(pieces)
  }

  /** The next `length` bytes, whoever reads them; going over them a second time gives what the first left. */
  next(length: number): AsyncIterable<Uint8Array> {
    let left = length
    const take = async (): Promise<IteratorResult<Uint8Array>> => {
      if (left === 0) return { done: true, value: undefined }
      while (this.#rest.length === 0) {
        const { done, value } = await this.#chunks.next()
        if (done) throw new BackupRefused('cut-short')
        this.#rest = value
      }
      const piece = this.#rest.subarray(0, left)
      this.#rest = this.#rest.subarray(piece.length)
      left -= piece.length
      return { done: false, value: piece }
    }
    return { [Symbol.asyncIterator]: () => ({ next: take }) }
  }

  /** To the end, so that checks of what carries the archive (gzip, age) are made. */
  async drain(): Promise<void> {
    while (!(await this.#chunks.next()).done);
  }

  async close(): Promise<void> {
    await this.#chunks.return?.()
  }
}
