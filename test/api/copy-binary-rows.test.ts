import { sql, type Transaction } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyBinaryRows } from '../../server/database/copy-binary-rows.ts'
import type { Database } from '../../server/database/index.ts'
import type { Tables } from '../../server/database/schema.ts'
import { multiPolygonSize, writeMultiPolygon } from '../../server/files/wkb.ts'
import { openTestDatabase } from '../support/database.ts'

let database: Database
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

interface Staged {
  staged: { number: number; size: number; text: string | null; geom: Uint8Array }
}
const COLUMNS = { number: 'int4', size: 'float8', text: 'text', geom: 'geometry' } as const

function squareAt(x: number, vertices = 4): Uint8Array {
  const side = Array.from({ length: vertices - 3 }, (_, i) => [x + i / (vertices - 3), 0])
  const polygons = [[[...side, [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]]]
  const bytes = new Uint8Array(multiPolygonSize(polygons, 4326))
  expect(writeMultiPolygon(new DataView(bytes.buffer), 0, polygons, 4326)).toBe(bytes.length)
  return bytes
}

const within = <T>(work: (transaction: Transaction<Tables & Staged>) => Promise<T>) =>
  database.db.transaction().execute(async (transaction) => {
    await sql`create temporary table staged (number integer not null check (number < 1000000), size double precision,
      text text, geom geometry(MultiPolygon, 4326)) on commit drop`.execute(transaction)
    return work(transaction as unknown as Transaction<Tables & Staged>)
  })

test('rows arrive as they were given, whatever signs a text has and however large a shape is', async () => {
  const texts = ['Ñángaros', 'tab\there', '\\N', '\\.', 'line\nand "quote"', '🌽', '', null]
  async function* rows(): AsyncGenerator<[number, number, string | null, Uint8Array]> {
    for (let i = 0; i < texts.length; i++) yield [i - 1, i / 3, texts[i], squareAt(i)]
    // Beyond what one piece holds.
    yield [999_999, -0.1, 'large', squareAt(10, 100_000)]
    for (let i = 0; i < 9000; i++) yield [i, i, `row ${i}`, squareAt(i % 100)]
  }
  await within(async (transaction) => {
    expect(await copyBinaryRows(transaction, 'staged', COLUMNS, rows())).toBe(9000 + texts.length + 1)
    const found = await sql<{
      number: number
      size: number
      text: string | null
      points: number
      west: number
    }>`
      select number, size, text, st_npoints(geom) as points, st_xmin(geom) as west from staged
      order by ctid limit ${texts.length + 1}`.execute(transaction)
    expect(found.rows).toEqual([
      ...texts.map((text, i) => ({ number: i - 1, size: i / 3, text, points: 5, west: i })),
      { number: 999_999, size: -0.1, text: 'large', points: 100_001, west: 10 },
    ])
    const all = await sql<{ sum: number; srid: number }>`
      select sum(size) as sum, min(st_srid(geom)) as srid from staged where text like 'row %'`.execute(
      transaction,
    )
    expect(all.rows).toEqual([{ sum: (9000 * 8999) / 2, srid: 4326 }])
  })
})

test('a row that the table refuses, or an error of what makes the rows, comes out as it is', async () => {
  async function* refused(): AsyncGenerator<[number, number, string, Uint8Array]> {
    for (let i = 0; i < 20_000; i++) yield [i === 19_000 ? 1_000_000 : i, 0, '', squareAt(0)]
  }
  await expect(within((t) => copyBinaryRows(t, 'staged', COLUMNS, refused()))).rejects.toMatchObject({
    code: '23514',
  })
  async function* broken(): AsyncGenerator<[number, number, string, Uint8Array]> {
    yield [1, 0, '', squareAt(0)]
    throw new Error('the file ended too soon')
  }
  await expect(within((t) => copyBinaryRows(t, 'staged', COLUMNS, broken()))).rejects.toThrow(
    'ended too soon',
  )
  expect(await within((t) => copyBinaryRows(t, 'staged', COLUMNS, none()))).toBe(0)
})

async function* none(): AsyncGenerator<never> {}
