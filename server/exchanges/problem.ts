/** From what is written down to a question for the planner: supplies, needs, hubs, roads and what people decided. */
import type { ExchangeProblem } from '../../domain/exchange/planning/index.ts'
import { type Item, ProductCatalogue } from '../../domain/exchange/products/index.ts'
import type { FlowRecord, ProducerRecord, QuantityRecord } from '../../domain/exchange/records.ts'
import {
  closedSegments,
  closureOf,
  ESTIMATE,
  EXTERNAL,
  greatCircleKm,
  type Place,
  type ProviderNote,
  Snapper,
  segmentId,
} from '../../domain/exchange/roads/index.ts'
import { exactly } from '../../domain/exchange/units/index.ts'
import type { Executor } from '../executor.ts'
import type { OpenRoads } from './network.ts'
import { placesOf } from './places.ts'
import { readExchange } from './records.ts'

export interface ProblemWish {
  firstMonth: string
  lastMonth: string
  /** Only these; all that the viewer sees where none are named. */
  communes: readonly number[] | null
  options: NonNullable<ExchangeProblem['options']>
  /** Lines, or segments by their names, closed beside those that are closed anyway: what if. */
  closed?: readonly string[]
  /** The plan that is made anew: what people decided of its flows stays. */
  plan?: number
}

/** Beyond so many communes not every pair can be told: each gets its nearest. */
const EVERY_PAIR = 150
const NEAREST = 40
const KG = 1000
/** From the commune to the road, off any road that is known: at a walk. */
const ACCESS_KMH = 10
/** Parts of a segment between communes, and the ways from communes to it, as the planner knows them. */
const PIECE = '#'
const ACCESS = 'access '
/** The segment that a road of the planner's lies on; null where it is no part of any. */
export const segmentOfRoad = (road: string): string | null =>
  road.startsWith(ACCESS) ? null : road.split(PIECE)[0]

const monthsBetween = (first: string, last: string): string[] => {
  const months: string[] = []
  for (let [year, month] = first.split('-').map(Number); months.length < 60; month++) {
    if (month > 12) [year, month] = [year + 1, 1]
    const text = `${year}-${String(month).padStart(2, '0')}`
    if (text > last) break
    months.push(text)
  }
  return months
}

export interface Asked {
  problem: ExchangeProblem
  /** What a reader of its distances should know of how they came about. */
  notes: ProviderNote[]
}

/** What is written down of a wish. */
interface Written {
  months: string[]
  supplies: Told[]
  needs: Told[]
  producers: ProducerRecord[]
  flows: FlowRecord[]
  items: Set<string>
  communes: Set<number>
  places: Place[]
}
type Told = ReturnType<typeof inMonths>[number]

/** As the eyes of `visible` see it. Null where nothing is needed or nothing there is. */
export async function writtenFor(visible: Executor, wish: ProblemWish): Promise<Written | null> {
  const months = monthsBetween(wish.firstMonth, wish.lastMonth)
  const wanted = wish.communes && new Set(wish.communes)
  const within = ({ communeId }: { communeId: number }) => !wanted || wanted.has(communeId)
  const quantities = (await readExchange(visible, 'quantity')).filter(within)
  const producers = (await readExchange(visible, 'producer')).filter(within)
  const flows = (await readExchange(visible, 'flow')).filter(
    (flow) => months.includes(flow.period) && (flow.state === 'agreed' || flow.planId === wish.plan),
  )
  const told = quantities.flatMap((quantity) => inMonths(quantity, months))
  const supplies = told.filter(({ of }) => of.role === 'production' || of.role === 'opening-stock')
  const needs = told.filter(({ of }) => of.role === 'need')
  if (supplies.length === 0 || needs.length === 0) return null
  const items = new Set([
    ...told.map(({ of }) => itemOf(of)),
    ...producers
      .filter(({ role }) => role === 'processor')
      .flatMap(({ madeOfProduct, madeOfForm, makesProduct, makesForm }) => [
        `${madeOfProduct}/${madeOfForm}`,
        `${makesProduct}/${makesForm}`,
      ]),
  ])
  const communes = new Set([
    ...[...supplies, ...needs].map(({ of }) => of.communeId),
    ...producers.filter(({ role }) => role !== 'producer').map(({ communeId }) => communeId),
  ])
  const places = await placesOf(visible, [...communes])
  return { months, supplies, needs, producers, flows, items, communes, places }
}

/** Outside of any transaction: where no own road leads a service may be asked, and takes its time. */
export async function problemFor(written: Written, roads: OpenRoads, wish: ProblemWish): Promise<Asked> {
  const { months, supplies, needs, producers, flows, items, communes: ids, places } = written
  const plants = producers.filter(({ role }) => role === 'processor')
  const at = new Map(places.map((place) => [place.id, place.at]))
  // A hub or a plant lies where its commune does, and is a place of its own to the planner.
  const beside = producers.flatMap(({ id, role, communeId }) => {
    const place = at.get(String(communeId))
    return role === 'producer' || !place
      ? []
      : [{ id: `${role === 'hub' ? 'hub' : 'plant'} ${id}`, of: String(communeId), at: place }]
  })
  const nodes = await networkFor(roads, places, beside, wish.closed ?? [])
  const problem: ExchangeProblem = {
    communes: [...ids]
      .sort((a, b) => a - b)
      .map((id) => ({ id: String(id), node: nodes.nodeOf(String(id)) })),
    products: [...items].sort().map(productOf),
    periods: months,
    supplies: supplies.map(({ of, month, kg }) => ({
      id: `${of.id} ${month}`,
      commune: String(of.communeId),
      product: itemOf(of),
      period: month,
      quantityT: kg / KG,
      provenance: of.provenance,
    })),
    needs: [...Map.groupBy(needs, ({ of, month }) => `${of.communeId} ${itemOf(of)} ${month}`).values()].map(
      (alike) => ({
        commune: String(alike[0].of.communeId),
        product: itemOf(alike[0].of),
        period: alike[0].month,
        quantityT: alike.reduce((sum, { kg }) => sum + kg, 0) / KG,
      }),
    ),
    ...nodes.ways,
    hubs: producers.filter(({ role }) => role === 'hub').map((hub) => hubOf(hub, nodes.nodeOf)),
    processing: plants.flatMap((plant) => plantOf(plant, nodes.nodeOf)),
    decisions: decisionsOf(
      flows.filter(
        ({ locked, fromCommune, toCommune }) => locked && ids.has(fromCommune) && ids.has(toCommune),
      ),
    ),
    options: wish.options,
  }
  return { problem, notes: nodes.notes }
}

const itemOf = ({ product, form }: { product: string; form: string }): string => `${product}/${form}`

/** A year's amount is spread evenly over its months: when in the year it comes nobody said. */
function inMonths(
  of: QuantityRecord,
  months: readonly string[],
): { of: QuantityRecord; month: string; kg: number }[] {
  if (of.period.length === 7)
    return months.includes(of.period) ? [{ of, month: of.period, kg: of.kgLikely }] : []
  return months
    .filter((month) => month.startsWith(of.period))
    .map((month) => ({ of, month, kg: of.kgLikely / 12 }))
}

const products = new ProductCatalogue()

function productOf(id: string): ExchangeProblem['products'][number] {
  const [product, form] = id.split('/')
  const days = products.find({ product, form })?.shelfLifeDays ?? null
  return { id, shelfLifeHours: days === null ? null : days * 24 }
}

const hubOf = ({ id, communeId, throughputKg }: ProducerRecord, nodeOf: (commune: string) => string) => ({
  id: `hub ${id}`,
  node: nodeOf(String(communeId)),
  throughputT: throughputKg === null ? null : throughputKg / KG,
})

/** A plant whose yield nobody knows can't be planned with: a missing rate is never 1. */
function plantOf(plant: ProducerRecord, nodeOf: (commune: string) => string) {
  const { id, communeId, throughputKg, madeOfProduct, madeOfForm, makesProduct, makesForm } = plant
  const from = { product: madeOfProduct!, form: madeOfForm! }
  const to = { product: makesProduct!, form: makesForm! }
  const rate = rateOf(plant, from, to)
  if (rate === null) return []
  return [
    {
      id: `plant ${id}`,
      node: nodeOf(String(communeId)),
      input: itemOf(from),
      output: itemOf(to),
      rate,
      capacityT: throughputKg === null ? null : throughputKg / KG,
    },
  ]
}

/** What a plant says itself stands above what the catalogue says of its kind. */
function rateOf({ rateMin, rateMax }: ProducerRecord, from: Item, to: Item): number | null {
  if (rateMin !== null && rateMax !== null) return (rateMin + rateMax) / 2
  const yielded = products.outOf(exactly(1), from, to)
  return 'refused' in yielded ? null : yielded.kilograms.likely
}

/** One for each way of each product and month: several agreements on it add up. */
const decisionsOf = (flows: readonly FlowRecord[]) =>
  [
    ...Map.groupBy(flows, (flow) =>
      [flow.fromCommune, flow.toCommune, itemOf(flow), flow.period, flow.viaProducer].join(),
    ).values(),
  ].map((alike) => {
    const { fromCommune, toCommune, period, viaProducer } = alike[0]
    const kept = alike.filter(({ state }) => state !== 'refused')
    return {
      from: String(fromCommune),
      to: String(toCommune),
      product: itemOf(alike[0]),
      period,
      via: viaProducer === null ? null : `hub ${viaProducer}`,
      ...(kept.length > 0
        ? { decision: 'locked' as const, quantityT: kept.reduce((sum, { kg }) => sum + kg, 0) / KG }
        : { decision: 'refused' as const }),
    }
  })

/**
 * The network as the planner takes it: segments between nodes, each commune a node that its nearest road is reached
 * from. Communes off the network, and pairs that no road joins, get the distances of a routing service or estimated ones.
 */
async function networkFor(
  open: OpenRoads,
  places: readonly Place[],
  beside: readonly (Place & { of: string })[],
  closed: readonly string[],
) {
  const { network, closures } = open
  const shut = closedSegments(network, [
    ...closures,
    ...closed.map((name) => closureOf(name) ?? { line: name }),
  ])
  const snapper = new Snapper(network)
  const nodeOf = (commune: string) => `c${commune}`
  const accesses = new Map(places.map((place) => [place.id, snapper.nearest(place.at)]))
  // Where communes reach a segment it is cut, so that what goes from one to the next loads the part between them.
  const reached = new Map<number, { commune: string; ratio: number; accessKm: number }[]>()
  for (const [commune, access] of accesses)
    if (access)
      reached.set(access.segment, [
        ...(reached.get(access.segment) ?? []),
        { commune, ratio: access.ratio, accessKm: access.accessKm },
      ])
  const roads = Array.from({ length: network.segmentCount }, (_, s) => {
    const id = segmentId(network, s)
    const isShut = shut.closed[s] === 1 ? { closed: true } : {}
    const stops = (reached.get(s) ?? []).sort((one, other) => one.ratio - other.ratio)
    const ends = [
      { node: `n${network.from[s]}`, ratio: 0 },
      ...stops.map(({ commune, ratio }) => ({ node: `r${commune}`, ratio })),
      { node: `n${network.to[s]}`, ratio: 1 },
    ]
    const pieces = ends.slice(1).map((end, k) => ({
      id: stops.length === 0 ? id : `${id}${PIECE}${k}`,
      a: ends[k].node,
      b: end.node,
      km: network.km[s] * (end.ratio - ends[k].ratio),
      minutes: network.minutes[s] * (end.ratio - ends[k].ratio),
      ...isShut,
    }))
    const ways = stops.map(({ commune, accessKm }) => ({
      id: `${ACCESS}${commune}`,
      a: nodeOf(commune),
      b: `r${commune}`,
      km: accessKm,
      minutes: (accessKm / ACCESS_KMH) * 60,
    }))
    return [...pieces, ...ways]
  }).flat()
  const all = [...places.map((place) => ({ ...place, of: place.id })), ...beside]
  const islandOf = ({ of }: { of: string }) => accesses.get(of)?.island ?? null
  const apart = (a: { of: string }, b: { of: string }) => islandOf(a) === null || islandOf(a) !== islandOf(b)
  const { distances, notes } = await pairsBeyond(open, places, all, apart)
  return { nodeOf, ways: { roads, distances }, notes }
}

type Around = Place & { of: string }

/** Pairs that no road joins. What a service finds unreachable has no distance. */
async function pairsBeyond(
  { beyond, closures }: OpenRoads,
  communes: readonly Place[],
  places: readonly Around[],
  apart: (a: Around, b: Around) => boolean,
): Promise<{ distances: NonNullable<ExchangeProblem['distances']>; notes: ProviderNote[] }> {
  const pairs = places.flatMap((from) => {
    const others = places.filter((to) => to !== from && apart(from, to))
    if (places.length > EVERY_PAIR)
      others.sort((a, b) => greatCircleKm(from.at, a.at) - greatCircleKm(from.at, b.at)).splice(NEAREST)
    return others.map((to) => ({ from, to }))
  })
  const ends = (of: (pair: (typeof pairs)[number]) => Around) => {
    const wanted = new Set(pairs.map((pair) => of(pair).of))
    return communes.filter(({ id }) => wanted.has(id))
  }
  const [rows, columns] = [ends(({ from }) => from), ends(({ to }) => to)]
  const table = await beyond.matrix({ from: rows, to: columns, profile: 'shortest', closures })
  const rowOf = new Map(rows.map(({ id }, i) => [id, i]))
  const columnOf = new Map(columns.map(({ id }, i) => [id, i]))
  type Distance = NonNullable<ExchangeProblem['distances']>[number]
  const distances = pairs.flatMap(({ from, to }): Distance[] => {
    const cell = rowOf.get(from.of)! * columns.length + columnOf.get(to.of)!
    const ends = { from: from.id, to: to.id, km: table.km[cell] }
    if (table.quality[cell] === ESTIMATE) return [{ ...ends, quality: 'estimate' }]
    if (table.quality[cell] !== EXTERNAL) return []
    return [{ ...ends, minutes: table.minutes[cell], quality: 'service' }]
  })
  return { distances, notes: table.notes }
}
