import type { Polygon, Position } from 'geojson'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seededRandom } from '../../domain/demonstration/random.ts'
import { OverlapIndex } from '../../domain/overlaps/index.ts'
import type { Database } from '../../server/database/index.ts'
import { openTestDatabase } from '../support/database.ts'

let database: Database
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

/** A star with bays, in every second of them with a hole; from a few metres to some kilometres across. */
function star(random: ReturnType<typeof seededRandom>, id: number): Polygon {
  const metres = 1e-5
  const around = (radiusM: () => number, vertices: number, x: number, y: number) => {
    const ring = Array.from({ length: vertices }, (_, v): Position => {
      const angle = (2 * Math.PI * v) / vertices
      const radius = radiusM() * metres
      return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)]
    })
    return [...ring, ring[0]]
  }
  const size = 20 * 1.05 ** random.between(0, 100)
  const [x, y] = [-69 + random.normal() * 0.01, 9.8 + random.normal() * 0.01]
  const shell = around(() => size * (0.5 + random.next()), random.between(3, 60), x, y)
  const hole = around(() => size * 0.1, random.between(3, 8), x, y).reverse()
  return { type: 'Polygon', coordinates: id % 2 === 0 && shell.length > 9 ? [shell, hole] : [shell] }
}

test('the database measures the same overlaps, to a thousandth', async () => {
  const random = seededRandom(23)
  const index = new OverlapIndex()
  const shapes = Array.from({ length: 150 }, (_, id) => star(random, id))
  for (const [id, geometry] of shapes.entries()) index.set({ kind: 'claim', id: String(id), geometry })
  const { found } = index.allOverlaps({ widthM: 0, share: 0 })!

  await sql`create table drawn (id integer, geom geometry(polygon, 4326))`.execute(database.db)
  for (const [id, geometry] of shapes.entries())
    await sql`insert into drawn values (${id}, st_setsrid(st_geomfromgeojson(${JSON.stringify(geometry)}), 4326))`.execute(
      database.db,
    )
  const { rows } = await sql<{ pair: string; area: number }>`
    select a.id || ' ' || b.id as pair, st_area(st_intersection(a.geom, b.geom)::geography) as area
    from drawn a join drawn b on a.id < b.id and a.geom && b.geom and st_intersects(a.geom, b.geom)`.execute(
    database.db,
  )
  const theirs = new Map(rows.filter(({ area }) => area > 1).map(({ pair, area }) => [pair, area]))
  const ours = new Map(
    found.filter(({ areaM2 }) => areaM2 > 1).map(({ a, b, areaM2 }) => [`${a.id} ${b.id}`, areaM2]),
  )
  expect(theirs.size).toBeGreaterThan(300)
  expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort())
  // a millimetre's rounding of each vertex shows in overlaps of a few square metres
  for (const [pair, area] of theirs)
    expect(Math.abs(ours.get(pair)! - area) / (area + 20), pair).toBeLessThan(0.001)
})
