/** The link on the console: whoever sees the console of the server becomes its administrator, once. */
import { PROGRAM } from '../../domain/log/entry.ts'
import type { Executor } from '../executor.ts'
import { writeLog } from '../log/write.ts'
import { hasAdministrator } from './accounts.ts'
import { aboutInvitation } from './events.ts'
import { makeInvitation, withdrawConsoleInvitation } from './invitations.ts'
import { ADMINISTRATOR_OF_EVERYTHING } from './managing.ts'

/** An invitation to administer everything, in place of the earlier one that nobody used. @returns its token. */
export function inviteAdministrator(database: Executor): Promise<string> {
  return database.transaction().execute(async (transaction) => {
    await withdrawConsoleInvitation(transaction)
    const { invitation, token } = await makeInvitation(transaction, null, {
      grants: [ADMINISTRATOR_OF_EVERYTHING],
    })
    // Where nobody administers yet there is nobody to tell, and each start would add a line to an empty territory.
    if (await hasAdministrator(transaction))
      await writeLog(transaction, PROGRAM, aboutInvitation('invitation-made', invitation))
    return token
  })
}

/** The token stands behind the `#`, which no browser sends to a server and no log of addresses holds. */
export const joinLink = (origin: string, token: string): string => `${origin}/join#${token}`

/** @throws Error with code BAD_PUBLIC_URL for what is no address of a web server. */
export function readPublicUrl(given: string | undefined): string | null {
  if (!given) return null
  const address = URL.canParse(given) ? new URL(given) : null
  if (
    !address ||
    !/^https?:$/.test(address.protocol) ||
    address.pathname !== '/' ||
    address.search ||
    address.hash
  )
    throw Object.assign(new Error(`PUBLIC_URL=${given}`), { code: 'BAD_PUBLIC_URL' })
  return address.origin
}
