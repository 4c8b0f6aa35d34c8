/**
 * ZIP by its central directory. Entry names are only ever compared and shown, never used as paths; what is unpacked
 * goes to files named by us, within one budget of bytes for the whole archive.
 */
import { closeSync, createReadStream, createWriteStream, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createInflateRaw } from 'node:zlib'
import { Refusal } from './problem.ts'
import { LIMITS, type ReadContext } from './raw.ts'

export interface Entry {
  name: string
  method: number
  encrypted: boolean
  crc: number
  packedSize: number
  size: number
  /** Of its local header. */
  offset: number
}

const END64_LOCATOR = 0x07064b50
const END64 = 0x06064b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
const MAX_DIRECTORY_BYTES = 64 * 1024 ** 2

/** Throws Refusal where this is no whole ZIP. */
export function entriesOf(path: string): Entry[] {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    const tailLength = Math.min(size, 65_557)
    const tail = readAt(file, size - tailLength, tailLength)
    const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
    if (end < 0 || end + 22 > tail.length) throw new Refusal('zip-corrupt')
    let count = tail.readUInt16LE(end + 10)
    let length = tail.readUInt32LE(end + 12)
    let start = tail.readUInt32LE(end + 16)
    if (end >= 20 && tail.readUInt32LE(end - 20) === END64_LOCATOR) {
      const record = readAt(file, Number(tail.readBigUInt64LE(end - 12)), 56)
      if (record.length === 56 && record.readUInt32LE(0) === END64) {
        count = Number(record.readBigUInt64LE(32))
        length = Number(record.readBigUInt64LE(40))
        start = Number(record.readBigUInt64LE(48))
      }
    }
    if (count > LIMITS.entries) throw new Refusal('zip-too-many-entries', { count, limit: LIMITS.entries })
    if (length > MAX_DIRECTORY_BYTES || start + length > size) throw new Refusal('zip-corrupt')
    return parseDirectory(readAt(file, start, length), count)
  } finally {
    closeSync(file)
  }
}

function parseDirectory(directory: Buffer, count: number): Entry[] {
  const entries: Entry[] = []
  let at = 0
  for (let i = 0; i < count; i++) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== CENTRAL) throw new Refusal('zip-corrupt')
    const flags = directory.readUInt16LE(at + 8)
    const nameLength = directory.readUInt16LE(at + 28)
    const extraLength = directory.readUInt16LE(at + 30)
    const commentLength = directory.readUInt16LE(at + 32)
    const entry: Entry = {
      name: decodeName(directory.subarray(at + 46, at + 46 + nameLength)),
      method: directory.readUInt16LE(at + 10),
      encrypted: (flags & 1) !== 0,
      crc: directory.readUInt32LE(at + 16),
      packedSize: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    }
    readZip64(entry, directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength))
    entries.push(entry)
    at += 46 + nameLength + extraLength + commentLength
  }
  return entries
}

/** The extra field 1 holds, in this order, whichever sizes did not fit in 32 bits. */
function readZip64(entry: Entry, extra: Buffer) {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue
    let value = at + 4
    const next = (present: number) => {
      if (present !== 0xffffffff || value + 8 > extra.length) return present
      value += 8
      return Number(extra.readBigUInt64LE(value - 8))
    }
    entry.size = next(entry.size)
    entry.packedSize = next(entry.packedSize)
    entry.offset = next(entry.offset)
  }
}

function decodeName(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** Unpacks entries of one archive into the job's directory, and refuses once they exceed the budget together. */
export class Unpacker {
  private readonly path: string
  private readonly context: ReadContext
  private readonly limit: number
  private expanded = 0
  private files = 0

  constructor(path: string, context: ReadContext) {
    this.path = path
    this.context = context
    this.limit = context.options.expandedLimit ?? LIMITS.expandedBytes
  }

  async unpack(entry: Entry): Promise<string> {
    if (entry.encrypted) throw new Refusal('zip-encrypted')
    if (entry.method !== 0 && entry.method !== 8)
      throw new Refusal('zip-method', { method: entry.method, name: shown(entry) })
    this.refuseOver(this.expanded + entry.size)
    const target = join(this.context.directory, `unpacked-${this.files++}`)
    const start = this.dataStart(entry)
    let crc = 0
    const counter = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.expanded += chunk.length
        crc = crc32(chunk, crc)
        try {
          // The sizes in the directory may lie: what really comes out counts.
          this.refuseOver(this.expanded)
          this.context.progress(0)
          done(null, chunk)
        } catch (error) {
          done(error as Error)
        }
      },
    })
    const sink = createWriteStream(target)
    try {
      if (entry.packedSize === 0) await pipeline([Buffer.alloc(0)], counter, sink)
      else {
        const source = createReadStream(this.path, {
          start,
          end: start + entry.packedSize - 1,
          highWaterMark: 1 << 18,
        })
        if (entry.method === 8) await pipeline(source, createInflateRaw(), counter, sink)
        else await pipeline(source, counter, sink)
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code?.startsWith('Z_'))
        throw new Refusal('zip-entry-corrupt', { name: shown(entry) })
      throw error
    }
    if (crc !== entry.crc) throw new Refusal('zip-entry-corrupt', { name: shown(entry) })
    return target
  }

  private refuseOver(bytes: number) {
    if (bytes > this.limit)
      throw new Refusal('expands-too-much', { limitMB: Math.round(this.limit / 1048576) })
  }

  private dataStart(entry: Entry): number {
    const file = openSync(this.path, 'r')
    try {
      const header = readAt(file, entry.offset, 30)
      if (header.length < 30 || header.readUInt32LE(0) !== LOCAL) throw new Refusal('zip-corrupt')
      return entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
    } finally {
      closeSync(file)
    }
  }
}

const shown = (entry: Entry) => entry.name.slice(0, 100)

export function readAt(file: number, position: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length)
  let filled = 0
  while (filled < length) {
    const count = readSync(file, buffer, filled, length - filled, position + filled)
    if (count === 0) break
    filled += count
  }
  return buffer.subarray(0, filled)
}
