/** The founding that is open: what is written down, the councils that vote, and saving one step at a time. */

import {
  type FoundingInput,
  type FoundingState,
  type StepKind,
  stateOfFounding,
} from '$domain/founding/index.ts'
import { daysBetween, VENEZUELA_CALENDAR, VENEZUELA_COMMUNES } from '$domain/law/index.ts'
import { ask, type Problem, reason } from '$lib/api.ts'
import { today } from '$lib/today.ts'
import type { Founding, FoundingFound } from '../../../server/foundings/schema.ts'
import type { Change, Changed, Commune, Council, CouncilPage } from '../../../server/territories/schema.ts'

const EMPTY: Omit<FoundingInput, 'beganOn'> = {
  commission: null,
  charter: [],
  debateCalledOn: null,
  votes: [],
  registration: null,
  parliament: null,
}

/** What a form changes, of the founding as it stands when it is saved: what others wrote meanwhile stays. */
export type FoundingEdit = (now: FoundingInput) => Partial<FoundingInput>

export class FoundingTask {
  commune = $state.raw<Commune | null>(null)
  /** By name. */
  councils = $state.raw<Council[]>([])
  record = $state.raw<Founding | null>(null)
  problem = $state.raw<Problem | null>(null)
  /** The step whose form is open; `began` for the day of beginning. */
  editing = $state<StepKind | 'began' | null>(null)
  /** Somebody saved while the form was open. */
  overtaken = $state(false)
  saving = $state(false)
  #asked = 0

  readonly state = $derived.by((): FoundingState | null =>
    this.commune === null
      ? null
      : stateOfFounding(
          this.record,
          {
            councils: this.councils.map(({ id, kind, families }) => ({ id, kind, families })),
            registeredAs: this.commune.registeredAs,
            verdict: this.commune.verdict ?? undefined,
            pieces: this.commune.pieces,
          },
          { pack: VENEZUELA_COMMUNES, calendar: VENEZUELA_CALENDAR, today: today() },
        ),
  )

  /** Days of debate so far, as the law counts them. */
  readonly debateDays = $derived.by(() => {
    const called = this.record?.debateCalledOn
    const count = this.state?.debateCount
    return called && count ? daysBetween(called, today(), count, VENEZUELA_CALENDAR) : 0
  })

  async load(id: number | null): Promise<void> {
    const number = ++this.#asked
    if (id !== this.commune?.id) {
      this.commune = null
      this.editing = null
    }
    if (id === null) return
    const [commune, councils, founding] = await Promise.all([
      ask<Commune>(`/communes/${id}`),
      ask<CouncilPage>('/councils', { query: { commune: id, sort: 'name', limit: 5000 } }),
      ask<FoundingFound>(`/communes/${id}/founding`),
    ])
    if (number !== this.#asked) return
    const failed = [commune, councils, founding].find((answer) => !answer.ok)
    this.problem = failed && !failed.ok ? failed.problem : null
    if (!commune.ok || !councils.ok || !founding.ok) return
    this.councils = councils.value.items
    this.record = founding.value.record
    this.commune = commune.value
  }

  edit(what: FoundingTask['editing']): void {
    this.editing = what
    this.overtaken = false
  }

  /** @returns the step that was made, or what went wrong. */
  async save(edit: FoundingEdit, why: string): Promise<{ change: Change } | { problem: string }> {
    this.saving = true
    const {
      communeId: _,
      revision,
      ...now
    } = this.record ?? { ...EMPTY, beganOn: today(), communeId: 0, revision: 0 }
    const answer = await ask<Changed<Founding>>(`/communes/${this.commune!.id}/founding`, {
      method: 'PUT',
      body: { ...now, ...edit(now), revision, reason: why.trim() || undefined },
    })
    this.saving = false
    if (answer.ok) {
      this.record = answer.value.record
      this.edit(null)
      return { change: answer.value.change }
    }
    if (reason(answer.problem) === 'changed-by-another') {
      await this.load(this.commune!.id)
      this.overtaken = true
    }
    return { problem: answer.problem.detail || answer.problem.title }
  }
}
