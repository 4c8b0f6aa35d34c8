/** Documents: whether the whole of them is there. What they say is for people to read. */
import { open, readFile } from 'node:fs/promises'
import { unzipSync } from 'fflate'
import type { Examined } from './examine.ts'

const LARGEST_ZIP = 256 * 1024 * 1024
/** Readers look for the end mark in the last kilobyte (ISO 32000-1, annex H.3.18). */
const PDF_TAIL = 1024
/** The part without which such a file is none. */
const NEEDED: Record<string, string> = {
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'word/document.xml',
  'application/vnd.oasis.opendocument.text': 'content.xml',
}

export async function examineDocument(path: string, mediaType: string): Promise<Examined> {
  const whole = mediaType === 'application/pdf' ? await endsAsPdf(path) : await holds(path, NEEDED[mediaType])
  return whole ? { capture: null, copies: [] } : { why: 'cut-short' }
}

async function endsAsPdf(path: string): Promise<boolean> {
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    const tail = Buffer.alloc(Math.min(size, PDF_TAIL))
    await handle.read(tail, 0, tail.length, size - tail.length)
    return tail.includes('%%EOF')
  } finally {
    await handle.close()
  }
}

/** By the list at the end of the zip: nothing is unpacked. */
async function holds(path: string, name: string): Promise<boolean> {
  const bytes = await readFile(path)
  if (bytes.length > LARGEST_ZIP) return false
  let found = false
  unzipSync(bytes, {
    filter: (file) => {
      found ||= file.name === name
      return false
    },
  })
  return found
}
