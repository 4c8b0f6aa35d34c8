import { closeSync, createReadStream, openSync, readSync } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { Refusal } from './problem.ts'
import { LIMITS, type ReadContext } from './raw.ts'

const CHUNK = 1 << 20

/** The first bytes of a file, unpacked where it is gzipped. Fewer where the file is shorter. */
export function head(path: string, length = 65_536): Buffer {
  const file = openSync(path, 'r')
  try {
    const buffer = Buffer.alloc(length)
    return buffer.subarray(0, readSync(file, buffer, 0, length, 0))
  } finally {
    closeSync(file)
  }
}

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/** The file's bytes, gunzipped where needed, never more than the limit on expanded content. */
export async function* chunks(path: string, context: ReadContext): AsyncGenerator<Buffer> {
  const packed = isGzip(head(path, 2))
  const limit = context.options.expandedLimit ?? LIMITS.expandedBytes
  const source = createReadStream(path, { highWaterMark: CHUNK })
  let read = 0
  source.on('data', (chunk) => {
    read += chunk.length
  })
  const stream = packed ? source.pipe(createGunzip({ chunkSize: CHUNK })) : source
  if (packed) source.on('error', (error) => stream.destroy(error))
  let expanded = 0
  try {
    for await (const chunk of stream) {
      expanded += chunk.length
      if (packed && expanded > limit)
        throw new Refusal('expands-too-much', { limitMB: Math.round(limit / 1048576) })
      context.progress(read)
      yield chunk
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    if (code.startsWith('Z_')) throw new Refusal('gzip-corrupt')
    throw error
  } finally {
    source.destroy()
  }
}

/** The same in UTF-8: a byte order mark is dropped and UTF-16 is rewritten, so that readers see one encoding. */
export async function* utf8Chunks(path: string, context: ReadContext): AsyncGenerator<Buffer> {
  let decoder: TextDecoder | null = null
  let first = true
  for await (let chunk of chunks(path, context)) {
    if (first) {
      first = false
      const encoding = utf16(chunk)
      if (encoding) decoder = new TextDecoder(encoding)
      else if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) chunk = chunk.subarray(3)
    }
    if (!decoder) yield chunk
    else yield Buffer.from(decoder.decode(chunk, { stream: true }), 'utf8')
  }
}

/** UTF-16 by its byte order mark, or by the zero bytes that Western text leaves in every second place. */
export function utf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return null
}
