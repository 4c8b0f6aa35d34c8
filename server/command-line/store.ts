/** The databases that backup, restore and move work on, opened as they are: at their own level, or still without tables. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Locale, type MessageKey, region, translate } from '../../messages/index.ts'
import { BackupRefused } from '../backup/refusal.ts'
import { type Database, DatabaseError, openDatabase } from '../database/index.ts'
import { startupSentence } from '../startup-sentence.ts'
import { CommandEnded, FAILED } from './outcome.ts'
import { remark } from './output.ts'

export interface Place {
  /** Of a server; null for the embedded database in the data directory. */
  url: string | null
  dataDirectory: string
}

/** DATABASE_URL, else the embedded database in DATA_DIR. */
export function placeOfEnvironment(): Place {
  const { DATABASE_URL, DATA_DIR } = process.env
  const dataDirectory = resolve(DATA_DIR || fileURLToPath(new URL('../../data', import.meta.url)))
  return { url: DATABASE_URL || null, dataDirectory }
}

const clusterIn = ({ dataDirectory }: Place) => join(dataDirectory, 'database', 'cluster')

/** To read from: an embedded database is not made where there is none. */
export function withExistingStore<T>(
  place: Place,
  locale: Locale,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  if (place.url === null && !existsSync(clusterIn(place)))
    throw new CommandEnded(translate(locale, 'backup.refused.nothing-there', { place: place.dataDirectory }))
  return withStore(place, locale, work)
}

export async function withStore<T>(
  place: Place,
  locale: Locale,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const { url, dataDirectory } = place
  try {
    const database = await openDatabase({
      url: url === null ? undefined : asCommand(url),
      directory: join(dataDirectory, 'database'),
      log: { info: remark, warn: remark },
      patienceMs: 5000,
      migrate: false,
    })
    try {
      return await work(database)
    } finally {
      await database.close()
    }
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    throw new CommandEnded(databaseSentence(error, place, locale), FAILED)
  }
}

/** So that a running server is told from this command among the database's connections. */
function asCommand(url: string): string {
  if (!URL.canParse(url)) return url
  const named = new URL(url)
  named.searchParams.set('application_name', 'toparquia-command')
  return named.href
}

function databaseSentence(error: DatabaseError, { dataDirectory }: Place, locale: Locale): string {
  if (error.reason === 'in-use')
    return translate(locale, 'backup.server-running', {
      directory: dataDirectory,
      process: holder(dataDirectory),
    })
  return startupSentence(error, { port: 0, dataDirectory }, locale)
}

/** The number of the process that has the embedded database open. */
function holder(dataDirectory: string): string {
  try {
    return readFileSync(join(dataDirectory, 'database', 'lock.holder'), 'utf8').trim()
  } catch {
    return '?'
  }
}

/** Runs what may be refused, and says a refusal in the reader's language. */
export async function sayingRefusals<T>(
  locale: Locale,
  { file, place }: { file: string; place: Place },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof BackupRefused)) throw error
    const where = place.url === null ? place.dataDirectory : 'DATABASE_URL'
    const facts = { file, place: where, where: '', ...error.facts }
    throw new CommandEnded(translate(locale, `backup.refused.${error.reason}` as MessageKey, facts))
  }
}

export const megabytes = (bytes: number, locale: Locale): string =>
  new Intl.NumberFormat(region(locale), {
    style: 'unit',
    unit: 'megabyte',
    maximumFractionDigits: 1,
  }).format(Math.max(bytes, 1e5) / 1e6)

export const moment = (iso: string, locale: Locale): string =>
  new Intl.DateTimeFormat(region(locale), { dateStyle: 'long', timeStyle: 'short' }).format(new Date(iso))
