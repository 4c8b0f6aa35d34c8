/**
 * Builds the front end into build/. With --if-needed only when something it is made of has changed since, which makes
 * the second `npm start` a matter of seconds.
 */
import { createHash, type Hash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runQuietly } from './command.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
/** The build empties its folder first, so a stamp is proof of a whole build. */
const stampFile = join(root, 'build', '.stamp')

/** All that the build reads. Of the server it reads nothing but types, which leave no trace. */
const sources = [
  ...['domain', 'messages', 'src', 'static'],
  ...['scripts/base-map.ts', 'scripts/build.ts', 'scripts/external-start.js'],
  ...['package-lock.json', 'svelte.config.js', 'tsconfig.json', 'vite.config.ts'],
]
/** Made by vite.config.ts. */
const made = 'static/basemap'
const isTest = (name: string) => name.endsWith('.test.ts')

function addTo(hash: Hash, name: string) {
  const path = join(root, name)
  if (name === made || isTest(name) || !existsSync(path)) return
  if (statSync(path).isDirectory())
    for (const entry of readdirSync(path).sort()) addTo(hash, `${name}/${entry}`)
  else hash.update(`${name}\0`).update(readFileSync(path)).update('\0')
}

function digest(): string {
  const hash = createHash('sha256')
  for (const source of sources) addTo(hash, source)
  return hash.digest('hex')
}

/** Builds where needed, and says so. Throws with the builder's own words when it fails. */
export function build({ ifNeeded = false } = {}): void {
  const wanted = digest()
  const isCurrent = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted
  if (ifNeeded && isCurrent && existsSync(join(root, made))) return
  const start = performance.now()
  process.stderr.write('Building the front end …\n')
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  runQuietly(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: root })
  writeFileSync(stampFile, wanted)
  process.stderr.write(`The front end is built (${((performance.now() - start) / 1000).toFixed(1)} s).\n`)
}

if (import.meta.main) {
  try {
    build({ ifNeeded: process.argv.includes('--if-needed') })
  } catch (error) {
    process.stderr.write(`The front end could not be built.\n${(error as Error).message}\n`)
    process.exitCode = 1
  }
}
