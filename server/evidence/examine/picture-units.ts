/**
 * Which units of a coded picture are picture (ITU-T H.264 table 7-1, H.265 table 7-1). All others are dropped: cameras
 * write places and times into user data (SEI) and into types that no standard names.
 */
import type { VideoCodec } from 'mediabunny'

/** Slices, parameter sets, delimiters and ends. */
const PICTURE = {
  avc: new Set([1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 13, 14, 15, 19, 20, 21]),
  hevc: new Set([...Array.from({ length: 22 }, (_, type) => type), 32, 33, 34, 35, 36, 37]),
} as const
/** Codings without units: nothing can be written between the pictures. */
const WHOLE: readonly VideoCodec[] = ['vp8', 'vp9']

interface PictureFilter {
  /** What a decoder is told beforehand, without such units as well. */
  description: Uint8Array<ArrayBuffer> | undefined
  only(data: Uint8Array): Uint8Array
}

/** Null where the coding is none of those that can be looked through. */
export function pictureFilter(codec: VideoCodec, config: VideoDecoderConfig): PictureFilter | null {
  const description = config.description ? new Uint8Array(bytesOf(config.description)) : undefined
  if (WHOLE.includes(codec)) return { description, only: (data) => data }
  if ((codec !== 'avc' && codec !== 'hevc') || !description) return null
  // ISO/IEC 14496-15: lengthSizeMinusOne of the two decoder configuration records.
  const lengthBytes = (description[codec === 'avc' ? 4 : 21] & 3) + 1
  return {
    description: codec === 'hevc' ? withoutStrangeArrays(description) : description,
    only: (data) => pictureUnits(data, lengthBytes, codec),
  }
}

const typeOf = (codec: 'avc' | 'hevc', first: number): number =>
  codec === 'avc' ? first & 0x1f : (first >> 1) & 0x3f

/** @param data units, each after its length in `lengthBytes` bytes, big-endian. */
export function pictureUnits(data: Uint8Array, lengthBytes: number, codec: 'avc' | 'hevc'): Uint8Array {
  const kept: Uint8Array[] = []
  for (let at = 0; at < data.length; ) {
    let length = 0
    for (let i = 0; i < lengthBytes; i++) length = length * 256 + data[at + i]
    const end = at + lengthBytes + length
    if (!(length > 0) || end > data.length) throw new Error('A unit goes on beyond its picture.')
    if (PICTURE[codec].has(typeOf(codec, data[at + lengthBytes]))) kept.push(data.subarray(at, end))
    at = end
  }
  return Buffer.concat(kept)
}

/** An hvcC record may carry SEI too: numOfArrays at byte 22, then arrays of units with lengths of two bytes. */
function withoutStrangeArrays(record: Uint8Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength)
  const kept: Uint8Array[] = []
  let at = 23
  for (let array = 0; array < record[22]; array++) {
    const begin = at
    const units = view.getUint16(at + 1)
    at += 3
    for (let unit = 0; unit < units; unit++) at += 2 + view.getUint16(at)
    if (PICTURE.hevc.has(record[begin] & 0x3f)) kept.push(record.subarray(begin, at))
  }
  const head = record.slice(0, 23)
  head[22] = kept.length
  return new Uint8Array(Buffer.concat([head, ...kept]))
}

const bytesOf = (source: AllowSharedBufferSource): Uint8Array =>
  ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source)
