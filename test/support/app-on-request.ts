/**
 * A program for the survival tests: the whole application on the database at the address or in the directory it is
 * given, with its data directory. It reads a JSON request a line (`{method, url, body}`, where `bytes` in base64 may stand
 * for the body, `{upload, content}` or `{sql}`) and prints the answer as one.
 */
import { createInterface } from 'node:readline'
import { sql } from 'kysely'
import { openDatabase } from '../../server/database/index.ts'
import { openTestApp } from './app.ts'

const [, , where, dataDirectory] = process.argv
const database = await openDatabase(where.includes('://') ? { url: where } : { directory: where })
const app = await openTestApp({ database, dataDirectory })
// Signed in before anything goes wrong, under a name that an earlier life of this database has not used.
const { cookie } = await app.signIn(
  [{ role: 'administrator', scope: { kind: 'everything' } }],
  `account ${Date.now()}`,
)
process.stdout.write('"ready"\n')

interface Request {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  url?: string
  body?: unknown
  bytes?: string
  headers?: Record<string, string>
  upload?: string
  content?: string
  sql?: string
}

async function answer(request: Request): Promise<unknown> {
  const { method, url, upload, content, headers, bytes, sql: statement } = request
  const body = bytes === undefined ? request.body : Buffer.from(bytes, 'base64')
  if (upload) return app.upload(upload, content ?? '', { cookie })
  if (url) return app.ask(method ?? 'GET', url, body, { ...headers, cookie })
  try {
    return { status: 200, body: (await sql.raw(statement!).execute(database.db)).rows }
  } catch (error) {
    return { status: 500, body: (error as Error).message }
  }
}

for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line) as Request))}\n`)
