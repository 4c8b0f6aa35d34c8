/** `backup FILE`: database, evidence and keys in one file, read again before it is called done. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Locale, translate } from '../../messages/index.ts'
import { BackupRefused } from '../backup/refusal.ts'
import { writeBackup } from '../backup/write-backup.ts'
import { readFlags } from './flags.ts'
import { CommandEnded } from './outcome.ts'
import { remark, writeOut } from './output.ts'
import { askPassphrase, passphraseFrom, remarkIfShort } from './passphrase.ts'
import { megabytes, placeOfEnvironment, sayingRefusals, withExistingStore } from './store.ts'

const FLAGS = {
  encrypt: { type: 'boolean' },
  'passphrase-file': { type: 'string' },
  lang: { type: 'string' },
} as const

export async function backup(args: string[], locale: Locale): Promise<void> {
  const { values, operands } = readFlags(args, FLAGS, ['FILE'], locale)
  const file = resolve(operands[0])
  const passphraseFile = values['passphrase-file']
  if (values.encrypt && passphraseFile !== undefined)
    throw new CommandEnded(translate(locale, 'backup.one-passphrase'))
  const place = placeOfEnvironment()
  await sayingRefusals(locale, { file, place }, async () => {
    // Before anybody types a passphrase.
    if (existsSync(file)) throw new BackupRefused('file-exists', { file })
    const passphrase =
      passphraseFile !== undefined
        ? await passphraseFrom(passphraseFile, locale)
        : values.encrypt
          ? await askPassphrase(locale, true)
          : null
    if (passphrase !== null) remarkIfShort(passphrase, locale)
    const { bytes, ...counts } = await withExistingStore(place, locale, (database) =>
      writeBackup({ database, dataDirectory: place.dataDirectory, file, passphrase }),
    )
    if (passphrase === null) remark(translate(locale, 'backup.readable-by-all'))
    await writeOut(
      `${translate(locale, 'backup.done', { file, size: megabytes(bytes, locale), ...counts })}\n`,
    )
  })
}
