/**
 * A routing service as the rest of the program may use it: told of no place that the public does not see, left alone
 * for a while after it failed, and never waited for long. Whatever goes wrong there is a note, and a distance unknown.
 */
import type { Position } from 'geojson'
import {
  emptyMatrix,
  type Matrix,
  type MatrixQuery,
  type Place,
  type ProviderNote,
  type RoutingProvider,
  UNKNOWN,
} from '../../../domain/exchange/roads/index.ts'

export interface DiscreetOptions {
  /** Where the public sees these places, by id; null: all may be told as they are. */
  shown: ((ids: readonly string[]) => Promise<ReadonlyMap<string, Position>>) | null
  /** For all questions of one table. */
  wholeMs?: number
  /** How long a service that failed is left alone. */
  restMs?: number
  now?: () => number
}

/** Rows asked for at a time: what came before the time was up is kept. */
const ROWS = 100
const WHOLE_MS = 60_000
const REST_MS = 60_000
/** After these it would only fail again. */
const FAILURES: ProviderNote['note'][] = ['timeout', 'no-connection', 'odd-answer', 'answer-too-large']

export function discreet(service: RoutingProvider, options: DiscreetOptions): RoutingProvider {
  const { shown, wholeMs = WHOLE_MS, restMs = REST_MS, now = Date.now } = options
  let resting: { until: number; note: ProviderNote } | null = null

  const isResting = () => resting !== null && now() < resting.until
  const noteOf = (error: unknown, limit: AbortSignal, signal?: AbortSignal): ProviderNote => {
    if (signal?.aborted) throw signal.reason
    return limit.aborted
      ? { provider: service.id, note: 'timeout', facts: { seconds: wholeMs / 1000 } }
      : { provider: service.id, note: 'odd-answer', facts: { error: (error as Error).name } }
  }
  const heed = (notes: readonly ProviderNote[]) => {
    const failure = notes.find(({ note }) => FAILURES.includes(note))
    if (failure) resting = { until: now() + restMs, note: failure }
    return failure !== undefined
  }
  const asShown = async (places: readonly Place[]): Promise<(Place | null)[]> => {
    if (!shown) return [...places]
    const where = await shown([...new Set(places.map(({ id }) => id))])
    return places.map(({ id }) => (where.has(id) ? { id, at: where.get(id)! } : null))
  }

  return {
    ...service,
    networkVersion: async () =>
      isResting() ? `${service.id}-away` : service.networkVersion().catch(() => `${service.id}-away`),
    matrix: async (query) => {
      const whole = emptyMatrix(query.from.length, query.to.length)
      const [rows, columns] = [await asShown(query.from), await asShown(query.to)]
      const untold = (places: readonly Place[], told: readonly (Place | null)[]) =>
        places.filter((_, i) => told[i] === null).map(({ id }) => id)
      const kept = new Set([...untold(query.from, rows), ...untold(query.to, columns)])
      if (kept.size > 0)
        whole.notes.push({ provider: service.id, note: 'places-kept', facts: { places: kept.size } })
      if (isResting()) whole.notes.push(resting!.note)
      else await inBands(whole, rows, columns, query)
      return whole
    },
    route: async (query) => {
      const [from, to] = await asShown([query.from, query.to])
      const none = (...notes: ProviderNote[]) => ({ quality: UNKNOWN, provider: service.id, notes }) as const
      if (!from || !to) return none({ provider: service.id, note: 'places-kept', facts: { places: 1 } })
      if (isResting()) return none(resting!.note)
      const limit = AbortSignal.timeout(wholeMs)
      const signal = query.signal ? AbortSignal.any([query.signal, limit]) : limit
      try {
        const found = await service.route({ ...query, from, to, signal })
        if ('notes' in found) heed(found.notes)
        return found
      } catch (error) {
        const note = noteOf(error, limit, query.signal)
        heed([note])
        return none(note)
      }
    },
  }

  async function inBands(
    whole: Matrix,
    rows: readonly (Place | null)[],
    columns: readonly (Place | null)[],
    query: MatrixQuery,
  ): Promise<void> {
    const here = [...rows.keys()].filter((i) => rows[i])
    const there = [...columns.keys()].filter((i) => columns[i])
    if (here.length === 0 || there.length === 0) return
    const limit = AbortSignal.timeout(wholeMs)
    const signal = query.signal ? AbortSignal.any([query.signal, limit]) : limit
    for (let first = 0; first < here.length; first += ROWS) {
      const band = here.slice(first, first + ROWS)
      let part: Matrix
      try {
        part = await service.matrix({
          ...query,
          from: band.map((i) => rows[i]!),
          to: there.map((i) => columns[i]!),
          signal,
          onProgress: undefined,
        })
      } catch (error) {
        part = { ...emptyMatrix(0, 0), notes: [noteOf(error, limit, query.signal)] }
      }
      for (const [r, row] of band.entries())
        for (const [c, column] of there.entries()) {
          const [cell, other] = [row * columns.length + column, r * there.length + c]
          if (other >= part.quality.length) continue
          whole.km[cell] = part.km[other]
          whole.minutes[cell] = part.minutes[other]
          whole.quality[cell] = part.quality[other]
        }
      for (const note of part.notes)
        if (!whole.notes.some((other) => other.note === note.note)) whole.notes.push(note)
      if (heed(part.notes)) return
      query.onProgress?.(Math.min(1, (first + ROWS) / here.length))
    }
  }
}
