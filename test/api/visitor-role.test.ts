/** Row security needs a role; where the program's database user can't make or take it up, the operator is told what to do. */
import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { expect, test } from 'vitest'
import { openDatabase } from '../../server/database/index.ts'
import { engine, makePostgresDatabase, openTestDatabase } from '../support/database.ts'

const REMEDY = /create role toparquia_visitor nologin; grant toparquia_visitor to plain_user;$/

if (engine === 'postgres')
  test('a database user that may not take up the role of a visitor is refused with the remedy, and nothing is half made', async () => {
    const place = await makePostgresDatabase()
    const administrator = new pg.Client({ connectionString: place.url })
    await administrator.connect()
    try {
      await administrator.query(`
        create extension postgis; create extension unaccent; create extension pg_trgm;
        do $$ begin create role toparquia_visitor nologin; exception when duplicate_object then null; end $$;
        create role plain_user login; grant all on schema public to plain_user`)
      const url = new URL(place.url)
      url.username = 'plain_user'
      const opening = openDatabase({ url: url.href })
      await expect(opening).rejects.toMatchObject({
        reason: 'migration-failed',
        message: expect.stringMatching(REMEDY),
      })
      await administrator.query('grant toparquia_visitor to plain_user')
      const database = await openDatabase({ url: url.href })
      await sql`set role toparquia_visitor`.execute(database.db)
      await database.close()
    } finally {
      await administrator.query('drop owned by plain_user cascade; drop role if exists plain_user')
      await administrator.end()
      await place.remove()
    }
  })
else
  test('a database user that may not create roles is told so with the remedy; one that may makes the role and takes it up', async () => {
    const { db, close } = await openTestDatabase()
    const migration = await readFile(new URL('../../sql/0014-row-security.sql', import.meta.url), 'utf8')
    const [seeToRole] = /do \$\$[\s\S]*?end \$\$;/.exec(migration)!
    await sql`create role plain_user nocreaterole`.execute(db)
    await sql`create role makes_roles createrole`.execute(db)
    await sql`alter role toparquia_visitor rename to somebody_else`.execute(db)

    await sql`set session authorization plain_user`.execute(db)
    await expect(sql.raw(seeToRole).execute(db)).rejects.toThrow(REMEDY)
    await sql`set session authorization makes_roles`.execute(db)
    await sql.raw(seeToRole).execute(db)
    await sql`set role toparquia_visitor`.execute(db)
    const { rows } = await sql`select current_user::text as is, session_user::text as was`.execute(db)
    expect(rows).toEqual([{ is: 'toparquia_visitor', was: 'makes_roles' }])
    await close()
  })
