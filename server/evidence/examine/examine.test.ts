/** What is kept of a file that takes longer to look into than there is time. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { film } from '../../../test/support/film.ts'
import { examine } from './examine.ts'

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'toparquia-examine-'))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const asked = (name: string, bytes: Uint8Array, mediaType: string, seconds: number) => {
  const path = join(directory, name)
  writeFileSync(path, bytes)
  return examine({ path, mediaType, output: directory }, new AbortController().signal, {
    seconds,
    heapMb: 512,
  })
}

test('a film that can’t be copied in time is kept with what it says of itself, and has no copy', async () => {
  const bytes = await film({ place: '+09.6345-069.1234+600.000/', words: 'here' })
  // It claims sixteen million pictures of a byte each (ISO/IEC 14496-12, 8.6.1.2 and 8.7.3.2).
  const pictures = 2 ** 24
  const sizes = bytes.indexOf('stsz') + 8
  bytes.writeUInt32BE(1, sizes)
  bytes.writeUInt32BE(pictures, sizes + 4)
  bytes.writeUInt32BE(pictures, bytes.indexOf('stts') + 12)
  const found = await asked('long.mov', bytes, 'video/quicktime', 10)
  expect(found).toMatchObject({ capture: { place: [-69.1234, 9.6345] }, copies: [] })
}, 60_000)

test('a photo that can’t be looked into in time is put aside: nothing is known of it', async () => {
  const photo = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'green' } })
    .jpeg()
    .toBuffer()
  expect(await asked('photo.jpg', photo, 'image/jpeg', 0)).toEqual({ why: 'took-too-long' })
})
