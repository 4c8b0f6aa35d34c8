/** A film as a phone makes it: pictures, sound, its place and its model in tags, between the pictures and in a track beside. */
import {
  BufferSource,
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  MovOutputFormat,
  MP4,
  Output,
  QTFF,
  TextSubtitleSource,
} from 'mediabunny'

/** Drawn for this test and coded by a browser: six pictures of 64 × 48, a white square that moves over green. */
const DESCRIPTION = 'AULACv/hABBnQsAKjI1COTcBDQEHhEI1AQAEaM48gA=='
export const PICTURES = [
  'AAAAOGW4AAQAAAn///giigACAT6OAAIH8mKycnx//4IooAAhDejgACB9T11///wRRQABCH9HAAED+uuv',
  'AAAAHWHgAEAAvkCeU3xD/wRkFAAEGT0QAAQBQBOBB35I',
  'AAAADmHgAIABPkC+U8grwIOe',
  'AAAAN2W4AAYAAAn///giigACAT6OAAIH8mKycnWK/xD/wRxQABCI9EAAEA8AG/D/8I0QAAsDNddra14=',
  'AAAAFWHgAEAAvkD/wEBiezyZ/gQdHkz9wA==',
  'AAAADmHgAIABPkBHngQfAg5Y',
]
const SECONDS = 0.2
const RATE = 8000

export interface FilmSecrets {
  /** In a tag that programs read as a place, as ISO 6709 writes it. */
  place: string
  /** In a tag, between the pictures, and in a track of words beside them. */
  words: string
}

/** Turned by a quarter, as phones that are held upright say of theirs. */
export async function film({ place, words }: FilmSecrets): Promise<Buffer> {
  const target = new BufferTarget()
  const output = new Output({
    format: new MovOutputFormat({ fastStart: 'in-memory', metadataFormat: 'udta' }),
    target,
  })
  const pictures = new EncodedVideoPacketSource('avc')
  const sound = new EncodedAudioPacketSource('pcm-s16')
  const beside = new TextSubtitleSource('webvtt')
  output.addVideoTrack(pictures, { rotation: 90 })
  output.addAudioTrack(sound, { name: words })
  const hasBeside = output.format.getSupportedSubtitleCodecs().includes('webvtt')
  if (hasBeside) output.addSubtitleTrack(beside)
  output.setMetadataTags({ comment: words, date: new Date('2014-06-01T12:00:00Z'), raw: { '©xyz': place } })
  await output.start()
  const picture = {
    codec: 'avc1.42000a',
    codedWidth: 64,
    codedHeight: 48,
    description: Buffer.from(DESCRIPTION, 'base64'),
  }
  const tone = { codec: 'pcm-s16', numberOfChannels: 1, sampleRate: RATE }
  for (const [i, coded] of PICTURES.entries()) {
    const data = Buffer.concat([userData(words), Buffer.from(coded, 'base64')])
    const packet = new EncodedPacket(data, i % 3 === 0 ? 'key' : 'delta', i * SECONDS, SECONDS)
    await pictures.add(packet, { decoderConfig: picture })
    const waves = Int16Array.from({ length: RATE * SECONDS }, (_, at) => 3000 * Math.sin(at / 3))
    const heard = new EncodedPacket(new Uint8Array(waves.buffer), 'key', i * SECONDS, SECONDS)
    await sound.add(heard, { decoderConfig: tone })
  }
  if (hasBeside) await beside.add(`WEBVTT\n\n00:00.000 --> 00:01.000\n${words}\n`)
  await output.finalize()
  return Buffer.from(target.buffer!)
}

/** User data that no standard names (ITU-T H.264, annex D.1.7), a unit of type 6 after its length. */
function userData(words: string): Buffer {
  const text = Buffer.from(words)
  const payload = Buffer.concat([Buffer.alloc(16, 7), text])
  const unit = Buffer.concat([Buffer.from([6, 5, payload.length]), payload, Buffer.from([0x80])])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(unit.length)
  return Buffer.concat([length, unit])
}

/** Of each track its coding, and of each packet its moment and its bytes in base64. */
export async function reelsOf(
  bytes: Buffer,
): Promise<[codec: string | null, [seconds: number, data: string][]][]> {
  const input = new Input({ source: new BufferSource(bytes), formats: [MP4, QTFF] })
  const tracks = [...(await input.getVideoTracks()), ...(await input.getAudioTracks())]
  return Promise.all(
    tracks.map(async (track) => {
      const packets: [number, string][] = []
      for await (const { timestamp, data } of new EncodedPacketSink(track).packets())
        packets.push([timestamp, Buffer.from(data).toString('base64')])
      return [await track.getCodec(), packets]
    }),
  )
}
