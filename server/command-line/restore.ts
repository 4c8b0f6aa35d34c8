/** `restore FILE`: a backup into an empty database of either engine, all of it or nothing. */
import { resolve } from 'node:path'
import { type Locale, translate } from '../../messages/index.ts'
import { readHead } from '../backup/archive.ts'
import { countsOf } from '../backup/read-backup.ts'
import { proveBackup, restoreBackup } from '../backup/restore-backup.ts'
import { writeBackup } from '../backup/write-backup.ts'
import { readFlags } from './flags.ts'
import { remark, writeOut } from './output.ts'
import { askPassphrase, passphraseFrom } from './passphrase.ts'
import { moment, placeOfEnvironment, sayingRefusals, withStore } from './store.ts'

const FLAGS = {
  'passphrase-file': { type: 'string' },
  replace: { type: 'string' },
  check: { type: 'boolean' },
  lang: { type: 'string' },
} as const

export async function restore(args: string[], locale: Locale): Promise<void> {
  const { values, operands } = readFlags(args, FLAGS, ['FILE'], locale)
  const file = resolve(operands[0])
  const place = placeOfEnvironment()
  const { dataDirectory } = place
  await sayingRefusals(locale, { file, place }, async () => {
    const passphraseFile = values['passphrase-file']
    const passphrase =
      passphraseFile !== undefined
        ? await passphraseFrom(passphraseFile, locale)
        : (await readHead(file)).encrypted
          ? await askPassphrase(locale, false)
          : null
    const proven = await proveBackup(file, passphrase)
    const { description, proof, later } = proven
    const facts = {
      file,
      ...countsOf(proof),
      program: description.program,
      moment: moment(description.madeAt, locale),
    }
    if (values.check) return writeOut(`${translate(locale, 'backup.checked', facts)}\n`)
    const unknownTables = await withStore(place, locale, async (database) => {
      if (values.replace !== undefined) {
        const kept = resolve(values.replace)
        await writeBackup({ database, dataDirectory, file: kept, passphrase })
        remark(translate(locale, 'backup.kept-before', { file: kept }))
      }
      return restoreBackup(proven, { database, dataDirectory, replace: values.replace !== undefined })
    })
    if (unknownTables.length > 0)
      remark(translate(locale, 'backup.unknown-tables', { tables: unknownTables.join(', ') }))
    if (later.length > 0)
      remark(translate(locale, 'backup.brought-forward', { migrations: later.join(', ') }))
    await writeOut(`${translate(locale, 'backup.restored', facts)}\n`)
  })
}
