import { mkdir, mkdtemp, rm, stat, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Polygon } from 'geojson'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PROGRAM } from '../../domain/log/entry.ts'
import type { Database } from '../../server/database/index.ts'
import { FeatureFile } from '../../server/files/feature-file.ts'
import { assess } from '../../server/imports/assess.ts'
import { freshDetails } from '../../server/imports/details.ts'
import { insertImport } from '../../server/imports/repository.ts'
import { saveImport } from '../../server/imports/save.ts'
import { type WorkFiles, workFiles } from '../../server/imports/work-directory.ts'
import { square } from '../support/app.ts'
import { openTestDatabase } from '../support/database.ts'

let database: Database
let directory: string
let files: WorkFiles
beforeAll(async () => {
  database = await openTestDatabase()
  directory = await mkdtemp(join(tmpdir(), 'toparquia-save-'))
  files = workFiles(directory, 1)
  await mkdir(files.directory, { recursive: true })
})
afterAll(async () => {
  await database.close()
  await rm(directory, { recursive: true })
})

/** As if the reader had let them pass. */
async function write(shapes: Polygon[]): Promise<void> {
  const file = new FeatureFile(files)
  const properties = { name: 'X', comuna: 'Ataroa' }
  await file.write(shapes.map((geometry, index) => ({ index, properties, geometry })))
  await file.close()
}
const details = () => ({
  ...freshDetails(),
  mapping: { ...freshDetails().mapping, name: 'name', commune: 'comuna' },
})
const quietly = { author: PROGRAM, signal: new AbortController().signal, onProgress: () => {} }
const counts = async () =>
  Promise.all(
    (['council', 'commune', 'membership', 'change'] as const).map(async (table) => {
      const row = await database.db
        .selectFrom(table)
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow()
      return row.n
    }),
  )

test('shapes that the database refuses are named, and nothing of the import stays', async () => {
  const crossed: Polygon = {
    type: 'Polygon',
    coordinates: [
      [
        [-69.5, 9.5],
        [-69.4, 9.6],
        [-69.4, 9.5],
        [-69.5, 9.6],
        [-69.5, 9.5],
      ],
    ],
  }
  const flat: Polygon = {
    type: 'Polygon',
    coordinates: [
      [
        [-69.5, 9.5],
        [-69.4, 9.5],
        [-69.3, 9.5],
        [-69.5, 9.5],
      ],
    ],
  }
  await write([square(0, 0), crossed, square(1, 0), flat])
  const row = await insertImport(database.db, 'a.geojson', await assess(database.db, files, details()))
  expect(await saveImport(database.db, row, files, quietly)).toEqual({ kind: 'shapes-refused', rows: [1, 3] })
  expect(await counts()).toEqual([0, 0, 0, 0])
  const again = await assess(database.db, files, { ...row.details, refusedShapes: [1, 3] })
  expect(again).toMatchObject({ acceptedCount: 2, undecidedCount: 2 })
  const decided = {
    ...again,
    decisions: { byCode: { 'shape-refused': 'leave-out' as const }, byFeature: {} },
  }
  const saved = await saveImport(
    database.db,
    { ...row, details: await assess(database.db, files, decided) },
    files,
    quietly,
  )
  expect(saved.kind).toBe('saved')
  expect(await counts()).toEqual([2, 1, 2, 1])
})

test('a failure in the middle leaves nothing', async () => {
  const before = await counts()
  await write([...Array.from({ length: 3000 }, (_, i) => square(i % 60, 5 + Math.floor(i / 60)))])
  const row = await insertImport(database.db, 'b.geojson', await assess(database.db, files, details()))
  await truncate(files.shapes, (await stat(files.shapes)).size - 1)
  await expect(saveImport(database.db, row, files, quietly)).rejects.toThrow(/shapes ends/)
  expect(await counts()).toEqual(before)
})

test('what is cancelled while it is being saved leaves nothing', async () => {
  const before = await counts()
  await write([...Array.from({ length: 3000 }, (_, i) => square(i % 60, 5 + Math.floor(i / 60)))])
  const row = await insertImport(database.db, 'c.geojson', await assess(database.db, files, details()))
  const abort = new AbortController()
  const onProgress = (part: number) => part > 0.5 && abort.abort()
  expect(
    await saveImport(database.db, row, files, { author: PROGRAM, signal: abort.signal, onProgress }),
  ).toEqual({
    kind: 'cancelled',
  })
  expect(await counts()).toEqual(before)
})
