/** That a layer left, and with whom: if an account falls into wrong hands, administrators know what went. */
import type { Author } from '../../domain/log/entry.ts'
import type { Executor } from '../executor.ts'
import { writeLog } from '../log/write.ts'

export async function logTakenAway(
  database: Executor,
  author: Author,
  taken: { layer: string; format: string; count: number },
): Promise<void> {
  await database.transaction().execute((transaction) =>
    writeLog(transaction, author, {
      action: 'layer-taken-away',
      subject: { kind: 'layer', id: null, name: taken.layer },
      audience: 'administrators',
      facts: taken,
    }),
  )
}
