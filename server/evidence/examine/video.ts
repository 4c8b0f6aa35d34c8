/** Videos in MP4 and QuickTime (ISO/IEC 14496-12): whether they are whole, and when they say they were made. */
import { type FileHandle, open } from 'node:fs/promises'
import type { Examined } from './examine.ts'

/** Seconds from 1904, where this format's clock begins, to 1970. */
const EPOCH = 2_082_844_800

interface Box {
  type: string
  /** Of its content. */
  from: number
  to: number
}

export async function examineVideo(path: string): Promise<Examined> {
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    const boxes = await boxesIn(handle, 0, size)
    // The index of a recording that was cut short was never written.
    const movie = boxes?.find(({ type }) => type === 'moov')
    if (!boxes || !movie || !boxes.some(({ type }) => type === 'mdat')) return { why: 'cut-short' }
    const header = (await boxesIn(handle, movie.from, movie.to))?.find(({ type }) => type === 'mvhd')
    const at = header ? await creationOf(handle, header) : null
    return { capture: { at, satelliteAt: null, place: null, accuracyM: null }, copies: [] }
  } finally {
    await handle.close()
  }
}

/** Null where a box says that it goes on beyond the end. */
async function boxesIn(handle: FileHandle, from: number, to: number): Promise<Box[] | null> {
  const boxes: Box[] = []
  const head = Buffer.alloc(16)
  for (let at = from; at < to && boxes.length < 1000; ) {
    if (at + 8 > to) return null
    await handle.read(head, 0, 16, at)
    const short = head.readUInt32BE(0)
    const header = short === 1 ? 16 : 8
    const size = short === 1 ? Number(head.readBigUInt64BE(8)) : short === 0 ? to - at : short
    if (size < header || at + size > to) return null
    boxes.push({ type: head.toString('latin1', 4, 8), from: at + header, to: at + size })
    at += size
  }
  return boxes
}

/** In UTC by the standard; null where the device wrote none. */
async function creationOf(handle: FileHandle, { from }: Box): Promise<string | null> {
  const bytes = Buffer.alloc(12)
  await handle.read(bytes, 0, 12, from)
  const seconds = bytes[0] === 1 ? Number(bytes.readBigUInt64BE(4)) : bytes.readUInt32BE(4)
  if (seconds <= EPOCH || seconds > EPOCH + 2 ** 33) return null
  return new Date((seconds - EPOCH) * 1000).toISOString().replace('.000Z', 'Z')
}
