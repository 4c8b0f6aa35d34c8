/** Corridors and exchange of the demonstration as records that are about to be written: those that others refer to come first. */
import { sql } from 'kysely'
import { DEMONSTRATION_EXCHANGE } from '../../domain/demonstration/exchange.ts'
import { corridorThrough } from '../../domain/exchange/corridors/index.ts'
import type { ExchangeAlteration, ExchangeKind, ExchangeRecords } from '../../domain/exchange/records.ts'
import { buildNetwork, chainOf, estimates, ownRoads } from '../../domain/exchange/roads/index.ts'
import { toKilograms, UnitCatalogue } from '../../domain/exchange/units/index.ts'
import { placesOf } from '../exchanges/places.ts'
import { PLAIN_ROAD } from '../exchanges/plain-road.ts'
import { nextExchangeIds } from '../exchanges/records.ts'
import type { Executor } from '../executor.ts'

type Position = [number, number]
/** Invented, as the axis is. */
const INTEGRATED_ON = '2026-11-01'

/** @param communeId number of the commune of that code. */
export async function demonstrationExchange(
  transaction: Executor,
  communeId: (code: string) => number,
): Promise<ExchangeAlteration[]> {
  const { corridors, roads, producers, quantities, flows } = DEMONSTRATION_EXCHANGE
  const commune = (code: string) => communeId(`DEMO-${code}`)
  const alterations: ExchangeAlteration[] = []
  const add = <K extends ExchangeKind>(
    kind: K,
    fields: Omit<ExchangeRecords[K], 'revision' | 'demonstration' | 'audience'>,
  ) => {
    const common = kind === 'segment' || kind === 'delivery' ? {} : { audience: 'public' }
    const after = { ...fields, ...common, revision: 1, demonstration: true } as unknown as ExchangeRecords[K]
    alterations.push({ kind, before: null, after } as ExchangeAlteration)
  }
  const codes = [...new Set([...corridors, ...roads].flatMap(({ communes }) => communes))]
  const at = new Map(
    (await placesOf(transaction, codes.map(commune))).map(({ id, at }) => [Number(id), at as Position]),
  )
  const placed = (communes: readonly string[]) =>
    communes.flatMap((code) => {
      const id = commune(code)
      const place = at.get(id)
      return place ? [{ id: String(id), at: place }] : []
    })

  const roadIds = await nextExchangeIds(transaction, 'segment', roads.length)
  const drawn = roads.map(({ name, communes }, i) => ({
    id: roadIds[i],
    name,
    coordinates: bent(placed(communes).map(({ at }) => at)),
  }))
  for (const { coordinates, ...road } of drawn)
    add('segment', {
      ...PLAIN_ROAD,
      ...road,
      network: 'demonstration',
      geometry: await wkb(transaction, { type: 'LineString', coordinates }),
      byHand: true,
    })
  const network = buildNetwork(drawn.map((road) => ({ ...road, id: String(road.id), drawn: true })))
  const provider = chainOf([ownRoads(network), estimates()])

  const corridorIds = await nextExchangeIds(transaction, 'corridor', corridors.length)
  const numberOf = new Map(corridors.map(({ key }, i) => [key, corridorIds[i]]))
  for (const { key, kind, name, source, within, communes } of corridors) {
    const way = await corridorThrough(provider, placed(communes))
    if ('refused' in way) throw new Error(`The demonstration has no way along ${name}`)
    add('corridor', {
      id: numberOf.get(key)!,
      kind,
      name,
      note: null,
      source,
      approximate: true,
      route: await wkb(transaction, { type: 'MultiLineString', coordinates: [way.coordinates] }),
      routeKm: way.km,
      routeEstimatedKm: way.estimatedShare * way.km,
      partOf: within ? numberOf.get(within)! : null,
      partSince: within ? INTEGRATED_ON : null,
      beganOn: null,
      endedOn: null,
      truckKg: null,
      truckCount: null,
      truckHome: null,
      communes: communes.map((code) => ({ id: commune(code), joinedOn: null, leftOn: null })),
    })
  }
  const producerIds = await nextExchangeIds(transaction, 'producer', producers.length)
  const producerOf = new Map(producers.map(({ key }, i) => [key, producerIds[i]]))
  for (const { key, commune: code, makes, ...producer } of producers)
    add('producer', {
      ...producer,
      id: producerOf.get(key)!,
      communeId: commune(code),
      madeOfProduct: makes?.[0][0] ?? null,
      madeOfForm: makes?.[0][1] ?? null,
      makesProduct: makes?.[1][0] ?? null,
      makesForm: makes?.[1][1] ?? null,
      rateMin: null,
      rateMax: null,
      rateSource: null,
      note: null,
    })
  const units = new UnitCatalogue()
  const quantityIds = await nextExchangeIds(transaction, 'quantity', quantities.length)
  for (const [i, { commune: code, producer, ...quantity }] of quantities.entries()) {
    const weighed = toKilograms(units, { ...quantity, place: 'VE' })
    if ('refused' in weighed) throw new Error(`The demonstration weighs ${JSON.stringify(weighed)}`)
    const { min, likely, max } = weighed.kilograms
    add('quantity', {
      ...quantity,
      id: quantityIds[i],
      communeId: commune(code),
      producerId: producer === null ? null : producerOf.get(producer)!,
      kgMin: min,
      kgLikely: likely,
      kgMax: max,
      season: null,
    })
  }
  const flowIds = await nextExchangeIds(transaction, 'flow', flows.length)
  for (const [i, { from, to, via, item, deliveries, ...flow }] of flows.entries()) {
    add('flow', {
      ...flow,
      id: flowIds[i],
      planId: null,
      fromCommune: commune(from),
      toCommune: commune(to),
      viaProducer: via === null ? null : producerOf.get(via)!,
      product: item[0],
      form: item[1],
      state: 'agreed',
      locked: true,
      segments: [],
      km: null,
      quality: 'unknown',
    })
    const ids = await nextExchangeIds(transaction, 'delivery', deliveries.length)
    for (const [k, { lostKg, ...delivery }] of deliveries.entries()) {
      const arrived = delivery.receivedOn !== null
      add('delivery', {
        ...delivery,
        id: ids[k],
        flowId: flowIds[i],
        runId: null,
        acceptedKg: arrived ? delivery.sentKg - lostKg : null,
        rejectedKg: arrived ? 0 : null,
        rejectedWhy: null,
        lostKg: arrived ? lostKg : null,
        note: null,
      })
    }
  }
  // Written kind by kind: deliveries after all flows.
  return [
    ...alterations.filter(({ kind }) => kind !== 'delivery'),
    ...alterations.filter(({ kind }) => kind === 'delivery'),
  ]
}

/** Invented roads bend, so that nobody takes them for surveyed ones; where two meet they meet still. */
function bent(line: readonly Position[]): Position[] {
  return line.flatMap((place, i): Position[] => {
    const next = line[i + 1]
    if (!next) return [place]
    const [dx, dy] = [next[0] - place[0], next[1] - place[1]]
    const aside = i % 2 === 0 ? 0.12 : -0.12
    return [place, [place[0] + dx / 2 - dy * aside, place[1] + dy / 2 + dx * aside]]
  })
}

/** Hexadecimal WKB, as records have it. */
async function wkb(transaction: Executor, geometry: object): Promise<string> {
  const { rows } = await sql<{ shape: string }>`
    select encode(st_asbinary(st_setsrid(st_geomfromgeojson(${JSON.stringify(geometry)}), 4326), 'NDR'), 'hex') as shape`.execute(
    transaction,
  )
  return rows[0].shape
}
