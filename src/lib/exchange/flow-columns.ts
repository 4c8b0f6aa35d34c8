/** Exchanges, communes and roads as the columns from which the map is prepared. Pure. */
import type { FlowColumns, FlowPlace, Routes } from '../../../domain/exchange/flow-map/index.ts'
import type { Provenance } from '../../../domain/exchange/records.ts'
import type { RoadFeature } from '../../../server/exchanges/road-schema.ts'
import type { CommunePlace, Flow } from '../../../server/exchanges/schema.ts'

/** What travels to the worker that prepares the map. */
export interface FlowSource {
  places: FlowPlace[]
  columns: FlowColumns
  routes: Routes
}
/** What its numbers mean. */
export interface FlowKey {
  /** Communes by place. */
  communes: number[]
  months: string[]
  products: string[]
  provenances: Provenance[]
  segments: string[]
  /** Exchanges of communes whose place nobody sees: they are in the tables only. */
  placeless: number
}

export const isEstimate = ({ quality }: Pick<Flow, 'quality'>): boolean =>
  quality !== 'own-roads' && quality !== 'service'

/** Kilometres of a first or last stretch under which a way only begins or ends at it, where two roads meet. */
const TOUCHED_KM = 0.1

/** The stretches that an exchange is driven along. */
export const drivenOf = <S extends { km: number }>({ segments }: { segments: readonly S[] }): S[] =>
  segments.filter(({ km }, i) => (i > 0 && i < segments.length - 1) || km >= TOUCHED_KM)

/** Kilograms in the order of MEASURES: planned, agreed, sent, received. */
const amountsOf = ({ kg, state, progress }: Pick<Flow, 'kg' | 'state' | 'progress'>): number[] => [
  kg,
  state === 'agreed' ? kg : 0,
  progress.sentKg,
  progress.acceptedKg,
]

export function flowColumns(
  flows: readonly Flow[],
  at: ReadonlyMap<number, { at: readonly number[] }>,
  named: readonly CommunePlace[],
  roads: readonly RoadFeature[],
): { source: FlowSource; key: FlowKey } {
  const wanted = flows.filter(({ state }) => state !== 'refused')
  const drawn = wanted.filter(({ fromCommune, toCommune }) => at.has(fromCommune) && at.has(toCommune))
  const communes = listOf(drawn.flatMap(({ fromCommune, toCommune }) => [fromCommune, toCommune]))
  const months = listOf(drawn.map(({ period }) => period))
  const products = listOf(drawn.map(({ product }) => product))
  const provenances = listOf(drawn.map(({ provenance }) => provenance))
  const segmentOf = new Map(roads.map(({ properties }, i) => [properties.id, i]))
  const start = [0]
  const steps: number[] = []
  const route = drawn.map((flow) => {
    const known = drivenOf(flow).flatMap(({ segmentId, dir }) => {
      const segment = segmentOf.get(segmentId)
      return segment === undefined ? [] : [2 * segment + (dir === 1 ? 0 : 1)]
    })
    if (known.length === 0) return -1
    steps.push(...known)
    return start.push(steps.length) - 2
  })
  const amounts = drawn.map(amountsOf)
  const placeOf = new Map(named.map((place) => [place.communeId, place]))
  const lines = roads.map(({ geometry }) => geometry.coordinates.flat())
  const lineStart = new Uint32Array(roads.length + 1)
  for (const [i, line] of lines.entries()) lineStart[i + 1] = lineStart[i] + line.length
  return {
    source: {
      places: communes.list.map((id): FlowPlace => {
        const [x, y] = at.get(id)!.at
        const place = placeOf.get(id)
        return {
          at: [x, y],
          municipality: place ? { id: String(place.municipalityId), name: place.municipality } : null,
          state: place?.state ?? null,
        }
      }),
      columns: {
        from: Uint32Array.from(drawn, ({ fromCommune }) => communes.of(fromCommune)),
        to: Uint32Array.from(drawn, ({ toCommune }) => communes.of(toCommune)),
        month: Uint16Array.from(drawn, ({ period }) => months.of(period)),
        product: Uint16Array.from(drawn, ({ product }) => products.of(product)),
        provenance: Uint8Array.from(drawn, ({ provenance }) => provenances.of(provenance)),
        estimate: Uint8Array.from(drawn, (flow) => Number(isEstimate(flow))),
        kg: [0, 1, 2, 3].map((m) => Float64Array.from(amounts, (row) => row[m])),
        route: Int32Array.from(route),
        months: Math.max(1, months.list.length),
      },
      routes: {
        start: Uint32Array.from(start),
        steps: Uint32Array.from(steps),
        lineStart,
        lines: Float64Array.from(lines.flat()),
      },
    },
    key: {
      communes: communes.list,
      months: months.list,
      products: products.list,
      provenances: provenances.list,
      segments: roads.map(({ properties }) => properties.id),
      placeless: wanted.length - drawn.length,
    },
  }
}

/** Its values once each, in the order in which they come, with the index of each. */
function listOf<T>(values: readonly T[]): { list: T[]; of(value: T): number } {
  const index = new Map<T, number>()
  for (const value of values) if (!index.has(value)) index.set(value, index.size)
  return { list: [...index.keys()], of: (value) => index.get(value)! }
}
