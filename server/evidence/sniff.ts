/** What a file is, by its bytes alone: names and declared types are what anybody may write. */
import { createReadStream } from 'node:fs'
import { fileTypeFromFile } from 'file-type'
import { isTaken, type TakenType, UNKNOWN_TYPE } from '../../domain/evidence/index.ts'

/** A type that is taken; one that nothing here recognises, for the quarantine; or one that is not evidence. */
export type Sniffed = { type: TakenType | typeof UNKNOWN_TYPE } | { notTaken: string }

/** Other names for what is taken. */
const ALSO: Record<string, TakenType> = {
  'image/heif': 'image/heic',
  'image/heic-sequence': 'image/heic',
  'image/heif-sequence': 'image/heic',
  'video/x-m4v': 'video/mp4',
}
/** Written by people or devices as text: looked at as such. */
const TEXTS = new Set(['application/xml', 'application/json', 'text/xml', 'image/svg+xml'])
/** No text of a person is longer, and no track of a device. */
const LONGEST_TEXT = 64 * 1024 * 1024

export async function sniff(path: string): Promise<Sniffed> {
  const found = await fileTypeFromFile(path)
  const mime = found && (found.mime as string)
  if (mime && !TEXTS.has(mime)) {
    const type = ALSO[mime] ?? mime
    return isTaken(type) ? { type } : { notTaken: mime }
  }
  const text = await readText(path)
  if (text === null) return mime ? { notTaken: mime } : { type: UNKNOWN_TYPE }
  return textType(text)
}

/** The beginning of what is text from its first byte to its last; null for everything else. */
async function readText(path: string): Promise<string | null> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let head = ''
  let size = 0
  try {
    for await (const chunk of createReadStream(path)) {
      size += (chunk as Buffer).length
      if (size > LONGEST_TEXT) return null
      const text = decoder.decode(chunk as Buffer, { stream: true })
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for.
      if (/[\x00-\x08\x0b\x0e-\x1f]/.test(text)) return null
      if (head.length < 4096) head += text
    }
    decoder.decode()
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
  return head.slice(0, 4096)
}

function textType(head: string): Sniffed {
  const start = head.replace(/^\ufeff?\s*/, '')
  if (start.startsWith('<')) {
    const bare = start.replace(/<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE[^>[]*>/gi, '')
    const root = /<(?:[\w.-]+:)?([A-Za-z][\w.-]*)/.exec(bare)?.[1]?.toLowerCase()
    if (root === 'gpx') return { type: 'application/gpx+xml' }
    if (root === 'kml') return { type: 'application/vnd.google-earth.kml+xml' }
    return { notTaken: root === undefined ? 'text/xml' : `<${root.slice(0, 30)}>` }
  }
  if (
    start.startsWith('{') &&
    /"type"\s*:\s*"(Feature|FeatureCollection|[A-Z][A-Za-z]*String|Point|Multi\w+|Polygon)"/.test(head)
  )
    return { type: 'application/geo+json' }
  return { type: 'text/plain' }
}
