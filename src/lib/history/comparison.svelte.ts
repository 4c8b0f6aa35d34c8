/** Two days of a region side by side: fetched, compared in a thread of its own, communes judged on both. */
import type { ComparedDays } from '$domain/territory/compare-days.ts'
import type { Verdict } from '$domain/territory/types.ts'
import { ask, type Problem } from '$lib/api.ts'
import type { Bounds } from '$lib/map/map-view.svelte.ts'
import type {
  Commune,
  CommuneList,
  CouncilAreas,
  CouncilWithGeometry,
  LinkList,
} from '../../../server/territories/schema.ts'
import { Comparer } from './comparer.ts'
import { aboutCouncils, boxAround } from './region.ts'

/** Of a commune, of certain councils, or of what the map shows. */
export type Region = { commune: number } | { councils: number[] } | { box: Bounds | null }

export interface CommuneOnDay {
  name: string
  registeredAs: Commune['registeredAs']
  councils: number
  families: number | null
  areaM2: number
  partial: boolean
  /** Null where it can't be judged; `pending` while it is. */
  verdict: Verdict | null | 'pending'
  pieces: number
}
export interface ComparedCommune {
  id: number
  before: CommuneOnDay | null
  after: CommuneOnDay | null
}

interface Side {
  day: string
  communes: Commune[]
  councils: CouncilWithGeometry[]
}

/** As wide as a municipality or two; beyond, a browser is not sent every area. */
const LARGEST_BOX_DEGREES = 0.6
/** More are listed without a verdict. */
const MOST_JUDGED = 60

export class Comparison {
  working = $state(false)
  problem = $state.raw<Problem | null>(null)
  /** The region holds more areas than can be compared at once. */
  tooWide = $state(false)
  before = $state.raw<CouncilWithGeometry[]>([])
  after = $state.raw<CouncilWithGeometry[]>([])
  result = $state.raw<ComparedDays | null>(null)
  communes = $state.raw<ComparedCommune[]>([])
  bounds = $state.raw<Bounds | null>(null)
  /** Of communes on either day; the later name stands. */
  names = $state.raw<ReadonlyMap<number, string>>(new Map())
  #comparer = new Comparer()
  #asked = 0

  clear(): void {
    this.#asked++
    this.working = false
    this.problem = null
    this.tooWide = false
    this.before = []
    this.after = []
    this.result = null
    this.communes = []
    this.bounds = null
  }

  async run(from: string, to: string, region: Region): Promise<void> {
    this.clear()
    const asked = this.#asked
    this.working = true
    const sides = await this.#fetch([from, to], region)
    if (asked !== this.#asked) return
    if (!sides) {
      this.working = false
      return
    }
    const [before, after] = sides
    const compared = await this.#comparer.compare(before, after)
    if (asked !== this.#asked) return
    this.working = false
    if (!compared) {
      this.problem = { type: '', title: '', status: 0 }
      return
    }
    const wanted =
      'councils' in region ? region.councils : 'commune' in region ? members(sides, region.commune) : null
    const result = wanted ? aboutCouncils(compared, new Set(wanted)) : compared
    const shown =
      'commune' in region ? result.communes.filter((id) => id === region.commune) : result.communes
    this.before = before.councils
    this.after = after.councils
    this.result = result
    this.communes = shown.map((id) => ({ id, before: onDay(before, id), after: onDay(after, id) }))
    this.bounds = boxOf(sides, result)
    this.names = new Map(sides.flatMap(({ communes }) => communes.map(({ id, name }) => [id, name] as const)))
    await this.#judge(sides, shown.slice(0, MOST_JUDGED), asked)
  }

  async #fetch(days: [string, string], region: Region): Promise<[Side, Side] | null> {
    const lists = await Promise.all(days.map((on) => ask<CommuneList>('/communes', { query: { on } })))
    const failed = lists.find((answer) => !answer.ok)
    if (failed && !failed.ok) {
      this.problem = failed.problem
      return null
    }
    const communes = lists.map((answer) => (answer.ok ? answer.value.items : []))
    const query = this.#areasOf(region, communes)
    if (!query) return null
    const areas = await Promise.all(
      days.map((on) => ask<CouncilAreas>('/councils/areas', { query: { ...query, on } })),
    )
    const sides: Side[] = []
    for (const [i, answer] of areas.entries()) {
      if (!answer.ok) {
        this.problem = answer.problem
        return null
      }
      if (answer.value.truncated) {
        this.tooWide = true
        return null
      }
      sides.push({ day: days[i], communes: communes[i], councils: answer.value.items })
    }
    // Communes elsewhere are no matter of this region.
    const here = new Set(sides.flatMap(({ councils }) => councils.map(({ id }) => id)))
    for (const side of sides)
      side.communes = side.communes.filter(({ councilIds }) => councilIds.some((id) => here.has(id)))
    return sides as [Side, Side]
  }

  #areasOf(region: Region, communes: Commune[][]): { ids?: string; bbox?: string } | null {
    if ('councils' in region) return { ids: region.councils.join() }
    const box =
      'box' in region
        ? region.box
        : boxAround(
            communes.flat().flatMap(({ id, bounds }) => (id === region.commune && bounds ? [bounds] : [])),
          )
    if (!box) {
      // A commune that is there on neither day.
      this.problem = { type: 'urn:toparquia:problem:commune-not-found', title: '', status: 404 }
      return null
    }
    if (box[2] - box[0] > LARGEST_BOX_DEGREES || box[3] - box[1] > LARGEST_BOX_DEGREES) {
      this.tooWide = true
      return null
    }
    return { bbox: box.join() }
  }

  /** The verdict of each commune on each day, with the areas and the links of that day. */
  async #judge(sides: [Side, Side], ids: readonly number[], asked: number): Promise<void> {
    const links = await ask<LinkList>('/links')
    for (const [i, side] of sides.entries()) {
      const key = i === 0 ? 'before' : 'after'
      const communes = side.communes.filter(({ id, partial }) => ids.includes(id) && !partial)
      const known = new Map(side.councils.map((council) => [council.id, council]))
      const missing = communes.flatMap(({ councilIds }) => councilIds.filter((id) => !known.has(id)))
      if (missing.length > 0) {
        const more = await ask<CouncilAreas>('/councils/areas', {
          query: { ids: missing.join(), on: side.day },
        })
        if (more.ok) for (const council of more.value.items) known.set(council.id, council)
      }
      const whole = communes.filter(({ councilIds }) => councilIds.every((id) => known.has(id)))
      const wanted = new Set(whole.flatMap(({ councilIds }) => councilIds))
      const verdicts = await this.#comparer.verdicts({
        units: [...wanted].map((id) => ({ id: String(id), geometry: known.get(id)!.geometry })),
        communes: whole.map(({ id, councilIds }) => ({ id, councilIds })),
        links: (links.ok ? links.value.items : [])
          .filter(({ declaredOn }) => declaredOn <= side.day)
          .map((link) => ({ ...link, a: String(link.councilA), b: String(link.councilB) })),
      })
      if (asked !== this.#asked) return
      const found = new Map(verdicts?.map((one) => [one.id, one]))
      this.communes = this.communes.map((commune) => {
        const on = commune[key]
        if (!on) return commune
        const { verdict = null, pieces = 0 } = found.get(commune.id) ?? {}
        return { ...commune, [key]: { ...on, verdict, pieces } }
      })
    }
  }

  /** Areas of certain councils on a day, to be looked at. */
  async look(ids: readonly number[], on: string): Promise<CouncilWithGeometry[]> {
    const answer = await ask<CouncilAreas>('/councils/areas', { query: { ids: ids.join(), on } })
    return answer.ok ? answer.value.items : []
  }

  close(): void {
    this.#asked++
    this.#comparer.close()
  }
}

const members = (sides: readonly Side[], commune: number): number[] =>
  sides.flatMap(({ communes }) => communes.find(({ id }) => id === commune)?.councilIds ?? [])

function onDay({ communes }: Side, id: number): CommuneOnDay | null {
  const commune = communes.find((one) => one.id === id)
  if (!commune) return null
  const { name, registeredAs, councilIds, families, areaM2, partial } = commune
  const verdict = partial ? null : 'pending'
  return { name, registeredAs, councils: councilIds.length, families, areaM2, partial, verdict, pieces: 0 }
}

/** Around what changed. */
function boxOf(sides: readonly Side[], { councils }: ComparedDays): Bounds | null {
  const changed = new Set(councils.map(({ id }) => id))
  return boxAround(
    sides.flatMap((side) => side.councils.flatMap(({ id, bounds }) => (changed.has(id) ? [bounds] : []))),
  )
}
