/** Photos: what the camera wrote into them, and copies that hold the picture and nothing else. */
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import ExifReader from 'exifreader'
import sharp, { type Sharp } from 'sharp'
import type { Capture } from '../../../domain/evidence/index.ts'
import type { Examined, ExamineJob, MadeCopy } from './examine.ts'
import { decodeHeic } from './heic.ts'

/** 120 million: more than phones take, less than what fills a machine's memory. */
const MOST_PIXELS = 120e6
const COPIES = [
  { role: 'view', edge: 2048, quality: 82 },
  { role: 'thumbnail', edge: 320, quality: 70 },
] as const
/** Cameras write what they say of a picture in front of it. */
const HEAD_BYTES = 16 * 1024 * 1024

sharp.cache(false)
sharp.concurrency(1)

export async function examinePhoto({ path, mediaType, output }: ExamineJob): Promise<Examined> {
  const capture = captureOf(await readHead(path))
  try {
    const open = await (mediaType === 'image/heic' ? openHeic(path) : openPicture(path))
    if (!open) return { why: 'too-many-pixels' }
    const copies: MadeCopy[] = []
    for (const { role, edge, quality } of COPIES) {
      const file = join(output, role)
      // Upright, in the colours of every screen, and without one byte of what stood beside the pixels.
      const info = await open()
        .autoOrient()
        .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true })
        .webp({ quality })
        .toFile(file)
      const { exif, xmp, iptc } = await sharp(file).metadata()
      if (exif ?? xmp ?? iptc) throw new Error('A copy has metadata.')
      copies.push({ role, path: file, mediaType: 'image/webp', width: info.width, height: info.height })
    }
    return { capture, copies }
  } catch (error) {
    // What its head says could be read, so that it is a photo: kept, and shown to nobody as a picture.
    if (mediaType === 'image/heic' && capture) return { capture, copies: [] }
    return {
      why: /premature|truncat|end of|corrupt/i.test((error as Error).message) ? 'cut-short' : 'not-readable',
    }
  }
}

type Opened = (() => Sharp) | null

async function openPicture(path: string): Promise<Opened> {
  const { width = 0, height = 0 } = await sharp(path, { limitInputPixels: false }).metadata()
  return width * height > MOST_PIXELS
    ? null
    : () => sharp(path, { limitInputPixels: MOST_PIXELS, failOn: 'error', pages: 1 })
}

async function openHeic(path: string): Promise<Opened> {
  const pixels = await decodeHeic(path, MOST_PIXELS)
  if (!pixels) return null
  const { data, width, height } = pixels
  return () => sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha()
}

async function readHead(path: string): Promise<Buffer> {
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    const bytes = Buffer.alloc(Math.min(size, HEAD_BYTES))
    await handle.read(bytes, 0, bytes.length, 0)
    return bytes
  } finally {
    await handle.close()
  }
}

type Value = { value?: unknown; description?: string } | undefined

/** Null where there is nothing that can be read; every part of it may be missing by itself. */
function captureOf(bytes: Buffer): Capture | null {
  let tags: Record<string, Value>
  let gps: { Latitude?: number; Longitude?: number } | undefined
  try {
    const read = ExifReader.load(bytes, { expanded: true })
    tags = (read.exif ?? {}) as Record<string, Value>
    gps = read.gps
  } catch {
    return null
  }
  const text = (name: string): string => {
    const value = tags[name]?.value
    return (Array.isArray(value) ? String(value[0] ?? '') : String(value ?? '')).trim()
  }
  const zone = /^[+-]\d\d:\d\d$/.exec(text('OffsetTimeOriginal') || text('OffsetTime'))?.[0] ?? ''
  const moment = isoOf(text('DateTimeOriginal') || text('DateTimeDigitized'))
  const { Latitude: lat, Longitude: lon } = gps ?? {}
  const known =
    typeof lat === 'number' && typeof lon === 'number' && Math.abs(lat) <= 90 && Math.abs(lon) <= 180
  const accuracy = Number(tags.GPSHPositioningError?.description ?? Number.NaN)
  return {
    at: moment && `${moment}${zone}`,
    satelliteAt: satelliteMoment(text('GPSDateStamp'), tags.GPSTimeStamp?.description ?? ''),
    // Receivers without a fix write zeros.
    place: known && (lat !== 0 || lon !== 0) ? [lon, lat] : null,
    accuracyM: Number.isFinite(accuracy) && accuracy >= 0 ? accuracy : null,
  }
}

/** `2009:03:05 14:20:00` → `2009-03-05T14:20:00`; null for what is no time. */
function isoOf(text: string): string | null {
  const [, year, month, day, time] = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(text) ?? []
  const iso = `${year}-${month}-${day}T${time}`
  return time && !Number.isNaN(Date.parse(`${iso}Z`)) ? iso : null
}

function satelliteMoment(day: string, time: string): string | null {
  const iso = isoOf(`${day} ${time.slice(0, 8)}`)
  return iso && `${iso}Z`
}
