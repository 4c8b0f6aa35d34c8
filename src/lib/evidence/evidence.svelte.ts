/** The evidence of one unit, as this person sees it, and what they do with it. */
import { type Consent, standingUses, type Use } from '$domain/evidence/index.ts'
import { type Answer, ask, type Problem } from '$lib/api.ts'
import type { Language } from '$lib/language.svelte.ts'
import { today } from '$lib/today.ts'
import type { CasePage } from '../../../server/cases/schema.ts'
import type {
  Evidence,
  EvidenceChanged,
  EvidenceEdit,
  EvidenceList,
  NewTestimony,
} from '../../../server/evidence/schema.ts'
import type { UnitWhole } from '../../../server/lands/schema.ts'
import { unfinishedUploads } from './stored-uploads.ts'
import { type Supportable, supportables } from './supportable.ts'
import { EvidenceUpload, type Sent } from './upload.svelte.ts'

const LOOK_AGAIN_MS = 1500

export class EvidenceTask {
  readonly unitId: number
  /** Null until the server has answered. */
  list = $state.raw<EvidenceList | null>(null)
  problem = $state.raw<Problem | null>(null)
  uploads = $state<EvidenceUpload[]>([])
  /** Left half-way in this browser before. */
  unfinished = $state(0)
  /** What of the record evidence can be for; null until somebody wants to choose. */
  supportables = $state.raw<Supportable[] | null>(null)
  #lookingUp = false
  #again: ReturnType<typeof setTimeout> | undefined
  #language: Language

  constructor(unitId: number, language: Language) {
    this.unitId = unitId
    this.#language = language
    this.unfinished = unfinishedUploads(unitId)
  }

  refresh = async (): Promise<void> => {
    clearTimeout(this.#again)
    const answer = await ask<EvidenceList>('/evidence', { query: { unit: this.unitId } })
    this.problem = answer.ok ? null : answer.problem
    if (!answer.ok) return
    this.list = answer.value
    if (answer.value.items.some(({ state }) => state === 'checking'))
      this.#again = setTimeout(this.refresh, LOOK_AGAIN_MS)
  }

  choose(files: Iterable<File>): void {
    for (const file of files) this.uploads.push(new EvidenceUpload(file))
  }

  send(sent: Omit<Sent, 'unitId'>, language: string): void {
    for (const upload of this.uploads)
      if (upload.state === 'waiting' || upload.state === 'measuring')
        void upload.send({ unitId: this.unitId, ...sent }, language, () => {
          this.unfinished = unfinishedUploads(this.unitId)
          void this.refresh()
        })
  }

  async drop(upload: EvidenceUpload): Promise<void> {
    await upload.cancel()
    this.uploads = this.uploads.filter((one) => one !== upload)
    this.unfinished = unfinishedUploads(this.unitId)
  }

  /** Whatever waited for a connection goes on. */
  online = (): void => {
    for (const upload of this.uploads) if (upload.state === 'away') upload.resume()
  }

  testify = (testimony: Omit<NewTestimony, 'unitId'>): Promise<Answer<Evidence>> =>
    this.#took(
      ask<Evidence>('/evidence/testimonies', { method: 'POST', body: { unitId: this.unitId, ...testimony } }),
    )

  /** @param againOn ISO day on which the person gave again what they had withdrawn. */
  setUses = ({ id, revision }: Evidence, uses: Use[], againOn?: string): Promise<Answer<EvidenceChanged>> =>
    this.#took(
      ask<EvidenceChanged>(`/evidence/${id}/uses`, {
        method: 'PUT',
        body: { revision, uses, ...(againOn && { againOn }) },
      }),
    )

  say = (
    { id, revision }: Evidence,
    edit: Omit<EvidenceEdit, 'revision'>,
  ): Promise<Answer<EvidenceChanged>> =>
    this.#took(ask<EvidenceChanged>(`/evidence/${id}`, { method: 'PATCH', body: { revision, ...edit } }))

  /** Asked for when somebody is about to choose: the record may be long. */
  async loadSupportables(): Promise<void> {
    if (this.supportables || this.#lookingUp) return
    this.#lookingUp = true
    const [whole, cases] = await Promise.all([
      ask<UnitWhole>(`/land/units/${this.unitId}`),
      ask<CasePage>('/land/cases', { query: { unit: this.unitId } }),
    ])
    this.#lookingUp = false
    if (whole.ok && cases.ok) this.supportables = supportables(whole.value, cases.value.items, this.#language)
  }

  async #took<T>(asked: Promise<Answer<T>>): Promise<Answer<T>> {
    const answer = await asked
    await this.refresh()
    return answer
  }

  close(): void {
    clearTimeout(this.#again)
    // What is on its way can be gone on with from what this browser remembers.
    for (const upload of this.uploads)
      if (upload.state === 'sending' || upload.state === 'away') void upload.pause()
  }
}

export const usesOf = ({ consents }: Evidence): Use[] => standingUses(consents as Consent[], today())
