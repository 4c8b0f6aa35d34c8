/** Sudden death at any moment: what was acknowledged is there, whole, and nothing half-done is. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../server/database/index.ts'
import { engine } from '../support/database.ts'
import { makePrivatePostgres } from '../support/private-postgres.ts'

const program = fileURLToPath(new URL('../support/insert-until-killed.ts', import.meta.url))
const children = new Set<ChildProcess>()
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
})

/** What every writer of one database was told. */
class Told {
  readonly ids = new Set<number>()
  /** Of writers that died: what each had under way may have been committed without its hearing of it. */
  deaths = 0
}

/** A writer of its own process. Resolves once it has been told of `after` changes. */
async function startWriter(where: string, told: Told, after: number) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, where], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.add(child)
  let kept = 0
  const begun = Promise.withResolvers<void>()
  const over = (async () => {
    for await (const line of createInterface({ input: child.stdout! })) {
      const [word, id] = line.split(' ')
      if (word !== 'kept') continue
      told.ids.add(Number(id))
      if (++kept === after) begun.resolve()
    }
    begun.resolve()
  })()
  await begun.promise
  return {
    kill: async () => {
      child.kill('SIGKILL')
      await Promise.all([over, child.exitCode === null && child.signalCode === null && once(child, 'exit')])
      children.delete(child)
      told.deaths++
    },
    kept: () => kept,
  }
}

/** @throws where a change that was acknowledged is missing, or half of one is there */
async function expectAllKept(where: string, { ids, deaths }: Told, interruptions = deaths) {
  const { db, close } = await openDatabase(where.includes('://') ? { url: where } : { directory: where })
  try {
    const found = new Set((await db.selectFrom('change').select('id').execute()).map(({ id }) => id))
    expect([...ids].filter((id) => !found.has(id))).toEqual([])
    // Committed but not yet told: at most what was on its way at each death.
    expect(found.size).toBeLessThanOrEqual(ids.size + interruptions)
    const { revision } = await db
      .selectFrom('layer')
      .select('revision')
      .where('name', '=', 'councils')
      .executeTakeFirstOrThrow()
    expect(revision).toBe(1 + found.size)
  } finally {
    await close()
  }
}

/** From the first change on, and any number of milliseconds later. */
const moments = (count: number, longestMs: number) =>
  Array.from({ length: count }, (_, i) => Math.round((longestMs * ((i * 7) % count)) / count))

if (engine === 'embedded')
  describe('embedded: a program that is killed', () => {
    it('40 times while it writes has lost nothing', async () => {
      const place = await mkdtemp(join(tmpdir(), 'toparquia-kills-'))
      try {
        // Two databases at a time, since most of a life is spent in starting.
        const deaths = await Promise.all(
          ['one', 'two'].map(async (name) => {
            const where = join(place, name)
            const told = new Told()
            for (const moment of moments(20, 300)) {
              const writer = await startWriter(where, told, 1)
              await pause(moment)
              await writer.kill()
              expect(writer.kept()).toBeGreaterThan(0)
            }
            await expectAllKept(where, told)
            return told.deaths
          }),
        )
        expect(deaths).toEqual([20, 20])
      } finally {
        await rm(place, { recursive: true, force: true })
      }
    }, 900_000)
  })
else
  describe('postgres: sudden deaths', () => {
    it('of 48 programs while they write, and of the server 12 times under them, lose nothing', async () => {
      const server = await makePrivatePostgres()
      try {
        const told = new Told()
        for (const moment of moments(24, 60)) {
          const writers = await Promise.all([1, 2].map(() => startWriter(server.url, told, 1)))
          await pause(moment)
          await Promise.all(writers.map(({ kill }) => kill()))
        }
        await expectAllKept(server.url, told)

        const writers = await Promise.all([1, 2].map(() => startWriter(server.url, told, 3)))
        for (const [i, moment] of moments(12, 100).entries()) {
          const before = writers.map(({ kept }) => kept())
          await (i % 2 === 0 ? server.kill() : server.stop('immediate'))
          await server.start()
          // Nobody starts the writers again: they find the server by themselves.
          while (writers.some(({ kept }, which) => kept() <= before[which] + 1)) await pause(10)
          await pause(moment)
        }
        await Promise.all(writers.map(({ kill }) => kill()))
        expect(told.deaths).toBe(50)
        await expectAllKept(server.url, told, told.deaths + 12 * writers.length)
      } finally {
        await server.remove()
      }
    }, 900_000)
  })
