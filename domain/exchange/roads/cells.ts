/** Some cells of a table, asked of a source that answers whole tables; and those that it told before, kept. */
import { closureKey } from './closures.ts'
import {
  emptyMatrix,
  type Matrix,
  type MatrixQuery,
  type Place,
  type RoutingProvider,
  UNKNOWN,
} from './provider.ts'

/** Writes what the source says of these cells, and of no others, into the table. Gives how many it knew. */
export async function askCells(
  provider: RoutingProvider,
  query: MatrixQuery,
  cells: readonly number[],
  whole: Matrix,
): Promise<number> {
  const { from, to } = query
  const rows = [...new Set(cells.map((cell) => Math.floor(cell / to.length)))]
  const columns = [...new Set(cells.map((cell) => cell % to.length))].sort((a, b) => a - b)
  const part = await provider.matrix({
    ...query,
    from: rows.map((row) => from[row]),
    to: columns.map((column) => to[column]),
  })
  const rowIn = new Map(rows.map((row, i) => [row, i]))
  const columnIn = new Map(columns.map((column, i) => [column, i]))
  let known = 0
  for (const cell of cells) {
    const other = rowIn.get(Math.floor(cell / to.length))! * columns.length + columnIn.get(cell % to.length)!
    whole.km[cell] = part.km[other]
    whole.minutes[cell] = part.minutes[other]
    whole.quality[cell] = part.quality[other]
    if (part.quality[other] !== UNKNOWN) known++
  }
  whole.notes.push(...part.notes)
  return known
}

type Told = Pick<Matrix, 'km' | 'minutes' | 'quality'>

/** Cells kept before all are forgotten: some 100 bytes each. */
const MOST_CELLS = 500_000
/** Milliseconds for which a version is believed: asking a service for it is a question of its own. */
const VERSION_MS = 600_000

/**
 * The same source, asked only what it has not told before on the same roads: by version of the network, profile and
 * closures, and by where the places are. What it did not know is asked again.
 */
export function remembering(
  provider: RoutingProvider,
  { mostCells = MOST_CELLS, versionMs = VERSION_MS, now = Date.now } = {},
): RoutingProvider {
  const kept = new Map<string, [km: number, minutes: number, quality: number]>()
  let version: { until: number; text: string } | null = null
  const networkVersion = async () => {
    if (!version || now() >= version.until)
      version = { until: now() + versionMs, text: await provider.networkVersion() }
    return version.text
  }
  return {
    ...provider,
    networkVersion,
    matrix: async (query) => {
      const { from, to, profile, closures = [] } = query
      const closed = provider.caps.avoid === 'none' ? '' : closureKey(closures)
      const roads = [await networkVersion(), profile, closed].join(' ')
      const key = (cell: number) =>
        `${roads} ${placeKey(from[Math.floor(cell / to.length)])} ${placeKey(to[cell % to.length])}`
      const whole = emptyMatrix(from.length, to.length)
      const missing: number[] = []
      for (const cell of whole.quality.keys()) {
        const told = kept.get(key(cell))
        if (told) put(whole, cell, told)
        else missing.push(cell)
      }
      if (missing.length === 0) return whole
      await askCells(provider, query, missing, whole)
      if (kept.size + missing.length > mostCells) kept.clear()
      for (const cell of missing.slice(0, mostCells))
        if (whole.quality[cell] !== UNKNOWN)
          kept.set(key(cell), [whole.km[cell], whole.minutes[cell], whole.quality[cell]])
      return whole
    },
  }
}

function put(whole: Told, cell: number, [km, minutes, quality]: [number, number, number]) {
  whole.km[cell] = km
  whole.minutes[cell] = minutes
  whole.quality[cell] = quality
}

const placeKey = ({ at }: Place): string => `${at[0]},${at[1]}`
