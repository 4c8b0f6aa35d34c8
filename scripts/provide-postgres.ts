/**
 * A PostgreSQL with PostGIS for the tests: the one at TEST_DATABASE_URL, or a throw-away cluster made here from an
 * installed server, which as root on Debian is installed first.
 *
 * As a program it prints the address and keeps the server until it is stopped: `node scripts/provide-postgres.ts`.
 */
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canInstall, findProgram, installPackages, isRoot, runQuietly } from './command.ts'

export interface ProvidedPostgres {
  /** Of a database that may be used to make others; its role may create extensions. */
  url: string
  stop(): void
}

/** Row security through views, `security_invoker`, came with it. */
const oldestMajor = 15

/** Throws an error that ends with the command that would mend it. */
export async function providePostgres(): Promise<ProvidedPostgres> {
  const given = process.env.TEST_DATABASE_URL
  if (given) return { url: given, stop: () => {} }
  return startCluster(postgresBinaries())
}

/** The folder of initdb, postgres and pg_ctl. Throws an error that ends with the command that would mend it. */
export const postgresBinaries = (): string => findBinaries() ?? install()

/** The newest installed server that has PostGIS. */
function findBinaries(): string | null {
  const folders = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt']
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name, 'bin')))
  const onPath = findProgram(['pg_config'])
  if (onPath) folders.push(runQuietly(onPath, ['--bindir']).trim())
  const usable = folders
    .filter((folder) => existsSync(join(folder, 'initdb')))
    .map((folder) => ({ folder, major: majorOf(folder) }))
  return (
    usable
      .filter(({ folder, major }) => major >= oldestMajor && hasPostgis(folder))
      .sort((a, b) => b.major - a.major)[0]?.folder ?? null
  )
}

const majorOf = (folder: string) =>
  Number(/\(PostgreSQL\) (\d+)/.exec(runQuietly(join(folder, 'postgres'), ['--version']))?.[1] ?? 0)

function hasPostgis(folder: string) {
  // Debian keeps each version's files in a folder of its number; others say where theirs are.
  const debian = `/usr/share/postgresql/${majorOf(folder)}`
  const share = existsSync(debian) ? debian : runQuietly(join(folder, 'pg_config'), ['--sharedir']).trim()
  return existsSync(join(share, 'extension', 'postgis.control'))
}

function install(): string {
  const name = debianPackage()
  if (canInstall()) {
    installPackages([name])
    const folder = findBinaries()
    if (folder) return folder
  }
  throw new Error(
    'These tests need a real PostgreSQL (15 or later) with PostGIS, and none was found.\n' +
      `Mend it: sudo apt-get update && sudo apt-get install -y ${name}\n` +
      'or:      TEST_DATABASE_URL=postgres://user:password@host/database npm test',
  )
}

/** Debian and Ubuntu name the package by the server's version; later ones are guessed by the version-free name. */
function debianPackage(): string {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
  const codename = /^VERSION_CODENAME=(\w+)/m.exec(release)?.[1] ?? ''
  const major = { bookworm: 15, trixie: 17, noble: 16 }[codename]
  return major ? `postgresql-${major}-postgis-3` : 'postgresql-postgis'
}

async function startCluster(binaries: string): Promise<ProvidedPostgres> {
  const directory = mkdtempSync(join(tmpdir(), 'toparquia-postgres-'))
  const data = join(directory, 'data')
  // The server refuses to run as root.
  const asUser = isRoot() ? ['runuser', '-u', 'postgres', '--'] : []
  const run = (program: string, ...parameters: string[]) => {
    const [first, ...rest] = [...asUser, join(binaries, program), ...parameters]
    return runQuietly(first, rest)
  }
  if (isRoot()) {
    const [user, group] = ['-u', '-g'].map((flag) => Number(runQuietly('id', [flag, 'postgres'])))
    chownSync(directory, user, group)
  }
  const port = await freePort()
  let stopped = false
  const stop = () => {
    if (stopped) return
    stopped = true
    process.off('exit', stop)
    try {
      run('pg_ctl', 'stop', '-D', data, '-m', 'immediate', '-w')
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  }
  try {
    run('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync')
    const settings = [
      `-p ${port}`,
      `-k ${directory}`,
      '-c listen_addresses=127.0.0.1',
      // Nothing here outlives the tests.
      '-c fsync=off -c synchronous_commit=off -c full_page_writes=off',
    ]
    run('pg_ctl', 'start', '-D', data, '-l', join(directory, 'log'), '-w', '-o', settings.join(' '))
  } catch (cause) {
    const log = join(directory, 'log')
    const told = existsSync(log) ? readFileSync(log, 'utf8') : ''
    rmSync(directory, { recursive: true, force: true })
    throw new Error(
      `A throw-away PostgreSQL from ${binaries} did not start. ${(cause as Error).message}\n${told}`,
      { cause },
    )
  }
  process.on('exit', stop)
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop }
}

/**
 * Below the ports that the system gives to connections by itself: whoever asks for a server that is away might be given
 * its port to ask from, and so find themselves there in its stead.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 15_000 + Math.floor(Math.random() * 15_000)
    const probe = createServer()
    const free = await new Promise<boolean>((resolve) => {
      probe.on('error', () => resolve(false))
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
    })
    if (free) return port
  }
}

if (import.meta.main) {
  const { url, stop } = await providePostgres().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  })
  process.stdout.write(`${url}\n`)
  const end = () => {
    stop()
    process.exit(0)
  }
  process.on('SIGINT', end)
  process.on('SIGTERM', end)
  setInterval(() => {}, 1 << 30)
}
