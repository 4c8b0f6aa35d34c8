/** Accounts and invitations, as whoever manages them sees them. */

import type { Grant } from '$domain/access/index.ts'
import { type Answer, ask, type Problem, reason } from '$lib/api.ts'
import type { Account, AccountEdit, Invitation, InvitationMade } from '../../../server/accounts/schema.ts'

/** A link that is shown once. */
export interface Link {
  url: string
  grants: Grant[]
  /** Null for a new account, else whose way in it is. */
  accountName: string | null
  expiresAt: string
}

export class PeopleTask {
  accounts = $state.raw<Account[] | null>(null)
  invitations = $state.raw<Invitation[]>([])
  problem = $state.raw<Problem | null>(null)
  working = $state(false)
  link = $state.raw<Link | null>(null)
  /** Somebody else was quicker: their version, beside mine. */
  conflict = $state.raw<{ mine: AccountEdit; theirs: Account } | null>(null)

  async load(): Promise<void> {
    const [accounts, invitations] = await Promise.all([
      ask<{ items: Account[] }>('/accounts'),
      ask<{ items: Invitation[] }>('/invitations'),
    ])
    if (accounts.ok) this.accounts = accounts.value.items
    else this.problem = accounts.problem
    if (invitations.ok) this.invitations = invitations.value.items
  }

  invite = (grants: Grant[], { note, reason }: { note: string; reason: string }) =>
    this.#do(
      ask<InvitationMade>('/invitations', {
        method: 'POST',
        body: { grants, ...(note && { note }), ...(reason && { reason }) },
      }),
      (made) => this.#show(made, null),
    )

  wayIn = ({ id, name }: Account) =>
    this.#do(ask<InvitationMade>(`/accounts/${id}/way-in`, { method: 'POST' }), (made) =>
      this.#show(made, name),
    )

  withdraw = ({ id }: Invitation) => this.#do(ask(`/invitations/${id}`, { method: 'DELETE' }))

  endSessions = ({ id }: Account) => this.#do(ask(`/accounts/${id}/sessions`, { method: 'DELETE' }))

  async edit({ id }: { id: number }, edit: AccountEdit): Promise<boolean> {
    this.conflict = null
    const done = await this.#do(ask<Account>(`/accounts/${id}`, { method: 'PATCH', body: edit }))
    if (!done && this.problem && reason(this.problem) === 'changed-by-another') {
      this.conflict = { mine: edit, theirs: this.problem.facts?.theirs as Account }
      this.problem = null
    }
    return done
  }

  #show({ token, invitation }: InvitationMade, accountName: string | null): void {
    const { expiresAt, grants } = invitation
    this.link = {
      url: `${location.origin}/join#${token}`,
      accountName,
      expiresAt,
      grants: grants as Grant[],
    }
  }

  async #do<T>(asked: Promise<Answer<T>>, then: (value: T) => void = () => {}): Promise<boolean> {
    this.working = true
    this.problem = null
    const answer = await asked
    this.working = false
    if (answer.ok) {
      then(answer.value)
      await this.load()
    } else this.problem = answer.problem
    return answer.ok
  }
}
