/**
 * Where evidence lies: in DATA_DIR/evidence, outside of what is served, each file named by the hash of its own bytes and
 * written once. The same file sent twice is kept once. Uploads under way lie beside it and are in no backup.
 */
import { constants } from 'node:fs'
import { chmod, copyFile, link, mkdir, open, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { syncFolder } from '../backup/files-beside.ts'

export type Shelf = 'originals' | 'copies'

export const placeOf = (dataDirectory: string, shelf: Shelf, sha256: string): string =>
  join(dataDirectory, 'evidence', shelf, sha256.slice(0, 2), sha256)

export const uploadsDirectory = (dataDirectory: string): string => join(dataDirectory, 'evidence-uploads')

/** Left for the database and everything else. */
const RESERVE_BYTES = 1024 * 1024

export async function hasRoomFor(bytes: number, directory: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(directory)
  return bavail * bsize >= bytes + RESERVE_BYTES
}

/**
 * Keeps a file's bytes under their hash, whole or not at all, and through a power cut. The file itself stays where it is.
 * @returns whether they were not there before.
 */
export async function keepFile(from: string, to: string): Promise<boolean> {
  if (await stat(to).catch(() => null)) return false
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  await syncFile(from)
  try {
    await link(from, to)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    // Another disk, or one that knows no links.
    if (code !== 'EXDEV' && code !== 'EPERM' && code !== 'ENOTSUP') throw error
    await copyWhole(from, to)
  }
  await chmod(to, 0o400)
  await syncFolder(dirname(to))
  return true
}

async function copyWhole(from: string, to: string): Promise<void> {
  const draft = join(dirname(to), `.${process.pid}-${Math.random().toString(36).slice(2)}`)
  try {
    await copyFile(from, draft, constants.COPYFILE_EXCL)
    await syncFile(draft)
    await rename(draft, to)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+')
  await handle.sync().finally(() => handle.close())
}
