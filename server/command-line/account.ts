/** `account …`: the ways back in of whoever has the server's console. */
import { type Locale, translate } from '../../messages/index.ts'
import { inviteAdministrator, joinLink, readPublicUrl } from '../accounts/console-invitation.ts'
import { dropSecondFactors } from '../accounts/second-factor.ts'
import { startupSentence } from '../startup-sentence.ts'
import { withDatabase } from './database.ts'
import { readFlags } from './flags.ts'
import { CommandEnded } from './outcome.ts'
import { remark, writeOut } from './output.ts'

const INVITE_FLAGS = { administrator: { type: 'boolean' }, lang: { type: 'string' } } as const

/** The sentence goes to standard error, the link alone to standard output. */
export async function inviteFromConsole(args: string[], locale: Locale): Promise<void> {
  const { values } = readFlags(args, INVITE_FLAGS, [], locale)
  if (!values.administrator) throw new CommandEnded(translate(locale, 'cli.account-invite-whom'))
  const { PUBLIC_URL, PORT } = process.env
  const origin = publicUrl(PUBLIC_URL, locale) ?? `http://localhost:${PORT || 3000}`
  const token = await withDatabase(locale, ({ db }) => inviteAdministrator(db))
  remark(translate(locale, 'cli.account-invited'))
  await writeOut(`${joinLink(origin, token)}\n`)
}

function publicUrl(given: string | undefined, locale: Locale): string | null {
  try {
    return readPublicUrl(given)
  } catch (error) {
    throw new CommandEnded(startupSentence(error, { port: 0, dataDirectory: '' }, locale))
  }
}

/** Where the key that they were sealed with is lost for good. */
export async function dropSecondFactorsFromConsole(args: string[], locale: Locale): Promise<void> {
  readFlags(args, { lang: { type: 'string' } }, [], locale)
  const count = await withDatabase(locale, ({ db }) => dropSecondFactors(db))
  remark(translate(locale, 'cli.account-second-factors-dropped', { count }))
}
