/** The writer of land records: versions, two times, undoing, on the database itself. */
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type {
  AssertionRecord,
  ExtentRecord,
  LandAlteration,
  LandKind,
  LandRecords,
  SourceRecord,
  UnitRecord,
} from '../../domain/land/records.ts'
import { PROGRAM } from '../../domain/log/entry.ts'
import type { Change as Step } from '../../domain/steps/step.ts'
import type { Database } from '../../server/database/index.ts'
import { columnsOf, LAND_KINDS, SHAPES } from '../../server/lands/columns.ts'
import { nextId, readRecord } from '../../server/lands/records.ts'
import { applyAndLog, undo } from '../../server/territories/changes.ts'
import { emptyTables, engine, openTestDatabase } from '../support/database.ts'

let database: Database
beforeAll(async () => {
  database = await openTestDatabase()
})
beforeEach(() => emptyTables(database))
afterAll(() => database?.close())

const said = { version: 1, audience: 'public', fieldAudiences: {} } as const
const unit = (id: number, more: Partial<UnitRecord> = {}): UnitRecord => ({
  id,
  ...said,
  kind: 'estate',
  name: 'El Maizal',
  municipality: 'Simón Planas',
  state: 'Lara',
  country: 'VE',
  note: null,
  approximate: false,
  demonstration: false,
  placeAudience: 'committee',
  placePrecision: 'cell-10',
  placeUntil: null,
  communes: [],
  ...more,
})
const SQUARE =
  '0103000000010000000500000000000000004051c000000000000024400000000000405' +
  '1c03333333333332440cdcccccccc3c51c03333333333332440cdcccccccc3c51c00000000000002440000000000040' +
  '51c00000000000002440'
const extent = (id: number, unitId: number, geometry: string | null): ExtentRecord => ({
  id,
  ...said,
  unitId,
  part: null,
  from: { text: '2009', earliest: '2009-01-01', latest: '2009-12-31' },
  to: null,
  method: 'drawn',
  accuracyM: 12.5,
  statedAreaM2: 0.1 + 0.2,
  statedAreaText: '2.200 ha',
  sourceId: null,
  note: null,
  geometry,
})
const source = (id: number): SourceRecord => ({
  id,
  ...said,
  kind: 'press',
  title: 'Un diario',
  publisher: null,
  publishedText: '2016',
  url: 'https://example.org/a',
  note: null,
  communes: [],
})
const assertion = (id: number, unitId: number, sourceId: number): AssertionRecord => ({
  id,
  ...said,
  unitId,
  extentId: null,
  predicate: 'holds',
  partyId: null,
  share: { numerator: 1, denominator: 3 },
  from: { text: '2010~early', earliest: '2010-01-01', latest: '2010-04-30' },
  to: null,
  amount: null,
  amountUnit: null,
  amountText: null,
  sourceId,
  cited: 'p. 3',
  stance: null,
  aboutId: null,
  note: null,
})
const step = (kind: Step['kind'], ...records: LandAlteration[]): Step => ({
  kind,
  facts: { name: 'El Maizal' },
  communes: [],
  links: [],
  imports: [],
  records,
})
const carryOut = (change: Step) =>
  database.db.transaction().execute((transaction) => applyAndLog(transaction, change, PROGRAM))
const undoing = (id: number) =>
  database.db.transaction().execute((transaction) => undo(transaction, id, PROGRAM))
const versions = async (kind: LandKind, id: number) =>
  (
    await sql<{ version: number; stands: boolean }>`
      select version, superseded_at is null as stands from ${sql.table(SHAPES[kind].table)} where id = ${id} order by version`.execute(
      database.db,
    )
  ).rows.map(({ version, stands }) => `${version}${stands ? '' : ' closed'}`)

describe(`${engine}: land records`, () => {
  test('every column of a land table is a field of its record, or one that every version has', async () => {
    const own = ['id', 'version', 'recorded_at', 'superseded_at', 'seen_by', 'seen_in', 'seen_fields']
    for (const kind of LAND_KINDS) {
      const { rows } = await sql<{ name: string }>`
        select column_name::text as name from information_schema.columns where table_name = ${SHAPES[kind].table}`.execute(
        database.db,
      )
      expect(rows.map(({ name }) => name).sort()).toEqual([...own, ...columnsOf(kind)].sort())
    }
  })

  test('come back as they were written, to the last bit', async () => {
    const written: { [K in LandKind]?: LandRecords[K] } = {
      unit: unit(1, { communes: [3, 1], fieldAudiences: { name: 'committee' }, placeUntil: '2030-01-31' }),
      source: source(1),
      extent: extent(1, 1, SQUARE),
      assertion: assertion(1, 1, 1),
      party: {
        id: 1,
        ...said,
        kind: 'group',
        name: 'Familias',
        communeId: null,
        members: [{ partyId: 2, numerator: 1, denominator: 2 }],
        note: null,
        communes: [1],
      },
      case: {
        id: 1,
        ...said,
        unitId: 1,
        procedure: 've-rescue',
        packVersion: '2010',
        title: 'Rescate',
        beganOn: '2008-03-05',
        claimantId: null,
        note: null,
      },
      event: {
        id: 1,
        ...said,
        caseId: 1,
        unitId: 1,
        step: 'report',
        happenedOn: '2008-04-01',
        outcome: 'done',
        share: null,
        areaM2: null,
        sourceId: null,
        note: null,
        deadlines: [
          {
            step: 'x',
            bound: 'latest',
            dueOn: '2008-04-04',
            length: 3,
            count: 'working',
            law: 'LTDA',
            article: '35',
            confidence: 'medium',
            version: '2005',
            calendar: 'VE 2026-11-28',
          },
        ],
      },
      use: {
        id: 1,
        ...said,
        unitId: 1,
        observedOn: '2012-01-01',
        use: 'maize',
        areaM2: 1e7,
        yieldPerHa: 4.2,
        yieldUnit: 't',
        idealYieldPerHa: null,
        sourceId: 1,
        note: null,
      },
    }
    await carryOut(
      step(
        'land-imported',
        ...(Object.entries(written).map(([kind, after]) => ({
          kind,
          before: null,
          after,
        })) as LandAlteration[]),
      ),
    )
    for (const [kind, record] of Object.entries(written))
      expect(await readRecord(database.db, kind as LandKind, 1)).toEqual(record)
  })

  test('are corrected by a further version, and what goes is only closed; undoing adds versions too', async () => {
    const id = await nextId(database.db, 'unit')
    const first = unit(id)
    const added = await carryOut(step('land-unit-added', { kind: 'unit', before: null, after: first }))
    const second = { ...first, name: 'El Maizal y Sarare', version: 2 }
    const altered = await carryOut(step('land-unit-altered', { kind: 'unit', before: first, after: second }))
    expect(await versions('unit', id)).toEqual(['1 closed', '2'])
    await undoing(altered.id)
    expect(await versions('unit', id)).toEqual(['1 closed', '2 closed', '3'])
    expect(await readRecord(database.db, 'unit', id)).toEqual({ ...first, version: 3 })
    await undoing(added.id)
    expect(await versions('unit', id)).toEqual(['1 closed', '2 closed', '3 closed'])
    expect(await readRecord(database.db, 'unit', id)).toBeUndefined()
    await undoing(added.id)
    expect(await readRecord(database.db, 'unit', id)).toEqual({ ...first, version: 4 })
  })

  test('a step of several is known whole or not at all', async () => {
    await carryOut(
      step(
        'land-imported',
        { kind: 'unit', before: null, after: unit(1) },
        { kind: 'source', before: null, after: source(1) },
        { kind: 'assertion', before: null, after: assertion(1, 1, 1) },
      ),
    )
    const { rows } = await sql<{ n: number }>`
      select count(distinct recorded_at)::integer as n from (select recorded_at from land_unit
        union all select recorded_at from land_source union all select recorded_at from assertion) r`.execute(
      database.db,
    )
    expect(rows).toEqual([{ n: 1 }])
  })

  test('the shape of every version stays; what others see of it is a cell no smaller than it is', async () => {
    const added = step(
      'land-extent-added',
      { kind: 'unit', before: null, after: unit(1) },
      { kind: 'extent', before: null, after: extent(1, 1, SQUARE) },
    )
    await carryOut(added)
    const before = extent(1, 1, SQUARE)
    const change = await carryOut(
      step('land-extent-altered', {
        kind: 'extent',
        before,
        after: { ...before, geometry: null, version: 2 },
      }),
    )
    expect((await readRecord(database.db, 'extent', 1))!.geometry).toBeNull()
    await undoing(change.id)
    expect(await readRecord(database.db, 'extent', 1)).toEqual({ ...before, version: 3 })
    const { rows } = await sql<{ place: string }>`
      select extent_version || ' ' || precision || ' ' || seen_by as place from land_place order by 1`.execute(
      database.db,
    )
    expect(rows.map(({ place }) => place)).toEqual([
      '1 cell-50 public',
      '1 exact committee',
      '3 cell-50 public',
      '3 exact committee',
    ])
  })

  test('what was built upon is not undone from under it', async () => {
    const added = await carryOut(step('land-unit-added', { kind: 'unit', before: null, after: unit(1) }))
    await carryOut(step('land-extent-added', { kind: 'extent', before: null, after: extent(1, 1, null) }))
    expect(await undoing(added.id)).toEqual({
      refused: 'changed-since',
      facts: { kind: 'unit', id: 1, name: 'El Maizal' },
    })
    expect(await versions('unit', 1)).toEqual(['1'])
  })

  test('the log tells fields and no place', async () => {
    await carryOut(
      step(
        'land-extent-added',
        { kind: 'unit', before: null, after: unit(1) },
        { kind: 'extent', before: null, after: extent(1, 1, SQUARE) },
      ),
    )
    const { rows } = await sql<{ text: string; audience: string; kind: string }>`
      select log::text as text, audience, subject_kind as kind from log`.execute(database.db)
    expect(rows).toMatchObject([{ audience: 'committee', kind: 'land-unit' }])
    expect(rows[0].text).toContain('El Maizal')
    for (const place of [SQUARE, 'Simón Planas', 'Lara', '-69']) expect(rows[0].text).not.toContain(place)
  })
})
