/** A passphrase from a file or from the keyboard, never from the command line, where every user of the machine reads it. */
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { type Locale, translate } from '../../messages/index.ts'
import { CommandEnded } from './outcome.ts'
import { remark } from './output.ts'

/** Below this a stolen backup is soon guessed open. */
const SHORT = 12

/** The first line of the file. */
export async function passphraseFrom(file: string, locale: Locale): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new CommandEnded(translate(locale, 'backup.passphrase-unreadable', { file, why: error.message }))
  })
  const [passphrase] = text.split(/\r?\n/, 1)
  if (passphrase === '') throw new CommandEnded(translate(locale, 'backup.passphrase-empty', { file }))
  return passphrase
}

/** Asks on the terminal without showing what is typed; for a new one, twice. */
export async function askPassphrase(locale: Locale, isNew: boolean): Promise<string> {
  if (!process.stdin.isTTY) throw new CommandEnded(translate(locale, 'backup.no-terminal'))
  const passphrase = await ask(translate(locale, 'backup.ask-passphrase'), locale)
  if (passphrase === '') throw new CommandEnded(translate(locale, 'backup.passphrase-none'))
  if (isNew && (await ask(translate(locale, 'backup.ask-again'), locale)) !== passphrase)
    throw new CommandEnded(translate(locale, 'backup.passphrases-differ'))
  return passphrase
}

export function remarkIfShort(passphrase: string, locale: Locale): void {
  if (passphrase.length < SHORT) remark(translate(locale, 'backup.passphrase-short'))
}

async function ask(question: string, locale: Locale): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const keyboard = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  process.stderr.write(`${question} `)
  try {
    return await new Promise<string>((resolve, reject) => {
      const give = () => reject(new CommandEnded(translate(locale, 'backup.passphrase-none')))
      keyboard.on('SIGINT', give)
      keyboard.on('close', give)
      keyboard.question('').then(resolve, reject)
    })
  } finally {
    keyboard.close()
    process.stderr.write('\n')
  }
}
