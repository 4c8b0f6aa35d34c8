/**
 * What the second wall costs on a real PostgreSQL: the same questions asked as the owner of the tables and as a visitor,
 * in turn, on a whole country. `node bench/row-security.ts [part of a question]`;
 * needs what the API tests need.
 */
import { type RawBuilder, sql } from 'kysely'
import { PUBLIC, type Viewer } from '../domain/access/index.ts'
import { unflatten } from '../domain/territory/index.ts'
import { asViewer } from '../server/access/as-viewer.ts'
import { openDatabase } from '../server/database/index.ts'
import type { Executor } from '../server/executor.ts'
import { readCommunes } from '../server/territories/communes.ts'
import { councilAreas, listCouncils } from '../server/territories/councils.ts'
import { ensureOutlines } from '../server/tiles/outlines.ts'
import { postgresTile } from '../server/tiles/postgres-tiles.ts'
import { makePostgresDatabase } from '../test/support/database.ts'
import { drawCountry, WHOLE } from './country.ts'
import { median } from './measure.ts'

const ROUNDS = 7
const place = await makePostgresDatabase()
const { db, close } = await openDatabase({ url: place.url })
const country = drawCountry(WHOLE)
await load()

/** The middle of the country. */
const [[x, y]] = [country.areas.coordinates]
  .map((all) => [0, 1].map((axis) => median([...all].filter((_, i) => i % 2 === axis))))
  .map(([longitude, latitude]) => [[longitude, latitude]])[0]
const box = [x - 0.05, y - 0.05, x + 0.05, y + 0.05] as [number, number, number, number]
const around = (z: number): [number, number, number] => {
  const sine = Math.sin((y * Math.PI) / 180)
  const north = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)
  return [z, Math.floor(((x + 180) / 360) * 2 ** z), Math.floor(north * 2 ** z)]
}

const QUESTIONS: Record<string, (executor: Executor) => Promise<unknown>> = {
  'tile of councils, zoom 7': (executor) => postgresTile(executor, 'councils', ...around(7)),
  'tile of councils, zoom 10': (executor) => postgresTile(executor, 'councils', ...around(10)),
  'tile of councils, zoom 13': (executor) => postgresTile(executor, 'councils', ...around(13)),
  'tile of communes, zoom 6': (executor) => postgresTile(executor, 'communes', ...around(6)),
  'tile of communes, zoom 10': (executor) => postgresTile(executor, 'communes', ...around(10)),
  'all 5,000 communes': (executor) => readCommunes(executor),
  'first page of councils': (executor) => listCouncils(executor, {}, { sort: 'name', limit: 100 }),
  'councils by name': (executor) =>
    listCouncils(executor, { q: 'Consejo 123' }, { sort: 'name', limit: 100 }),
  'areas in a box': (executor) => councilAreas(executor, { bbox: box }, 3001),
}

const organiser: Viewer = {
  account: { id: 1, name: 'A' },
  grants: [{ role: 'organiser', scope: { kind: 'commune', id: 5 } }],
}
const everyTwentieth = sql`case id % 20 when 0 then 'scope' when 1 then 'committee' when 2 then 'accounts' else 'public' end`

await measure('All public, seen by the public', sql`'public'`, PUBLIC)
await measure('All for accounts, seen by an organiser of one commune', sql`'accounts'`, organiser)
await measure('15 % not public, seen by an organiser of one commune', everyTwentieth, organiser)
await close()
await place.remove()

async function measure(title: string, audience: RawBuilder<unknown>, viewer: Viewer): Promise<void> {
  await sql`update council set audience = ${audience}`.execute(db)
  await sql`update commune set audience = ${audience}`.execute(db)
  await sql`vacuum analyze council`.execute(db)
  await sql`vacuum analyze commune`.execute(db)
  process.stdout.write(`${title} (ms as owner, as visitor, ratio; medians of ${ROUNDS})\n`)
  for (const [name, ask] of Object.entries(QUESTIONS)) {
    if (!name.includes(process.argv[2] ?? '')) continue
    const times: [number[], number[]] = [[], []]
    for (let round = 0; round < ROUNDS; round++) {
      times[0].push(await timed(() => db.transaction().execute(ask)))
      times[1].push(await timed(() => asViewer(db, viewer, ask)))
    }
    const [owner, visitor] = times.map(median)
    const figures = [owner.toFixed(1), visitor.toFixed(1), (visitor / owner).toFixed(2)]
    process.stdout.write(`  ${name.padEnd(28)}${figures.map((figure) => figure.padStart(10)).join('')}\n`)
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

async function load(): Promise<void> {
  const { areas, communes } = country
  await db.transaction().execute(async (transaction) => {
    await sql`set local statement_timeout to 0`.execute(transaction)
    for (let at = 0; at < areas.count; at += 1000) {
      const units = Array.from({ length: Math.min(1000, areas.count - at) }, (_, i) => at + i)
      const shapes = units.map((unit) => JSON.stringify(unflatten(areas, unit)))
      await sql`insert into council (name, families, geom, label, area_m2)
        select 'Consejo ' || unit, 200, geom, st_pointonsurface(geom), st_area(geom::geography) from (
          select unit, st_multi(st_collectionextract(st_makevalid(st_setsrid(st_geomfromgeojson(shape), 4326)), 3)) as geom
          from unnest(${units}::integer[], ${shapes}::text[]) as given (unit, shape)) as made`.execute(
        transaction,
      )
    }
    await sql`insert into commune (name)
      select 'Comuna ' || number from generate_series(1, ${communes.reduce((a, b) => Math.max(a, b), 0) + 1}::integer) number`.execute(
      transaction,
    )
    await sql`insert into membership (commune_id, council_id)
      select commune + 1, council from unnest(${[...communes]}::integer[]) with ordinality as given (commune, council)
      where commune >= 0`.execute(transaction)
  })
  await ensureOutlines(db)
}
