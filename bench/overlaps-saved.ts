/**
 * Claim: what the server does of it. 100,000 claims come in at once and are compared in one step; then one claim after
 * the other is saved and compared with all of them, on PostgreSQL, with its records written.
 */
import { sql } from 'kysely'
import { seededRandom } from '../domain/demonstration/random.ts'
import type { ComparedArea } from '../domain/overlaps/index.ts'
import { openDatabase } from '../server/database/index.ts'
import type { Executor } from '../server/executor.ts'
import { checkOverlaps } from '../server/overlaps/check.ts'
import { makePostgresDatabase } from '../test/support/database.ts'
import { newClaim, pairOf, plantClaims } from './claims.ts'
import { median, type Outcome, quantile } from './measure.ts'

const NEW_CLAIMS = 500

export async function overlapsSaved(count = 100_000): Promise<Outcome> {
  const { areas, planted, twiceDrawn } = plantClaims(count, 1)
  const claims = areas.filter(({ kind }) => kind === 'claim')
  const between = (pairs: Set<string>) => [...pairs].filter((pair) => !/council|protected/.test(pair))
  const place = await makePostgresDatabase()
  const { db, close } = await openDatabase({ url: place.url })
  await insertClaims(db, claims)
  await sql`analyze`.execute(db)
  const save = (extents: number[]) =>
    db.transaction().execute((transaction) => checkOverlaps(transaction, { extents }))

  const begun = performance.now()
  await save(claims.map(({ id }) => Number(id)))
  const all = (performance.now() - begun) / 1000
  const { rows } = await sql<{ a: string; b: string; state: string }>`
    select a_id::text as a, b_id::text as b, state from overlap`.execute(db)
  const pairs = (wanted: string) =>
    new Set(
      rows
        .filter(({ state }) => state === wanted)
        .map(({ a, b }) => pairOf({ kind: 'claim', id: a }, { kind: 'claim', id: b })),
    )
  const wrong = (found: Set<string>, expected: string[]) =>
    expected.filter((pair) => !found.has(pair)).length + found.size - expected.length
  await sql`analyze`.execute(db)

  const random = seededRandom(5)
  const times: number[] = []
  for (let i = 0; i < NEW_CLAIMS; i++) {
    const id = String(count + 1 + i)
    await insertClaims(db, [{ ...newClaim(random, count, i), id }])
    const start = performance.now()
    await save([Number(id)])
    times.push(performance.now() - start)
  }
  await close()
  await place.remove()
  return {
    claim: 'overlaps-saved',
    subject: `${count} claims on PostgreSQL, then ${NEW_CLAIMS} more, one by one`,
    figures: [
      { name: 'all compared and written down', value: all, unit: 's', target: { atMost: 60 } },
      { name: 'records of overlaps', value: rows.length, unit: '' },
      {
        name: 'open ones that were not planted, or planted and not there',
        value: wrong(pairs('open'), between(planted)),
        unit: '',
        target: { atMost: 0 },
      },
      {
        name: 'tolerated ones, the same',
        value: wrong(pairs('tolerated'), between(twiceDrawn)),
        unit: '',
        target: { atMost: 0 },
      },
      {
        name: 'a new claim compared and written down, p99',
        value: quantile(times, 0.99),
        unit: 'ms',
        target: { atMost: 100 },
      },
      { name: 'median', value: median(times), unit: 'ms' },
      { name: 'longest', value: Math.max(...times), unit: 'ms' },
    ],
    remarks: ['three in a hundred new claims are of 20,000 ha, with all that lies on them'],
  }
}

/** Without the triggers that follow sight from record to record. */
async function insertClaims(db: Executor, claims: readonly ComparedArea[]): Promise<void> {
  for (const table of ['land_unit', 'land_extent'])
    await sql`alter table ${sql.table(table)} disable trigger user`.execute(db)
  for (let at = 0; at < claims.length; at += 2000) {
    const rows = JSON.stringify(
      claims.slice(at, at + 2000).map(({ id, geometry }) => ({ id: Number(id), geometry })),
    )
    const given = sql`from jsonb_to_recordset(${rows}::jsonb) as r (id integer, geometry jsonb)`
    await sql`insert into land_unit (id, version, kind, name, seen_by) select id, 1, 'parcel', 'x', 'public' ${given}`.execute(
      db,
    )
    await sql`insert into land_extent (id, version, unit_id, method, seen_by) select id, 1, id, 'drawn', 'public' ${given}`.execute(
      db,
    )
    await sql`insert into land_place (extent_id, extent_version, unit_id, precision, geom, area_m2, seen_by, seen_in)
      select id, 1, id, 'exact', geom, st_area(geom::geography), 'public', '{}' from (
        select id, st_setsrid(st_geomfromgeojson(geometry::text), 4326) as geom ${given}) shapes`.execute(db)
  }
  for (const table of ['land_unit', 'land_extent'])
    await sql`alter table ${sql.table(table)} enable trigger user`.execute(db)
}
