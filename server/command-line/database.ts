/** The same database as the server's: DATABASE_URL, else the embedded one in DATA_DIR. */
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Locale } from '../../messages/index.ts'
import { type Database, openDatabase } from '../database/index.ts'
import { startupSentence } from '../startup-sentence.ts'
import { CommandEnded, FAILED } from './outcome.ts'
import { remark } from './output.ts'

export async function withDatabase<T>(locale: Locale, work: (database: Database) => Promise<T>): Promise<T> {
  const dataDirectory = resolve(process.env.DATA_DIR || fileURLToPath(new URL('../../data', import.meta.url)))
  const database = await openDatabase({
    url: process.env.DATABASE_URL || undefined,
    directory: join(dataDirectory, 'database'),
    log: { info: remark, warn: remark },
    patienceMs: 5000,
  }).catch((error) => {
    throw new CommandEnded(startupSentence(error, { port: 0, dataDirectory }, locale), FAILED)
  })
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}
