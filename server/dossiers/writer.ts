/** Writes a dossier's file from its first byte to its last, item by item, under another name until it is whole. */
import { createHash, randomBytes } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import {
  ending,
  fileBytes,
  LONGEST,
  localHeader,
  type Member,
  MOST_MEMBERS,
} from '../../domain/dossier/container.ts'
import { type DossierItem, isMediaType, isPath, MANIFEST, SIGNATURE } from '../../domain/dossier/format.ts'

/** The format's own limits: what ZIP's old fields can say. */
export class DossierTooLarge extends Error {}

export class DossierWriter {
  readonly items: DossierItem[] = []
  readonly #members: Member[] = []
  readonly #file: FileHandle
  readonly #draft: string
  readonly #path: string
  #at = 0

  private constructor(file: FileHandle, draft: string, path: string) {
    this.#file = file
    this.#draft = draft
    this.#path = path
  }

  /** @param path where it will be; what is there is replaced when the dossier is whole. */
  static async to(path: string): Promise<DossierWriter> {
    const draft = `${path}.${randomBytes(6).toString('hex')}.part`
    return new DossierWriter(await open(draft, 'wx', 0o600), draft, path)
  }

  async add(
    path: string,
    type: string,
    content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<DossierItem> {
    if (!isPath(path) || !isMediaType(type)) throw new TypeError(`${path} (${type}) can be no item.`)
    if (this.#members.some(({ name }) => name === path)) throw new TypeError(`${path} is there already.`)
    const { bytes, sha256 } = await this.#member(path, content)
    const item = { bytes, path, sha256, type }
    this.items.push(item)
    return item
  }

  async #member(name: string, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
    // Length and CRC stand before the bytes that they are of: their place is left open until they are known.
    const header = this.#at
    this.#at += localHeader({ name, bytes: 0, crc: 0 }).length
    const hash = createHash('sha256')
    let [bytes, crc] = [0, 0]
    for await (const piece of content) {
      hash.update(piece)
      crc = crc32(piece, crc)
      bytes += piece.length
      if (this.#at + piece.length > LONGEST) throw new DossierTooLarge(`${this.#path}: 4 GiB`)
      await this.#write(piece, this.#at)
      this.#at += piece.length
    }
    const member = { name, bytes, crc }
    await this.#write(localHeader(member), header)
    this.#members.push(member)
    return { bytes, sha256: hash.digest('hex') }
  }

  async #write(bytes: Uint8Array, at: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, at + done)
      done += bytesWritten
    }
  }

  /** All of it on the disk, still under the draft's name. */
  async end(manifest: Uint8Array, signature: Uint8Array): Promise<void> {
    await this.#member(MANIFEST, [manifest])
    await this.#member(SIGNATURE, [signature])
    if (this.#members.length > MOST_MEMBERS || fileBytes(this.#members) > LONGEST)
      throw new DossierTooLarge(`${this.#path}: ${this.#members.length} members`)
    await this.#write(ending(this.#members), this.#at)
    await this.#file.sync()
    await this.#file.close()
  }

  publish(): Promise<void> {
    return rename(this.#draft, this.#path)
  }

  /** Leaves nothing behind. */
  async drop(): Promise<void> {
    await this.#file.close().catch(() => {})
    await rm(this.#draft, { force: true })
  }
}
