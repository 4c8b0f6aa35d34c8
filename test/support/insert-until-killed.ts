/**
 * A program for the survival tests: opens the database at the address or in the directory it is given, prints `ready`,
 * then makes one change after the other, each of two rows in one transaction, and prints `kept N` only once it is
 * committed. A database that goes away it waits for.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { DatabaseError, openDatabase } from '../../server/database/index.ts'

const [, , where] = process.argv
const { db } = await openDatabase(where.includes('://') ? { url: where } : { directory: where })
process.stdout.write('ready\n')
for (;;) {
  try {
    const { id } = await db.transaction().execute(async (transaction) => {
      await transaction
        .updateTable('layer')
        .set((layer) => ({ revision: sql<number>`${layer.ref('revision')} + 1` }))
        .where('name', '=', 'councils')
        .execute()
      return transaction
        .insertInto('change')
        .values({ kind: 'test', inverse: JSON.stringify({ filling: 'x'.repeat(500) }) })
        .returning('id')
        .executeTakeFirstOrThrow()
    })
    process.stdout.write(`kept ${id}\n`)
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    await pause(20)
  }
}
