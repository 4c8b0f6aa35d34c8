import { afterEach, describe, expect, it } from 'vitest'
import { type Asked, startWorker, type WorkerLimits } from './ask.ts'

/** A thread whose answer to `{ do }` is the value of that text, evaluated there. */
const module = new URL(
  `data:text/javascript,${encodeURIComponent(
    `import { answerQuestions } from ${JSON.stringify(new URL('./ask.ts', import.meta.url).href)}
     answerQuestions((question) => (0, eval)(question.do))`,
  )}`,
)
let worker: Asked
const start = (limits?: WorkerLimits) => {
  worker = startWorker(module, limits)
}
afterEach(() => worker.close())
const answer = (text: string) => worker.ask({ do: text })
const busyFor = (milliseconds: number) =>
  answer(`{ const end = Date.now() + ${milliseconds}; while (Date.now() < end); } ${milliseconds}`)

describe('asking a thread', () => {
  it('gives each question its own answer, in whatever order they come', async () => {
    start()
    const late = answer("new Promise((resolve) => setTimeout(() => resolve('late'), 50))")
    expect(await answer("'early'")).toBe('early')
    expect(await late).toBe('late')
    expect(worker.thread()).toBe(1)
  })

  it('passes on what the thread threw, which lives on', async () => {
    start()
    await expect(answer("throw new TypeError('no such council')")).rejects.toThrow(/no such council/)
    expect(await answer('6 * 7')).toBe(42)
    expect(worker.thread()).toBe(1)
  })
})

describe('a thread that can not go on', () => {
  it('is ended when it falls silent: who waits is told, and the next question is answered', async () => {
    start({ silenceSeconds: 1.5 })
    expect(await answer('1')).toBe(1)
    const outcomes = await Promise.allSettled([answer('for (;;);'), answer('2')])
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: { reason: 'took-too-long', facts: { seconds: 1.5 } },
      })
    expect(worker.thread()).toBe(2)
    expect(await answer('3')).toBe(3)
    expect(worker.thread()).toBe(2)
  })

  it('is not silent while answers come, however long the queue, nor while nobody asks', async () => {
    start({ silenceSeconds: 2 })
    expect(await Promise.all([700, 701, 702, 703].map(busyFor))).toEqual([700, 701, 702, 703])
    await new Promise((resolve) => setTimeout(resolve, 2300))
    expect(await answer('4')).toBe(4)
    expect(worker.thread()).toBe(1)
  })

  it('is ended when it wants too much memory, and takes nothing else with it', async () => {
    start({ heapMb: 64 })
    expect(await answer('5')).toBe(5)
    const hungry = answer('const all = []; for (;;) all.push({ at: all.length })')
    await expect(hungry).rejects.toMatchObject({
      reason: 'needs-too-much-memory',
      facts: { megabytes: 64 },
    })
    expect(await answer('6')).toBe(6)
    expect(worker.thread()).toBe(2)
  })

  it('that ends by itself leaves no question open', async () => {
    start()
    await expect(answer('process.exit(3)')).rejects.toMatchObject({ reason: 'worker-ended' })
    expect(await answer('7')).toBe(7)
  })
})
