/** Videos in MP4 and QuickTime (ISO/IEC 14496-12): whether they are whole, when and where they say they were made, and a copy. */
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { FilePathSource, Input, MP4, QTFF } from 'mediabunny'
import { type Box, boxesIn } from './boxes.ts'
import type { Examined, ExamineJob, MadeCopy } from './examine.ts'
import { copyFilm } from './video-copy.ts'

/** Seconds from 1904, where this format's clock begins, to 1970. */
const EPOCH = 2_082_844_800

export async function examineVideo({ path, output }: ExamineJob): Promise<Examined> {
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    const boxes = await boxesIn(handle, 0, size)
    // The index of a recording that was cut short was never written.
    const movie = boxes?.find(({ type }) => type === 'moov')
    if (!boxes || !movie || !boxes.some(({ type }) => type === 'mdat')) return { why: 'cut-short' }
    const header = (await boxesIn(handle, movie.from, movie.to))?.find(({ type }) => type === 'mvhd')
    const at = header ? await creationOf(handle, header) : null
    const { place, copy } = await inside(path, join(output, 'view'))
    return { capture: { at, satelliteAt: null, place, accuracyM: null }, copies: copy ? [copy] : [] }
  } finally {
    await handle.close()
  }
}

/** Of a film that no program here can take apart there is no copy: it is kept all the same. */
async function inside(
  path: string,
  copyPath: string,
): Promise<{ place: [number, number] | null; copy: MadeCopy | null }> {
  const input = new Input({ source: new FilePathSource(path), formats: [MP4, QTFF] })
  try {
    const { raw = {} } = await input.getMetadataTags()
    const place = placeOf(PLACE_TAGS.map((name) => raw[name]).find((value) => typeof value === 'string'))
    return { place, copy: await copyFilm(input, copyPath).catch(() => null) }
  } catch {
    return { place: null, copy: null }
  } finally {
    input.dispose()
  }
}

/** Of Android and of the iPhone. */
const PLACE_TAGS = ['©xyz', 'com.apple.quicktime.location.ISO6709']

/** ISO 6709, annex H: `+10.0653-069.3224+600.000/`, in degrees. */
function placeOf(text: unknown): [number, number] | null {
  const [, lat, lon] = /^([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)/.exec(String(text ?? '')) ?? []
  const place = [Number(lon), Number(lat)] as [number, number]
  const known = Math.abs(place[1]) <= 90 && Math.abs(place[0]) <= 180
  return known && (place[0] !== 0 || place[1] !== 0) ? place : null
}

/** In UTC by the standard; null where the device wrote none. */
async function creationOf(handle: FileHandle, { from }: Box): Promise<string | null> {
  const bytes = Buffer.alloc(12)
  await handle.read(bytes, 0, 12, from)
  const seconds = bytes[0] === 1 ? Number(bytes.readBigUInt64BE(4)) : bytes.readUInt32BE(4)
  if (seconds <= EPOCH || seconds > EPOCH + 2 ** 33) return null
  return new Date((seconds - EPOCH) * 1000).toISOString().replace('.000Z', 'Z')
}
