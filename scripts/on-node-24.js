// Loaded before every program (`node --import`): runs it on Node 24, which `npm ci` brings along where the machine has
// an older one. npm 10 does not put that Node on the path: two packages of which one fits want the same name there.
// Plain JavaScript, so that an older Node can read it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

// Compiled code is kept for the next start, which then takes half the processor time: of this program, of those that
// it starts, and of their threads.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url))

const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  const folder = `../node_modules/node-${process.platform}-${process.arch}/bin/node`
  const node = fileURLToPath(new URL(folder, import.meta.url))
  if (!existsSync(node)) {
    process.stderr.write(
      `Toparquía needs Node 24 or later; this is ${process.version} (${process.execPath}).\n` +
        'On Linux `npm ci` brings it along; elsewhere install it from https://nodejs.org/.\n',
    )
    process.exit(2)
  }
  const program = spawn(node, process.argv.slice(1), { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => program.kill(signal))
  const [status, signal] = await new Promise((resolve) => {
    program.on('exit', (...how) => resolve(how))
  })
  process.exit(signal ? 1 : status)
}
module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE)
