/** Several sources of distances one after the other: each is asked only what those before it could not tell. */
import { askCells } from './cells.ts'
import {
  emptyMatrix,
  type Matrix,
  type MatrixQuery,
  type NoRoute,
  type ProviderNote,
  type RoutingProvider,
  UNKNOWN,
} from './provider.ts'

/** Own roads, then services, then the estimate. What one of them finds unreachable stays so: no estimate bridges a closed road. */
export function chainOf(providers: readonly RoutingProvider[]): RoutingProvider {
  const [first] = providers
  return {
    id: providers.map(({ id }) => id).join('+'),
    offline: providers.every(({ offline }) => offline),
    caps: {
      avoid: first?.caps.avoid ?? 'none',
      profiles: first?.caps.profiles ?? [],
      maxCells: Math.max(0, ...providers.map(({ caps }) => caps.maxCells)),
    },
    networkVersion: async () =>
      (await Promise.all(providers.map((provider) => provider.networkVersion()))).join('+'),
    snap: async (places) => (await first?.snap(places)) ?? [],
    matrix: (query) => fill(providers, query),
    route: async (query) => {
      const notes: ProviderNote[] = []
      for (const provider of providers) {
        const found = await provider.route(query)
        if (found.quality !== UNKNOWN) return found
        notes.push(...(found as NoRoute).notes)
      }
      return { quality: UNKNOWN, provider: 'none', notes }
    },
  }
}

async function fill(providers: readonly RoutingProvider[], query: MatrixQuery): Promise<Matrix> {
  const { from, to, closures = [], onProgress } = query
  const whole = emptyMatrix(from.length, to.length)
  for (const [step, provider] of providers.entries()) {
    const cells = [...whole.quality.keys()].filter((cell) => whole.quality[cell] === UNKNOWN)
    if (cells.length === 0) break
    const progress = onProgress && ((share: number) => onProgress((step + share) / providers.length))
    const used = await askCells(provider, { ...query, onProgress: progress }, cells, whole)
    if (used > 0 && closures.length > 0 && provider.caps.avoid === 'none')
      whole.notes.push({ provider: provider.id, note: 'closures-ignored', facts: { cells: used } })
  }
  return whole
}
