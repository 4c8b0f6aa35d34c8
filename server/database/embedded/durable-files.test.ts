import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { expect, it } from 'vitest'
import { DurableFiles } from './durable-files.ts'

/** The part of the compiled engine's file system that DurableFiles touches. */
async function mounted(directory: string) {
  const files = { stream_ops: {} as { fsync?(stream: object): number }, realPath: (path: string) => path }
  const FS = { filesystems: { NODEFS: files }, mkdir() {}, mount() {} }
  const { emscriptenOpts } = await new DurableFiles(directory).init({} as PGlite, {})
  for (const step of emscriptenOpts.preRun ?? []) step({ FS } as never)
  return files.stream_ops.fsync!
}

it("asks the disk when the engine asks for fsync: of an open file and of a directory, never of one that isn't", async () => {
  const directory = mkdtempSync(join(tmpdir(), 'toparquia-durable-'))
  try {
    const fsync = await mounted(directory)
    const descriptor = openSync(join(directory, 'wal'), 'w')
    expect(fsync({ nfd: descriptor })).toBe(0)
    expect(fsync({ node: directory })).toBe(0)
    closeSync(descriptor)
    expect(() => fsync({ nfd: descriptor })).toThrow(/EBADF/)
    expect(() => fsync({ node: join(directory, 'gone') })).toThrow(/ENOENT/)
  } finally {
    rmSync(directory, { recursive: true })
  }
})
