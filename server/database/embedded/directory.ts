/**
 * Where the embedded database lives. `<directory>/cluster` appears whole or not at all: it is made beside itself and
 * renamed, so a first start that was cut short is recognised and made again.
 */
import { randomUUID } from 'node:crypto'
import { constants, existsSync, readdirSync, rmSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DatabaseLog } from '../database-log.ts'
import { DatabaseError } from '../errors.ts'
import { EmbeddedEngine } from './engine.ts'
import { lockDirectory } from './lock.ts'

const extensions = 'create extension postgis; create extension unaccent; create extension pg_trgm; checkpoint'

/** What a new database holds from the start, beside the extensions. */
export interface Beginning {
  /** Another name wherever it would hold something else; asked for only where a database is made. */
  name(): Promise<string>
  make(engine: EmbeddedEngine): Promise<void>
}

/** Opens, and makes when new, the database in `directory`; `:memory:` is one that vanishes when it is closed. */
export async function openEmbedded(
  directory: string,
  log: DatabaseLog,
  beginning?: Beginning,
): Promise<EmbeddedEngine> {
  if (directory === ':memory:') return openThrowAway(log, beginning)
  await mkdir(directory, { recursive: true })
  const lock = lockDirectory(directory)
  try {
    const cluster = join(directory, 'cluster')
    await rm(join(directory, 'cluster.making'), { recursive: true, force: true })
    if (!existsSync(cluster)) {
      await copyTemplate(join(directory, 'cluster.making'), log, beginning)
      await rename(join(directory, 'cluster.making'), cluster)
    }
    await refuseForeign(cluster)
    const engine = new EmbeddedEngine({ directory: cluster, durable: true }, () => lock.release())
    await engine.start()
    return engine
  } catch (error) {
    lock.release()
    throw error
  }
}

/** On disk all the same, so that it survives the engine's restart; no commit waits for the disk. */
async function openThrowAway(log: DatabaseLog, beginning?: Beginning): Promise<EmbeddedEngine> {
  const directory = await mkdtemp(join(tmpdir(), 'toparquia-database-'))
  const removeNow = () => rmSync(directory, { recursive: true, force: true })
  process.on('exit', removeNow)
  const remove = () => {
    process.off('exit', removeNow)
    removeNow()
  }
  try {
    await copyTemplate(join(directory, 'cluster'), log, beginning)
    const engine = new EmbeddedEngine({ directory: join(directory, 'cluster'), durable: false }, remove)
    await engine.start()
    return engine
  } catch (error) {
    remove()
    throw error
  }
}

/** Making a cluster with PostGIS takes ten seconds and more, copying one takes less than one. */
async function copyTemplate(target: string, log: DatabaseLog, beginning?: Beginning) {
  const template = await findTemplate(log, beginning)
  if (template) await cp(template, target, { recursive: true, mode: constants.COPYFILE_FICLONE })
  else await makeCluster(target, beginning)
}

/** The prepared cluster for the installed engine, made on first use. Undefined where it cannot be kept. */
async function findTemplate(log: DatabaseLog, beginning?: Beginning): Promise<string | undefined> {
  const require = createRequire(import.meta.url)
  const versions = await Promise.all(
    ['@electric-sql/pglite', '@electric-sql/pglite-postgis'].map((name) =>
      packageVersion(require.resolve(name)),
    ),
  )
  const cache = fileURLToPath(new URL('../../../node_modules/.cache/toparquia/', import.meta.url))
  const template = join(
    cache,
    ['cluster', ...versions, ...(beginning ? [await beginning.name()] : [])].join('-'),
  )
  if (existsSync(template)) return template
  const making = join(cache, `making-${randomUUID()}`)
  try {
    await mkdir(cache, { recursive: true })
  } catch {
    return undefined
  }
  log.info('Preparing the embedded database: ten to twenty seconds, only this once.')
  try {
    await makeCluster(making, beginning)
    await rename(making, template).catch((error: NodeJS.ErrnoException) => {
      // Another process was faster: its template is as good.
      if (!existsSync(template)) throw error
    })
    return template
  } finally {
    await rm(making, { recursive: true, force: true })
  }
}

async function makeCluster(directory: string, beginning?: Beginning) {
  await mkdir(directory, { recursive: true })
  const engine = new EmbeddedEngine({ directory, durable: false })
  await engine.start()
  const session = await engine.acquire()
  await session.script(extensions)
  session.release(false)
  await beginning?.make(engine)
  await engine.close()
}

/** The version in the package.json above a module's file. */
async function packageVersion(modulePath: string): Promise<string> {
  const manifest = modulePath.replace(/[\\/]dist[\\/].*$/, '/package.json')
  return (JSON.parse(await readFile(manifest, 'utf8')) as { version: string }).version
}

async function refuseForeign(cluster: string) {
  const whole = existsSync(join(cluster, 'PG_VERSION')) && existsSync(join(cluster, 'global', 'pg_control'))
  if (whole) return
  throw new DatabaseError(
    'not-a-database',
    `${cluster} is not a database, or a damaged one (it holds ${readdirSync(cluster).length} entries). ` +
      'Nothing was changed. Move it away to start anew, or put a backup in its place.',
  )
}
