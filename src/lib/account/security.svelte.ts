/** One's own ways in and open sessions, and what is done to them. */
import { startRegistration } from '@simplewebauthn/browser'
import { type Answer, ask, type Problem } from '$lib/api.ts'
import type { RecoveryCodes, SecondFactorOffer, Security } from '../../../server/accounts/schema.ts'

export class SecurityTask {
  state = $state.raw<Security | null>(null)
  problem = $state.raw<Problem | null>(null)
  working = $state(false)
  /** Shown once. */
  codes = $state.raw<string[] | null>(null)
  offer = $state.raw<SecondFactorOffer | null>(null)

  async load(): Promise<void> {
    const answer = await ask<Security>('/me/security')
    if (answer.ok) this.state = answer.value
    else this.problem = answer.problem
  }

  /** @returns whether it was done. */
  changePassword = (current: string, next: string) =>
    this.#do(ask('/me/password', { method: 'PUT', body: { current, next } }))

  async offerSecondFactor(): Promise<void> {
    await this.#do(ask<SecondFactorOffer>('/me/second-factor', { method: 'POST' }), (offer) => {
      this.offer = offer
    })
  }

  async confirmSecondFactor(code: string): Promise<void> {
    const { secret } = this.offer!
    await this.#do(
      ask<RecoveryCodes>('/me/second-factor/confirm', { method: 'POST', body: { secret, code } }),
      ({ codes }) => {
        this.codes = codes
        this.offer = null
      },
    )
  }

  endSecondFactor = (password: string) =>
    this.#do(ask('/me/second-factor', { method: 'DELETE', body: { password } }))

  async renewCodes(password: string): Promise<void> {
    await this.#do(
      ask<RecoveryCodes>('/me/recovery-codes', { method: 'POST', body: { password } }),
      ({ codes }) => {
        this.codes = codes
      },
    )
  }

  /** @returns whether it was added; null where the browser's window was closed. */
  async addPasskey(name: string): Promise<boolean | null> {
    type Options = Parameters<typeof startRegistration>[0]['optionsJSON']
    const asked = await ask<{ options: Options }>('/me/passkeys/options', { method: 'POST' })
    if (!asked.ok) {
      this.problem = asked.problem
      return false
    }
    let response: unknown
    try {
      response = await startRegistration({ optionsJSON: asked.value.options })
    } catch {
      return null
    }
    return this.#do(ask('/me/passkeys', { method: 'POST', body: { name, response } }))
  }

  removePasskey = (id: string) =>
    this.#do(ask(`/me/passkeys/${encodeURIComponent(id)}`, { method: 'DELETE' }))

  endDevice = (id: string) => this.#do(ask(`/me/devices/${encodeURIComponent(id)}`, { method: 'DELETE' }))

  endOtherDevices = () => this.#do(ask('/me/devices', { method: 'DELETE' }))

  async #do<T>(asked: Promise<Answer<T>>, then: (value: T) => void = () => {}): Promise<boolean> {
    this.working = true
    this.problem = null
    const answer = await asked
    this.working = false
    if (answer.ok) then(answer.value)
    else this.problem = answer.problem
    await this.load()
    return answer.ok
  }
}
