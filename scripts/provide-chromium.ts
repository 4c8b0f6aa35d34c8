/** A Chromium for the browser tests: CHROMIUM, one on the path, or as root on Debian one that is installed now. */
import { accessSync, constants } from 'node:fs'
import { canInstall, findProgram, installPackages } from './command.ts'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** The path of the browser. Throws an error that ends with the command that would mend it. */
export function provideChromium(): string {
  const given = process.env.CHROMIUM
  if (given) {
    accessSync(given, constants.X_OK)
    return given
  }
  const found = findProgram(names)
  if (found) return found
  if (canInstall()) {
    installPackages(['chromium'])
    const installed = findProgram(names)
    if (installed) return installed
  }
  throw new Error(
    'These tests need a real browser (Chromium), and none was found.\n' +
      'Mend it: sudo apt-get update && sudo apt-get install -y chromium\n' +
      'or:      CHROMIUM=/path/to/chrome npm test',
  )
}

if (import.meta.main) {
  try {
    process.stdout.write(`${provideChromium()}\n`)
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    process.exitCode = 1
  }
}
