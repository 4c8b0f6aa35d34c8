/** `npm start`: builds the front end when it has changed, then serves. One program, so that a signal reaches it. */
import { build } from './build.ts'

try {
  build({ ifNeeded: true })
} catch (error) {
  process.stderr.write(`The front end could not be built.\n${(error as Error).message}\n`)
  process.exit(1)
}
await import('../server/main.ts')
