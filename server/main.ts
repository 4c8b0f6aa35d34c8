/** Opens the database, builds the application and listens. Says in one sentence what stops it. */
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import closeWithGrace from 'close-with-grace'
import { sql } from 'kysely'
import { chooseLocale, translate } from '../messages/index.ts'
import { hasAdministrator } from './accounts/accounts.ts'
import { inviteAdministrator, joinLink, readPublicUrl } from './accounts/console-invitation.ts'
import { buildApp } from './app.ts'
import { settleFiles } from './backup/staged-files.ts'
import { type Database, openDatabase } from './database/index.ts'
import { loadDemonstration } from './demonstration/load.ts'
import { routingService } from './exchanges/routing/from-settings.ts'
import { loggerOptions } from './logger.ts'
import { readContacts } from './security-text.ts'
import { startupSentence } from './startup-sentence.ts'

const { env } = process
const host = env.HOST || '127.0.0.1'
const port = Number(env.PORT || 3000)
const dataDirectory = resolve(env.DATA_DIR || fileURLToPath(new URL('../data', import.meta.url)))

let database: Database | null = null
try {
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw Object.assign(new Error(`PORT=${env.PORT}`), { code: 'BAD_PORT' })
  const publicUrl = readPublicUrl(env.PUBLIC_URL)
  const locale = chooseLocale(env.LC_ALL || env.LANG)
  const log = { info: say, warn: say }
  // What lies there is for the program's own user.
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 })
  database = await openDatabase({
    url: env.DATABASE_URL || undefined,
    directory: join(dataDirectory, 'database'),
    log,
  })
  await settleFiles(database, dataDirectory)
  // A connection that stays: restore and move know by it that a server works here.
  if (database.engine === 'postgres') await database.listen('presence', () => {})
  if (env.DEMONSTRATION !== 'off' && (await isEmpty(database))) await loadDemonstration(database, locale)
  const app = await buildApp({
    database,
    dataDirectory,
    buildDirectory: fileURLToPath(new URL('../build', import.meta.url)),
    styleUrl: env.STYLE_URL || null,
    publicUrl,
    routing: routingService(env),
    host,
    securityContacts: readContacts(env.SECURITY_CONTACT),
    uploadLimit: env.UPLOAD_LIMIT_MB ? Number(env.UPLOAD_LIMIT_MB) * 1024 * 1024 : undefined,
    logger: loggerOptions(),
  })
  await app.listen({ host, port })
  const address = app.server.address()
  const bound = typeof address === 'object' && address ? address.port : port
  const here = `http://${host.includes(':') ? `[${host}]` : host === '0.0.0.0' || host === '127.0.0.1' ? 'localhost' : host}:${bound}`
  process.stdout.write(`Toparquía: ${here}\n`)
  if (!(await hasAdministrator(database.db))) {
    const link = joinLink(publicUrl ?? here, await inviteAdministrator(database.db))
    process.stdout.write(`${translate(locale, 'start.first-administrator')}\n${link}\n`)
  }
  closeWithGrace({ delay: 15_000, logger: false }, async () => {
    await app.close()
    await database?.close()
  })
} catch (error) {
  process.stderr.write(`${startupSentence(error, { port, dataDirectory })}\n`)
  await database?.close().catch(() => {})
  process.exit(1)
}

/** Nothing was ever put into it: whoever emptied a territory does not want examples in it. */
async function isEmpty({ db }: Database): Promise<boolean> {
  const { rows } = await sql<{ empty: boolean }>`
    select not exists (select from council) and not exists (select from commune)
      and not exists (select from import) and not exists (select from change) as empty`.execute(db)
  return rows[0].empty
}

function say(message: string): void {
  process.stderr.write(`${message}\n`)
}
