/** A tile that is cut while something is brought in does not show what was hidden from the first moment. */
import { VectorTile } from '@mapbox/vector-tile'
import { sql } from 'kysely'
import { PbfReader } from 'pbf'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestApp, square, type TestApp } from '../support/app.ts'

let t: TestApp

beforeAll(async () => {
  t = await openTestApp()
  // More than are read at once, so that something fits between one page and the next.
  await sql`insert into council (name, audience, geom, area_m2)
    select 'P' || n, 'public', st_multi(st_makeenvelope(-69 + n * 0.0001, 9, -69 + n * 0.0001 + 0.00009, 9.0001, 4326)), 100
    from generate_series(1, 6500) n`.execute(t.database.db)
})
afterAll(() => t?.close())

const raise = (name: string) => sql`update layer set revision = revision + 1 where name = ${name}`
const ask = async (layer: string) => {
  const { body } = await t.ask<Buffer>('GET', `/tiles/${layer}/10/314/484.mvt`, undefined, { cookie: '' })
  return new VectorTile(new PbfReader(body)).layers
}

test('whatever the moment', async () => {
  const shown: string[] = []
  for (let moment = 0; moment < 40; moment++) {
    await raise('councils').execute(t.database.db)
    // What this viewer does not see is known from now on, for this revision.
    await ask('communes')
    const tile = ask('councils')
    await new Promise((resolve) => setTimeout(resolve, moment * 8))
    await t.database.db.transaction().execute(async (transaction) => {
      await sql`insert into council (name, audience, geom, area_m2)
        select 'OCULTO', 'committee', st_multi(st_setsrid(st_geomfromgeojson(${JSON.stringify(square(0, 0))}), 4326)), 1e6`.execute(
        transaction,
      )
      await raise('councils').execute(transaction)
    })
    const layers = await tile
    shown.push(...Object.keys(layers).map((layer) => `${moment}: ${layer}`))
    await sql`delete from council where name = 'OCULTO'`.execute(t.database.db)
  }
  expect(shown).toEqual([])
})
