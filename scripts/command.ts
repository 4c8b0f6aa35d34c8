/** Small parts that the scripts share: running programs and looking for them. */
import { spawn, spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The path of a program, or null. */
export function findProgram(names: readonly string[], folders = (process.env.PATH ?? '').split(delimiter)) {
  for (const folder of folders) {
    for (const name of names) {
      const path = join(folder, name)
      try {
        accessSync(path, constants.X_OK)
        return path
      } catch {}
    }
  }
  return null
}

/** Runs a program to its end; throws with everything it said when it fails. */
export function runQuietly(
  program: string,
  parameters: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
) {
  const { status, stdout, stderr, error } = spawnSync(program, parameters, {
    encoding: 'utf8',
    cwd: options.cwd,
    env: { ...process.env, LC_ALL: 'C', ...options.env },
    maxBuffer: 1 << 28,
  })
  if (error) throw error
  if (status !== 0) {
    throw new Error(`${program} ${parameters.join(' ')} ended with ${status}:\n${stdout}\n${stderr}`.trim())
  }
  return stdout
}

/** Runs a program with its output shown, and gives its exit status. */
export function runShown(program: string, parameters: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, { stdio: 'inherit' })
    child.on('error', reject)
    child.on('exit', (status) => resolve(status ?? 1))
  })
}

/** The same, shown in one piece once it has ended: several programs at a time would talk across each other. */
export function runShownWhole(
  program: string,
  parameters: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    })
    const said: Buffer[] = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk))
    child.on('error', reject)
    child.on('close', (status) => {
      process.stdout.write(Buffer.concat(said))
      resolve(status ?? 1)
    })
  })
}

export const isRoot = () => process.getuid?.() === 0

/** Whether packages can be installed here without asking anybody. */
export const canInstall = () => isRoot() && findProgram(['apt-get']) !== null

/** Installs Debian packages; needs root. */
export function installPackages(names: readonly string[]) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  const told = (text: string) => process.stderr.write(`${text}\n`)
  told(`Installing ${names.join(', ')} with apt-get …`)
  runQuietly('apt-get', ['update', '-qq'], { env })
  runQuietly('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], { env })
}
