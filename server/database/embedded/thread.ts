/** The engine's thread: PGlite blocks the thread it runs on, so it has one of its own. */
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite, type Results } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { unaccent } from '@electric-sql/pglite/contrib/unaccent'
import { NodeFS } from '@electric-sql/pglite/nodefs'
import { postgis } from '@electric-sql/pglite-postgis'
import { valueParsers } from '../values.ts'
import { DurableFiles } from './durable-files.ts'
import type { Notification, Reply, Request, ThreadSettings } from './messages.ts'

const port = parentPort!
const { directory, durable } = workerData as ThreadSettings

const pglite = await PGlite.create({
  fs: durable ? new DurableFiles(directory) : new NodeFS(directory),
  extensions: { postgis, unaccent, pg_trgm },
  startParams: durable
    ? [...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'), '-c', 'wal_sync_method=fsync']
    : PGlite.defaultStartParams,
  parsers: valueParsers,
  // Parameters arrive as text already.
  serializers: { 17: (value: string) => value },
})
await pglite.exec("set timezone to 'UTC'")

port.on('message', async (request: Request) => {
  const reply = await answer(request).catch(
    (error: unknown): Reply => ({ id: request.id, failure: failure(error) }),
  )
  port.postMessage(reply)
  if (request.kind === 'close') port.close()
})
port.postMessage({ id: 0, rows: [], command: 'READY', affected: 0 } satisfies Reply)

async function answer(request: Request): Promise<Reply> {
  const { id } = request
  switch (request.kind) {
    case 'query':
      return reply(id, await pglite.query(request.text, request.parameters))
    case 'copy':
      return reply(id, await pglite.query(request.text, [], { blob: new Blob([request.chunk as BlobPart]) }))
    case 'script': {
      // A geometry exception drops the rest of a script without a word: the last statement must be seen to run.
      const results = await pglite.exec(`${request.text}\n;select 'end of script'`)
      const last = results.at(-1)
      const ended = Object.values(last?.rows[0] ?? {})[0] === 'end of script'
      return ended ? reply(id, last!) : { id, silent: true }
    }
    case 'listen':
      await pglite.listen(request.channel, (payload) =>
        port.postMessage({ channel: request.channel, payload } satisfies Notification),
      )
      return { id, rows: [], command: 'LISTEN', affected: 0 }
    case 'close':
      // PGlite's close writes no checkpoint; without one the next start reads the log again.
      await pglite.exec('checkpoint').catch(() => {})
      await pglite.close()
      return { id, rows: [], command: 'CLOSE', affected: 0 }
  }
}

function reply(id: number, result: Results): Reply {
  const { command, affectedRows, rows } = result as Results & { command?: string }
  if (command === undefined) return { id, silent: true }
  return { id, rows, command, affected: affectedRows ?? 0 }
}

function failure(error: unknown) {
  const source = error as Record<string, unknown>
  const names = [
    'code',
    'severity',
    'detail',
    'hint',
    'position',
    'where',
    'schema',
    'table',
    'column',
    'constraint',
  ]
  return {
    message: error instanceof Error ? error.message : String(error),
    fields: Object.fromEntries(
      names.filter((name) => typeof source[name] === 'string').map((name) => [name, source[name] as string]),
    ),
  }
}
