/** Uploads under way, on disk: a file as far as it has come, and beside it what its sender said of it. */
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { FileStore } from '@tus/file-store'

type Upload = Awaited<ReturnType<FileStore['getUpload']>>

/** What nobody has gone on with for a week is given up. */
const STALE_MS = 7 * 86_400_000
/** Copies are made beside the uploads, within minutes: older ones a stopped server left. */
const STALE_COPIES_MS = 3_600_000

export class UploadStore extends FileStore {
  static async open(directory: string): Promise<UploadStore> {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    return new UploadStore({ directory })
  }

  private constructor(options: { directory: string }) {
    super(options)
    // A length that is told later could not be refused before the bytes are there.
    this.extensions = ['creation', 'creation-with-upload', 'termination']
  }

  pathOf = (id: string): string => join(this.directory, id)

  override async create(upload: Upload): Promise<Upload> {
    try {
      return await super.create(upload)
    } catch (error) {
      await this.forget(upload.id)
      throw error
    }
  }

  /** As the library's own, but that it says why it failed: a full disk is no other error. */
  override async write(body: Readable, id: string, offset: number): Promise<number> {
    const file = createWriteStream(this.pathOf(id), { flags: 'r+', start: offset })
    await pipeline(body, file)
    return offset + file.bytesWritten
  }

  /** Null for what is none, or no more. */
  async find(id: string): Promise<Upload | null> {
    return this.getUpload(id).catch(() => null)
  }

  async forget(id: string): Promise<void> {
    for (const path of [this.pathOf(id), `${this.pathOf(id)}.json`]) await rm(path, { force: true })
  }

  async all(): Promise<Upload[]> {
    const names = await readdir(this.directory)
    const ids = names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5))
    return (await Promise.all(ids.map((id) => this.find(id)))).filter((one) => one !== null)
  }

  async forgetStale(now = Date.now()): Promise<void> {
    for (const name of await readdir(this.directory)) {
      const path = join(this.directory, name)
      const age = now - ((await stat(path).catch(() => null))?.mtimeMs ?? now)
      if (name.startsWith('copies-')) {
        if (age > STALE_COPIES_MS) await rm(path, { recursive: true, force: true })
      } else if (!name.endsWith('.json') && age > STALE_MS) await this.forget(name)
    }
  }
}
