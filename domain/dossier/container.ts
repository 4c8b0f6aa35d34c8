/** The ZIP of which every byte is pinned (docs/dossier.md, The file): its headers made, and a file walked along them. */
import { isPath, MANIFEST, SIGNATURE } from './format.ts'

export interface Member {
  name: string
  bytes: number
  /** CRC-32. */
  crc: number
}

export const MOST_MEMBERS = 65_535
/** Bytes of a whole file: what ZIP's fields of four bytes can say. */
export const LONGEST = 0xffff_ffff

const LOCAL = 0x0403_4b50
const LOCAL_BYTES = 30
/** Method, time, date, lengths: what a local header and a record of the directory share. */
const SHARED_BYTES = 26

function shared(view: DataView, at: number, { name, bytes, crc }: Member): void {
  view.setUint16(at, 20, true)
  view.setUint16(at + 8, 33, true)
  view.setUint32(at + 10, crc, true)
  view.setUint32(at + 14, bytes, true)
  view.setUint32(at + 18, bytes, true)
  view.setUint16(at + 22, name.length, true)
}

const setName = (bytes: Uint8Array, at: number, name: string) => {
  for (let i = 0; i < name.length; i++) bytes[at + i] = name.charCodeAt(i)
}

export function localHeader(member: Member): Uint8Array {
  const bytes = new Uint8Array(LOCAL_BYTES + member.name.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, LOCAL, true)
  shared(view, 4, member)
  setName(bytes, LOCAL_BYTES, member.name)
  return bytes
}

/** Central directory and end: what follows the last member. */
export function ending(members: readonly Member[]): Uint8Array {
  const directory = members.reduce((sum, { name }) => sum + 46 + name.length, 0)
  const bytes = new Uint8Array(directory + 22)
  const view = new DataView(bytes.buffer)
  let at = 0
  let offset = 0
  for (const member of members) {
    view.setUint32(at, 0x0201_4b50, true)
    view.setUint16(at + 4, 788, true)
    shared(view, at + 6, member)
    view.setUint32(at + 6 + SHARED_BYTES + 6, 0x81a4_0000, true)
    view.setUint32(at + 6 + SHARED_BYTES + 10, offset, true)
    setName(bytes, at + 46, member.name)
    at += 46 + member.name.length
    offset += LOCAL_BYTES + member.name.length + member.bytes
  }
  view.setUint32(at, 0x0605_4b50, true)
  view.setUint16(at + 8, members.length, true)
  view.setUint16(at + 10, members.length, true)
  view.setUint32(at + 12, directory, true)
  view.setUint32(at + 16, offset, true)
  return bytes
}

/** Of the whole file, before a byte of it is written. */
export const fileBytes = (members: readonly { name: string; bytes: number }[]): number =>
  members.reduce((sum, { name, bytes }) => sum + LOCAL_BYTES + 46 + 2 * name.length + bytes, 22)

/** A file to be read anywhere: on disk, in memory, behind a browser's file picker. */
export interface Source {
  size: number
  /** @returns exactly these bytes; asked only for bytes within the file. */
  read(at: number, length: number): Promise<Uint8Array>
}

export interface FoundMember {
  name: string
  /** Where its header is. */
  at: number
  /** Where its bytes are. */
  from: number
  bytes: number
}

/** @returns the members, and where the last one ends; or the offset beyond which the file can't be followed. */
export async function walk(
  source: Source,
): Promise<{ members: FoundMember[]; end: number } | { broken: number }> {
  if (source.size > LONGEST) return { broken: 0 }
  const members: FoundMember[] = []
  const names = new Set<string>()
  let at = 0
  while (at + 4 <= source.size) {
    const head = await source.read(at, Math.min(LOCAL_BYTES, source.size - at))
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
    if (view.getUint32(0, true) !== LOCAL) break
    if (head.length < LOCAL_BYTES || members.length === MOST_MEMBERS) return { broken: at }
    const [bytes, length] = [view.getUint32(18, true), view.getUint16(26, true)]
    const from = at + LOCAL_BYTES + length
    if (from + bytes > source.size) return { broken: at }
    // Each byte one letter: what is no ASCII is no name.
    const name = Array.from(await source.read(at + LOCAL_BYTES, Math.min(length, 201)), (byte) =>
      String.fromCharCode(byte),
    ).join('')
    if (!isPath(name) || names.has(name)) return { broken: at }
    names.add(name)
    members.push({ name, at, from, bytes })
    at = from + bytes
  }
  if (members.at(-2)?.name !== MANIFEST || members.at(-1)?.name !== SIGNATURE) return { broken: at }
  return { members, end: at }
}

/** @returns the index of the first byte that differs, where the shorter one ends, or null where they are equal. */
export function firstDifference(a: Uint8Array, b: Uint8Array): number | null {
  const both = Math.min(a.length, b.length)
  for (let i = 0; i < both; i++) if (a[i] !== b[i]) return i
  return a.length === b.length ? null : both
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb8_8320 : value >>> 1
  return value
})

/** CRC-32 as ZIP has it. @param before of what came before these bytes. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let value = ~before
  for (let i = 0; i < bytes.length; i++) value = TABLE[(value ^ bytes[i]) & 0xff] ^ (value >>> 8)
  return ~value >>> 0
}
