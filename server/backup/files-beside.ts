/** What lies beside the database and belongs to it: evidence, and the keys that the server seals with. */
import { lstat, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { BackupRefused, fileRefusal } from './refusal.ts'

/** Folders of DATA_DIR. Unfinished imports' working files are not kept: those imports show as cancelled. */
export const FOLDERS = ['evidence', 'keys'] as const

/** A file by its place in DATA_DIR, `evidence/ab/abcd…`, with `/` on every system. */
export async function* filesBeside(dataDirectory: string): AsyncGenerator<string> {
  for (const folder of FOLDERS) yield* filesIn(dataDirectory, folder)
}

async function* filesIn(dataDirectory: string, folder: string): AsyncGenerator<string> {
  const path = join(dataDirectory, folder)
  const entries = await readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw fileRefusal(error, 'cannot-read', path)
  })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    // Half-written, by whoever writes there: its whole will have another name.
    if (entry.name.startsWith('.')) continue
    const name = `${folder}/${entry.name}`
    if (entry.isDirectory()) yield* filesIn(dataDirectory, name)
    else if (entry.isFile() && isPlainName(name)) yield name
    else throw new BackupRefused('odd-file', { file: join(path, entry.name) })
  }
}

export async function hasFiles(dataDirectory: string, folder: string): Promise<boolean> {
  for await (const _ of filesIn(dataDirectory, folder)) return true
  return false
}

/** A place within the folders, and nowhere else on any system. */
export function isPlainName(name: string): boolean {
  const [folder, ...rest] = name.split('/')
  return (
    (FOLDERS as readonly string[]).includes(folder) &&
    rest.length > 0 &&
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for.
    rest.every((part) => !/^(\.|$)|[\\:\x00-\x1f]/.test(part))
  )
}

export interface OpenedFile {
  size: number
  content: AsyncIterable<Uint8Array>
}

/** Exactly as many bytes as it has now. `content` closes the file. */
export async function openFile(dataDirectory: string, name: string): Promise<OpenedFile> {
  const path = join(dataDirectory, name)
  try {
    const { size } = await lstat(path)
    return { size, content: contentOf(path, size) }
  } catch (error) {
    throw fileRefusal(error, 'cannot-read', path)
  }
}

async function* contentOf(path: string, size: number): AsyncGenerator<Uint8Array> {
  const handle = await open(path)
  try {
    let left = size
    while (left > 0) {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(Math.min(left, 2 ** 20)))
      if (bytesRead === 0) throw new BackupRefused('file-changed', { file: path })
      left -= bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } catch (error) {
    throw fileRefusal(error, 'cannot-read', path)
  } finally {
    await handle.close()
  }
}

/** So that the name outlives a power cut. Not every system lets a folder be opened. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path).catch(() => null)
  await folder?.sync().catch(() => {})
  await folder?.close()
}
