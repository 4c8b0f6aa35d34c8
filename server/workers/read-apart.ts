/** Reading what somebody sends in a process of its own, with a bounded heap and a time limit (see server/files). */
import { fork } from 'node:child_process'

const HEAP_MB = 768
const SECONDS = 120

export type ReadApart<T> =
  | T
  | { refused: 'took-too-long'; facts: { seconds: number } }
  | { refused: 'needs-too-much-memory'; facts: { megabytes: number } }

/** @param reader the program, which is told the question once and sends its answer (`answerOnce`). */
export function readApart<Question extends object, T>(
  reader: string,
  question: Question,
): Promise<ReadApart<T>> {
  return new Promise((resolve) => {
    const child = fork(reader, [], {
      execArgv: [`--max-old-space-size=${HEAP_MB}`],
      serialization: 'advanced',
      // Not this process's own, which may name a database and its password.
      env: { PATH: process.env.PATH, TZ: process.env.TZ, TMPDIR: process.env.TMPDIR },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    const settle = (outcome: ReadApart<T>) => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      resolve(outcome)
    }
    const timer = setTimeout(
      () => settle({ refused: 'took-too-long', facts: { seconds: SECONDS } }),
      SECONDS * 1000,
    )
    child.on('message', (outcome: T) => settle(outcome))
    child.on('close', () => settle({ refused: 'needs-too-much-memory', facts: { megabytes: HEAP_MB } }))
    child.send(question)
  })
}

/** The other side: answers one question, and goes when its parent does. */
export function answerOnce<Question, T>(answer: (question: Question) => T | Promise<T>): void {
  process.on('disconnect', () => process.exit())
  process.once('message', async (question: Question) => process.send?.(await answer(question)))
}
