/** The real program in a process of its own. */
import { spawn } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../server/command-line/main.ts', import.meta.url))

export interface Ended {
  code: number | null
  out: string
  err: string
}

export function cli(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
      env: { ...process.env, LC_ALL: 'en_US.UTF-8', DATABASE_URL: '', ...env },
    })
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      out += text
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      err += text
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
  })
}

/** A directory for one suite, and files in it. */
export async function scratch() {
  const directory = await mkdtemp(join(tmpdir(), 'toparquia-cli-'))
  const file = async (name: string, content: string): Promise<string> => {
    const path = join(directory, name)
    await writeFile(path, content)
    return path
  }
  return { directory, file }
}
