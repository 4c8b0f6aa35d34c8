/** What both engines promise the rest of the program. */
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { copyRows, type Database } from '../../server/database/index.ts'
import { LAYERS } from '../../server/territories/layers.ts'
import { emptyTables, engine, openTestDatabase } from '../support/database.ts'

const bowTie = "'POLYGON((0 0,2 2,2 0,0 2,0 0))'::geometry"
const box = "'POLYGON((0 1,2 1,2 3,0 3,0 1))'::geometry"
/** GEOS gives up on this one. */
const impossible = sql.raw(`select st_intersection(${bowTie}, ${box})`)

const aChange = { kind: 'test', inverse: '{}' }
const aSquare = (west: number) =>
  `SRID=4326;MULTIPOLYGON(((${west} 9,${west + 0.01} 9,${west + 0.01} 9.01,${west} 9.01,${west} 9)))`
const aCouncil = (name: string, west = -69) => ({
  name,
  geom: sql<string>`st_geomfromewkt(${aSquare(west)})`,
  label: sql<string>`st_setsrid(st_point(${west + 0.005}, 9.005), 4326)`,
  area_m2: 1_216_000,
})

let database: Database
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database?.close())
afterEach(() => emptyTables(database))

const changes = async () => {
  const { n } = await database.db
    .selectFrom('change')
    .select((e) => e.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return n
}

describe(`${engine}: transactions`, () => {
  it('keep all of it or nothing', async () => {
    const refused = database.db.transaction().execute(async (transaction) => {
      await transaction.insertInto('change').values(aChange).execute()
      throw new Error('changed our minds')
    })
    await expect(refused).rejects.toThrow('changed our minds')
    expect(await changes()).toBe(0)
    await database.db
      .transaction()
      .execute((transaction) => transaction.insertInto('change').values(aChange).execute())
    expect(await changes()).toBe(1)
  })

  it('are not committed after a statement failed in them, even when the failure was caught', async () => {
    const swallowed = database.db.transaction().execute(async (transaction) => {
      await transaction.insertInto('change').values(aChange).execute()
      await sql`select 1 / 0`.execute(transaction).catch(() => {})
    })
    await expect(swallowed).rejects.toThrow()
    expect(await changes()).toBe(0)
  })

  it('go on after a failure inside a savepoint', async () => {
    await database.db.transaction().execute(async (transaction) => {
      await transaction.insertInto('change').values(aChange).execute()
      await sql`savepoint before`.execute(transaction)
      await sql`select 1 / 0`.execute(transaction).catch(() => {})
      await sql`rollback to before`.execute(transaction)
    })
    expect(await changes()).toBe(1)
  })

  it('run many at once without seeing each other half-done', async () => {
    const { id } = await database.db
      .insertInto('commune')
      .values({ name: 'Ataroa', revision: 0 })
      .returning('id')
      .executeTakeFirstOrThrow()
    const raise = () =>
      database.db.transaction().execute(async (transaction) => {
        const { revision } = await transaction
          .selectFrom('commune')
          .select('revision')
          .where('id', '=', id)
          .forUpdate()
          .executeTakeFirstOrThrow()
        await transaction
          .updateTable('commune')
          .set({ revision: revision + 1 })
          .where('id', '=', id)
          .execute()
      })
    await Promise.all(Array.from({ length: 25 }, raise))
    const { revision } = await database.db.selectFrom('commune').select('revision').executeTakeFirstOrThrow()
    expect(revision).toBe(25)
  })
})

describe(`${engine}: refusals`, () => {
  it('name the constraint that a repeated row breaks', async () => {
    const add = () => database.db.insertInto('layer').values({ name: 'councils', revision: 1 }).execute()
    await expect(add()).rejects.toMatchObject({ code: '23505', constraint: 'layer_pkey' })
  })

  it('name the constraint that an invalid area breaks', async () => {
    const add = database.db
      .insertInto('council')
      .values({ ...aCouncil('Bow tie'), geom: sql`st_setsrid(st_multi(${sql.raw(bowTie)}), 4326)` })
      .execute()
    await expect(add).rejects.toMatchObject({ code: '23514' })
  })

  it('carry the SQLSTATE of a missing table', async () => {
    await expect(sql`select * from nowhere`.execute(database.db)).rejects.toMatchObject({ code: '42P01' })
  })

  it('do not let several statements through where one is asked for with parameters', async () => {
    await expect(sql`select ${1}::int; drop table change`.execute(database.db)).rejects.toMatchObject({
      code: '42601',
    })
  })
})

describe(`${engine}: a geometry exception`, () => {
  it('is an error that names the statement', async () => {
    await expect(impossible.execute(database.db)).rejects.toThrow(
      /geometry engine gave up on: select st_intersection/,
    )
  })

  it('rolls back its whole transaction, and the next one works', async () => {
    const failing = database.db.transaction().execute(async (transaction) => {
      await transaction.insertInto('change').values(aChange).execute()
      await impossible.execute(transaction)
    })
    await expect(failing).rejects.toMatchObject({ name: 'GeometryEngineError' })
    await database.db.insertInto('change').values(aChange).execute()
    expect(await changes()).toBe(1)
  })

  it('keeps a transaction from going on', async () => {
    const failing = database.db.transaction().execute(async (transaction) => {
      await impossible.execute(transaction).catch(() => {})
      await transaction.insertInto('change').values(aChange).execute()
    })
    await expect(failing).rejects.toThrow()
    expect(await changes()).toBe(0)
  })

  it('loses nothing that was committed before', async () => {
    await database.db.insertInto('change').values(aChange).execute()
    await expect(impossible.execute(database.db)).rejects.toThrow()
    expect(await changes()).toBe(1)
  })
})

describe(`${engine}: values, in the time zone of Caracas`, () => {
  it('come back in the same types', async () => {
    expect(process.env.TZ).toBe('America/Caracas')
    const { rows } = await sql`
      select 9007199254740991::int8 as big, count(*) as counted, '2013-08-14'::date as day,
        '2013-08-14 23:30:00.25-04:30'::timestamptz as moment, '2013-08-14 23:30:00'::timestamp as local_time,
        '\\x00ff10'::bytea as bytes, 1.50::numeric as exact, '1 day 02:00'::interval as span, true as yes,
        null::text as nothing, 1.5::float8 as real, '{"a": [1, null]}'::jsonb as json,
        array[1, 2]::int8[] as bigs, array['2013-08-14']::date[] as days, array[1.50]::numeric[] as exacts,
        array['a,"\\b', null] as texts, array['2013-08-14 23:30:00-04:30'::timestamptz] as moments`.execute(
      database.db,
    )
    expect(rows).toEqual([
      {
        big: 9007199254740991,
        counted: 1,
        day: '2013-08-14',
        moment: '2013-08-15T04:00:00.25Z',
        local_time: '2013-08-14T23:30:00',
        bytes: new Uint8Array([0, 255, 16]),
        exact: '1.50',
        span: '1 day 02:00:00',
        yes: true,
        nothing: null,
        real: 1.5,
        json: { a: [1, null] },
        bigs: [1, 2],
        days: ['2013-08-14'],
        exacts: ['1.50'],
        texts: ['a,"\\b', null],
        moments: ['2013-08-15T04:00:00Z'],
      },
    ])
  })

  it('go in from every type that the program has', async () => {
    const day = new Date('2013-08-15T04:00:00Z')
    const texts = ['Ñ "quoted"', 'back\\slash', 'tab\tand\nline', null]
    const { rows } = await sql`
      select ${day}::timestamptz as moment, ${'2013-08-14'}::date as day, ${new Uint8Array([0, 255])}::bytea as bytes,
        ${texts}::text[] as texts, ${[3, 1]}::int[] as numbers, ${{ a: 'é' }}::jsonb as json, ${true}::bool as yes,
        ${1.5}::float8 as real, ${10n}::int8 as big, ${null}::int as nothing,
        ${[new Uint8Array([7])]}::bytea[] as many, ${12}::text as digits`.execute(database.db)
    expect(rows).toEqual([
      {
        moment: '2013-08-15T04:00:00Z',
        day: '2013-08-14',
        bytes: new Uint8Array([0, 255]),
        texts,
        numbers: [3, 1],
        json: { a: 'é' },
        yes: true,
        real: 1.5,
        big: 10,
        nothing: null,
        many: [new Uint8Array([7])],
        digits: '12',
      },
    ])
  })

  it('write a moment and read the same moment', async () => {
    const { at } = await database.db
      .insertInto('change')
      .values({ ...aChange, at: '2026-11-22T10:00:00-04:00' })
      .returning('at')
      .executeTakeFirstOrThrow()
    expect(at).toBe('2026-11-22T14:00:00Z')
  })
})

describe(`${engine}: copying many rows`, () => {
  const header = ['name', 'code', 'families', 'approximate', 'geom', 'label', 'area_m2'] as const

  it('keeps every value, with tabs, line ends, backslashes and nulls', async () => {
    const [{ geom, label }] = (
      await sql<{ geom: Uint8Array; label: Uint8Array }>`
        select st_asewkb(st_geomfromewkt(${aSquare(-69)})) as geom, st_asbinary(st_point(-68.995, 9.005)) as label`.execute(
        database.db,
      )
    ).rows
    const names = [
      'Los Ñángaros',
      'tab\there',
      'line\nand\r\nmore',
      'back\\slash \\N',
      'quote \' and "',
      '\\.',
    ]
    const copied = await database.db.transaction().execute((transaction) =>
      copyRows(
        transaction,
        'council',
        header,
        names.map((name, i) => [name, i % 2 ? null : `C-${i}`, i, true, geom, label, 1.5]),
      ),
    )
    expect(copied).toBe(names.length)
    const rows = await database.db
      .selectFrom('council')
      .select([
        'name',
        'code',
        'families',
        'approximate',
        'area_m2',
        sql<string>`st_asewkt(geom)`.as('shape'),
      ])
      .orderBy('id')
      .execute()
    expect(rows.map(({ name }) => name)).toEqual(names)
    expect(rows[1]).toEqual({
      name: names[1],
      code: null,
      families: 1,
      approximate: true,
      area_m2: 1.5,
      shape: aSquare(-69),
    })
  })

  it('keeps nothing when one row in twenty thousand is refused', async () => {
    function* rows(): Generator<[string, number]> {
      for (let i = 1; i <= 20_000; i++) yield [`layer ${i}`, i === 19_000 ? 0 : i]
    }
    const copying = database.db.transaction().execute(async (transaction) => {
      await transaction.insertInto('change').values(aChange).execute()
      await copyRows(transaction, 'layer', ['name', 'revision'], rows())
    })
    await expect(copying).rejects.toMatchObject({ code: '23514', constraint: 'layer_revision_check' })
    expect(await changes()).toBe(0)
    expect(await database.db.selectFrom('layer').select('name').execute()).toHaveLength(LAYERS.length)
  })

  it('gives back the error of what makes the rows, and keeps nothing', async () => {
    async function* rows(): AsyncGenerator<[string, number]> {
      yield ['rivers', 1]
      throw new Error('the file ended too soon')
    }
    const copying = database.db.transaction().execute(async (transaction) => {
      await transaction.insertInto('change').values(aChange).execute()
      await copyRows(transaction, 'layer', ['name', 'revision'], rows())
    })
    await expect(copying).rejects.toThrow('the file ended too soon')
    expect(await changes()).toBe(0)
    await database.db.insertInto('change').values(aChange).execute()
  })
})
