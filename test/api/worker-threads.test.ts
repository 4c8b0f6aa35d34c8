import { afterAll, beforeAll, expect, test } from 'vitest'
import { PUBLIC } from '../../domain/access/index.ts'
import type { Database } from '../../server/database/index.ts'
import { loadDemonstration } from '../../server/demonstration/load.ts'
import { openTerritory } from '../../server/territories/territory.ts'
import { startWorker } from '../../server/workers/ask.ts'
import { openTestDatabase } from '../support/database.ts'

let database: Database

beforeAll(async () => {
  database = await openTestDatabase()
  await loadDemonstration(database)
})
afterAll(() => database.close())

test('a thread that was ended is handed the areas again, and judges as before', async () => {
  const worker = startWorker(new URL('../../server/territories/judge-worker.ts', import.meta.url))
  const territory = openTerritory(database, worker)
  const communes = await territory.communes(PUBLIC)
  const split = communes.find(({ verdict }) => verdict === 'split')!
  const before = await territory.judge(PUBLIC, split.councilIds)
  expect(before.verdict).toBe('split')

  await worker.close()
  expect(await territory.judge(PUBLIC, split.councilIds)).toEqual(before)
  expect(worker.thread()).toBe(2)
  expect((await territory.commune(PUBLIC, split.id))?.verdict).toBe('split')
  expect(worker.thread()).toBe(2)
  await territory.close()
})
