import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { refuse } from '../problems.ts'

/**
 * Streams a body to disk, at the disk's pace. A body that is refused is read on to nowhere instead of being cut off:
 * a browser that is still sending would see a broken connection and not the reason.
 */
export async function writeBody(body: Readable, path: string, limit: number): Promise<number> {
  const file = await open(path, 'w')
  let size = 0
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      size += (chunk as Buffer).length
      if (size > limit) refuse('file-too-large', { limitMB: Math.max(1, Math.floor(limit / 1024 / 1024)) })
      await file.writeFile(chunk as Buffer)
    }
    return size
  } catch (error) {
    body.resume()
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOSPC' || code === 'EDQUOT') refuse('disk-full')
    if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE') refuse('upload-broken-off')
    throw error
  } finally {
    await file.close()
  }
}
