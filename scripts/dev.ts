/** Development: the API on port 3000, and the front end with live reload on port 5173, until one of them ends. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const programs = [
  ['--watch-path=server', '--watch-path=domain', 'server/main.ts'],
  ['node_modules/vite/bin/vite.js'],
]
const running = programs.map((parameters) =>
  spawn(process.execPath, parameters, { cwd: root, stdio: 'inherit' }),
)
const endAll = () => {
  for (const program of running) program.kill('SIGTERM')
}
for (const program of running) program.on('exit', endAll)
process.on('SIGINT', endAll)
process.on('SIGTERM', endAll)
