/**
 * PGlite's files on disk, made to survive a power cut. PGlite's own NodeFS ignores fsync, for files and for
 * directories; with this and `wal_sync_method=fsync` (its fdatasync is a stub) a commit is on the disk when it returns.
 */
import { closeSync, fsyncSync, openSync } from 'node:fs'
import type { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'

/** The compiled engine's module. */
type EngineModule = Parameters<NodeFS['init']>[1]

interface Stream {
  /** The descriptor in the real file system; directories have none. */
  nfd?: number
  node: unknown
}

interface NodeFileSystem {
  realPath(node: unknown): string
  stream_ops: { fsync?: (stream: Stream) => number }
}

export class DurableFiles extends NodeFS {
  override async init(pg: PGlite, options: EngineModule) {
    const made = await super.init(pg, options)
    made.emscriptenOpts.preRun = [
      ...(made.emscriptenOpts.preRun ?? []),
      (module: EngineModule) => {
        const files = (module.FS as unknown as { filesystems: { NODEFS: NodeFileSystem } }).filesystems.NODEFS
        files.stream_ops.fsync = (stream) => {
          if (stream.nfd !== undefined) fsyncSync(stream.nfd)
          else syncDirectory(files.realPath(stream.node))
          return 0
        }
      },
    ]
    return made
  }
}

function syncDirectory(path: string) {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
