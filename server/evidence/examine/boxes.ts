/** The boxes of which a film is made (ISO/IEC 14496-12). */
import type { FileHandle } from 'node:fs/promises'

export interface Box {
  type: string
  /** Of its content. */
  from: number
  to: number
}

/** Null where a box says that it goes on beyond the end. */
export async function boxesIn(handle: FileHandle, from: number, to: number): Promise<Box[] | null> {
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
