/** The programs raced against live apart, in bench/rivals; here they are fetched when missing. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('./rivals', import.meta.url))
const packages = ['mapshaper', 'topojson-server', 'topojson-client']

/** Throws, with the command that would mend it, where they can't be had. */
export function provideRivals(): void {
  const there = () => packages.every((name) => existsSync(`${folder}/node_modules/${name}/package.json`))
  if (there()) return
  const command = ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder]
  console.error(`Fetching ${packages.join(', ')} …`)
  const { status } = spawnSync(command[0], command.slice(1), { stdio: 'inherit' })
  if (status !== 0 || !there()) {
    throw new Error(`The rivals can't be had, so there is nothing to compare with. Try: ${command.join(' ')}`)
  }
}
