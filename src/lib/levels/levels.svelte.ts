/** What the screen of the levels holds: bodies, the one that is open on a day, and whom somebody picks. */
import { createContext } from 'svelte'
import { BODY_LEVELS, type BodyLevel } from '$domain/territory/body-record.ts'
import type { Judgement } from '$domain/territory/types.ts'
import { type Answer, ask, type Problem } from '$lib/api.ts'
import { readIds } from '$lib/shell/address.ts'
import { KnownAreas } from '$lib/territory/known-areas.svelte.ts'
import { today } from '$lib/today.ts'
import type { Body, BodyJudgement, BodyList, Member } from '../../../server/levels/schema.ts'
import type {
  Changed,
  Commune,
  CommuneList,
  Council,
  CouncilPage,
} from '../../../server/territories/schema.ts'
import { type Candidate, candidateAt, keyOf } from './candidates.ts'
import { isIsoDay } from './over-time.ts'

/** A slider passes over many days; the one on which it rests is asked for. */
const REST_MS = 120

export class LevelsWorkspace {
  bodies = $state.raw<Body[] | null>(null)
  communes = $state.raw<Commune[]>([])
  problem = $state.raw<Problem | null>(null)
  bodyId = $state<number | null>(null)
  /** ISO date, as the address names it; null: today. */
  wantedOn = $state<string | null>(null)
  /** Which level somebody forms; null while nobody does. */
  forming = $state<BodyLevel | null>(null)
  /** Those chosen for a new body. */
  picks = $state.raw<Candidate[]>([])
  /** Of the picks, as if they were one commune. */
  draftJudgement = $state.raw<Judgement | null>(null)
  /** Whether a press on the map chooses somebody to join the body that is open. */
  joining = $state(false)
  joiner = $state.raw<Candidate | null>(null)
  found = $state.raw<BodyJudgement | null>(null)
  judging = $state(false)
  readonly areas = new KnownAreas()
  #asked: AbortController | null = null
  #drafted: AbortController | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  readonly body = $derived(this.bodies?.find(({ id }) => id === this.bodyId) ?? null)
  readonly on = $derived(this.wantedOn ?? today())
  /** ISO date; null where the territory of today is looked at. */
  readonly pastDay = $derived(this.wantedOn !== null && this.wantedOn < today() ? this.wantedOn : null)
  /** What a press on the map chooses for. */
  readonly picking = $derived(this.forming ?? (this.joining ? (this.body?.level ?? null) : null))
  readonly judgement = $derived(this.found?.judgement ?? null)

  follow(url: URL): void {
    const number = readIds(url.searchParams.get('body') ?? '')[0] ?? null
    const on = url.searchParams.get('on')
    const form = url.searchParams.get('form')
    if (number !== this.bodyId) this.#close()
    this.bodyId = number
    this.wantedOn = isIsoDay(on) ? on : null
    this.areas.setDay(this.pastDay)
    const forming = BODY_LEVELS.find((level) => level === form) ?? null
    if (forming === null || this.forming === null) this.picks = []
    this.forming = forming
  }

  #close(): void {
    this.found = null
    this.joining = false
    this.joiner = null
  }

  load = async (): Promise<void> => {
    const [bodies, communes] = await Promise.all([ask<BodyList>('/bodies'), ask<CommuneList>('/communes')])
    if (bodies.ok) this.bodies = bodies.value.items
    if (communes.ok) this.communes = communes.value.items
    this.problem = bodies.ok ? null : bodies.problem
    this.judge(true)
  }

  /** Of the body that is open, on the day. @param now without waiting for a slider to rest. */
  judge(now = false): void {
    clearTimeout(this.#timer)
    const { body } = this
    if (!body) return
    if (now) void this.#judge(body.id, this.on)
    else this.#timer = setTimeout(() => void this.#judge(body.id, this.on), REST_MS)
  }

  async #judge(id: number, on: string): Promise<void> {
    this.#asked?.abort()
    const asked = new AbortController()
    this.#asked = asked
    this.judging = true
    const answer = await ask<BodyJudgement>(`/bodies/${id}/judgement`, {
      query: { on },
      signal: asked.signal,
    })
    if (asked.signal.aborted) return
    this.judging = false
    if (!answer.ok) return
    this.found = answer.value
    await this.areas.fetch((answer.value.judgement?.councils ?? []).map(Number))
  }

  /** A press on the map. @returns whether it was somebody who can be chosen. */
  async press(councilId: number): Promise<boolean> {
    const level = this.picking
    if (!level) return false
    const answer = await ask<Council>(`/councils/${councilId}`)
    if (!answer.ok) return false
    const found = candidateAt(level, answer.value, { communes: this.communes, bodies: this.bodies ?? [] })
    if (!found) return false
    if (this.forming) this.toggle(found)
    else this.joiner = found
    return true
  }

  toggle(candidate: Candidate): void {
    const key = keyOf(candidate.member)
    const without = this.picks.filter(({ member }) => keyOf(member) !== key)
    this.picks = without.length < this.picks.length ? without : [...this.picks, candidate]
    void this.#judgeDraft()
  }

  clearPicks(): void {
    this.picks = []
    this.draftJudgement = null
  }

  councilsOf({ kind, id }: Member): number[] {
    if (kind === 'council') return [id]
    const of = kind === 'commune' ? this.communes : (this.bodies ?? [])
    return of.find((one) => one.id === id)?.councilIds ?? []
  }

  readonly draftCouncils = $derived([...new Set(this.picks.flatMap(({ member }) => this.councilsOf(member)))])

  async #judgeDraft(): Promise<void> {
    this.#drafted?.abort()
    const councilIds = this.draftCouncils
    if (councilIds.length === 0) {
      this.draftJudgement = null
      return
    }
    const drafted = new AbortController()
    this.#drafted = drafted
    const [answer] = await Promise.all([
      ask<Judgement>('/judge', { method: 'POST', body: { councilIds }, signal: drafted.signal }),
      this.areas.fetch(councilIds),
    ])
    if (!drafted.signal.aborted) this.draftJudgement = answer.ok ? answer.value : null
  }

  findCouncils = async (words: string, signal: AbortSignal): Promise<Council[]> => {
    const answer = await ask<CouncilPage>('/councils', { query: { q: words.trim(), limit: 8 }, signal })
    return answer.ok ? answer.value.items : []
  }

  /** Changes that answer with the body as it is now. */
  send = (path: string, method: 'POST' | 'PATCH', body: object): Promise<Answer<Changed<Body>>> =>
    ask<Changed<Body>>(`/bodies${path}`, { method, body })

  remove = (body: Body, reason?: string): Promise<Answer<Changed<Body>>> =>
    ask<Changed<Body>>(`/bodies/${body.id}`, {
      method: 'DELETE',
      query: { revision: body.revision, reason },
    })

  close(): void {
    clearTimeout(this.#timer)
    this.#asked?.abort()
    this.#drafted?.abort()
  }
}

/** The address of a level, in the language that the present one names. */
export function levelsLink(
  url: URL,
  target: { body?: number; on?: string | null; form?: BodyLevel } = {},
): string {
  const query = new URLSearchParams()
  const language = url.searchParams.get('lang')
  if (language) query.set('lang', language)
  for (const [key, value] of Object.entries(target))
    if (value !== undefined && value !== null) query.set(key, String(value))
  const text = query.toString()
  return text ? `/levels?${text}` : '/levels'
}

export const [getLevels, setLevels] = createContext<LevelsWorkspace>()
