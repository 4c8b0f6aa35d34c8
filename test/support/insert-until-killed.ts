/**
 * A program for the durability test: opens the database in the directory it is given, prints `rows N` with what it
 * found, then adds rows one by one and prints `kept N` only once a row is committed.
 */
import { openDatabase } from '../../server/database/index.ts'

const { db } = await openDatabase({ directory: process.argv[2] })
const { n } = await db
  .selectFrom('change')
  .select((e) => e.fn.countAll<number>().as('n'))
  .executeTakeFirstOrThrow()
process.stdout.write(`rows ${n}\n`)
for (;;) {
  const { id } = await db
    .insertInto('change')
    .values({ kind: 'test', inverse: JSON.stringify({ filling: 'x'.repeat(500) }) })
    .returning('id')
    .executeTakeFirstOrThrow()
  process.stdout.write(`kept ${id}\n`)
}
