/**
 * Claim: who held what on a day, as known on another, among 100,000 assertions of 20,000 units, in time for a hand on the
 * timeline; on the embedded engine and on PostgreSQL, through the viewer's row security, as the API answers it.
 */
import { sql } from 'kysely'
import { PUBLIC, type Viewer } from '../domain/access/index.ts'
import { type Random, seededRandom } from '../domain/demonstration/random.ts'
import { asViewer } from '../server/access/as-viewer.ts'
import { type Database, openDatabase } from '../server/database/index.ts'
import type { Executor } from '../server/executor.ts'
import { heldAmong, readTold } from '../server/lands/holdings.ts'
import { settleLand } from '../server/lands/records.ts'
import { makePostgresDatabase } from '../test/support/database.ts'
import { type Figure, median, type Outcome, quantile } from './measure.ts'

const UNITS = 20_000
const PER_UNIT = 5
const PARTIES = 8000
const SOURCES = 2000
const ROUNDS = 400

/** Somebody of one committee: sees what is public, and what is for their own. */
const committee: Viewer = {
  account: { id: 1, name: 'A' },
  grants: [{ role: 'land-committee', scope: { kind: 'commune', id: 5 } }],
}

export async function asKnown(): Promise<Outcome> {
  const figures: Figure[] = []
  const embedded = await openDatabase({ directory: ':memory:' })
  figures.push(...(await measure('embedded', embedded)))
  await embedded.close()
  const place = await makePostgresDatabase()
  const postgres = await openDatabase({ url: place.url })
  figures.push(...(await measure('PostgreSQL', postgres)))
  await postgres.close()
  await place.remove()
  return {
    claim: 'as-known',
    subject: `${UNITS * PER_UNIT} assertions of ${UNITS} units, a third of them corrected once or twice, ${ROUNDS} questions each`,
    figures,
    remarks: [
      'one in ten units is for a committee; half of the questions are asked by nobody, half by a committee',
    ],
  }
}

async function measure(engine: string, { db }: Database): Promise<Figure[]> {
  await load(db)
  const random = seededRandom(3)
  const figures: Figure[] = []
  for (const [name, units] of [
    ['of one unit', () => ({ ids: [random.between(1, UNITS)] })],
    ['a page of 100 units', () => ({ after: random.between(0, UNITS - 100), limit: 100 })],
  ] as const) {
    const times: number[] = []
    const processor: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const on = `${random.between(1995, 2025)}-06-15`
      const known = new Date(Date.UTC(random.between(2016, 2025), random.between(0, 11), 15)).toISOString()
      const spent = process.cpuUsage()
      const begun = performance.now()
      const told = await asViewer(db, round % 2 === 0 ? PUBLIC : committee, async (visible) => {
        await settleLand(visible)
        return readTold(visible, units(), known)
      })
      heldAmong(told, on)
      times.push(performance.now() - begun)
      const { user, system } = process.cpuUsage(spent)
      processor.push((user + system) / 1000)
    }
    figures.push(
      {
        name: `${engine}: who held what, ${name}, p99`,
        value: quantile(times, 0.99),
        unit: 'ms',
        target: { atMost: 200 },
      },
      { name: `${engine}: the same, median`, value: median(times), unit: 'ms' },
      {
        name: `${engine}: processor time in this process, p99`,
        value: quantile(processor, 0.99),
        unit: 'ms',
      },
    )
  }
  return figures
}

/** Rows as the writer leaves them: a corrected version is closed when the next one begins. */
async function load(db: Executor): Promise<void> {
  const random = seededRandom(9)
  const units = Array.from({ length: UNITS }, (_, i) => {
    const seen =
      i % 10 === 0 ? { seen_by: 'committee', seen_in: [1 + (i % 50)] } : { seen_by: 'public', seen_in: [] }
    return {
      id: i + 1,
      version: 1,
      ...moments(2015),
      kind: 'parcel',
      name: `Fundo ${i + 1}`,
      audience: seen.seen_by,
      ...seen,
    }
  })
  const extents = units.map(({ id, seen_by, seen_in }) => {
    const stated = random.next() < 0.5 ? random.between(1, 500) * 1e4 : null
    return {
      id,
      version: 1,
      ...moments(2015),
      unit_id: id,
      method: 'described',
      stated_area_m2: stated,
      seen_by,
      seen_in,
    }
  })
  const shared = (count: number, more: object) =>
    Array.from({ length: count }, (_, i) => ({
      id: i + 1,
      version: 1,
      ...moments(2015),
      ...more,
      seen_by: 'public',
      seen_in: [],
    }))
  await insert(db, 'land_unit', units)
  await insert(db, 'land_extent', extents)
  await insert(db, 'party', shared(PARTIES, { kind: 'family', name: 'Familia' }))
  await insert(db, 'land_source', shared(SOURCES, { kind: 'press', title: 'Un diario' }))
  const assertions = units.flatMap(({ id, seen_by, seen_in }) =>
    Array.from({ length: PER_UNIT }, (_, k) =>
      versionsOf(random).map((version) => ({
        id: (id - 1) * PER_UNIT + k + 1,
        ...version,
        unit_id: id,
        predicate: ['owns', 'holds', 'occupies', 'claims', 'area'][k],
        party_id: random.between(1, PARTIES),
        source_id: random.between(1, SOURCES),
        ...(k === 4 && { amount: random.between(1, 500), amount_unit: 'ha' }),
        ...validity(random),
        seen_by,
        seen_in,
      })),
    ).flat(),
  )
  await insert(db, 'assertion', assertions)
  await sql`analyze`.execute(db)
}

const moments = (from: number, until: number | null = null) => ({
  recorded_at: `${from}-02-01T12:00:00Z`,
  superseded_at: until === null ? null : `${until}-02-01T12:00:00Z`,
})

function versionsOf(random: Random) {
  const years = [random.between(2015, 2018)]
  if (random.next() < 1 / 3) years.push(random.between(2019, 2021))
  if (years.length > 1 && random.next() < 1 / 3) years.push(random.between(2022, 2024))
  return years.map((year, i) => ({ version: i + 1, ...moments(year, years[i + 1] ?? null) }))
}

function validity(random: Random) {
  const [from, to] = [random.between(1990, 2015), random.between(2016, 2025)]
  return {
    from_text: String(from),
    from_earliest: `${from}-01-01`,
    from_latest: `${from}-12-31`,
    ...(random.next() < 0.5 && { to_text: String(to), to_earliest: `${to}-01-01`, to_latest: `${to}-12-31` }),
  }
}

/** Without the triggers that follow sight from record to record: it is written as it comes out. */
async function insert(db: Executor, table: string, rows: readonly object[]): Promise<void> {
  const columns = [...new Set(rows.slice(0, 50).flatMap((row) => Object.keys(row)))]
  const names = sql.join(columns.map((name) => sql.ref(name)))
  await sql`alter table ${sql.table(table)} disable trigger user`.execute(db)
  for (let at = 0; at < rows.length; at += 5000)
    await sql`insert into ${sql.table(table)} (${names}) select ${names}
      from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows.slice(at, at + 5000))}::jsonb)`.execute(
      db,
    )
  await sql`alter table ${sql.table(table)} enable trigger user`.execute(db)
}
