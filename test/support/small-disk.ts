/**
 * A disk of a few megabytes that can really be full: a file system in memory, mounted where only programs that are
 * started on it see it. It is gone with the test, however that ends.
 */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SmallDisk {
  /** As programs on it name it. */
  path: string
  /** The same folder, as the test reaches it. */
  outside: string
  /** Starts a program that sees it. */
  spawn(command: string, args: string[], options?: SpawnOptions): ChildProcess
  /** What to put before a command instead. */
  prefix: string[]
  freeBytes(): number
  /** Leaves nothing. */
  fill(): void
  makeRoom(): void
  remove(): Promise<void>
}

const isRoot = process.getuid?.() === 0

/** Throws an error that says what the machine lacks. */
export async function makeSmallDisk(megabytes: number): Promise<SmallDisk> {
  const path = mkdtempSync(join(tmpdir(), 'toparquia-small-disk-'))
  // Whoever is not root is it within a user namespace of their own. It lives as long as this process lends its input.
  const keeper = spawn(
    'unshare',
    [
      ...(isRoot ? [] : ['--user', '--map-root-user']),
      '--mount',
      '--propagation',
      'private',
      'sh',
      '-c',
      'mount -t tmpfs -o size="$1"m,mode=0755 tmpfs "$2" && echo mounted && exec cat',
      'sh',
      String(megabytes),
      path,
    ],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  )
  let complaint = ''
  keeper.stderr.on('data', (text) => {
    complaint += text
  })
  const mounted = await Promise.race([
    once(keeper.stdout, 'data').then(() => true),
    once(keeper, 'exit').then(() => false),
    once(keeper, 'error').then(([error]) => {
      complaint = (error as Error).message
      return false
    }),
  ])
  if (!mounted) {
    rmSync(path, { recursive: true })
    throw new Error(
      `No small disk could be mounted here (${complaint.trim()}), so a full one can't be tested.\n` +
        'Mend it: run the tests as root, or allow user namespaces: sysctl -w kernel.unprivileged_userns_clone=1; in a container: --cap-add SYS_ADMIN.',
    )
  }
  const prefix = [
    'nsenter',
    '--target',
    String(keeper.pid),
    '--mount',
    ...(isRoot ? [] : ['--user', '--preserve-credentials']),
    '--',
  ]
  const outside = `/proc/${keeper.pid}/root${path}`
  const freeBytes = () => {
    const { bavail, bsize } = statfsSync(outside)
    return bavail * bsize
  }
  const filling = join(outside, 'filling')
  return {
    path,
    outside,
    prefix,
    spawn: (command, args, options = {}) => spawn(prefix[0], [...prefix.slice(1), command, ...args], options),
    freeBytes,
    fill() {
      const file = openSync(filling, 'a')
      try {
        // Others may write at the same time: the last page is taken one by one.
        for (const size of [1 << 20, 4096]) writeUntilFull(file, Buffer.alloc(size, 1))
      } finally {
        closeSync(file)
      }
    },
    makeRoom: () => rmSync(filling, { force: true }),
    async remove() {
      keeper.stdin.end()
      await once(keeper, 'exit')
      rmdirSync(path)
    },
  }
}

function writeUntilFull(file: number, bytes: Buffer) {
  for (;;)
    try {
      writeSync(file, bytes)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      return
    }
}
