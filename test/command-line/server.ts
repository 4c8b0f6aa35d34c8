/** The real server in a process of its own, and its first administrator. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url))

export interface Started {
  child: ChildProcess
  /** Of the line that the program prints, or null where it ended instead. */
  address: string | null
  /** What it said on standard error until then. */
  err: string
  code: number | null
  /** All that it has said on standard output so far. */
  out(): string
  /** The one-time link of the first administrator, once it is printed. */
  link(): Promise<string>
}

export interface Servers {
  start(env?: Record<string, string>): Promise<Started>
  killAll(): Promise<void>
}

/** On the embedded database in `data`, unless told otherwise. */
export function servers(data: () => string): Servers {
  const running: ChildProcess[] = []
  return {
    start(env = {}) {
      const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
        env: {
          ...process.env,
          LC_ALL: 'en_US.UTF-8',
          DATABASE_URL: '',
          PORT: '0',
          DATA_DIR: data(),
          DEMONSTRATION: 'off',
          ...env,
        },
      })
      running.push(child)
      let out = ''
      let err = ''
      child.stderr.setEncoding('utf8').on('data', (text) => {
        err += text
      })
      const link = async () => {
        for (;;) {
          const found = /\S+\/join#[\w-]{43}(?=\n)/.exec(out)?.[0]
          if (found) return found
          await once(child.stdout, 'data')
        }
      }
      return new Promise((resolve) => {
        const started = { child, out: () => out, link }
        child.stdout.setEncoding('utf8').on('data', (text) => {
          out += text
          const address = /http:\/\/\S+/.exec(out)?.[0]
          if (address) resolve({ ...started, address, err, code: null })
        })
        child.on('close', (code) => resolve({ ...started, address: null, err, code }))
      })
    },
    async killAll() {
      for (const child of running.splice(0)) {
        if (child.exitCode !== null || child.signalCode !== null) continue
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
    },
  }
}

/** Opens the link and becomes the administrator. @returns the cookie to send. */
export async function administrate({ address, link }: Started): Promise<string> {
  const token = (await link()).split('#')[1]
  const response = await fetch(`${address}/api/accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, name: 'Araguaney', password: 'una yunta de bueyes' }),
  })
  if (response.status !== 201) throw new Error(await response.text())
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}
