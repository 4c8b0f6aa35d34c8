/** A PostgreSQL server of a test's own, which may be stopped, killed and started again and keeps what it acknowledged. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { freePort, postgresBinaries } from '../../scripts/provide-postgres.ts'
import type { SmallDisk } from './small-disk.ts'

export interface PrivatePostgres {
  url: string
  start(): Promise<void>
  /** `immediate` tells every process to drop all and go. */
  stop(mode?: 'fast' | 'immediate'): Promise<void>
  /** SIGKILL to the server and all its processes at once. */
  kill(): Promise<void>
  remove(): Promise<void>
}

const isRoot = process.getuid?.() === 0

/** Started, with a database `toparquia` without tables. On a small disk if one is given. */
export async function makePrivatePostgres(disk?: SmallDisk): Promise<PrivatePostgres> {
  const binaries = postgresBinaries()
  const parent = disk ? disk.path : mkdtempSync(join(tmpdir(), 'toparquia-private-'))
  const data = join(parent, 'data')
  const port = await freePort()
  // The server refuses to run as root: of this machine, or of the small disk's user namespace.
  const asUser = [
    ...(disk?.prefix ?? []),
    ...(isRoot
      ? ['setpriv', `--reuid=${idOf('-u')}`, `--regid=${idOf('-g')}`, '--clear-groups', '--']
      : disk
        ? ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--']
        : []),
  ]
  const command = (program: string, args: string[]) => {
    const [first, ...rest] = [...asUser, join(binaries, program), ...args]
    return [first, rest] as const
  }
  if (isRoot) chownSync(disk ? disk.outside : parent, idOf('-u'), idOf('-g'))
  execFileSync(
    ...command('initdb', [
      '-D',
      data,
      '-U',
      'postgres',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
      '--no-sync',
    ]),
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let server: ChildProcess | null = null

  async function start() {
    const settings = {
      port,
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      // The whole point: fsync and synchronous_commit stay on, but a small disk has no room for a large log of changes.
      min_wal_size: '32MB',
      max_wal_size: '48MB',
      restart_after_crash: 'on',
      log_min_messages: 'fatal',
    }
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    let told = ''
    const launch = () => {
      const child = spawn(...command('postgres', ['-D', data, ...flags]), {
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      child.stderr.on('data', (text) => {
        told = `${told}${text}`.slice(-2000)
      })
      server = child
      return child
    }
    let child = launch()
    for (let i = 0; i < 600; i++) {
      // Of a server that was killed the last process may still be on its way out, and hold the memory they shared.
      if (child.exitCode !== null) child = launch()
      if (await answers(urlOf('postgres'))) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(`PostgreSQL did not answer within 30 s. ${told}`)
  }

  async function end(signal: () => void) {
    const child = server
    server = null
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const over = once(child, 'exit')
    signal()
    await over
  }

  const urlOf = (name: string) => `postgres://postgres@127.0.0.1:${port}/${name}`
  /** The postmaster, and what it has started. Its own number is on the first line of its file. */
  const processes = () => {
    const file = join(disk ? disk.outside : parent, 'data', 'postmaster.pid')
    const postmaster = Number(readFileSync(file, 'utf8').split('\n')[0])
    return [postmaster, ...childrenOf(postmaster)]
  }

  const made: PrivatePostgres = {
    url: urlOf('toparquia'),
    start,
    stop: (mode = 'fast') => end(() => process.kill(processes()[0], mode === 'fast' ? 'SIGINT' : 'SIGQUIT')),
    kill: () =>
      end(() => {
        for (const id of processes()) process.kill(id, 'SIGKILL')
      }),
    async remove() {
      await made.kill().catch(() => {})
      if (!disk) rmSync(parent, { recursive: true, force: true })
    },
  }
  try {
    await start()
    const client = new pg.Client({ connectionString: urlOf('postgres') })
    await client.connect()
    await client.query('create database toparquia')
    await client.end()
  } catch (error) {
    await made.remove()
    throw error
  }
  return made
}

const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))

function childrenOf(parent: number): number[] {
  const listed = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  return listed
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, itsParent]) => itsParent === parent)
    .map(([id]) => id)
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}
