/**
 * A film without what cameras write into it: its pictures and its sound as they were recorded, and nothing else. Neither
 * tags nor tracks of positions come along, nor what stands between the pictures (SEI) where some cameras write the place.
 * Faces, voices and what is in the picture stay: consent is asked for these.
 */
import { open } from 'node:fs/promises'
import {
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  FilePathTarget,
  type Input,
  type InputAudioTrack,
  type InputVideoTrack,
  Mp4OutputFormat,
  Output,
} from 'mediabunny'
import { type Box, boxesIn } from './boxes.ts'
import type { MadeCopy } from './examine.ts'
import { pictureFilter } from './picture-units.ts'

const FORMAT = new Mp4OutputFormat({ fastStart: 'reserve' })

/** Null where a part of it is in a coding that can't be carried over: then there is no copy, not half of one. */
export async function copyFilm(input: Input, path: string): Promise<MadeCopy | null> {
  const picture = await input.getPrimaryVideoTrack()
  const sound = await carriedSound(input)
  const pictured = picture && (await pictureSource(picture))
  if (!pictured || sound === null) return null

  const output = new Output({ format: FORMAT, target: new FilePathTarget(path) })
  const tracks: Carried[] = [{ ...pictured, track: picture }]
  output.addVideoTrack(pictured.source, {
    rotation: await picture.getRotation(),
    maximumPacketCount: (await picture.computePacketStats()).packetCount,
  })
  if (sound) {
    output.addAudioTrack(sound.source, {
      maximumPacketCount: (await sound.track.computePacketStats()).packetCount,
    })
    tracks.push(sound)
  }
  await output.start()
  await carry(tracks)
  await output.finalize()
  await forgetTimes(path)
  return {
    role: 'view',
    path,
    mediaType: 'video/mp4',
    width: await picture.getDisplayWidth(),
    height: await picture.getDisplayHeight(),
  }
}

type Filter = (data: Uint8Array) => Uint8Array
type Carried =
  | { track: InputVideoTrack; source: EncodedVideoPacketSource; config: VideoDecoderConfig; only: Filter }
  | { track: InputAudioTrack; source: EncodedAudioPacketSource; config: AudioDecoderConfig; only: Filter }

async function pictureSource(track: InputVideoTrack) {
  const codec = await track.getCodec()
  const config = await track.getDecoderConfig()
  const filter = codec && config && pictureFilter(codec, config)
  if (!filter) return null
  const { description, only } = filter
  return { source: new EncodedVideoPacketSource(codec), config: { ...config, description }, only }
}

/** The first that can be carried; undefined where the film is silent, null where it is not and none can. */
async function carriedSound(input: Input) {
  const tracks = await input.getAudioTracks()
  for (const track of tracks) {
    const codec = await track.getCodec()
    const config = await track.getDecoderConfig()
    if (!codec || !config || !FORMAT.getSupportedAudioCodecs().includes(codec)) continue
    return { track, config, source: new EncodedAudioPacketSource(codec), only: (data: Uint8Array) => data }
  }
  return tracks.length === 0 ? undefined : null
}

/** Pictures and sound side by side, as a player reads them. */
async function carry(tracks: readonly Carried[]): Promise<void> {
  const waiting = await Promise.all(
    tracks.map(async (track) => {
      const packets = new EncodedPacketSink(track.track).packets()
      return { ...track, packets, next: await packets.next(), isFirst: true }
    }),
  )
  // What lies before the beginning is not shown; decoding begins with it all the same.
  const earliest = Math.min(0, ...waiting.map(({ next }) => next.value?.timestamp ?? 0))
  for (;;) {
    const [one] = waiting
      .filter(({ next }) => !next.done)
      .sort((a, b) => a.next.value!.timestamp - b.next.value!.timestamp)
    if (!one) break
    const { data, type, timestamp, duration } = one.next.value!
    const packet = new EncodedPacket(one.only(data), type, timestamp - earliest, duration)
    const meta = one.isFirst ? { decoderConfig: one.config } : undefined
    await one.source.add(packet, meta as never)
    one.isFirst = false
    one.next = await one.packets.next()
  }
  for (const { source } of waiting) source.close()
}

/** The moment of copying is written into each header: nobody's business, and the same film would never be the same copy. */
async function forgetTimes(path: string): Promise<void> {
  const handle = await open(path, 'r+')
  try {
    const { size } = await handle.stat()
    const inside = async (boxes: readonly Box[] | null, type: string) =>
      (
        await Promise.all(
          (boxes ?? [])
            .filter((box) => box.type === type)
            .map(async ({ from, to }) => (await boxesIn(handle, from, to)) ?? []),
        )
      ).flat()
    const movie = await inside(await boxesIn(handle, 0, size), 'moov')
    const tracks = await inside(movie, 'trak')
    const media = await inside(tracks, 'mdia')
    for (const { type, from } of [...movie, ...tracks, ...media]) {
      if (!['mvhd', 'tkhd', 'mdhd'].includes(type)) continue
      const version = Buffer.alloc(1)
      await handle.read(version, 0, 1, from)
      await handle.write(Buffer.alloc(version[0] === 1 ? 16 : 8), 0, undefined, from + 4)
    }
  } finally {
    await handle.close()
  }
}
