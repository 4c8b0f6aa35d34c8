/** The application in a process of its own (app-on-request.ts), which a test may start on a small disk, and kill. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Problem } from '../../server/problem-schema.ts'
import type { SmallDisk } from './small-disk.ts'

export interface RemoteAnswer<T = Partial<Problem>> {
  status: number
  body: T
  headers: Record<string, string>
}

export interface RemoteApp {
  ask<T = Partial<Problem>>(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    body?: unknown,
  ): Promise<RemoteAnswer<T>>
  /** A body of bytes, with headers. */
  send(
    method: 'POST' | 'PATCH',
    url: string,
    headers: Record<string, string>,
    bytes?: Buffer,
  ): Promise<RemoteAnswer>
  upload<T = Partial<Problem>>(name: string, content: string): Promise<RemoteAnswer<T>>
  sql(statement: string): Promise<RemoteAnswer<unknown>>
  kill(): Promise<void>
}

const program = fileURLToPath(new URL('./app-on-request.ts', import.meta.url))

/** `where`: an address, or the directory of an embedded database. */
export async function startRemoteApp(
  where: string,
  dataDirectory: string,
  disk?: SmallDisk,
): Promise<RemoteApp> {
  const args = ['--disable-warning=ExperimentalWarning', program, where, dataDirectory]
  const options = { stdio: ['pipe', 'pipe', 'inherit'] as ['pipe', 'pipe', 'inherit'] }
  const child: ChildProcess = disk
    ? disk.spawn(process.execPath, args, options)
    : spawn(process.execPath, args, options)
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  const next = async () => {
    const { value, done } = await lines.next()
    if (done) throw new Error('The application ended.')
    return JSON.parse(value) as unknown
  }
  let turn: Promise<unknown> = next()
  await turn
  const request = <T>(asked: object): Promise<RemoteAnswer<T>> => {
    const answered = turn.then(() => {
      child.stdin!.write(`${JSON.stringify(asked)}\n`)
      return next() as Promise<RemoteAnswer<T>>
    })
    turn = answered
    return answered
  }
  return {
    ask: (method, url, body) => request({ method, url, body }),
    send: (method, url, headers, bytes) =>
      request({ method, url, headers, bytes: bytes?.toString('base64') }),
    upload: (upload, content) => request({ upload, content }),
    sql: (sql) => request({ sql }),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}
