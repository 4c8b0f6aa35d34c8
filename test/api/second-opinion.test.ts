import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Judgement } from '../../domain/territory/types.ts'
import { loadDemonstration } from '../../server/demonstration/load.ts'
import type { CommuneList, CouncilPage } from '../../server/territories/schema.ts'
import { collection, openTestApp, type TestApp } from '../support/app.ts'

let t: TestApp
beforeAll(async () => {
  t = await openTestApp()
})
afterAll(() => t.close())

/** Random cuts of a square into rectangles that share whole, partial and no borders: clean by construction. */
function rectangles(count: number, seed: number): Box[] {
  let state = seed
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const pieces: Box[] = [[0, 0, 1 << 12, 1 << 12]]
  while (pieces.length < count) {
    pieces.sort((a, b) => (b[2] - b[0]) * (b[3] - b[1]) - (a[2] - a[0]) * (a[3] - a[1]))
    const [west, south, east, north] = pieces.shift()!
    const part = 0.3 + 0.4 * random()
    if (east - west > north - south) {
      const middle = Math.round(west + (east - west) * part)
      pieces.push([west, south, middle, north], [middle, south, east, north])
    } else {
      const middle = Math.round(south + (north - south) * part)
      pieces.push([west, south, east, middle], [west, middle, east, north])
    }
  }
  return pieces
}

type Box = [west: number, south: number, east: number, north: number]

/** The outline of a box, with a vertex wherever a corner of another one lies on it. */
function noded([west, south, east, north]: Box, boxes: Box[]): [number, number][] {
  const corners = boxes.flatMap(([w, s, e, n]): [number, number][] => [
    [w, s],
    [e, s],
    [e, n],
    [w, n],
  ])
  const on = (fixed: 0 | 1, value: number, from: number, to: number) => {
    const moving = fixed === 0 ? 1 : 0
    const found = corners.filter(
      (c) => c[fixed] === value && c[moving] > Math.min(from, to) && c[moving] < Math.max(from, to),
    )
    const places = [...new Set(found.map((c) => c[moving]))].sort((a, b) => (from < to ? a - b : b - a))
    return places.map((place): [number, number] => (fixed === 0 ? [value, place] : [place, value]))
  }
  return [
    [west, south],
    ...on(1, south, west, east),
    [east, south],
    ...on(0, east, south, north),
    [east, north],
    ...on(1, north, east, west),
    [west, north],
    ...on(0, west, north, south),
    [west, south],
  ]
}

test('on clean areas the database says the same: who shares a line, who only a corner', async () => {
  const boxes = rectangles(120, 7)
  const areas = boxes.map((box, i) => ({
    name: `C${String(i).padStart(3, '0')}`,
    geometry: {
      type: 'Polygon',
      coordinates: [noded(box, boxes).map(([x, y]) => [-69.5 + x / 65536, 9.5 + y / 65536])],
    },
  }))
  await t.bringIn('clean.geojson', collection(...areas))
  const { items } = (await t.ask<CouncilPage>('GET', '/api/councils?limit=500')).body
  const { body } = await t.ask<Judgement>('POST', '/api/judge', { councilIds: items.map(({ id }) => id) })
  const ours = body.pairs
    .map(({ a, b, kind }) => [Math.min(Number(a), Number(b)), Math.max(Number(a), Number(b)), kind].join(' '))
    .sort()
  const { rows } = await sql<{ pair: string }>`
    select a.id || ' ' || b.id || ' ' || case when st_dimension(st_intersection(a.geom, b.geom)) = 1 then 'border' else 'corner' end as pair
    from present_council a join present_council b on a.id < b.id and a.geom && b.geom and st_intersects(a.geom, b.geom)`.execute(
    t.database.db,
  )
  expect(rows.length).toBeGreaterThan(250)
  expect(ours).toEqual(rows.map(({ pair }) => pair).sort())
  expect(body).toMatchObject({ verdict: 'contiguous', overlaps: [], gaps: [] })
})

test('the demonstration territory is judged in the list as it is one by one', async () => {
  await t.empty()
  await loadDemonstration(t.database)
  const { items } = (await t.ask<CommuneList>('GET', '/api/communes')).body
  expect(items.length).toBeGreaterThan(10)
  for (const { id, name, verdict } of items) {
    const { body } = await t.ask<Judgement>('GET', `/api/communes/${id}/judgement`)
    expect([name, body.verdict]).toEqual([name, verdict])
  }
})
