/** Reading what somebody sends in a process of its own, with a bounded heap and a time limit (see server/files). */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { TablesRead } from './read-tables.ts'

const HEAP_MB = 768
const SECONDS = 120
const reader = fileURLToPath(new URL('./reader-process.ts', import.meta.url))

export type ReadOutcome =
  | TablesRead
  | { refused: 'took-too-long'; facts: { seconds: number } }
  | { refused: 'needs-too-much-memory'; facts: { megabytes: number } }

export function readTablesApart(path: string): Promise<ReadOutcome> {
  return new Promise((resolve) => {
    const child = fork(reader, [], {
      execArgv: [`--max-old-space-size=${HEAP_MB}`],
      serialization: 'advanced',
      // Not this process's own, which may name a database and its password.
      env: { PATH: process.env.PATH, TZ: process.env.TZ },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    const settle = (outcome: ReadOutcome) => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      resolve(outcome)
    }
    const timer = setTimeout(
      () => settle({ refused: 'took-too-long', facts: { seconds: SECONDS } }),
      SECONDS * 1000,
    )
    child.on('message', (outcome: TablesRead) => settle(outcome))
    child.on('close', () => settle({ refused: 'needs-too-much-memory', facts: { megabytes: HEAP_MB } }))
    child.send({ path })
  })
}
