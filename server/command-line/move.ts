/** `move --to postgres://…`: from the embedded database to a server, or back, through a backup that is then removed. */
import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Locale, translate } from '../../messages/index.ts'
import { countsOf } from '../backup/read-backup.ts'
import { proveBackup, restoreBackup } from '../backup/restore-backup.ts'
import { writeBackup } from '../backup/write-backup.ts'
import { readFlags } from './flags.ts'
import { CommandEnded } from './outcome.ts'
import { writeOut } from './output.ts'
import { placeOfEnvironment, sayingRefusals, withExistingStore, withStore } from './store.ts'

const FLAGS = { to: { type: 'string' }, lang: { type: 'string' } } as const

export async function move(args: string[], locale: Locale): Promise<void> {
  const { values } = readFlags(args, FLAGS, [], locale)
  const to = values.to ?? ''
  if (to !== 'embedded' && !/^postgres(ql)?:\/\//.test(to))
    throw new CommandEnded(translate(locale, 'backup.move-where'))
  const from = placeOfEnvironment()
  const { dataDirectory } = from
  const target = { url: to === 'embedded' ? null : to, dataDirectory }
  if (from.url === target.url) throw new CommandEnded(translate(locale, 'backup.move-same'))
  // A server that does not answer is told of before all is copied for nothing.
  if (target.url !== null) await withStore(target, locale, async () => {})
  await mkdir(dataDirectory, { recursive: true })
  const file = join(dataDirectory, `moving-${randomUUID()}`)
  try {
    // Evidence and keys stay where they are: the folder is the same.
    await sayingRefusals(locale, { file, place: from }, () =>
      withExistingStore(from, locale, (database) =>
        writeBackup({ database, dataDirectory: null, file, passphrase: null, alone: true }),
      ),
    )
    const counts = await sayingRefusals(locale, { file, place: target }, async () => {
      const proven = await proveBackup(file, null)
      await withStore(target, locale, (database) =>
        restoreBackup(proven, { database, dataDirectory: null, replace: false, tellLog: false }),
      )
      return countsOf(proven.proof)
    })
    const key = to === 'embedded' ? 'backup.moved-back' : 'backup.moved'
    await writeOut(`${translate(locale, key, { directory: dataDirectory, ...counts })}\n`)
  } finally {
    await rm(file, { force: true })
  }
}
