/** Who is signed in, and what they may do: asked of the same policy as the server's, which decides all the same. */
import { createContext } from 'svelte'
import { type Action, denial, PUBLIC, type Subject, type Viewer } from '$domain/access/index.ts'
import { type Answer, ask, onSignInNeeded } from '$lib/api.ts'
import type { Me, SignIn } from '../../../server/accounts/schema.ts'

export class Account {
  /** Null until the server has said who asks. */
  me = $state.raw<Me | null>(null)
  /**
   * The sign-in covers the task, which stays as it is: a session ended, an account is needed, or the server wants to be
   * sure who asks before it changes a way in.
   */
  interrupted = $state<'ended' | 'needed' | 'again' | null>(null)

  readonly viewer = $derived<Viewer>(
    this.me ? { account: this.me.account, grants: this.me.grants as Viewer['grants'] } : PUBLIC,
  )

  constructor() {
    onSignInNeeded(() => {
      this.interrupted = this.me?.account ? 'ended' : 'needed'
    })
  }

  may = (action: Action, subject?: Subject): boolean => denial(this.viewer, action, subject) === null

  async refresh(): Promise<void> {
    const answer = await ask<Me>('/me')
    if (answer.ok) this.me = answer.value
  }

  async signIn(given: SignIn): Promise<Answer<Me>> {
    return this.#take(await ask<Me>('/sign-in', { method: 'POST', body: given }))
  }

  signOut = (): Promise<Answer<void>> => ask('/sign-out', { method: 'POST' })

  /** Whatever way in it was: the answer says who came in. */
  takeIn = (answer: Answer<Me>): Answer<Me> => this.#take(answer)

  #take(answer: Answer<Me>): Answer<Me> {
    if (answer.ok) {
      this.me = answer.value
      this.interrupted = null
    }
    return answer
  }
}

export const [getAccount, setAccount] = createContext<Account>()
