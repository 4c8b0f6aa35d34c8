/** A contestant answers in a process of its own, so that its memory is its own. */
import { setTimeout } from 'node:timers/promises'
import type { FeatureCollection } from 'geojson'
import { coverageFeatures } from '../../domain/demonstration/coverage-features.ts'
import { type CountrySize, drawCountry } from '../country.ts'
import { peakMemoryMB } from '../memory.ts'

export type Question = { kind: 'prepare'; size: CountrySize } | { kind: 'run' }
export type Answer =
  | { kind: 'prepared' }
  | { kind: 'ran'; ms: number; cpuMs: number; pairs: number; peakMB: number }

/** V8 frees garbage beside the program, for some 100 ms after it was found; that is nobody's work. */
const SWEEPING_MS = 500

/**
 * Waits for questions. `work` gets the parsed GeoJSON, the same objects for all, and says how many pairs it found;
 * only `work` is timed, with the garbage of the time before cleared away.
 */
export function contest(work: (country: FeatureCollection) => number): void {
  let country: FeatureCollection | undefined
  process.on('message', async (question: Question) => {
    if (question.kind === 'prepare') {
      country = coverageFeatures(drawCountry(question.size))
      process.send?.({ kind: 'prepared' } satisfies Answer)
      return
    }
    if (!country) throw new Error('Asked to run before the country was prepared.')
    globalThis.gc?.()
    await setTimeout(SWEEPING_MS)
    const used = process.cpuUsage()
    const begun = performance.now()
    const pairs = work(country)
    const ms = performance.now() - begun
    const { user, system } = process.cpuUsage(used)
    process.send?.({
      kind: 'ran',
      ms,
      cpuMs: (user + system) / 1000,
      pairs,
      peakMB: peakMemoryMB(),
    } satisfies Answer)
  })
}
