/** Several sources of distances one after the other: each is asked only what those before it could not tell. */
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
  const { from, to, closures = [], signal, onProgress } = query
  const whole = emptyMatrix(from.length, to.length)
  for (const [step, provider] of providers.entries()) {
    const cells = [...whole.quality.keys()].filter((cell) => whole.quality[cell] === UNKNOWN)
    if (cells.length === 0) break
    const rows = [...new Set(cells.map((cell) => Math.floor(cell / to.length)))]
    const columns = [...new Set(cells.map((cell) => cell % to.length))].sort((a, b) => a - b)
    const part = await provider.matrix({
      ...query,
      from: rows.map((row) => from[row]),
      to: columns.map((column) => to[column]),
      signal,
      onProgress: onProgress && ((share) => onProgress((step + share) / providers.length)),
    })
    const rowIn = new Map(rows.map((row, i) => [row, i]))
    const columnIn = new Map(columns.map((column, i) => [column, i]))
    let used = 0
    for (const cell of cells) {
      const other =
        rowIn.get(Math.floor(cell / to.length))! * columns.length + columnIn.get(cell % to.length)!
      whole.km[cell] = part.km[other]
      whole.minutes[cell] = part.minutes[other]
      whole.quality[cell] = part.quality[other]
      if (part.quality[other] !== UNKNOWN) used++
    }
    whole.notes.push(...part.notes)
    if (used > 0 && closures.length > 0 && provider.caps.avoid === 'none')
      whole.notes.push({ provider: provider.id, note: 'closures-ignored', facts: { cells: used } })
  }
  return whole
}
