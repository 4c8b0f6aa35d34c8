/** Videos in MP4 and QuickTime (ISO/IEC 14496-12): whether they are whole, when and where they say they were made, and a copy. */
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { FilePathSource, Input, type MetadataTags, MP4, QTFF } from 'mediabunny'
import type { Capture } from '../../../domain/evidence/index.ts'
import { type Box, boxesIn } from './boxes.ts'
import type { Examined, ExamineJob } from './examine.ts'
import { copyFilm } from './video-copy.ts'

/** Seconds from 1904, where this format's clock begins, to 1970. */
const EPOCH = 2_082_844_800

/** A film can be longer than there is time or memory to copy it: `tell` what is known before each step that may not end. */
export async function examineVideo(
  { path, output }: ExamineJob,
  tell: (known: Examined) => void,
): Promise<Examined> {
  const at = await creationOf(path)
  if (at === undefined) return { why: 'cut-short' }
  const capture: Capture = { at, satelliteAt: null, place: null, accuracyM: null }
  tell({ capture, copies: [] })
  const input = new Input({ source: new FilePathSource(path), formats: [MP4, QTFF] })
  try {
    capture.place = await placeIn(input)
    tell({ capture, copies: [] })
    // Of a film that no program here can take apart there is no copy: it is kept all the same.
    const copy = await copyFilm(input, join(output, 'view')).catch(() => null)
    return { capture, copies: copy ? [copy] : [] }
  } finally {
    input.dispose()
  }
}

/** Of Android and of the iPhone. */
const PLACE_TAGS = ['©xyz', 'com.apple.quicktime.location.ISO6709']

async function placeIn(input: Input): Promise<[number, number] | null> {
  const { raw = {} } = await input.getMetadataTags().catch(() => ({}) as MetadataTags)
  return placeOf(PLACE_TAGS.map((name) => raw[name]).find((value) => typeof value === 'string'))
}

/** ISO 6709, annex H: `+10.0653-069.3224+600.000/`, in degrees. */
function placeOf(text: unknown): [number, number] | null {
  const [, lat, lon] = /^([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)/.exec(String(text ?? '')) ?? []
  const place = [Number(lon), Number(lat)] as [number, number]
  const known = Math.abs(place[1]) <= 90 && Math.abs(place[0]) <= 180
  return known && (place[0] !== 0 || place[1] !== 0) ? place : null
}

/** In UTC by the standard; null where the device wrote none, undefined where the film is not whole. */
async function creationOf(path: string): Promise<string | null | undefined> {
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    const boxes = await boxesIn(handle, 0, size)
    // The index of a recording that was cut short was never written.
    const movie = boxes?.find(({ type }) => type === 'moov')
    if (!movie || !boxes?.some(({ type }) => type === 'mdat')) return undefined
    const header = (await boxesIn(handle, movie.from, movie.to))?.find(({ type }) => type === 'mvhd')
    return header ? await momentOf(handle, header) : null
  } finally {
    await handle.close()
  }
}

async function momentOf(handle: FileHandle, { from }: Box): Promise<string | null> {
  const bytes = Buffer.alloc(12)
  await handle.read(bytes, 0, 12, from)
  const seconds = bytes[0] === 1 ? Number(bytes.readBigUInt64BE(4)) : bytes.readUInt32BE(4)
  if (seconds <= EPOCH || seconds > EPOCH + 2 ** 33) return null
  return new Date((seconds - EPOCH) * 1000).toISOString().replace('.000Z', 'Z')
}
