/** A dossier of many items, and what may be done to it by accident or by somebody without the key. */
import { crc32 } from '../../domain/dossier/container.ts'
import { LOG, type Manifest, manifestBytes } from '../../domain/dossier/format.ts'
import { type Content, logOf, type Made, makeDossier, reckonedAgain, withParts } from './dossiers.ts'
import type { Patch } from './second-verifier.ts'

/** @returns whole numbers below `below`, the same ones for the same seed (mulberry32). */
export function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((((value ^ (value >>> 14)) >>> 0) / 2 ** 32) * below) | 0
  }
}

export function largeDossier(items: number): Made {
  const random = numbers(items)
  const contents: Content[] = Array.from({ length: items - 1 }, (_, i) => ({
    path: `evidence/${String(i + 1).padStart(4, '0')}.jpg`,
    type: 'image/jpeg',
    content: Uint8Array.from({ length: 16 + random(48) }, () => random(256)),
  }))
  return makeDossier({ contents, log: logOf(40) })
}

/** Where each member stands in the file. */
export interface Place {
  header: number
  content: number
  end: number
  record: number
  recordEnd: number
}

export function placesOf({ parts }: Made): Place[] {
  let at = 0
  const places = parts.map(({ name, content }) => {
    const header = at
    at += 30 + name.length + content.length
    return { header, content: header + 30 + name.length, end: at, record: 0, recordEnd: 0 }
  })
  return places.map((place, i) => {
    const record = at
    at += 46 + parts[i].name.length
    return { ...place, record, recordEnd: at }
  })
}

export const flip = (bytes: Uint8Array, bit: number): Patch => ({
  at: bit >> 3,
  out: 1,
  put: Uint8Array.of(bytes[bit >> 3] ^ (1 << (bit & 7))),
})

/** A bit of a member, with the ZIP's checksums made to fit, so that only hash or signature can tell. */
export function flipRepaired({ bytes, parts }: Made, place: Place, member: number, bit: number): Patch[] {
  const content = Uint8Array.from(parts[member].content)
  content[bit >> 3] ^= 1 << (bit & 7)
  const crc = new Uint8Array(4)
  new DataView(crc.buffer).setUint32(0, crc32(content), true)
  return [
    { at: place.header + 14, out: 4, put: crc },
    flip(bytes, place.content * 8 + bit),
    { at: place.record + 16, out: 4, put: crc },
  ]
}

/** From one file to the other: what is equal at both ends is left alone. */
export function difference(from: Uint8Array, to: Uint8Array): Patch[] {
  let head = 0
  const most = Math.min(from.length, to.length)
  while (head < most && from[head] === to[head]) head++
  let tail = 0
  while (tail < most - head && from[from.length - 1 - tail] === to[to.length - 1 - tail]) tail++
  return [{ at: head, out: from.length - head - tail, put: to.subarray(head, to.length - tail) }]
}

const itemsOf = (made: Made) => made.parts.slice(0, -2)
const written = (made: Made) => made.parts.at(-2)!.content
const signature = (made: Made) => made.parts.at(-1)!.content

const without = <T>(list: readonly T[], i: number) => list.filter((_, at) => at !== i)
const swapped = <T>(list: readonly T[], i: number) =>
  list.map((one, at) => (at === i ? list[i + 1] : at === i + 1 ? list[i] : one))

/** Item i changes places with the next one, or is gone: in the file alone, in the manifest too, and with all hashes reckoned. */
export function rearranged(made: Made, i: number, how: 'swapped' | 'without'): Uint8Array[] {
  const change = how === 'swapped' ? swapped : without
  const parts = change(itemsOf(made), i)
  const manifest: Manifest = { ...made.manifest, items: change(made.manifest.items, i) }
  return [
    withParts(made.manifest, parts, written(made), signature(made)).bytes,
    withParts(manifest, parts, manifestBytes(manifest), signature(made)).bytes,
    withParts(manifest, parts, manifestBytes(reckonedAgain(manifest)), signature(made)).bytes,
  ]
}

/** Sealed at another time: the entry alone, and with its hash reckoned; not signed again. */
export function datedBack(made: Made, at: string): Uint8Array[] {
  const manifest = { ...made.manifest, entry: { ...made.manifest.entry, at } }
  return [manifest, reckonedAgain(manifest)].map(
    (one) => withParts(one, itemsOf(made), manifestBytes(one), signature(made)).bytes,
  )
}

/** By whoever has key and server: an earlier place in the log, everything reckoned and signed. Sound in itself. */
export function rewritten(made: Made, entries: number, at: string): Made {
  const contents = made.manifest.items
    .map(({ path, type }, i) => ({ path, type, content: made.parts[i].content }))
    .filter(({ path }) => path !== LOG)
  return makeDossier({ contents, log: logOf(40).slice(0, entries), at })
}
